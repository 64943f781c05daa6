using System.Globalization;

namespace Appliance.Dicom;

/// <summary>
/// Reads dates and times of DA, TM and DT, also cut from the right and with the separators of older writers, as the span of moments that
/// the text may mean: <c>2020</c> is the whole year.
/// </summary>
internal static class MomentParser
{
    private const int MaxFractionDigits = 7;

    /// <summary>YYYY, YYYYMM, YYYYMMDD; also with dots (ACR-NEMA), hyphens or slashes between.</summary>
    public static bool TryDate(ReadOnlySpan<char> text, out DateOnly first, out DateOnly last)
    {
        first = last = default;
        Span<char> digits = stackalloc char[8];
        if (!TryDigits(text, digits, ['.', '-', '/'], [4, 6], out var count) || count is not (4 or 6 or 8))
        {
            return false;
        }

        var year = Number(digits[..4]);
        var month = count > 4 ? Number(digits[4..6]) : 1;
        var day = count > 6 ? Number(digits[6..8]) : 1;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        first = new DateOnly(year, month, day);
        last = count switch
        {
            4 => new DateOnly(year, 12, 31),
            6 => new DateOnly(year, month, DateTime.DaysInMonth(year, month)),
            _ => first,
        };
        return true;
    }

    /// <summary>HH, HHMM, HHMMSS, HHMMSS.F to .FFFFFF; also with colons between. Second 60 is read as the end of second 59.</summary>
    public static bool TryTime(ReadOnlySpan<char> text, out TimeOnly first, out TimeOnly last)
    {
        first = last = default;
        var dot = text.IndexOf('.');
        var fraction = dot < 0 ? [] : text[(dot + 1)..];
        Span<char> digits = stackalloc char[6];
        if (!TryDigits(dot < 0 ? text : text[..dot], digits, [':'], [2, 4], out var count) || count is not (2 or 4 or 6))
        {
            return false;
        }

        if (fraction.ContainsAnyExceptInRange('0', '9') || (dot >= 0 && count != 6))
        {
            return false;
        }

        var hour = Number(digits[..2]);
        var minute = count > 2 ? Number(digits[2..4]) : 0;
        var second = count > 4 ? Number(digits[4..6]) : 0;
        if (hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var start = new TimeSpan(hour, minute, Math.Min(second, 59)).Ticks;
        var span = count switch { 2 => TimeSpan.TicksPerHour, 4 => TimeSpan.TicksPerMinute, _ => TimeSpan.TicksPerSecond };
        var unit = TimeSpan.TicksPerSecond;
        foreach (var digit in fraction[..Math.Min(fraction.Length, MaxFractionDigits)])
        {
            unit /= 10;
            start += (digit - '0') * unit;
            span = unit;
        }

        first = new TimeOnly(second == 60 ? start + TimeSpan.TicksPerSecond - 1 : start);
        last = new TimeOnly(second == 60 ? first.Ticks : start + span - 1);
        return true;
    }

    /// <summary>&amp;ZZXX: hours and minutes east of Greenwich, from -1200 to +1400.</summary>
    public static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length != 5 || text[0] is not ('+' or '-') || text[1..].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var minutes = (Number(text[1..3]) * 60) + Number(text[3..5]);
        if (Number(text[3..5]) > 59 || minutes > (text[0] == '+' ? 14 * 60 : 12 * 60))
        {
            return false;
        }

        offset = TimeSpan.FromMinutes(text[0] == '+' ? minutes : -minutes);
        return true;
    }

    // Copies digits; one separator may stand at each of the places given, counted in digits.
    private static bool TryDigits(ReadOnlySpan<char> text, Span<char> digits, ReadOnlySpan<char> separators, ReadOnlySpan<int> places, out int count)
    {
        count = 0;
        var separated = false;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                if (count == digits.Length)
                {
                    return false;
                }

                digits[count++] = character;
                separated = false;
            }
            else if (separated || !separators.Contains(character) || !places.Contains(count))
            {
                return false;
            }
            else
            {
                separated = true;
            }
        }

        return !separated;
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
