using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>Finds the instances of a selection through the index, in the order in which they came within each series.</summary>
internal static class InstanceSelector
{
    /// <summary>The instances, read lazily as of now. The enumerator must be disposed.</summary>
    public static IEnumerable<InstanceRow> Select(RocksDatabase database, InstanceSelection selection, CancellationToken cancel)
    {
        using var snapshot = database.TakeSnapshot();
        var store = new EntityStore(database, snapshot);
        foreach (var row in Candidates(store, selection))
        {
            cancel.ThrowIfCancellationRequested();
            if (Belongs(row, selection))
            {
                yield return row;
            }
        }
    }

    /// <summary>All instances below a study or series.</summary>
    public static IEnumerable<InstanceRow> Below(EntityStore store, EntityId parent)
    {
        var prefix = ArchiveKeys.RowPrefix(new byte[ArchiveKeys.RowLength], QueryLevel.Image, parent.Study, parent.Series).ToArray();
        using var rows = store.Database.Iterate(Families.Rows, KeyReader.After(prefix), store.Snapshot);
        for (rows.Seek(prefix); rows.Valid; rows.Next())
        {
            yield return InstanceRow.Parse(EntityIdCodec.Parse(QueryLevel.Image, rows.Key), rows.Value);
        }
    }

    /// <summary>The narrowest list decides what is read; a list of more than one level is met by looking at each row.</summary>
    private static IEnumerable<InstanceRow> Candidates(EntityStore store, InstanceSelection selection)
    {
        if (selection.SopInstanceUids.Count > 0)
        {
            return selection.SopInstanceUids
                .Distinct()
                .Select(uid => store.Find(QueryLevel.Image, uid.Value) is { } id ? store.Instance(id) : null)
                .OfType<InstanceRow>();
        }

        if (selection.SeriesUids.Count > 0)
        {
            return selection.SeriesUids.Distinct().SelectMany(uid => EntityScan.SeriesOfUid(store, uid.Value)).SelectMany(id => Below(store, id));
        }

        if (selection.StudyUids.Count > 0)
        {
            return selection.StudyUids
                .Distinct()
                .Select(uid => store.Find(QueryLevel.Study, uid.Value))
                .OfType<EntityId>()
                .SelectMany(id => Below(store, id));
        }

        return selection.PatientIds
            .Distinct()
            .SelectMany(id => EntityScan.OfTerm(store, QueryLevel.Study, DicomTag.PatientID.Value, id))
            .SelectMany(id => Below(store, id));
    }

    private static bool Belongs(InstanceRow row, InstanceSelection selection) =>
        Has(selection.SopInstanceUids, row.SopInstanceUid)
        && Has(selection.SeriesUids, row.SeriesUid)
        && Has(selection.StudyUids, row.StudyUid)
        && Has(selection.PatientIds, row.PatientId);

    private static bool Has<T>(IReadOnlyList<T> list, T value) => list.Count == 0 || list.Contains(value);
}
