namespace Appliance.Archive;

/// <summary>
/// Brings dates and times to digits that sort as they follow one another. The old forms <c>YYYY.MM.DD</c> and <c>HH:MM:SS</c> are taken too
/// (PS3.5 6.2, notes to DA and TM). What is no date or time becomes empty.
/// </summary>
internal static class DateTimeText
{
    /// <summary>Digits of a date.</summary>
    public const int DateLength = 8;

    /// <summary>Digits of a time with its fraction.</summary>
    public const int TimeLength = 12;

    /// <summary>A date as eight digits. A date cut short (year, year and month) is filled with <paramref name="fill"/>'s digits.</summary>
    public static string Date(ReadOnlySpan<char> text, string fill = "00000000")
    {
        Span<char> digits = stackalloc char[DateLength];
        var count = Digits(text, digits, '.', '-');
        return count is 4 or 6 or DateLength ? Filled(digits[..count], fill) : "";
    }

    /// <summary>A time as twelve digits (HHMMSSFFFFFF). A time cut short is filled with <paramref name="fill"/>'s digits.</summary>
    public static string Time(ReadOnlySpan<char> text, string fill = "000000000000")
    {
        Span<char> digits = stackalloc char[TimeLength];
        var point = text.IndexOf('.');
        var count = Digits(point < 0 ? text : text[..point], digits, ':', ':');
        if (count is not (2 or 4 or 6))
        {
            return "";
        }

        if (point >= 0 && count == 6)
        {
            var fraction = Digits(text[(point + 1)..], digits[6..], ' ', ' ');
            if (fraction < 0)
            {
                return "";
            }

            count += fraction;
        }

        return Filled(digits[..count], fill);
    }

    /// <summary>Collects digits, leaving separators out; -1 when something else is found or there is no room.</summary>
    private static int Digits(ReadOnlySpan<char> text, Span<char> digits, char separator, char otherSeparator)
    {
        var count = 0;
        foreach (var c in text.Trim())
        {
            if (c == separator || c == otherSeparator)
            {
                continue;
            }

            if (!char.IsAsciiDigit(c) || count == digits.Length)
            {
                return -1;
            }

            digits[count++] = c;
        }

        return count;
    }

    private static string Filled(ReadOnlySpan<char> digits, string fill) => string.Concat(digits, fill.AsSpan(digits.Length));
}
