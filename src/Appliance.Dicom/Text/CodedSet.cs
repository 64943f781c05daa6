using System.Text;

namespace Appliance.Dicom;

/// <summary>
/// One coded character set of PS3.3 C.12.1.1.2 in one of the two code elements: G0 (codes below 80H) or G1 (codes from A0H), of one or two
/// bytes a character, with the escape sequence that designates it (ISO/IEC 2022).
/// </summary>
internal sealed class CodedSet
{
    private const char Undefined = '\uFFFF';
    private readonly char[]? _singles;
    private readonly Encoding? _pairs;
    private readonly byte _trailMask;

    private CodedSet(int number, bool isUpper, string designation, char[] singles)
    {
        Number = number;
        IsUpper = isUpper;
        Designation = designation;
        _singles = singles;
    }

    private CodedSet(int number, bool isUpper, string designation, int codePage, byte trailMask)
    {
        Number = number;
        IsUpper = isUpper;
        Designation = designation;
        _trailMask = trailMask;
        _pairs = CodePages.Get(codePage, new DecoderReplacementFallback(Undefined.ToString()));
    }

    /// <summary>The number in the international register, as in <c>ISO_IR 100</c>.</summary>
    public int Number { get; }

    /// <summary>True when it sits in G1.</summary>
    public bool IsUpper { get; }

    /// <summary>The bytes after ESC that designate it.</summary>
    public string Designation { get; }

    /// <summary>True when a character takes two bytes.</summary>
    public bool IsDouble => _pairs is not null;

    /// <summary>Makes a set by its number in the register and its code element; the numbers are those of the defined terms, and 14 (JIS romaji).</summary>
    /// <returns>The set; null when the number is not one of the standard's.</returns>
    public static CodedSet? Of(int number, bool upper) => (number, upper) switch
    {
        (6, false) => new(6, false, "(B", Lower(yen: false)),
        (14, false) => new(14, false, "(J", Lower(yen: true)),
        (13, true) => new(13, true, ")I", Katakana()),
        (13, false) => new(13, false, "(I", Katakana()),
        (100, true) => new(100, true, "-A", Latin1()),
        (101, true) => Upper(101, "-B", 28592),
        (109, true) => Upper(109, "-C", 28593),
        (110, true) => Upper(110, "-D", 28594),
        (144, true) => Upper(144, "-L", 28595),
        (127, true) => Upper(127, "-G", 28596),
        (126, true) => Upper(126, "-F", 28597),
        (138, true) => Upper(138, "-H", 28598),
        (148, true) => Upper(148, "-M", 28599),
        (203, true) => Upper(203, "-b", 28605),
        (166, true) => Upper(166, "-T", 874),
        (87, false) => new(87, false, "$B", 20932, 0x80),
        (159, false) => new(159, false, "$(D", 20932, 0x00),
        (149, var g1) => new(149, g1, g1 ? "$)C" : "$(C", 51949, 0x80),
        (58, var g1) => new(58, g1, g1 ? "$)A" : "$(A", 20936, 0x80),
        _ => null,
    };

    /// <summary>The set and code element that an escape sequence designates; forms that the standard does not list but writers use are known too.</summary>
    /// <param name="afterEscape">The bytes after ESC.</param>
    /// <param name="length">How many of them the sequence takes.</param>
    /// <returns>Number and code element; number 0 when the sequence is not known.</returns>
    public static (int Number, bool Upper) Designated(ReadOnlySpan<byte> afterEscape, out int length)
    {
        var known = afterEscape switch
        {
            [(byte)'(', (byte)'B', ..] => (6, false, 2),
            [(byte)'(', (byte)'J', ..] => (14, false, 2),
            [(byte)'(', (byte)'I', ..] => (13, false, 2),
            [(byte)')', (byte)'I', ..] => (13, true, 2),
            [(byte)'-', (byte)'A', ..] => (100, true, 2),
            [(byte)'-', (byte)'B', ..] => (101, true, 2),
            [(byte)'-', (byte)'C', ..] => (109, true, 2),
            [(byte)'-', (byte)'D', ..] => (110, true, 2),
            [(byte)'-', (byte)'F', ..] => (126, true, 2),
            [(byte)'-', (byte)'G', ..] => (127, true, 2),
            [(byte)'-', (byte)'H', ..] => (138, true, 2),
            [(byte)'-', (byte)'L', ..] => (144, true, 2),
            [(byte)'-', (byte)'M', ..] => (148, true, 2),
            [(byte)'-', (byte)'T', ..] => (166, true, 2),
            [(byte)'-', (byte)'b', ..] => (203, true, 2),
            [(byte)'$', (byte)'@' or (byte)'B', ..] => (87, false, 2),
            [(byte)'$', (byte)'(', (byte)'B', ..] => (87, false, 3),
            [(byte)'$', (byte)'(', (byte)'D', ..] => (159, false, 3),
            [(byte)'$', (byte)'(', (byte)'C', ..] => (149, false, 3),
            [(byte)'$', (byte)')', (byte)'C', ..] => (149, true, 3),
            [(byte)'$', (byte)'A', ..] => (58, false, 2),
            [(byte)'$', (byte)'(', (byte)'A', ..] => (58, false, 3),
            [(byte)'$', (byte)')', (byte)'A', ..] => (58, true, 3),
            _ => (0, false, 0),
        };
        length = known.Item3;
        return (known.Item1, known.Item2);
    }

    /// <summary>Takes one character.</summary>
    /// <param name="first">Its byte, or the first of two.</param>
    /// <param name="second">The second byte; not looked at for sets of one byte.</param>
    /// <param name="character">The character.</param>
    /// <returns>False when the set has nothing there.</returns>
    public bool TryDecode(byte first, byte second, out char character)
    {
        if (_singles is not null)
        {
            character = _singles[first & 0x7F];
            return character != Undefined;
        }

        Span<char> decoded = stackalloc char[4];
        var count = _pairs!.GetChars([(byte)(first | 0x80), (byte)((second & 0x7F) | _trailMask)], decoded);
        character = decoded[0];
        return count == 1 && character != Undefined && !IsPrivate(character);
    }

    /// <summary>Writes one character.</summary>
    /// <returns>The bytes written, 1 or 2; 0 when the set does not have the character.</returns>
    public int Encode(char character, Span<byte> destination)
    {
        if (_singles is not null)
        {
            // JIS romaji has a yen sign and an overline where ASCII has these two; the codes are the same.
            var at = Array.IndexOf(_singles, Number != 14 ? character : character is '\\' ? '\u00A5' : character is '~' ? '\u203E' : character);
            if (at < 0 || character == Undefined)
            {
                return 0;
            }

            destination[0] = (byte)(IsUpper ? at | 0x80 : at);
            return 1;
        }

        Span<byte> pair = stackalloc byte[8];
        if (_pairs!.GetBytes([character], pair) != 2 || pair[0] < 0xA1 || (pair[1] & 0x80) != _trailMask
            || !TryDecode(pair[0], pair[1], out var back) || back != character)
        {
            return 0;
        }

        var high = (byte)(IsUpper ? 0x80 : 0);
        destination[0] = (byte)((pair[0] & 0x7F) | high);
        destination[1] = (byte)((pair[1] & 0x7F) | high);
        return 2;
    }

    private static CodedSet Upper(int number, string designation, int codePage)
    {
        var encoding = CodePages.Get(codePage, new DecoderReplacementFallback(Undefined.ToString()));
        var singles = Empty();
        for (var code = 0xA0; code <= 0xFF; code++)
        {
            var character = encoding.GetChars([(byte)code])[0];
            singles[code & 0x7F] = IsPrivate(character) ? Undefined : character;
        }

        return new(number, true, designation, singles);
    }

    private static char[] Lower(bool yen)
    {
        var singles = Empty();
        for (var code = 0x20; code < 0x7F; code++)
        {
            singles[code] = (char)code;
        }

        if (yen)
        {
            singles['\\'] = '\u00A5';
            singles['~'] = '\u203E';
        }

        return singles;
    }

    private static char[] Latin1()
    {
        var singles = Empty();
        for (var code = 0xA0; code <= 0xFF; code++)
        {
            singles[code & 0x7F] = (char)code;
        }

        return singles;
    }

    private static char[] Katakana()
    {
        const char FirstHalfWidth = '\uFF61';
        var singles = Empty();
        for (var code = 0x21; code <= 0x5F; code++)
        {
            singles[code] = (char)(FirstHalfWidth + code - 0x21);
        }

        return singles;
    }

    private static char[] Empty()
    {
        var singles = new char[0x80];
        Array.Fill(singles, Undefined);
        return singles;
    }

    // Code pages put what they do not define into the private use area.
    private static bool IsPrivate(char character) => character is >= '\uE000' and <= '\uF8FF';
}
