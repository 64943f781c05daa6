namespace Appliance.Archive;

/// <summary>
/// The first part of a rebuild: goes through the packs from front to end and writes down in the new database where every whole chunk and end
/// record lies, and which are damaged. Nothing is kept in memory but one chunk.
/// </summary>
internal sealed class RebuildScan(
    RocksDatabase database, PackFolder packs, Findings damaged, IProgress<ArchiveProgress>? progress, CancellationToken cancel)
{
    private const int BatchLength = 2000;

    private readonly byte[] _chunk = new byte[Chunks.MostSize];

    /// <summary>Bytes of all packs.</summary>
    public long Bytes { get; private set; }

    /// <summary>The highest number that an object was given.</summary>
    public ulong Highest { get; private set; }

    /// <summary>Does it.</summary>
    /// <exception cref="ArchiveException">The new database could not be written.</exception>
    public void Run()
    {
        var all = packs.Full();
        Bytes = all.Sum(pack => pack.Length);
        long before = 0;
        using var batch = database.NewBatch();
        var scan = new PackScan(packs)
        {
            Unreadable = (pack, offset, error) => damaged.Add($"{packs.Describe(pack, offset)}: up to 1 MiB that cannot be read: {error.Message}"),
            Odd = (pack, from, to) => damaged.Add($"{packs.Describe(pack, from)}: {to - from} bytes that are no record"),
        };
        foreach (var (pack, length) in all.OrderBy(pack => pack.Pack))
        {
            foreach (var record in scan.Records(pack, length, cancel))
            {
                Note(batch, record);
                if (batch.Count >= BatchLength)
                {
                    database.Write(batch);
                    batch.Clear();
                    progress?.Report(new ArchiveProgress(ArchiveWork.Reading, before + record.Place.Offset, Bytes, 0));
                }
            }

            before += length;
        }

        database.Write(batch);
    }

    private void Note(RocksBatch batch, FoundRecord record)
    {
        Highest = Math.Max(Highest, record.Instance);
        Span<byte> buffer = stackalloc byte[KeyWriter.MaxLength];
        Span<byte> value = stackalloc byte[ChunkRow.PlaceLength];
        if (record.State == RecordState.Draft)
        {
            return;
        }

        if (record.State == RecordState.Withdrawn)
        {
            batch.Put(Families.Meta, RebuildKeys.Gone(buffer, record.Instance), []);
        }
        else if (IsWhole(record))
        {
            batch.Put(Families.Chunks, ArchiveKeys.Chunk(buffer, record.Instance, record.Chunk), ChunkRow.Write(value, record.Place));
        }
        else
        {
            batch.Put(Families.Meta, RebuildKeys.Damaged(buffer, record.Instance, record.Chunk), ChunkRow.Write(value, record.Place));
        }
    }

    private bool IsWhole(FoundRecord record)
    {
        Span<byte> buffer = stackalloc byte[ArchiveKeys.ChunkLength];
        var chunk = _chunk.AsSpan(0, record.Place.Length);
        try
        {
            packs.Read(record.Place, chunk);
            return Chunks.Checksum(ArchiveKeys.Chunk(buffer, record.Instance, record.Chunk), chunk) == record.Place.Checksum;
        }
        catch (ArchiveException)
        {
            // The pack ends in it, or the disk cannot read it: told with the object it belongs to.
            return false;
        }
    }
}
