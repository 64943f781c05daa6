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
    private readonly GroupSync _logSync;
    private readonly GroupSync? _packSync;
    private readonly PackUse _use;
    private readonly Withdrawals _withdrawals;
    private readonly Settlement _settlement;
    private readonly ArchiveOptions _options;
    private Tally _totals;

    public ArchiveWriter(string folder, RocksDatabase database, PackFolder packs, ArchiveOptions options)
    {
        Database = database;
        Packs = packs;
        _options = options;
        Use = new StudyUse(options.Clock);
        _store = new EntityStore(database);
        _numbers = new NumberSource(database, _store.Number(ArchiveKeys.Reserved));
        _space = new FreeSpaceWatch(folder, options);
        _use = new PackUse(database);
        _withdrawals = new Withdrawals(database, packs, SecureLog);
        _settlement = new Settlement(database, packs, _withdrawals, options.Clock);

        // A log that could not be synced is not trusted again: what it tells is written out in tables instead.
        _logSync = new GroupSync(database.SyncLog, mend: database.Flush);
        if (options.Durability == ArchiveDurability.Power)
        {
            _packSync = new GroupSync(packs.Sync);
        }

        _totals = _store.Totals();
    }

    /// <summary>Told after each change, on the thread that made it.</summary>
    public event Action<ArchiveChange>? Changed;

    /// <summary>The database.</summary>
    public RocksDatabase Database { get; }

    /// <summary>The bytes of the objects.</summary>
    public PackFolder Packs { get; }

    /// <summary>Instances that may not have reached the disk yet.</summary>
    public int Unsettled => _settlement.Marked().Count;

    /// <summary>Which studies are in use.</summary>
    public StudyUse Use { get; }

    /// <summary>How often the log was synced to the disk for acknowledgements.</summary>
    public long Syncs => _logSync.Syncs;

    /// <summary>What the archive holds.</summary>
    public Tally Totals => Volatile.Read(ref _totals);

    /// <summary>The room on the disk, watched.</summary>
    public FreeSpaceWatch Space => _space;

    /// <summary>Told when chunks were given up that nothing will ever name: their room can be given back.</summary>
    public event Action? GivenUp;

    /// <summary>Tells that the chunks of an object that is not published were let go.</summary>
    public void TellGivenUp() => GivenUp?.Invoke();

    /// <summary>The time, for what is received now.</summary>
    public DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>A number for a new instance.</summary>
    public ulong TakeNumber() => _numbers.Take();

    /// <summary>
    /// Returns when the chunks written so far are as safe as was promised. Before a row names them: what is visible is complete, whatever
    /// of the log a loss of power leaves.
    /// </summary>
    /// <param name="lease">Holds the packs that the chunks are in.</param>
    public void SecureChunks(PackLease lease)
    {
        if (_packSync is not null)
        {
            _packSync.Wait();
            lease.RequireSound();
        }
    }

    /// <summary>Returns when every change so far survives a loss of power.</summary>
    public void SecureLog() => _logSync.Wait();

    /// <summary>
    /// Makes an instance visible. <paramref name="batch"/> brings the places of its last chunks; the rest of the change joins them, and
    /// an instance of the same UID leaves in the same step.
    /// </summary>
    public IngestResult Publish(RocksBatch batch, InstanceHead head, IngestedBytes bytes)
    {
        InstanceRow? old;
        InstanceRow row;
        lock (_publishing)
        {
            var publication = new Publication(_store, batch, _totals.Clone(), _use);
            old = _store.Find(QueryLevel.Image, head.SopInstanceUid) is { } before ? _store.Instance(before) : null;
            if (old is not null)
            {
                publication.Remove(old);
            }

            row = publication.Add(head, bytes);
            Settlement.Mark(batch, row.Id);
            publication.Finish();
            Database.Write(batch);
            _use.Apply(publication.Packs);
            Volatile.Write(ref _totals, publication.Totals);
            _withdrawals.Note(publication.Withdrawn);
        }

        return new IngestResult(old is not null, row);
    }

    /// <summary>Returns when a published instance is as safe as was promised, and tells the world of it.</summary>
    public void Acknowledge(IngestResult result)
    {
        SecureLogAsPromised();
        _settlement.Schedule();
        Tell(result.Replaced ? ArchiveChangeKind.Replaced : ArchiveChangeKind.Added, result.Row);
    }

    /// <summary>Takes instances out, with their bytes; returns how many were there.</summary>
    public long Delete(IEnumerable<InstanceRow> instances, int atOnce = DeleteStep)
    {
        long deleted = 0;
        foreach (var step in instances.Chunk(atOnce))
        {
            deleted += DeleteTogether(step);
        }

        return deleted;
    }

    /// <summary>
    /// Looks through the instances whose bytes may not have reached the disk before the process or the power went, and takes out those that are
    /// not whole.
    /// </summary>
    /// <returns>How many were taken out.</returns>
    public long DropTorn()
    {
        ValidateMoved();
        var torn = new List<InstanceRow>();
        var marked = _settlement.Marked();
        Packs.SyncEarlier(marked.SelectMany(PacksOf).Distinct());
        foreach (var id in marked)
        {
            if (_store.Instance(id) is { } row && !IsWhole(row))
            {
                torn.Add(row);
            }
            else
            {
                MendEnd(id);
            }
        }

        var dropped = Delete(torn);
        Settle();
        return dropped;
    }

    /// <summary>Publishes what is complete in the packs and lost to the database. For the time of opening.</summary>
    public LostObjects RestoreLost()
    {
        var lost = new LostObjects(this, Packs);
        lost.Run();
        _numbers.StartAbove(lost.Highest);
        _settlement.Begin(lost.Known);
        return lost;
    }

    /// <summary>Bytes of a pack that rows name.</summary>
    public long InUse(uint pack)
    {
        lock (_publishing)
        {
            return _use.Of(pack);
        }
    }

    /// <summary>The packs, in words, of which rows name bytes and that are not there.</summary>
    /// <exception cref="ArchiveException">The folder of the packs cannot be read.</exception>
    public IReadOnlyList<string> MissingPacks()
    {
        var there = Packs.All().Select(pack => pack.Pack).ToHashSet();
        return [.. _use.All.Keys.Where(pack => !there.Contains(pack)).Order().Select(pack => Packs.Describe(pack))];
    }

    /// <summary>Copies a chunk to the pack that is being filled, if its row names it where it lies and it is whole.</summary>
    /// <returns>Where the copy lies; null when there is none.</returns>
    public PackPlace? CopyChunk(ReadOnlySpan<byte> key, FoundRecord record, PackLease lease)
    {
        var from = record.Place;
        if (!IsNamed(key, from))
        {
            return null;
        }

        var bytes = new byte[from.Length];
        Packs.Read(from, bytes);
        if (Chunks.Checksum(key, bytes) != from.Checksum)
        {
            return null;
        }

        // The copy of an end record does not count until a row names it: left behind, it would outlive the deletion of its object.
        var isEnd = record.Chunk == ArchiveKeys.End;
        if (isEnd && record.State != RecordState.Valid)
        {
            SetEnds([(record.Instance, from)]);
        }

        return Packs.Append(key, bytes, lease, isEnd ? RecordState.Draft : RecordState.Valid);
    }

    /// <summary>Makes the row of a chunk name its copy, which must be on the disk, unless the chunk has gone meanwhile.</summary>
    public void MoveChunk(ReadOnlySpan<byte> key, PackPlace from, PackPlace to)
    {
        using var batch = Database.NewBatch();
        Span<byte> value = stackalloc byte[ChunkRow.PlaceLength];
        batch.Put(Families.Chunks, key, ChunkRow.Write(value, to));
        if (ArchiveKeys.IsEnd(key))
        {
            Span<byte> mark = stackalloc byte[KeyWriter.MaxLength];
            batch.Put(Families.Meta, ArchiveKeys.Moved(mark, ArchiveKeys.InstanceOf(key)), value);
        }

        var change = new PackUseChange();
        change.Remove(from);
        change.Add(to);
        lock (_publishing)
        {
            if (IsNamed(key, from))
            {
                _use.Put(batch, change);
                Database.Write(batch);
                _use.Apply(change);
            }
        }
    }

    /// <summary>Makes the copies of end records count that rows name now, on the disk too when it returns.</summary>
    /// <exception cref="ArchiveException">It could not be done: it is tried again, at the latest when the archive is opened.</exception>
    public void ValidateMoved()
    {
        const int Step = 256;
        var moved = _withdrawals.Moved();
        if (moved.Count == 0)
        {
            return;
        }

        // First the log: a row that a loss of power undoes names the older one, and that is the one that counts then.
        SecureLog();
        foreach (var ends in moved.Chunk(Step))
        {
            SetEnds(ends);
        }

        Packs.Sync();
        using var batch = Database.NewBatch();
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        foreach (var (instance, _) in moved)
        {
            batch.Delete(Families.Meta, ArchiveKeys.Moved(key, instance));
        }

        Database.Write(batch);
    }

    /// <summary>Makes end records count if rows name them, which no deletion may change meanwhile.</summary>
    private void SetEnds(IReadOnlyList<(ulong Instance, PackPlace End)> ends)
    {
        lock (_publishing)
        {
            Packs.SetState(ends.Where(end => EndRecords.Find(Database, end.Instance) == end.End), RecordState.Valid);
        }
    }

    /// <summary>Ends what runs beside; what was acknowledged is on the disk afterwards, as far as it takes it.</summary>
    /// <exception cref="ArchiveException">The disk does not take it; nothing that was acknowledged is lost by it.</exception>
    public void Close()
    {
        _settlement.Dispose();
        Settle();
        _settlement.End();
    }

    /// <summary>Syncs the bytes of what was published, so that the next open has none of it to look through.</summary>
    public void Settle() => _settlement.Settle();

    private void SecureLogAsPromised()
    {
        if (_options.Durability == ArchiveDurability.Power)
        {
            SecureLog();
        }
    }

    private bool IsNamed(ReadOnlySpan<byte> key, PackPlace place)
    {
        using var row = Database.Get(Families.Chunks, key);
        return ChunkRow.TryRead(row.Span, out var named) && named == place;
    }

    /// <summary>Writes the end record of a whole instance again if the disk has not kept it.</summary>
    private void MendEnd(EntityId id)
    {
        using var batch = Database.NewBatch();
        using var lease = new PackLease(Packs);
        lock (_publishing)
        {
            if (_store.Instance(id) is not { } row || EndRecords.Fault(Database, Packs, row) is null)
            {
                return;
            }

            var change = new PackUseChange();
            if (EndRecords.Find(Database, id.Instance) is { } lost)
            {
                // It may be whole, and say that it does not count.
                Packs.SetState([(id.Instance, lost)], RecordState.Valid);
                if (EndRecords.Fault(Database, Packs, row) is null)
                {
                    return;
                }

                change.Remove(lost);
            }

            change.Add(EndRecords.Append(Packs, batch, row, lease));
            _use.Put(batch, change);
            Database.Write(batch);
            _use.Apply(change);
        }
    }

    private IEnumerable<uint> PacksOf(EntityId instance)
    {
        for (uint chunk = 0; PlaceOf(instance.Instance, chunk) is { } place; chunk++)
        {
            yield return place.Pack;
        }

        if (EndRecords.Find(Database, instance.Instance) is { } end)
        {
            yield return end.Pack;
        }
    }

    private PackPlace? PlaceOf(ulong instance, uint chunk)
    {
        using var row = Database.Get(Families.Chunks, ArchiveKeys.Chunk(stackalloc byte[ArchiveKeys.ChunkLength], instance, chunk));
        return ChunkRow.TryRead(row.Span, out var place) ? place : null;
    }

    private bool IsWhole(InstanceRow row)
    {
        try
        {
            using var source = new ChunkSource(Database, Packs, row);
            source.Verify();
            return true;
        }
        catch (IOException error) when (error.InnerException is ArchiveException cause)
        {
            return cause.Kind == ArchiveErrorKind.Corrupt ? false : throw new ArchiveException(cause.Kind, cause.Message, error);
        }
    }

    private int DeleteTogether(InstanceRow[] instances)
    {
        using var batch = Database.NewBatch();
        var gone = new List<InstanceRow>(instances.Length);
        lock (_publishing)
        {
            var publication = new Publication(_store, batch, _totals.Clone(), _use);
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
            _use.Apply(publication.Packs);
            Volatile.Write(ref _totals, publication.Totals);
            _withdrawals.Note(publication.Withdrawn);
        }

        SecureLogAsPromised();
        gone.ForEach(row => Tell(ArchiveChangeKind.Deleted, row));
        Withdraw(gone.Count);
        _settlement.Schedule();
        return gone.Count;
    }

    private void Withdraw(int count)
    {
        try
        {
            _withdrawals.Run();
        }
        catch (ArchiveException error)
        {
            throw new ArchiveException(
                error.Kind,
                $"{count} instances were deleted, but their bytes could not be marked as deleted, so that 'appliance rebuild' would bring them back; "
                + $"it is tried again, at the latest when the archive is opened: {error.Message}",
                error);
        }
    }

    private void Tell(ArchiveChangeKind kind, InstanceRow row) =>
        Changed?.Invoke(new ArchiveChange(kind, row.PatientId, row.StudyUid, row.SeriesUid, row.SopInstanceUid));
}
