using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>Puts the rows of one publication into its batch, and keeps the index entries in step with them.</summary>
internal sealed class EntityRows(EntityStore store, RocksBatch batch)
{
    private readonly RowWriter _row = new();

    /// <summary>
    /// Writes the row of a patient, study or series if it changes: <paramref name="added"/> alone, or merged with what older instances
    /// said.
    /// </summary>
    public void Update(EntityId entity, RowReader added, bool merge, params ReadOnlySpan<ulong> numbers)
    {
        using var stored = store.Row(entity);
        _row.Begin(numbers);
        if (stored.Found && merge)
        {
            RowMerge.Into(_row, new RowReader(stored.Span), added);
        }
        else
        {
            _row.Append(added.FieldBytes);
        }

        if (stored.Found && _row.Row.SequenceEqual(stored.Span))
        {
            return;
        }

        Span<byte> buffer = stackalloc byte[ArchiveKeys.RowLength];
        batch.Put(Families.Rows, ArchiveKeys.Row(buffer, entity), _row.Row);
        var after = IndexTerms.Of(entity.Level, new RowReader(_row.Row));
        var before = stored.Found ? IndexTerms.Of(entity.Level, new RowReader(stored.Span)) : [];
        ChangeTerms(entity, before, after);
    }

    /// <summary>Makes a unique text lead to an entity above the instance.</summary>
    public void PutUnique(EntityId entity, string unique)
    {
        Span<byte> value = stackalloc byte[EntityIdCodec.MaxLength];
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        batch.Put(Families.Index, UniqueKey(key, entity, unique), EntityIdCodec.Write(value, entity));
    }

    /// <summary>Writes the row of an instance, makes its UID lead to it, and returns it.</summary>
    public InstanceRow PutInstance(EntityId instance, InstanceHead head, IngestedBytes bytes)
    {
        _row.Begin((ulong)bytes.Length, (ulong)bytes.HeaderLength, (ulong)bytes.Received.ToUnixTimeMilliseconds(), (ulong)bytes.ChunkSize);
        _row.Append(new RowReader(head.Instance.Row).FieldBytes);
        Span<byte> row = stackalloc byte[ArchiveKeys.RowLength];
        batch.Put(Families.Rows, ArchiveKeys.Row(row, instance), _row.Row);
        PutUnique(instance, head.SopInstanceUid);
        return InstanceRow.Parse(instance, _row.Row);
    }

    /// <summary>Removes an instance: its row, its UID and its bytes.</summary>
    /// <returns>Where its end record lies; null when it has none.</returns>
    public PackPlace? DeleteInstance(InstanceRow instance, PackUseChange freed)
    {
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        batch.Delete(Families.Rows, ArchiveKeys.Row(key, instance.Id));
        batch.Delete(Families.Index, ArchiveKeys.Unique(key, QueryLevel.Image, instance.SopInstanceUid.Value));
        return Chunks.Delete(store.Database, batch, instance, freed);
    }

    /// <summary>Removes a patient, study or series: its row, its UID and its terms.</summary>
    public void Delete(EntityId entity)
    {
        using var stored = store.Row(entity);
        if (!stored.Found)
        {
            return;
        }

        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        var row = new RowReader(stored.Span);
        var unique = entity.Level switch
        {
            QueryLevel.Patient => PatientIdentity.Of(row),
            QueryLevel.Study => row.Text(DicomTag.StudyInstanceUID.Value),
            _ => row.Text(DicomTag.SeriesInstanceUID.Value),
        };
        batch.Delete(Families.Rows, ArchiveKeys.Row(key, entity));
        batch.Delete(Families.Index, UniqueKey(key, entity, unique));
        ChangeTerms(entity, IndexTerms.Of(entity.Level, row), []);
    }

    private static ReadOnlySpan<byte> UniqueKey(Span<byte> buffer, EntityId entity, string unique) =>
        entity.Level == QueryLevel.Series
            ? ArchiveKeys.SeriesUnique(buffer, unique, entity.Study)
            : ArchiveKeys.Unique(buffer, entity.Level, unique);

    private void ChangeTerms(EntityId entity, HashSet<IndexTerm> before, HashSet<IndexTerm> after)
    {
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        foreach (var term in before)
        {
            if (!after.Contains(term))
            {
                batch.Delete(Families.Index, ArchiveKeys.Term(key, entity.Level, term.Tag, term.Text, entity));
            }
        }

        foreach (var term in after)
        {
            if (!before.Contains(term))
            {
                batch.Put(Families.Index, ArchiveKeys.Term(key, entity.Level, term.Tag, term.Text, entity), []);
            }
        }
    }
}
