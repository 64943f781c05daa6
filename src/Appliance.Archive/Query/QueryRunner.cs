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
        using var candidates = new CandidateSource(store, plan, filter).Of(plan.Level);
        while (candidates.MoveNext())
        {
            cancel.ThrowIfCancellationRequested();
            if (filter.MatchRow(candidates.Entity, candidates.Row, candidates.Met))
            {
                yield return answers.Build(candidates.Entity, candidates.Row);
            }
        }
    }
}
