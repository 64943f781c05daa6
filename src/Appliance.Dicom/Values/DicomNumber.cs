using System.Globalization;

namespace Appliance.Dicom;

/// <summary>Numbers in text: VR DS and IS (PS3.5 6.2), read as real files have them and written as the standard asks.</summary>
public static class DicomNumber
{
    /// <summary>The most characters of a DS value.</summary>
    public const int MaxDecimalLength = 16;

    /// <summary>
    /// Takes a DS value. Beside the standard's form a decimal comma, a leading or trailing point, spaces inside the padding and more than 16
    /// characters are understood; infinities and NaN are not numbers of DICOM.
    /// </summary>
    /// <param name="text">One value, padding included.</param>
    /// <param name="number">The number; 0 when there is none.</param>
    /// <returns>False when the text is no finite number.</returns>
    public static bool TryParseDecimal(ReadOnlySpan<char> text, out double number)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var rest = text.Trim(" \0\t");
        if (double.TryParse(rest, Style, CultureInfo.InvariantCulture, out number) && double.IsFinite(number))
        {
            return true;
        }

        var comma = rest.IndexOf(',');
        if (comma >= 0 && !rest.Contains('.') && rest.Length <= 64)
        {
            Span<char> pointed = stackalloc char[rest.Length];
            rest.CopyTo(pointed);
            pointed[comma] = '.';
            if (double.TryParse(pointed, Style, CultureInfo.InvariantCulture, out number) && double.IsFinite(number))
            {
                return true;
            }
        }

        number = 0;
        return false;
    }

    /// <summary>Takes an IS value. Writers that put a point and zeros after it (<c>12.0</c>) are understood; other fractions are refused.</summary>
    /// <param name="text">One value, padding included.</param>
    /// <param name="number">The number, also one beyond the 32 bits of the standard; 0 when there is none.</param>
    /// <returns>False when the text is no whole number.</returns>
    public static bool TryParseInteger(ReadOnlySpan<char> text, out long number)
    {
        var rest = text.Trim(" \0\t");
        if (long.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        // Beyond 2^53 a double no longer tells whole numbers apart.
        const double Exact = 1L << 53;
        if (TryParseDecimal(rest, out var fraction) && Math.Truncate(fraction) == fraction && Math.Abs(fraction) <= Exact)
        {
            number = (long)fraction;
            return true;
        }

        number = 0;
        return false;
    }

    /// <summary>Writes a DS value: the shortest text that reads back as the same number, or the closest one of 16 characters.</summary>
    /// <param name="number">A finite number.</param>
    /// <returns>At most 16 characters.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is infinite or not a number, which DS cannot hold.</exception>
    public static string FormatDecimal(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentOutOfRangeException(nameof(number), number, "a DS value holds finite numbers only (PS3.5 6.2)");
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 15; text.Length > MaxDecimalLength; digits--)
        {
            text = number.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        return text;
    }
}
