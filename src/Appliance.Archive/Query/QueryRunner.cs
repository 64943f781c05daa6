using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>Runs a plan over one moment of the archive, answer by answer.</summary>
internal static class QueryRunner
{
    /// <summary>The answers, made as they are asked for.</summary>
    public static IEnumerable<DicomDataset> Run(RocksDatabase database, QueryPlan plan, CancellationToken cancel)
    {
        using var snapshot = database.TakeSnapshot();
        var store = new EntityStore(database, snapshot);
        var filter = new ParentFilter(store, plan);
        var answers = new AnswerBuilder(store, plan);
        foreach (var entity in new CandidateSource(store, plan).Of(plan.Level))
        {
            cancel.ThrowIfCancellationRequested();
            if (Answer(store, filter, answers, entity) is { } answer)
            {
                yield return answer;
            }
        }
    }

    private static DicomDataset? Answer(EntityStore store, ParentFilter filter, AnswerBuilder answers, EntityId entity)
    {
        using var value = store.Row(entity);
        if (!value.Found)
        {
            return null;
        }

        var row = new RowReader(value.Span);
        return filter.MatchRow(entity, row) ? answers.Build(entity, row) : null;
    }
}
