using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>Reads entity rows, tallies and unique identifiers; with a snapshot, all of them as of that moment.</summary>
internal sealed class EntityStore(RocksDatabase database, RocksSnapshot? snapshot = null)
{
    /// <summary>The database that is read.</summary>
    public RocksDatabase Database { get; } = database;

    /// <summary>The moment that is read; null for now.</summary>
    public RocksSnapshot? Snapshot { get; } = snapshot;

    /// <summary>The row of an entity. The caller disposes the value.</summary>
    public RocksValue Row(EntityId entity)
    {
        Span<byte> buffer = stackalloc byte[ArchiveKeys.RowLength];
        return Database.Get(Families.Rows, ArchiveKeys.Row(buffer, entity), Snapshot);
    }

    /// <summary>The rows of some entities of one level, read in one call. The caller disposes the values.</summary>
    public RocksValues RowsOf(List<EntityId> entities)
    {
        var keys = new byte[entities.Count * ArchiveKeys.RowLength];
        Span<int> ends = stackalloc int[entities.Count];
        var end = 0;
        for (var i = 0; i < entities.Count; i++)
        {
            end += ArchiveKeys.Row(keys.AsSpan(end, ArchiveKeys.RowLength), entities[i]).Length;
            ends[i] = end;
        }

        return Database.GetMany(Families.Rows, keys.AsSpan(0, end), ends, Snapshot);
    }

    /// <summary>The tally of an entity above the instance; an empty one when there is none.</summary>
    public Tally Tally(EntityId entity)
    {
        Span<byte> buffer = stackalloc byte[ArchiveKeys.RowLength];
        using var value = Database.Get(Families.Rows, ArchiveKeys.Tally(buffer, entity), Snapshot);
        return Archive.Tally.Parse(value.Span);
    }

    /// <summary>The study, patient or instance that a unique text names; null when there is none.</summary>
    public EntityId? Find(QueryLevel level, string unique)
    {
        Span<byte> buffer = stackalloc byte[KeyWriter.MaxLength];
        using var value = Database.Get(Families.Index, ArchiveKeys.Unique(buffer, level, unique), Snapshot);
        return value.Found ? EntityIdCodec.Parse(level, value.Span) : null;
    }

    /// <summary>The series of a study that a UID names; null when there is none.</summary>
    public EntityId? FindSeries(ulong study, string seriesUid)
    {
        Span<byte> buffer = stackalloc byte[KeyWriter.MaxLength];
        using var value = Database.Get(Families.Index, ArchiveKeys.SeriesUnique(buffer, seriesUid, study), Snapshot);
        return value.Found ? EntityIdCodec.Parse(QueryLevel.Series, value.Span) : null;
    }

    /// <summary>The row of an instance; null when it is gone.</summary>
    public InstanceRow? Instance(EntityId instance)
    {
        using var value = Row(instance);
        return value.Found ? InstanceRow.Parse(instance, value.Span) : null;
    }

    /// <summary>The patient a study belongs to.</summary>
    public EntityId PatientOf(EntityId study)
    {
        using var value = Row(study);
        return value.Found
            ? EntityId.OfPatient(new RowReader(value.Span).Number(0))
            : throw Varint.Damaged($"study {study.Study} has no row");
    }

    /// <summary>The totals of the archive.</summary>
    public Tally Totals()
    {
        using var value = Database.Get(Families.Meta, ArchiveKeys.Totals, Snapshot);
        return Archive.Tally.Parse(value.Span);
    }

    /// <summary>A number of the meta family; 0 when it is not set.</summary>
    public ulong Number(ReadOnlySpan<byte> key)
    {
        using var value = Database.Get(Families.Meta, key, Snapshot);
        return value.Span.Length == sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(value.Span) : 0;
    }
}
