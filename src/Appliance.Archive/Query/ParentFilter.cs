namespace Appliance.Archive;

/// <summary>Holds entities against the conditions of a plan, their own level's and those of the levels above; remembers the last parents.</summary>
internal sealed class ParentFilter(EntityStore store, QueryPlan plan)
{
    private (EntityId Entity, bool Matches) _study;
    private (EntityId Entity, bool Matches) _series;

    /// <summary>Whether the study, and for instances the series, of an entity match.</summary>
    public bool Match(EntityId entity)
    {
        if (entity.Level > QueryLevel.Study && !Remembered(ref _study, EntityId.OfStudy(entity.Study)))
        {
            return false;
        }

        return entity.Level <= QueryLevel.Series || Remembered(ref _series, EntityId.OfSeries(entity.Study, entity.Series));
    }

    /// <summary>Whether the row of an entity meets the conditions of its own level.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="row">Its row.</param>
    /// <param name="met">A condition that is known to be met; null for none.</param>
    public bool MatchRow(EntityId entity, RowReader row, RowMatcher? met = null)
    {
        foreach (var condition in plan.Conditions(entity.Level))
        {
            if (condition != met && !condition.Matches(row))
            {
                return false;
            }
        }

        return entity.Level != QueryLevel.Study || plan.TallyConditions.Count == 0 || MatchTally(entity);
    }

    private bool MatchOne(EntityId entity)
    {
        using var row = store.Row(entity);
        return row.Found && MatchRow(entity, new RowReader(row.Span));
    }

    private bool MatchTally(EntityId study)
    {
        var tally = store.Tally(study);
        return plan.TallyConditions.TrueForAll(condition => condition.Matches(tally));
    }

    private bool Remembered(ref (EntityId Entity, bool Matches) memory, EntityId entity)
    {
        if (memory.Entity != entity)
        {
            var isFree = plan.Conditions(entity.Level).Count == 0 && (entity.Level != QueryLevel.Study || plan.TallyConditions.Count == 0);
            memory = (entity, isFree || MatchOne(entity));
        }

        return memory.Matches;
    }
}
