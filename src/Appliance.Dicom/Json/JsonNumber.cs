using System.Text;

namespace Appliance.Dicom;

/// <summary>Number strings (DS and IS, PS3.5 6.2) as JSON numbers (RFC 8259 6), digit by digit: nothing is rounded on the way.</summary>
internal static class JsonNumber
{
    private const int MaxDecimalString = 16;

    /// <summary>
    /// The JSON number of a number string; null where it is none, or where the standard's 16 characters are passed: both stay strings, which
    /// PS3.18 F.2.3 note 1 allows, and so are kept to the letter.
    /// </summary>
    /// <param name="text">The value, without padding.</param>
    /// <param name="vr">DS or IS; the latter takes whole numbers only.</param>
    public static string? Of(string text, DicomVR vr)
    {
        if (text.Length > MaxDecimalString)
        {
            return null;
        }

        var rest = text.AsSpan();
        var number = new StringBuilder(MaxDecimalString + 2);
        if (rest is ['-' or '+', ..])
        {
            number.Append(rest[0] == '-' ? "-" : "");
            rest = rest[1..];
        }

        var whole = TakeDigits(rest, out rest);
        var fraction = ReadOnlySpan<char>.Empty;
        if (vr == DicomVR.DS && rest is ['.', ..])
        {
            rest = rest[1..];
            fraction = TakeDigits(rest, out rest);
        }

        if (whole.Length + fraction.Length == 0)
        {
            return null;
        }

        var leading = whole.TrimStart('0');
        number.Append(leading.IsEmpty ? "0" : leading);
        if (fraction.Length > 0)
        {
            number.Append('.').Append(fraction);
        }

        return AppendExponent(number, rest, vr) ? number.ToString() : null;
    }

    private static bool AppendExponent(StringBuilder number, ReadOnlySpan<char> rest, DicomVR vr)
    {
        if (rest.IsEmpty)
        {
            return true;
        }

        if (vr != DicomVR.DS || rest[0] is not ('e' or 'E'))
        {
            return false;
        }

        number.Append(rest[0]);
        rest = rest[1..];
        if (rest is ['-' or '+', ..])
        {
            number.Append(rest[0]);
            rest = rest[1..];
        }

        var digits = TakeDigits(rest, out rest);
        number.Append(digits);

        // Beyond the range of doubles a reader would make infinity of it.
        return digits.Length is > 0 and < 3 && rest.IsEmpty;
    }

    private static ReadOnlySpan<char> TakeDigits(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        count = count < 0 ? text.Length : count;
        rest = text[count..];
        return text[..count];
    }
}
