using System.Text;

namespace Appliance.Dicom;

/// <summary>
/// Reads text in single-byte sets and in sets switched by ISO 2022 escape sequences. The sets of value 1 are active again after CR, LF, FF
/// and TAB, after the backslash between values, and after <c>^</c> and <c>=</c> of names (PS3.5 6.1.2.5.3). Sequences are honoured whether
/// or not the terms allow them: a writer who uses them means them.
/// </summary>
internal ref struct CodeExtensionDecoder
{
    private const byte Escape = 0x1B;
    private readonly CodeExtensions _extensions;
    private readonly DicomVR _vr;
    private readonly StringBuilder _text;
    private CodedSet _lower;
    private CodedSet? _upper;
    private CodedSet? _lastUpper;

    private CodeExtensionDecoder(CodeExtensions extensions, DicomVR vr, StringBuilder text)
    {
        _extensions = extensions;
        _vr = vr;
        _text = text;
        _lower = extensions.InitialLower;
        _upper = extensions.InitialUpper;
        _lastUpper = extensions.SpareUpper;
    }

    /// <summary>Reads a whole value field; what cannot be read is marked by <see cref="EscapeMark"/>.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, CodeExtensions extensions, DicomVR vr)
    {
        var text = new StringBuilder(bytes.Length);
        var decoder = new CodeExtensionDecoder(extensions, vr, text);
        while (!bytes.IsEmpty)
        {
            bytes = bytes[decoder.Take(bytes)..];
        }

        return text.ToString();
    }

    /// <summary>True for characters after which the sets of value 1 are active again.</summary>
    public static bool Resets(char character, DicomVR vr) => character switch
    {
        '\t' or '\n' or '\f' or '\r' => true,
        '\\' => !vr.IsSingleText,
        '^' or '=' => vr == DicomVR.PN,
        _ => false,
    };

    // Takes one character, control or escape sequence; answers how many bytes it took.
    private int Take(ReadOnlySpan<byte> bytes)
    {
        var first = bytes[0];
        if (first == Escape)
        {
            return 1 + Designate(bytes[1..]);
        }

        if (first < 0x20 || first == 0x7F)
        {
            _text.Append((char)first);
            ResetAfter((char)first);
            return 1;
        }

        if (first >= 0x80)
        {
            return TakeFrom(first >= 0xA0 ? _upper ?? _lastUpper : null, bytes);
        }

        if (first == ' ' || (!_lower.IsDouble && Resets((char)first, _vr)))
        {
            _text.Append((char)first);
            ResetAfter((char)first);
            return 1;
        }

        return TakeFrom(_lower, bytes);
    }

    private readonly int TakeFrom(CodedSet? set, ReadOnlySpan<byte> bytes)
    {
        var needed = set is { IsDouble: true } ? 2 : 1;
        if (set is not null && bytes.Length >= needed)
        {
            var second = needed == 2 ? bytes[1] : (byte)0;
            var together = needed == 1 || ((second & 0x80) == (bytes[0] & 0x80) && (second & 0x7F) is > 0x20 and < 0x7F);
            if (together && set.TryDecode(bytes[0], second, out var character))
            {
                _text.Append(character);
                return needed;
            }
        }

        EscapeMark.Append(_text, bytes[0]);
        return 1;
    }

    private int Designate(ReadOnlySpan<byte> afterEscape)
    {
        var (number, upper) = CodedSet.Designated(afterEscape, out var length);
        if (number == 0 || _extensions.SetOf(number, upper) is not { } set)
        {
            EscapeMark.Append(_text, Escape);
            return 0;
        }

        if (upper)
        {
            _upper = _lastUpper = set;
        }
        else
        {
            _lower = set;
        }

        return length;
    }

    private void ResetAfter(char character)
    {
        if (Resets(character, _vr))
        {
            _lower = _extensions.InitialLower;
            _upper = _extensions.InitialUpper;
        }
    }
}
