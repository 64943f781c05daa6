using System.Globalization;

namespace Appliance.Dicom;

/// <summary>
/// A date of VR DA, or a range of dates as a query asks for (PS3.4 C.2.2.2.5). Both ends belong to it; an end that is null is open.
/// </summary>
/// <param name="From">The first day, or null: all days before <paramref name="To"/>.</param>
/// <param name="To">The last day, or null: all days from <paramref name="From"/> on.</param>
public readonly record struct DicomDateRange(DateOnly? From, DateOnly? To)
{
    /// <summary>True when it is one day.</summary>
    public bool IsSingle => From is not null && From == To;

    /// <summary>The dates as a person reads them: <c>2020-01-31</c>, <c>2020-01-01 to 2020-01-31</c>, <c>until 2020-01-31</c>.</summary>
    public string Display => (From, To) switch
    {
        (null, null) => "any day",
        (null, { } to) => $"until {Iso(to)}",
        ({ } from, null) => $"from {Iso(from)}",
        ({ } from, { } to) => from == to ? Iso(from) : $"{Iso(from)} to {Iso(to)}",
    };

    /// <summary>
    /// Takes a value or a query's range: <c>20200131</c>, <c>20200101-20200131</c>, <c>20200101-</c>, <c>-20200131</c>. Dates may be cut from the
    /// right, <c>2020</c> or <c>202001</c>, and have dots, slashes or (10 characters long) hyphens between.
    /// </summary>
    /// <param name="text">The text; padding does not matter.</param>
    /// <param name="range">The range.</param>
    /// <returns>False when the text is empty or no such date exists.</returns>
    public static bool TryParse(string? text, out DicomDateRange range)
    {
        range = default;
        var rest = text.AsSpan().Trim(" \0");
        var hyphen = rest is [_, _, _, _, '-', _, _, '-', _, _] ? -1 : rest.IndexOf('-');
        if (hyphen < 0)
        {
            var single = MomentParser.TryDate(rest, out var first, out var last);
            range = single ? new DicomDateRange(first, last) : default;
            return single;
        }

        DateOnly? from = null;
        DateOnly? to = null;
        var low = rest[..hyphen].Trim();
        var high = rest[(hyphen + 1)..].Trim();
        if (!low.IsEmpty)
        {
            if (!MomentParser.TryDate(low, out var first, out _))
            {
                return false;
            }

            from = first;
        }

        if (!high.IsEmpty)
        {
            if (!MomentParser.TryDate(high, out _, out var last))
            {
                return false;
            }

            to = last;
        }

        range = new DicomDateRange(from, to);
        return from is not null || to is not null;
    }

    /// <summary>Is a day within it?</summary>
    /// <param name="day">The day.</param>
    public bool Contains(DateOnly day) => (From is null || day >= From) && (To is null || day <= To);

    /// <summary>In DICOM's form, as a query would ask.</summary>
    public override string ToString() => IsSingle ? Dicom(From) : $"{Dicom(From)}-{Dicom(To)}";

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Dicom(DateOnly? day) => day?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "";
}
