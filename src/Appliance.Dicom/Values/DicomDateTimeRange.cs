using System.Globalization;

namespace Appliance.Dicom;

/// <summary>
/// A moment of VR DT, or a range of moments as a query asks for (PS3.4 C.2.2.2.5), or a date and a time taken together. Both ends belong to
/// it; an end that is null is open. A moment that is cut from the right means all of it: <c>2020</c> is the whole year.
/// </summary>
/// <param name="From">The first moment, or null.</param>
/// <param name="To">The last moment, or null.</param>
public readonly record struct DicomDateTimeRange(DateTimeOffset? From, DateTimeOffset? To)
{
    private const int OffsetLength = 5;
    private const int DateLength = 8;

    /// <summary>The moments as a person reads them: <c>2020-01-31 10:30:05 +01:00</c>, and of a range or a part-known moment both ends.</summary>
    public string Display => (From, To) switch
    {
        (null, null) => "any time",
        (null, { } to) => $"until {Write(to)}",
        ({ } from, null) => $"from {Write(from)}",
        ({ } from, { } to) => to - from < TimeSpan.FromSeconds(1) ? Write(from) : $"{Write(from)} to {Write(to)}",
    };

    /// <summary>
    /// Takes a value or a query's range: <c>YYYYMMDDHHMMSS.FFFFFF&amp;ZZXX</c> cut from the right, alone, or on either side of a hyphen. A
    /// hyphen and four digits that can be an offset from UTC are one (PS3.4 C.2.2.2.5).
    /// </summary>
    /// <param name="text">The text; padding does not matter.</param>
    /// <param name="defaultOffset">The offset from UTC of moments that tell none: Timezone Offset From UTC (0008,0201), or that of the place.</param>
    /// <param name="range">The range.</param>
    /// <returns>False when the text is empty or no such moment exists.</returns>
    public static bool TryParse(string? text, TimeSpan defaultOffset, out DicomDateTimeRange range)
    {
        range = default;
        var rest = text.AsSpan().Trim(" \0");
        var hyphen = RangeHyphen(rest);
        var low = hyphen < 0 ? rest : rest[..hyphen].Trim();
        var high = hyphen < 0 ? rest : rest[(hyphen + 1)..].Trim();
        DateTimeOffset? from = null;
        DateTimeOffset? to = null;
        if (!low.IsEmpty)
        {
            if (!TryMoment(low, defaultOffset, out var first, out _))
            {
                return false;
            }

            from = first;
        }

        if (!high.IsEmpty)
        {
            if (!TryMoment(high, defaultOffset, out _, out var last))
            {
                return false;
            }

            to = last;
        }

        range = new DicomDateTimeRange(from, to);
        return from is not null || to is not null;
    }

    /// <summary>A range of dates and one of times as one range of moments (PS3.4 C.2.2.2.5, combined matching): from the first time of the first day to the last time of the last.</summary>
    /// <param name="dates">The dates.</param>
    /// <param name="times">The times.</param>
    /// <param name="offset">The offset from UTC of both.</param>
    /// <returns>The range; open where the dates are.</returns>
    public static DicomDateTimeRange Combine(DicomDateRange dates, DicomTimeRange times, TimeSpan offset) => new(
        dates.From is { } from ? At(from, times.From ?? TimeOnly.MinValue, offset) : null,
        dates.To is { } to ? At(to, times.To ?? TimeOnly.MaxValue, offset) : null);

    /// <summary>Is a moment within it?</summary>
    /// <param name="moment">The moment.</param>
    public bool Contains(DateTimeOffset moment) => (From is null || moment >= From) && (To is null || moment <= To);

    // The hyphen that parts two moments: one that does not begin an offset.
    private static int RangeHyphen(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '-')
            {
                continue;
            }

            var ends = i + OffsetLength == text.Length || (i + OffsetLength < text.Length && text[i + OffsetLength] == '-');
            if (i == 0 || !ends || !MomentParser.TryOffset(text.Slice(i, OffsetLength), out _))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool TryMoment(ReadOnlySpan<char> text, TimeSpan defaultOffset, out DateTimeOffset first, out DateTimeOffset last)
    {
        first = last = default;
        var offset = defaultOffset;
        var sign = text.LastIndexOfAny('+', '-');
        if (sign >= 0)
        {
            if (!MomentParser.TryOffset(text[sign..], out offset))
            {
                return false;
            }

            text = text[..sign];
        }

        if (!MomentParser.TryDate(text[..Math.Min(text.Length, DateLength)], out var firstDay, out var lastDay))
        {
            return false;
        }

        var firstTime = TimeOnly.MinValue;
        var lastTime = TimeOnly.MaxValue;
        if (text.Length > DateLength && !MomentParser.TryTime(text[DateLength..], out firstTime, out lastTime))
        {
            return false;
        }

        // The very ends of the calendar have no offset from UTC to give away.
        if (firstDay.Year == DateOnly.MinValue.Year || lastDay.Year == DateOnly.MaxValue.Year)
        {
            offset = TimeSpan.Zero;
        }

        first = At(firstDay, firstTime, offset);
        last = At(lastDay, lastTime, offset);
        return true;
    }

    private static DateTimeOffset At(DateOnly day, TimeOnly time, TimeSpan offset) =>
        new(day.ToDateTime(time), day.Year == DateOnly.MinValue.Year || day.Year == DateOnly.MaxValue.Year ? TimeSpan.Zero : offset);

    private static string Write(DateTimeOffset moment)
    {
        var time = moment.ToString("yyyy-MM-dd HH':'mm':'ss'.'FFFFFF", CultureInfo.InvariantCulture).TrimEnd('.');
        return time + moment.ToString(" zzz", CultureInfo.InvariantCulture);
    }
}
