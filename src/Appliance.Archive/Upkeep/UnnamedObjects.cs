namespace Appliance.Archive;

/// <summary>
/// Looks for objects that are complete in the packs and that no row names: one whose sender was never told that it is stored, because the process
/// ended in that moment; or many, when the database has lost what it had been told.
/// </summary>
internal static class UnnamedObjects
{
    /// <summary>Says what there is of them, in a sentence; null when there is nothing.</summary>
    /// <param name="database">The rows, as they are now.</param>
    /// <param name="packs">Those that are not being filled are looked through.</param>
    /// <param name="cancel">Ends it.</param>
    public static string? Describe(RocksDatabase database, PackFolder packs, CancellationToken cancel)
    {
        long count = 0;
        long bytes = 0;
        PackPlace? first = null;
        var scan = new PackScan(packs) { Unreadable = (_, _, _) => { } };
        foreach (var (pack, length) in packs.Full())
        {
            foreach (var record in scan.Records(pack, length, cancel))
            {
                if (record is { Chunk: ArchiveKeys.End, State: RecordState.Valid } && LengthOf(database, packs, record) is { } lost)
                {
                    count++;
                    bytes += lost;
                    first ??= record.Place;
                }
            }
        }

        return first is not { } place ? null
            : $"{count} objects ({bytes} bytes) are whole in the packs and the database does not know them, the first ends in {packs.Describe(place)}: they came in when the program was "
            + "ended, and were not acknowledged; or the database has lost them, then 'appliance rebuild' brings them back";
    }

    /// <summary>Bytes of an object that no row names and that is not marked as gone; null of any other.</summary>
    private static long? LengthOf(RocksDatabase database, PackFolder packs, FoundRecord record)
    {
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        using var mark = database.Get(Families.Meta, ArchiveKeys.Withdrawn(key, record.Instance));
        if (mark.Found || EndRecords.Find(database, record.Instance) is not null || record.Place.Length > EndRecord.MaxLength)
        {
            return null;
        }

        Span<byte> end = stackalloc byte[EndRecord.MaxLength];
        end = end[..record.Place.Length];
        try
        {
            packs.Read(record.Place, end);
            return Chunks.Checksum(ArchiveKeys.ChunkEnd(key, record.Instance), end) == record.Place.Checksum && EndRecord.TryRead(end, out var read) ? read.Length : null;
        }
        catch (ArchiveException)
        {
            // Nothing that is stored: whatever it was, it cannot be told any more.
            return null;
        }
    }
}
