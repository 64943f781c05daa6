namespace Appliance.Archive;

/// <summary>
/// Chooses where to look: unique identifiers first, then the shortest stretch of the index that some condition gives, and the whole level only
/// when no condition has any. What comes out still has to meet every condition.
/// </summary>
internal sealed class CandidateSource(EntityStore store, QueryPlan plan)
{
    /// <summary>How far a stretch is walked to find out how long it is.</summary>
    private const int ProbeLimit = 256;

    private readonly ParentFilter _parents = new(store, plan);

    /// <summary>The entities of a level that may match, those of upper levels that do not match left out.</summary>
    public IEnumerable<EntityId> Of(QueryLevel level) => level switch
    {
        QueryLevel.Patient => Indexed(level) ?? EntityScan.Below(store, level),
        QueryLevel.Study => ByUid(level) ?? Indexed(level) ?? EntityScan.Below(store, level),
        QueryLevel.Series => SeriesByUid() ?? Below(level),
        _ => ByUid(level)?.Where(_parents.Match) ?? Below(level),
    };

    private IEnumerable<EntityId>? ByUid(QueryLevel level) =>
        plan.Uids(level)?.Select(uid => store.Find(level, uid)).OfType<EntityId>();

    private IEnumerable<EntityId>? SeriesByUid()
    {
        if (plan.Uids(QueryLevel.Series) is not { } series)
        {
            return null;
        }

        if (plan.Uids(QueryLevel.Study) is not { } studies)
        {
            return series.SelectMany(uid => EntityScan.SeriesOfUid(store, uid)).Where(_parents.Match);
        }

        return ByUid(QueryLevel.Study)!
            .SelectMany(study => series.Select(uid => store.FindSeries(study.Study, uid)))
            .OfType<EntityId>()
            .Where(_parents.Match);
    }

    /// <summary>All entities below those of the level above that match.</summary>
    private IEnumerable<EntityId> Below(QueryLevel level)
    {
        var above = level - 1;
        var isOpen = plan.TallyConditions.Count == 0 && Enumerable.Range(0, (int)level).All(upper => plan.Conditions((QueryLevel)upper).Count == 0);
        return isOpen
            ? EntityScan.Below(store, level)
            : Of(above).Where(_parents.MatchOne).SelectMany(parent => EntityScan.Below(store, level, parent.Study, parent.Series));
    }

    private IEnumerable<EntityId>? Indexed(QueryLevel level)
    {
        IEnumerable<EntityId>? best = null;
        var fewest = int.MaxValue;
        foreach (var condition in plan.Conditions(level))
        {
            if (condition.Stretches is not { } stretches)
            {
                continue;
            }

            var entities = stretches.Count == 1
                ? Walk(level, stretches[0])
                : stretches.SelectMany(stretch => Walk(level, stretch)).Distinct();
            var count = entities.Take(ProbeLimit).Count();
            if (count < fewest)
            {
                (best, fewest) = (entities, count);
            }

            if (fewest <= 1)
            {
                break;
            }
        }

        return best;
    }

    private IEnumerable<EntityId> Walk(QueryLevel level, IndexStretch stretch) =>
        stretch.IsExact ? EntityScan.OfTerm(store, level, stretch.Tag, stretch.Low)
        : EntityScan.OfTermRange(store, level, stretch.Tag, stretch.Low, stretch.High);
}
