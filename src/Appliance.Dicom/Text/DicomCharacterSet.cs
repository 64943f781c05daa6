using System.Text;
using System.Text.Unicode;

namespace Appliance.Dicom;

/// <summary>
/// Specific Character Set (0008,0005), PS3.3 C.12.1.1.2 and PS3.5 6.1: turns the bytes of text elements into text and back. Reading never
/// fails: bytes that stand for no character are shown as <c>\ooo</c>, a backslash and three octal digits. Instances do not change and may
/// be shared between threads.
/// </summary>
/// <remarks>
/// Without any term the bytes ought to be ASCII. Where they are not, they are read as UTF-8 if they are well-formed UTF-8, else as Latin-1:
/// old writers forget the term.
/// </remarks>
public sealed class DicomCharacterSet
{
    // There are two dozen terms in all: a value with more of them is no longer about character sets.
    private const int MaxTerms = 64;
    private const byte Escape = 0x1B;
    private readonly CodeExtensions _extensions;
    private readonly Encoding? _whole;

    private DicomCharacterSet(IReadOnlyList<string> terms)
    {
        var meanings = terms.Select(CharacterSetTerms.Read).ToList();
        DefinedTerms = terms;
        Unrecognised = [.. terms.Where((_, i) => meanings[i].IsUnknown)];

        // A repertoire of its own (UTF-8, GB18030, GBK) stands alone; where it was added to others anyway, it counts if it comes first or
        // only the default repertoire comes before it.
        var leading = meanings.SkipWhile(m => m.Number == CharacterSetTerms.DefaultRepertoire || m.IsUnknown).FirstOrDefault();
        _whole = leading.CodePage switch
        {
            0 => null,
            65001 => Encoding.GetEncoding(65001, new EncoderReplacementFallback(""), new EscapeMark.Fallback()),
            var page => CodePages.Get(page, new EscapeMark.Fallback()),
        };
        var numbers = meanings.Where(m => m.CodePage == 0).Select(m => m.IsUnknown ? CharacterSetTerms.DefaultRepertoire : m.Number).ToList();
        var extended = terms.Count > 1 || terms.Any(term => term.Contains("2022", StringComparison.Ordinal));
        _extensions = new CodeExtensions(numbers, extended);
    }

    /// <summary>The default repertoire: no term, ISO 646 (ASCII).</summary>
    public static DicomCharacterSet Default { get; } = new([]);

    // Made once, as what they are made of takes longer than using them. UTF-8 is the last.
    private static readonly DicomCharacterSet[] Common =
    [
        new(["ISO_IR 100"]), new(["ISO_IR 101"]), new(["ISO_IR 148"]), new(["ISO_IR 109"]), new(["ISO_IR 110"]), new(["ISO_IR 144"]), new(["ISO_IR 126"]),
        new(["ISO_IR 138"]), new(["ISO_IR 127"]), new(["ISO_IR 166"]), new(["ISO_IR 13"]), new(["ISO_IR 192"]),
    ];

    /// <summary>The terms as they were given; empty for the default repertoire.</summary>
    public IReadOnlyList<string> DefinedTerms { get; }

    /// <summary>Those of the terms that mean nothing here; the default repertoire stands in for them.</summary>
    public IReadOnlyList<string> Unrecognised { get; }

    /// <summary>True for ISO_IR 192.</summary>
    public bool IsUtf8 => _whole?.CodePage == 65001;

    // True when value 1 alone is there and says nothing, so that bytes above 127 have no declared meaning.
    private bool IsSilent => _whole is null && _extensions.SpareUpper is null && _extensions.Sets.Count == 1;

    /// <summary>Makes a character set of the values of Specific Character Set.</summary>
    /// <param name="definedTerms">The values in their order. Misspelt ones are understood where they can be; an empty first one is the default repertoire.</param>
    /// <returns>The character set; <see cref="Default"/> when all terms are empty.</returns>
    public static DicomCharacterSet Of(params ReadOnlySpan<string> definedTerms)
    {
        var terms = new List<string>();
        foreach (var term in definedTerms[..Math.Min(MaxTerms, definedTerms.Length)])
        {
            terms.Add((term ?? "").Trim(' ', '\0'));
        }

        if (terms.TrueForAll(term => term.Length == 0))
        {
            return Default;
        }

        var common = terms.Count == 1 ? Array.Find(Common, set => set.DefinedTerms[0] == terms[0]) : null;
        return common ?? new DicomCharacterSet(terms);
    }

    /// <summary>The smallest repertoire that has all characters of some texts: the default, a single-byte set without switching, or UTF-8.</summary>
    /// <param name="texts">The texts.</param>
    /// <returns>A character set that <see cref="CanEncode"/> all of them.</returns>
    public static DicomCharacterSet Smallest(IEnumerable<string> texts)
    {
        var distinct = new SortedSet<char>();
        foreach (var text in texts)
        {
            foreach (var letter in text)
            {
                if (!char.IsAscii(letter))
                {
                    distinct.Add(letter);
                }
            }
        }

        if (distinct.Count == 0)
        {
            return Default;
        }

        var letters = string.Concat(distinct);
        return Array.Find(Common, candidate => candidate.CanEncode(letters)) ?? Common[^1];
    }

    /// <summary>
    /// Reads a value field as one text. To part it into values use <see cref="DecodeValues"/>, which does not mistake the backslash of an
    /// escaped byte for a delimiter.
    /// </summary>
    /// <param name="bytes">The bytes, padding included.</param>
    /// <param name="vr">The representation: it tells which characters are delimiters, after which the sets of value 1 are active again.</param>
    /// <returns>The text, padding included.</returns>
    public string Decode(ReadOnlySpan<byte> bytes, DicomVR vr) => EscapeMark.Show(DecodeMarked(bytes, vr));

    /// <summary>Reads a value field and parts it at its backslashes, unless the representation has one value only.</summary>
    /// <param name="bytes">The bytes, padding included.</param>
    /// <param name="vr">The representation.</param>
    /// <returns>At least one text; padding included.</returns>
    public string[] DecodeValues(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        var text = DecodeMarked(bytes, vr);
        if (vr.IsSingleText)
        {
            return [EscapeMark.Show(text)];
        }

        var values = text.Split('\\');
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = EscapeMark.Show(values[i]);
        }

        return values;
    }

    /// <summary>Writes a text, without padding it to an even length.</summary>
    /// <param name="text">The text; backslashes in it are delimiters, unless the representation has one value only.</param>
    /// <param name="vr">The representation.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentException">A character is in none of the sets: ask <see cref="CanEncode"/> first, or take <see cref="Smallest"/>.</exception>
    public byte[] Encode(string text, DicomVR vr)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = TryEncode(text, vr, out var stoppedAt);
        return bytes ?? throw new ArgumentException(
            $"character U+{(int)text[stoppedAt]:X4} at {stoppedAt} is not in Specific Character Set {this}: choose another, such as ISO_IR 192",
            nameof(text));
    }

    /// <summary>Can every character of a text be written?</summary>
    /// <param name="text">The text.</param>
    public bool CanEncode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryEncode(text, DicomVR.LO, out _) is not null;
    }

    /// <summary>The terms as in the element, parted by backslashes.</summary>
    public override string ToString() => DefinedTerms.Count == 0 ? "(default repertoire)" : string.Join('\\', DefinedTerms);

    private string DecodeMarked(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        if (_extensions.InitialLower.Number == CharacterSetTerms.DefaultRepertoire && !bytes.Contains(Escape) && Ascii.IsValid(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        if (_whole is not null)
        {
            return _whole.GetString(bytes);
        }

        if (IsSilent && !bytes.Contains(Escape) && !Ascii.IsValid(bytes))
        {
            return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : DecodeLatin1(bytes);
        }

        return CodeExtensionDecoder.Decode(bytes, _extensions, vr);
    }

    // The codes from 80H to 9FH are controls that DICOM does not use.
    private static string DecodeLatin1(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var code in bytes)
        {
            if (code is >= 0x80 and < 0xA0)
            {
                EscapeMark.Append(text, code);
            }
            else
            {
                text.Append((char)code);
            }
        }

        return text.ToString();
    }

    /// <summary>Writes a text; null, and where it stopped, when no set has a character.</summary>
    internal byte[]? TryEncode(string text, DicomVR vr, out int stoppedAt)
    {
        if (Ascii.IsValid(text) && (_whole is not null || _extensions.InitialLower.Number == CharacterSetTerms.DefaultRepertoire))
        {
            stoppedAt = text.Length;
            return Encoding.ASCII.GetBytes(text);
        }

        if (_whole is null)
        {
            return new CodeExtensionEncoder(_extensions, vr).Encode(text, out stoppedAt);
        }

        if (IsUtf8 && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            // It has them all, but for halves of surrogate pairs.
            stoppedAt = text.Length;
            return _whole.GetBytes(text);
        }

        // Characters that the code page lacks come out as nothing: looked for one by one, as a text is short.
        stoppedAt = 0;
        Span<char> letter = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && text[stoppedAt] != '\uFFFD')
            {
                return null;
            }

            if (_whole.GetByteCount(letter[..rune.EncodeToUtf16(letter)]) == 0)
            {
                return null;
            }

            stoppedAt += rune.Utf16SequenceLength;
        }

        return _whole.GetBytes(text);
    }
}
