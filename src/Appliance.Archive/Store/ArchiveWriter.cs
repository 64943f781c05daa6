namespace Appliance.Archive;

/// <summary>
/// The writing side of an archive: one publication at a time, each in one atomic batch. Chunks of large objects are written beside it by
/// as many threads as there are senders.
/// </summary>
internal sealed class ArchiveWriter
{
    /// <summary>Instances taken out in one atomic step when a patient or study is deleted.</summary>
    private const int DeleteStep = 2000;

    private readonly Lock _publishing = new();
    private readonly EntityStore _store;
    private readonly NumberSource _numbers;
    private readonly FreeSpaceWatch _space;
    private readonly LogSync? _sync;
    private readonly ArchiveOptions _options;
    private Tally _totals;

    public ArchiveWriter(string folder, RocksDatabase database, ArchiveOptions options)
    {
        Database = database;
        _options = options;
        _store = new EntityStore(database);
        _numbers = new NumberSource(database, _store.Number(ArchiveKeys.Reserved));
        _space = new FreeSpaceWatch(folder, options.FreeSpaceFloor, options.Clock);
        _sync = options.Durability == ArchiveDurability.Power ? new LogSync(database) : null;
        _totals = _store.Totals();
    }

    /// <summary>Told after each change, on the thread that made it.</summary>
    public event Action<ArchiveChange>? Changed;

    /// <summary>The database.</summary>
    public RocksDatabase Database { get; }

    /// <summary>How often the log was synced to the disk for acknowledgements.</summary>
    public long Syncs => _sync?.Syncs ?? 0;

    /// <summary>What the archive holds.</summary>
    public Tally Totals => Volatile.Read(ref _totals);

    /// <summary>Throws when the disk has no room for new objects.</summary>
    public void CheckRoom() => _space.Check();

    /// <summary>A number for a new instance.</summary>
    public ulong TakeNumber() => _numbers.Take();

    /// <summary>
    /// Makes an instance visible. <paramref name="batch"/> brings the chunks that are not written yet; the rest of the change joins them, and
    /// an instance of the same UID leaves in the same step.
    /// </summary>
    public IngestResult Publish(RocksBatch batch, InstanceHead head, ulong number, long length, int headerLength)
    {
        var received = _options.Clock.GetUtcNow();
        InstanceRow? old;
        InstanceRow row;
        lock (_publishing)
        {
            var publication = new Publication(_store, batch, _totals.Clone());
            old = _store.Find(QueryLevel.Image, head.SopInstanceUid) is { } before ? _store.Instance(before) : null;
            if (old is not null)
            {
                publication.Remove(old);
            }

            row = publication.Add(head, number, length, headerLength, received);
            publication.Finish();
            Database.Write(batch);
            Volatile.Write(ref _totals, publication.Totals);
        }

        return new IngestResult(old is not null, row);
    }

    /// <summary>Returns when a published instance is as safe as was promised, and tells the world of it.</summary>
    public void Acknowledge(IngestResult result)
    {
        _sync?.Wait();
        Tell(result.Replaced ? ArchiveChangeKind.Replaced : ArchiveChangeKind.Added, result.Row);
    }

    /// <summary>Takes instances out, with their bytes; returns how many were there.</summary>
    public long Delete(IEnumerable<InstanceRow> instances)
    {
        long deleted = 0;
        foreach (var step in instances.Chunk(DeleteStep))
        {
            deleted += DeleteTogether(step);
        }

        return deleted;
    }

    /// <summary>Removes what a crash or a broken association left of objects that were never published.</summary>
    /// <returns>How many such objects there were.</returns>
    public int Sweep()
    {
        using var batch = Database.NewBatch();
        var swept = 0;
        using (var marks = Database.Iterate(Families.Meta, KeyReader.After(ArchiveKeys.UnfinishedPrefix)))
        {
            for (marks.Seek(ArchiveKeys.UnfinishedPrefix); marks.Valid; marks.Next())
            {
                DropUnfinished(batch, KeyReader.Id(marks.Key));
                swept++;
            }
        }

        if (swept > 0)
        {
            Database.Write(batch);
        }

        return swept;
    }

    /// <summary>Removes the chunks and the mark of an object that will not be published.</summary>
    public static void DropUnfinished(RocksBatch batch, ulong number)
    {
        Span<byte> start = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> end = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> mark = stackalloc byte[KeyWriter.MaxLength];
        batch.DeleteRange(Families.Chunks, ArchiveKeys.Chunk(start, number, 0), ArchiveKeys.Chunk(end, number + 1, 0));
        batch.Delete(Families.Meta, ArchiveKeys.Unfinished(mark, number));
    }

    private int DeleteTogether(InstanceRow[] instances)
    {
        using var batch = Database.NewBatch();
        var gone = new List<InstanceRow>(instances.Length);
        lock (_publishing)
        {
            var publication = new Publication(_store, batch, _totals.Clone());
            foreach (var instance in instances)
            {
                // It may have been replaced or deleted since it was selected.
                if (_store.Instance(instance.Id) is { } present)
                {
                    publication.Remove(present);
                    gone.Add(present);
                }
            }

            publication.Finish();
            Database.Write(batch);
            Volatile.Write(ref _totals, publication.Totals);
        }

        _sync?.Wait();
        gone.ForEach(row => Tell(ArchiveChangeKind.Deleted, row));
        return gone.Count;
    }

    private void Tell(ArchiveChangeKind kind, InstanceRow row) =>
        Changed?.Invoke(new ArchiveChange(kind, row.PatientId, row.StudyUid, row.SeriesUid, row.SopInstanceUid));
}
