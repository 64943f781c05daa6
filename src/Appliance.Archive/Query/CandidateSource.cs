namespace Appliance.Archive;

/// <summary>
/// Chooses where to look: unique identifiers first, then the shortest stretch of the index that some condition gives, and the whole level only
/// when no condition has any. What comes out still has to meet every condition but the one that the cursor says is met.
/// </summary>
internal sealed class CandidateSource(EntityStore store, QueryPlan plan, ParentFilter filter)
{
    /// <summary>How far a stretch is walked to find out how long it is.</summary>
    private const int ProbeLimit = 256;

    /// <summary>The entities of a level that may match, those of upper levels that do not match left out.</summary>
    public RowCursor Of(QueryLevel level) => level switch
    {
        QueryLevel.Patient => Indexed(level) ?? new ScanCursor(store, level),
        QueryLevel.Study => ByUid(level) ?? Indexed(level) ?? new ScanCursor(store, level),
        QueryLevel.Series => SeriesByUid() ?? Below(level),
        _ => ByUid(level) ?? Below(level),
    };

    private RowCursor? ByUid(QueryLevel level) => OfUids(level) is { } entities ? new LookupCursor(store, entities.Where(filter.Match)) : null;

    private IEnumerable<EntityId>? OfUids(QueryLevel level) =>
        plan.Uids(level)?.Select(uid => store.Find(level, uid)).OfType<EntityId>();

    private RowCursor? SeriesByUid()
    {
        if (plan.Uids(QueryLevel.Series) is not { } series)
        {
            return null;
        }

        var entities = OfUids(QueryLevel.Study) is { } studies
            ? studies.SelectMany(study => series.Select(uid => store.FindSeries(study.Study, uid))).OfType<EntityId>()
            : series.SelectMany(uid => EntityScan.SeriesOfUid(store, uid));
        return new LookupCursor(store, entities.Where(filter.Match));
    }

    /// <summary>All entities below those of the level above that match.</summary>
    private RowCursor Below(QueryLevel level)
    {
        var isOpen = plan.TallyConditions.Count == 0 && Enumerable.Range(0, (int)level).All(upper => plan.Conditions((QueryLevel)upper).Count == 0);
        return isOpen ? new ScanCursor(store, level) : new ChildCursor(store, Of(level - 1), filter, level);
    }

    private RowCursor? Indexed(QueryLevel level)
    {
        var choices = plan.Conditions(level).Where(condition => condition.Stretches is not null).ToList();
        var best = choices.Count > 1 ? Shortest(level, choices) : choices.FirstOrDefault();
        return best is null ? null : new LookupCursor(store, Walk(level, best)) { Met = best.IsMetByIndex ? best : null };
    }

    private RowMatcher? Shortest(QueryLevel level, List<RowMatcher> choices)
    {
        RowMatcher? best = null;
        var fewest = ProbeLimit + 1;
        foreach (var condition in choices)
        {
            // Nobody needs to know by how much one is longer than another.
            var count = Walk(level, condition).Take(Math.Min(ProbeLimit, fewest)).Count();
            if (count < fewest)
            {
                (best, fewest) = (condition, count);
            }

            if (fewest <= 1)
            {
                break;
            }
        }

        return best;
    }

    private IEnumerable<EntityId> Walk(QueryLevel level, RowMatcher condition)
    {
        var stretches = condition.Stretches!;
        return stretches.Count == 1
            ? Walk(level, stretches[0])
            : stretches.SelectMany(stretch => Walk(level, stretch)).Distinct();
    }

    private IEnumerable<EntityId> Walk(QueryLevel level, IndexStretch stretch) =>
        stretch.IsExact ? EntityScan.OfTerm(store, level, stretch.Tag, stretch.Low)
        : EntityScan.OfTermRange(store, level, stretch.Tag, stretch.Low, stretch.High);
}
