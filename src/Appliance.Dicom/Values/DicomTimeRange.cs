using System.Globalization;

namespace Appliance.Dicom;

/// <summary>
/// A time of day of VR TM, or a range of them as a query asks for (PS3.4 C.2.2.2.5). Both ends belong to it; an end that is null is open.
/// A time that is cut from the right means all of it: <c>1030</c> ends with the last moment of that minute.
/// </summary>
/// <param name="From">The first moment, or null.</param>
/// <param name="To">The last moment, or null.</param>
public readonly record struct DicomTimeRange(TimeOnly? From, TimeOnly? To)
{
    /// <summary>True when it came of one value, whole or cut from the right, and not of a range.</summary>
    public bool IsSingle => From is { } from && To is { } to
        && (to.Ticks - from.Ticks + 1) is TimeSpan.TicksPerHour or TimeSpan.TicksPerMinute or <= TimeSpan.TicksPerSecond && to >= from;

    /// <summary>The times as a person reads them: <c>10:30:05.25</c>, <c>10:30</c>, <c>10:00:00 to 11:59:59.999999</c>.</summary>
    public string Display => IsSingle ? Single(':') : (From, To) switch
    {
        (null, null) => "any time",
        (null, { } to) => $"until {Write(to, "HH':'mm':'ss'.'FFFFFF")}",
        ({ } from, null) => $"from {Write(from, "HH':'mm':'ss'.'FFFFFF")}",
        ({ } from, { } to) => $"{Write(from, "HH':'mm':'ss'.'FFFFFF")} to {Write(to, "HH':'mm':'ss'.'FFFFFF")}",
    };

    /// <summary>Takes a value or a query's range: <c>103005.25</c>, <c>10-12</c>, <c>1030-</c>, <c>-1030</c>; colons may stand between.</summary>
    /// <param name="text">The text; padding does not matter.</param>
    /// <param name="range">The range.</param>
    /// <returns>False when the text is empty or no such time exists.</returns>
    public static bool TryParse(string? text, out DicomTimeRange range)
    {
        range = default;
        var rest = text.AsSpan().Trim(" \0");
        var hyphen = rest.IndexOf('-');
        if (hyphen < 0)
        {
            var single = MomentParser.TryTime(rest, out var first, out var last);
            range = single ? new DicomTimeRange(first, last) : default;
            return single;
        }

        TimeOnly? from = null;
        TimeOnly? to = null;
        var low = rest[..hyphen].Trim();
        var high = rest[(hyphen + 1)..].Trim();
        if (!low.IsEmpty)
        {
            if (!MomentParser.TryTime(low, out var first, out _))
            {
                return false;
            }

            from = first;
        }

        if (!high.IsEmpty)
        {
            if (!MomentParser.TryTime(high, out _, out var last))
            {
                return false;
            }

            to = last;
        }

        range = new DicomTimeRange(from, to);
        return from is not null || to is not null;
    }

    /// <summary>Is a time of day within it?</summary>
    /// <param name="time">The time.</param>
    public bool Contains(TimeOnly time) => (From is null || time >= From) && (To is null || time <= To);

    /// <summary>In DICOM's form, as a query would ask.</summary>
    public override string ToString() => IsSingle ? Single(null) : $"{Dicom(From)}-{Dicom(To)}";

    // As many parts as the text had.
    private string Single(char? between)
    {
        var format = (To!.Value.Ticks - From!.Value.Ticks + 1) switch
        {
            TimeSpan.TicksPerHour => "HH",
            TimeSpan.TicksPerMinute => $"HH'{between}'mm",
            _ => $"HH'{between}'mm'{between}'ss'.'FFFFFF",
        };
        var written = Write(From.Value, format);
        return format == "HH" && between is not null ? written + " h" : written;
    }

    private static string Dicom(TimeOnly? time) => time is { } moment ? Write(moment, "HHmmss'.'FFFFFF") : "";

    private static string Write(TimeOnly time, string format) => time.ToString(format, CultureInfo.InvariantCulture).TrimEnd('.');
}
