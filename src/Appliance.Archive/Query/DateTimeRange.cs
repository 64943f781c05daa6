namespace Appliance.Archive;

/// <summary>
/// What a DT value says (PS3.5 6.2): from which moment to which, as it may be cut short behind any component, and by which offset from UTC. Moments
/// are ticks of the clock that was read.
/// </summary>
/// <param name="First">The first moment that the value stands for.</param>
/// <param name="Last">The last one.</param>
/// <param name="Offset">Ticks to take off for UTC; null where the value does not say.</param>
internal readonly record struct DateTimeValue(long First, long Last, long? Offset)
{
    private const int OffsetLength = 5;

    /// <summary>Reads a value; null when it is none.</summary>
    public static DateTimeValue? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        long? offset = null;
        if (text.Length > OffsetLength && IsOffset(text, text.Length - OffsetLength))
        {
            offset = OffsetOf(text[^OffsetLength..]);
            text = text[..^OffsetLength];
        }

        return Moments(text) is var (first, last) ? new DateTimeValue(first, last, offset) : null;
    }

    /// <summary>
    /// Whether a plus or hyphen with four digits behind it is an offset from UTC. These go from -1200 to +1400, which no year of a range does,
    /// and a range or the end follows them.
    /// </summary>
    public static bool IsOffset(ReadOnlySpan<char> text, int at) =>
        at >= 4
        && text[at] is '+' or '-'
        && at + OffsetLength <= text.Length
        && (at + OffsetLength == text.Length || text[at + OffsetLength] == '-')
        && Number(text.Slice(at + 1, 2)) is >= 0 and <= 14
        && Number(text.Slice(at + 3, 2)) is >= 0 and < 60;

    /// <summary>
    /// Whether one moment is before another: by UTC where both values know their offset, else by their clocks.
    /// </summary>
    public static int Compare(long moment, long? offset, long other, long? otherOffset) =>
        offset is { } mine && otherOffset is { } its ? (moment - mine).CompareTo(other - its) : moment.CompareTo(other);

    private static long OffsetOf(ReadOnlySpan<char> text)
    {
        var minutes = (Number(text[1..3]) * 60) + Number(text[3..5]);
        return (text[0] == '-' ? -minutes : minutes) * TimeSpan.TicksPerMinute;
    }

    private static (long First, long Last)? Moments(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        var digits = point < 0 ? text : text[..point];
        if (digits.Length is not (4 or 6 or 8 or 10 or 12 or 14) || (point >= 0 && digits.Length != 14))
        {
            return null;
        }

        var year = Number(digits[..4]);
        var month = Part(digits, 4, 1);
        var day = Part(digits, 6, 1);
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || Part(digits, 8, 0) is var hour && hour is < 0 or > 23
            || Part(digits, 10, 0) is var minute && minute is < 0 or > 59
            || Part(digits, 12, 0) is var second && second is < 0 or > 60
            || Fraction(point < 0 ? [] : text[(point + 1)..]) is not (>= 0 and var fraction))
        {
            return null;
        }

        // A leap second is told as the one before it.
        var first = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified).Ticks + fraction;
        var last = digits.Length switch
        {
            4 => new DateTime(year, 12, 31, 0, 0, 0, DateTimeKind.Unspecified).Ticks + TimeSpan.TicksPerDay - 1,
            6 => new DateTime(year, month, DateTime.DaysInMonth(year, month), 0, 0, 0, DateTimeKind.Unspecified).Ticks + TimeSpan.TicksPerDay - 1,
            8 => first + TimeSpan.TicksPerDay - 1,
            10 => first + TimeSpan.TicksPerHour - 1,
            12 => first + TimeSpan.TicksPerMinute - 1,
            _ => point < 0 ? first + TimeSpan.TicksPerSecond - 1 : first,
        };
        return (first, last);
    }

    private static int Part(ReadOnlySpan<char> digits, int at, int missing) => at < digits.Length ? Number(digits.Slice(at, 2)) : missing;

    /// <summary>Ticks of up to six decimals of a second; -1 when they are none.</summary>
    private static long Fraction(ReadOnlySpan<char> digits)
    {
        if (digits.Length > 6)
        {
            return -1;
        }

        var number = digits.IsEmpty ? 0L : Number(digits);
        for (var i = digits.Length; i < 7 && number > 0; i++)
        {
            number *= 10;
        }

        return number;
    }

    /// <summary>Digits as a number; -1 when something else is among them.</summary>
    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }
}

/// <summary>A range of dates with times (PS3.4 C.2.2.2.5.3); an open end is null.</summary>
/// <param name="Low">From its first moment on.</param>
/// <param name="High">Up to its last moment.</param>
internal readonly record struct DateTimeRange(DateTimeValue? Low, DateTimeValue? High)
{
    /// <summary>The range that a key means; null when it is none. Hyphens of offsets are told from the one of the range.</summary>
    public static DateTimeRange? Parse(string text)
    {
        text = text.Trim();
        var hyphen = -1;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '-' && !DateTimeValue.IsOffset(text, at))
            {
                if (hyphen >= 0)
                {
                    return null;
                }

                hyphen = at;
            }
        }

        if (hyphen < 0)
        {
            return DateTimeValue.Parse(text) is { } one ? new DateTimeRange(one, one) : null;
        }

        var (start, end) = (text[..hyphen].Trim(), text[(hyphen + 1)..].Trim());
        var range = new DateTimeRange(DateTimeValue.Parse(start), DateTimeValue.Parse(end));
        return (range.Low is null && start.Length > 0) || (range.High is null && end.Length > 0) ? null : range;
    }

    /// <summary>Whether a value lies in the range: its first moment counts.</summary>
    public bool Contains(DateTimeValue value) =>
        (Low is not { } low || DateTimeValue.Compare(value.First, value.Offset, low.First, low.Offset) >= 0)
        && (High is not { } high || DateTimeValue.Compare(value.First, value.Offset, high.Last, high.Offset) <= 0);
}

/// <summary>A range over the date times of one attribute. A key that is no range matches nothing.</summary>
internal sealed class DateTimeMatcher(QueryKey key, DateTimeRange? range) : ValueMatcher(key)
{
    protected override bool MatchesValue(ReadOnlySpan<char> value) =>
        range is { } known && DateTimeValue.Parse(value) is { } moment && known.Contains(moment);
}
