using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>Holds the row, the tally and the index entries of a patient, study or series against what lies below it.</summary>
internal sealed class EntityCheck(EntityStore store, int format)
{
    private readonly bool _hasSounds = format >= ArchiveFolder.FormatWithSounds;

    /// <summary>Terms that the entities have which were checked.</summary>
    public long Terms { get; private set; }

    /// <summary>An entity by its level and number, for one whose row cannot say more.</summary>
    public static string NameOf(EntityId id) => id.Level switch
    {
        QueryLevel.Patient => $"patient number {id.Patient}",
        QueryLevel.Study => $"study number {id.Study}",
        QueryLevel.Series => $"series number {id.Series}",
        _ => $"instance number {id.Instance}",
    };

    /// <summary>Checks one.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="counted">What its instances add up to.</param>
    /// <param name="problems">Takes what does not fit.</param>
    /// <returns>The patient of a study; null for other levels, and where the row does not tell.</returns>
    public EntityId? Check(EntityId id, Tally counted, Findings problems)
    {
        try
        {
            using var value = store.Row(id);
            if (!value.Found)
            {
                problems.Add($"{NameOf(id)}: it has instances and no row");
                return null;
            }

            var row = new RowReader(value.Span);
            var name = NameOf(id, row);
            if (!counted.ToBytes().AsSpan().SequenceEqual(store.Tally(id).ToBytes()))
            {
                problems.Add($"{name}: its counts are not those of its instances");
            }

            CheckIndex(id, row, name, problems);
            return id.Level == QueryLevel.Study ? EntityId.OfPatient(row.Number(0)) : null;
        }
        catch (ArchiveException error) when (error.Kind == ArchiveErrorKind.Corrupt)
        {
            problems.Add($"{NameOf(id)}: its row is damaged: {error.Message}");
            return null;
        }
    }

    private static string NameOf(EntityId id, RowReader row) => id.Level switch
    {
        // Of a patient no more is told than a number: what a check prints may go to people who may not read names.
        QueryLevel.Study => $"study {row.Text(DicomTag.StudyInstanceUID.Value)}",
        QueryLevel.Series => $"series {row.Text(DicomTag.SeriesInstanceUID.Value)}",
        _ => NameOf(id),
    };

    private void CheckIndex(EntityId id, RowReader row, string name, Findings problems)
    {
        var found = id.Level switch
        {
            QueryLevel.Patient => store.Find(QueryLevel.Patient, PatientIdentity.Of(row)),
            QueryLevel.Study => store.Find(QueryLevel.Study, row.Text(DicomTag.StudyInstanceUID.Value)),
            _ => store.FindSeries(id.Study, row.Text(DicomTag.SeriesInstanceUID.Value)),
        };
        if (found != id)
        {
            problems.Add($"{name}: the index does not lead to it");
        }

        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        foreach (var term in IndexTerms.Of(id.Level, row).Where(term => _hasSounds || !term.Text.StartsWith(NameSound.Mark)))
        {
            Terms++;
            using var entry = store.Database.Get(Families.Index, ArchiveKeys.Term(key, id.Level, term.Tag, term.Text, id), store.Snapshot);
            if (!entry.Found)
            {
                problems.Add($"{name}: the index does not have it under a term of {new DicomTag(term.Tag)}");
            }
        }
    }
}
