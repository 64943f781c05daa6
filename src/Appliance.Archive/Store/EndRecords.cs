namespace Appliance.Archive;

/// <summary>Writes and reads the end records of published instances.</summary>
internal static class EndRecords
{
    /// <summary>Writes the end record that belongs to a row, and puts its place into a batch.</summary>
    /// <exception cref="ArchiveException">It could not be written.</exception>
    public static PackPlace Append(PackFolder packs, RocksBatch batch, InstanceRow row, PackLease lease)
    {
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> value = stackalloc byte[ChunkRow.PlaceLength];
        var bytes = new byte[EndRecord.MaxLength];
        var named = ArchiveKeys.ChunkEnd(key, row.Id.Instance);
        var place = packs.Append(named, bytes.AsMemory(0, EndRecord.Of(row).Write(bytes)), lease);
        batch.Put(Families.Chunks, named, ChunkRow.Write(value, place));
        return place;
    }

    /// <summary>Where the end record of an instance lies; null when no row says it.</summary>
    public static PackPlace? Find(RocksDatabase database, ulong instance, RocksSnapshot? snapshot = null)
    {
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        using var value = database.Get(Families.Chunks, ArchiveKeys.ChunkEnd(key, instance), snapshot);
        return ChunkRow.TryRead(value.Span, out var place) ? place : null;
    }

    /// <summary>What is wrong with the end record of an instance, in words; null when it is there and says what the row says.</summary>
    public static string? Fault(RocksDatabase database, PackFolder packs, InstanceRow row, RocksSnapshot? snapshot = null)
    {
        if (Find(database, row.Id.Instance, snapshot) is not { } place)
        {
            return "it has no end record";
        }

        if (place.Length > EndRecord.MaxLength)
        {
            return $"its end record is said to have {place.Length} bytes";
        }

        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> record = stackalloc byte[PackRecord.HeadLength + EndRecord.MaxLength];
        record = record[..(PackRecord.HeadLength + place.Length)];
        var where = $"in {packs.Describe(place)}";
        try
        {
            packs.ReadAt(place.Pack, place.Offset, record);
        }
        catch (ArchiveException error) when (error.Kind == ArchiveErrorKind.Corrupt)
        {
            return $"its end record {where} is not there";
        }

        var bytes = record[PackRecord.HeadLength..];
        if (!PackRecord.TryRead(record, out _, out _, out _)
            || Chunks.Checksum(ArchiveKeys.ChunkEnd(key, row.Id.Instance), bytes) != place.Checksum
            || !EndRecord.TryRead(bytes, out var end))
        {
            return $"its end record {where} is damaged";
        }

        return FaultOfState(database, row.Id.Instance, place, PackRecord.StateOf(record), snapshot) is { } fault ? $"its end record {where} {fault}"
            : end != EndRecord.Of(row) ? $"its end record {where} does not say what its row says"
            : null;
    }

    /// <summary>What is wrong with what a head says; what is under way, or came after the moment that is looked at, is not wrong.</summary>
    private static string? FaultOfState(RocksDatabase database, ulong instance, PackPlace place, RecordState state, RocksSnapshot? snapshot)
    {
        if (state == RecordState.Valid)
        {
            return null;
        }

        if (state == RecordState.Draft)
        {
            Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
            using var mark = database.Get(Families.Meta, ArchiveKeys.Moved(key, instance), snapshot);
            return mark.Found ? null : "is a draft, which does not count";
        }

        return Find(database, instance) == place ? "says that it was deleted" : null;
    }
}
