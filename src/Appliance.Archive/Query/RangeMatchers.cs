using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>A range of dates, times or both, as digits that sort; an open end is empty (PS3.4 C.2.2.2.5).</summary>
/// <param name="Low">The first value of the range.</param>
/// <param name="High">The last one.</param>
internal readonly record struct DigitRange(string Low, string High)
{
    private const string Nines = "999999999999";

    /// <summary>Whether a value lies in the range.</summary>
    public bool Contains(string digits) =>
        digits.Length > 0
        && (Low.Length == 0 || string.CompareOrdinal(digits, Low) >= 0)
        && (High.Length == 0 || string.CompareOrdinal(digits, High) <= 0);

    /// <summary>The range that a date key means: one date, or two with a hyphen between, one of which may be missing.</summary>
    public static DigitRange? OfDate(string text) => Parse(text, value => DateTimeText.Date(value), value => DateTimeText.Date(value, Nines[..8]));

    /// <summary>The range that a time key means; a time cut short stands for all that begin with it.</summary>
    public static DigitRange? OfTime(string text) => Parse(text, value => DateTimeText.Time(value), value => DateTimeText.Time(value, Nines));

    private static DigitRange? Parse(string text, Func<string, string> low, Func<string, string> high)
    {
        text = text.Trim();
        var hyphen = text.IndexOf('-', StringComparison.Ordinal);
        if (hyphen < 0 || text.IndexOf('-', hyphen + 1) >= 0)
        {
            return low(text) is { Length: > 0 } first ? new DigitRange(first, high(text)) : null;
        }

        var start = text[..hyphen].Trim();
        var end = text[(hyphen + 1)..].Trim();
        var range = new DigitRange(start.Length > 0 ? low(start) : "", end.Length > 0 ? high(end) : "");
        var isBroken = (start.Length > 0 && range.Low.Length == 0) || (end.Length > 0 && range.High.Length == 0);
        return isBroken ? null : range;
    }
}

/// <summary>A range over the values of one attribute. A key that is no range of its kind matches nothing.</summary>
internal sealed class RangeMatcher(QueryKey key, DigitRange? range) : ValueMatcher(key)
{
    public override IReadOnlyList<IndexStretch>? Stretches =>
        Key.Indexed && Key.Matching == KeyMatching.Date && range is { } known ? [DateStretch(Key.Tag.Value, known)] : null;

    /// <summary>The terms of the dates in a range; terms have the time behind the date.</summary>
    public static IndexStretch DateStretch(uint tag, DigitRange range) => new(tag, range.Low, range.High, IsExact: false);

    protected override bool MatchesValue(ReadOnlySpan<char> value) => range is { } known && known.Contains(
        Key.Matching == KeyMatching.Date ? DateTimeText.Date(value) : DateTimeText.Time(value));
}

/// <summary>
/// A date and its time, both asked for: compared together, as one moment (note 1 of the conformance statement's table). An entity with a date
/// and no time is compared by its date.
/// </summary>
internal sealed class MomentMatcher(QueryKey date, DicomTag time, DigitRange dates, DigitRange times) : RowMatcher
{
    private readonly DigitRange _moments = new(
        dates.Low.Length == 0 ? "" : dates.Low + (times.Low.Length == 0 ? DateTimeText.Time("000000") : times.Low),
        dates.High.Length == 0 ? "" : dates.High + (times.High.Length == 0 ? "999999999999" : times.High));

    public override IReadOnlyList<IndexStretch>? Stretches => date.Indexed ? [RangeMatcher.DateStretch(date.Tag.Value, dates)] : null;

    public override bool Matches(RowReader row)
    {
        var day = DateTimeText.Date(row.Text(date.Tag.Value));
        var clock = DateTimeText.Time(row.Text(time.Value));
        return clock.Length == 0 ? dates.Contains(day) : _moments.Contains(day + clock);
    }
}
