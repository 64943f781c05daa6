namespace Appliance.Dicom;

/// <summary>
/// Reads the defined terms of Specific Character Set (PS3.3 C.12.1.1.2) as people write them: with hyphens and underscores in the wrong
/// places, in small letters, or by the name of the character set.
/// </summary>
internal static class CharacterSetTerms
{
    /// <summary>A term that says nothing: empty, or one of the default repertoire's names.</summary>
    public const int DefaultRepertoire = 6;

    /// <summary>What one term asks for.</summary>
    /// <param name="Number">Number in the international register; 0 when a code page takes over, or when the term is unknown.</param>
    /// <param name="CodePage">The code page of a repertoire that has no code extensions; 0 when there is none.</param>
    internal readonly record struct Meaning(int Number, int CodePage)
    {
        /// <summary>True when the term means nothing that is known here.</summary>
        public bool IsUnknown => Number == 0 && CodePage == 0;
    }

    /// <summary>Reads a term.</summary>
    public static Meaning Read(string term)
    {
        Span<char> bare = stackalloc char[32];
        var length = 0;
        foreach (var character in term)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                if (length == bare.Length)
                {
                    return default;
                }

                bare[length++] = char.ToUpperInvariant(character);
            }
        }

        ReadOnlySpan<char> name = bare[..length];
        var number = name;
        foreach (var prefix in (ReadOnlySpan<string>)["ISO2022IR", "ISOIR", "ISO2022", "IR"])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                number = name[prefix.Length..];
                break;
            }
        }

        return number switch
        {
            "" or "6" or "14" or "ASCII" or "USASCII" or "ISO646" or "ISO646US" => new(DefaultRepertoire, 0),
            "100" or "LATIN1" or "ISOLATIN1" or "ISO88591" or "88591" or "L1" => new(100, 0),
            "101" or "LATIN2" or "ISOLATIN2" or "ISO88592" or "88592" => new(101, 0),
            "109" or "LATIN3" or "ISOLATIN3" or "ISO88593" or "88593" => new(109, 0),
            "110" or "LATIN4" or "ISOLATIN4" or "ISO88594" or "88594" => new(110, 0),
            "144" or "CYRILLIC" or "ISO88595" or "88595" => new(144, 0),
            "127" or "ARABIC" or "ISO88596" or "88596" => new(127, 0),
            "126" or "GREEK" or "ISO88597" or "88597" => new(126, 0),
            "138" or "HEBREW" or "ISO88598" or "88598" => new(138, 0),
            "148" or "LATIN5" or "ISOLATIN5" or "ISO88599" or "88599" => new(148, 0),
            "203" or "LATIN9" or "ISOLATIN9" or "ISO885915" or "885915" => new(203, 0),
            "166" or "THAI" or "TIS620" or "ISO885911" => new(166, 0),
            "13" or "JISX0201" => new(13, 0),
            "87" or "JISX0208" or "JP" or "ISO2022JP" => new(87, 0),
            "159" or "JISX0212" => new(159, 0),
            "149" or "KSX1001" or "KSC5601" or "KR" => new(149, 0),
            "58" or "GB2312" => new(58, 0),
            "192" or "UTF8" or "UNICODE" or "UNICODE11UTF8" => new(0, 65001),
            "GB18030" => new(0, 54936),
            "GBK" or "CP936" => new(0, 936),
            "SHIFTJIS" or "SJIS" or "CP932" or "WINDOWS31J" => new(0, 932),
            "EUCKR" or "CP949" => new(0, 949),
            "BIG5" or "CP950" => new(0, 950),
            "KOI8R" => new(0, 20866),
            "WINDOWS1250" or "CP1250" => new(0, 1250),
            "WINDOWS1251" or "CP1251" => new(0, 1251),
            "WINDOWS1252" or "CP1252" => new(0, 1252),
            "WINDOWS1253" or "CP1253" => new(0, 1253),
            "WINDOWS1254" or "CP1254" => new(0, 1254),
            "WINDOWS1255" or "CP1255" => new(0, 1255),
            "WINDOWS1256" or "CP1256" => new(0, 1256),
            _ => default,
        };
    }
}
