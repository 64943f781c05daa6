using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// A request taken apart: the conditions on each level's row, the keys to return, and those the archive knows nothing of.
/// </summary>
internal sealed class QueryPlan
{
    /// <summary>Characters of a key that is compared, lists of UIDs apart; a longer one matches nothing.</summary>
    private const int MaxKeyLength = 4 * RowWriter.MaxFieldLength;

    private readonly List<RowMatcher>[] _conditions = [[], [], [], []];
    private readonly List<QueryKey> _returned = [];
    private readonly List<DicomTag> _unsupported = [];
    private readonly List<DicomTag> _undecided = [];
    private readonly bool _bySound;

    /// <param name="request">What is asked.</param>
    /// <param name="bySound">Whether the archive can tell names by their sound; a request that wants them so gets them by spelling where it cannot.</param>
    public QueryPlan(QueryRequest request, bool bySound = true)
    {
        Level = request.Level;
        _bySound = bySound && request.FuzzyNames;
        foreach (var element in request.Keys)
        {
            var tag = element.Tag;
            if (tag.IsGroupLength || tag == DicomTag.SpecificCharacterSet || tag == DicomTag.QueryRetrieveLevel)
            {
                ReturnsLevel |= tag == DicomTag.QueryRetrieveLevel;
            }
            else if (!QueryKeys.TryGet(tag, out var key) || RowLevel(key) > Level)
            {
                _unsupported.Add(tag);
            }
            else
            {
                _returned.Add(key);
            }
        }

        _returned.Sort((a, b) => a.Tag.CompareTo(b.Tag));
        AddConditions(request.Keys);
    }

    /// <summary>Which entities are answered.</summary>
    public QueryLevel Level { get; }

    /// <summary>Whether answers name their level, (0008,0052), because the request did.</summary>
    public bool ReturnsLevel { get; }

    /// <summary>The keys that answers hold, in ascending order.</summary>
    public IReadOnlyList<QueryKey> Returned => _returned;

    /// <summary>The keys that are neither matched nor returned.</summary>
    public IReadOnlyList<DicomTag> Unsupported => _unsupported;

    /// <summary>The keys that are returned and not compared: without a value, or with one that stands for everything.</summary>
    public IReadOnlyList<DicomTag> Undecided => _undecided;

    /// <summary>Conditions on the tally of the study: modalities and SOP classes in it.</summary>
    public List<TallyMatcher> TallyConditions { get; } = [];

    /// <summary>The conditions on the rows of a level.</summary>
    public IReadOnlyList<RowMatcher> Conditions(QueryLevel level) => _conditions[(int)level];

    /// <summary>The list of unique identifiers that a level is asked for; null when it is not.</summary>
    public IReadOnlyList<string>? Uids(QueryLevel level) =>
        _conditions[(int)level].OfType<UidMatcher>().FirstOrDefault(matcher => matcher.Tag == UniqueKeyOf(level))?.Uids;

    /// <summary>The level whose row holds a key for this request: studies hold the attributes of their patient.</summary>
    public QueryLevel RowLevel(QueryKey key) =>
        key.Level == QueryLevel.Patient && Level != QueryLevel.Patient ? QueryLevel.Study : key.Level;

    private static DicomTag UniqueKeyOf(QueryLevel level) => level switch
    {
        QueryLevel.Study => DicomTag.StudyInstanceUID,
        QueryLevel.Series => DicomTag.SeriesInstanceUID,
        QueryLevel.Image => DicomTag.SOPInstanceUID,
        _ => DicomTag.PatientID,
    };

    private void AddConditions(DicomDataset keys)
    {
        var joined = new HashSet<DicomTag>();
        foreach (var key in _returned)
        {
            var text = FieldText.OfKey(keys, key.Tag);
            if (joined.Contains(key.Tag))
            {
                continue;
            }

            if (text.Length == 0)
            {
                _undecided.Add(key.Tag);
                continue;
            }

            if (key.Matching == KeyMatching.Date && Moment(keys, key, text) is { } moment)
            {
                joined.Add(DateTimePairs.TimeOf(key.Tag)!.Value);
                _conditions[(int)RowLevel(key)].Add(moment);
            }
            else
            {
                AddCondition(key, text);
            }
        }

        // The time of a pair may stand before its date: what the date took along must not be asked again.
        foreach (var conditions in _conditions)
        {
            conditions.RemoveAll(condition => condition is RangeMatcher range && joined.Contains(range.Tag));
        }
    }

    private MomentMatcher? Moment(DicomDataset keys, QueryKey date, string text)
    {
        if (DateTimePairs.TimeOf(date.Tag) is not { } time || !IsSaid(text) || FieldText.OfKey(keys, time) is not { Length: > 0 } clock || !IsSaid(clock))
        {
            return null;
        }

        return DigitRange.OfDate(text) is { } dates && DigitRange.OfTime(clock) is { } times ? new MomentMatcher(date, time, dates, times) : null;
    }

    private void AddCondition(QueryKey key, string text)
    {
        if (QueryKeys.Counted.Contains(key))
        {
            AddTallyCondition(key, text);
            return;
        }

        if (ConditionOf(key, text) is { } condition)
        {
            _conditions[(int)RowLevel(key)].Add(condition);
        }
        else
        {
            _undecided.Add(key.Tag);
        }
    }

    private void AddTallyCondition(QueryKey key, string text)
    {
        var patterns = Patterns(key, text);
        if (key.Matching != KeyMatching.ReturnOnly && !patterns.Any(pattern => pattern.IsUniversal))
        {
            TallyConditions.Add(new TallyMatcher(key.Tag == DicomTag.ModalitiesInStudy, patterns));
        }
        else
        {
            _undecided.Add(key.Tag);
        }
    }

    private RowMatcher? ConditionOf(QueryKey key, string text)
    {
        if (key.Matching != KeyMatching.Uid && text.Length > MaxKeyLength)
        {
            // No value in a row is as long, and comparing with it again and again would cost more than the query is worth.
            return new UidMatcher(key, []);
        }

        switch (key.Matching)
        {
            case KeyMatching.ReturnOnly:
                return null;
            case KeyMatching.Uid:
                // A star is no UID, but some clients send it for "all".
                return text == "*" ? null : new UidMatcher(key, [.. text.Split('\\').Where(uid => uid.Length > 0)]);
            case KeyMatching.Name:
                var names = text.Split('\\');
                return names.All(NameMatcher.IsCondition) ? new NameMatcher(key, names, _bySound) : null;
            case KeyMatching.Date when IsSaid(text):
                return new RangeMatcher(key, DigitRange.OfDate(text.TrimEnd('*')));
            case KeyMatching.Time when IsSaid(text):
                return new RangeMatcher(key, DigitRange.OfTime(text.TrimEnd('*')));
            case KeyMatching.DateTime when IsSaid(text):
                return new DateTimeMatcher(key, DateTimeRange.Parse(text.TrimEnd('*')));
            case KeyMatching.Text or KeyMatching.Number:
                var patterns = Patterns(key, text);
                return patterns.Any(pattern => pattern.IsUniversal) ? null
                    : key.Matching == KeyMatching.Text ? new TextMatcher(key, patterns)
                    : new NumberMatcher(key, patterns);
            default:
                return null;
        }
    }

    /// <summary>Whether a date or time key is more than a star or a hyphen alone, by which some clients mean all.</summary>
    private static bool IsSaid(string text) => text.Trim('-', '*').Length > 0;

    private static List<WildcardPattern> Patterns(QueryKey key, string text) =>
        [.. (key.IsSingleText ? [text] : text.Split('\\')).Select(value => new WildcardPattern(value))];
}
