using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>
/// Keeps known which instances may not be on the disk yet, so that after a loss of power exactly those are looked through, and none that
/// is not whole stays visible. Each publication marks its instance; some time later the packs are synced and the marks go.
/// </summary>
internal sealed class Settlement : IDisposable
{
    /// <summary>How long an instance stays marked.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of complete packs after which the tables are written out.</summary>
    private const long KnownStep = 2 * PackFolder.FullLength;

    private readonly RocksDatabase _database;
    private readonly PackFolder _packs;
    private readonly Withdrawals _withdrawals;
    private readonly Lock _settling = new();
    private readonly ITimer _timer;
    private int _scheduled;

    // Until Begin: what an earlier process left is not looked through yet.
    private uint _known = uint.MaxValue;

    public Settlement(RocksDatabase database, PackFolder packs, Withdrawals withdrawals, TimeProvider clock)
    {
        _withdrawals = withdrawals;
        _database = database;
        _packs = packs;
        _timer = clock.CreateTimer(_ => SettleLater(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Marks an instance in the batch that publishes it.</summary>
    public static void Mark(RocksBatch batch, EntityId instance)
    {
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        Span<byte> value = stackalloc byte[EntityIdCodec.MaxLength];
        batch.Put(Families.Meta, ArchiveKeys.Unsettled(key, instance.Instance), EntityIdCodec.Write(value, instance));
    }

    /// <summary>Sees to it that marks go after a while.</summary>
    public void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The instances that are marked.</summary>
    public List<EntityId> Marked()
    {
        var marked = new List<EntityId>();
        using var marks = _database.Iterate(Families.Meta, KeyReader.After(ArchiveKeys.UnsettledPrefix));
        for (marks.Seek(ArchiveKeys.UnsettledPrefix); marks.Valid; marks.Next())
        {
            marked.Add(EntityIdCodec.Parse(QueryLevel.Image, marks.Value));
        }

        return marked;
    }

    /// <summary>Syncs the packs and takes away the marks that stood before, those of objects that are gone too.</summary>
    /// <exception cref="ArchiveException">It could not be done: the marks stay.</exception>
    public void Settle()
    {
        lock (_settling)
        {
            if (_packs.IsFaulty)
            {
                // After a sync that failed nobody knows what the disk has: all marks stay, for the next open to look.
                return;
            }

            SettleMarks();
            if (_packs.LastComplete is var complete && complete > _known && (complete - _known) * _packs.PackLength >= KnownStep)
            {
                // The next open, should it come after a crash, has no more to look through than what came since.
                _database.Flush();
                NoteKnown(complete);
            }
        }
    }

    /// <summary>Goes on from what an earlier process has left, when everything in its packs is published that is to be.</summary>
    /// <param name="known">The pack up to which the tables knew every object; null when they told nothing.</param>
    public void Begin(uint? known)
    {
        _known = known ?? 0;
        if (known is null)
        {
            NoteKnown(_packs.Last);
        }
        else
        {
            SettleLater();
        }
    }

    /// <summary>Notes that the tables know everything, as soon as they are written out, which is next.</summary>
    public void End()
    {
        if (!_packs.IsFaulty && _packs.Last > _known)
        {
            NoteKnown(_packs.Last);
        }
    }

    private void SettleMarks()
    {
        var marked = Marked();
        var withdrawn = _withdrawals.RunMarked();
        if (marked.Count == 0 && withdrawn.Count == 0)
        {
            return;
        }

        _packs.Sync();
        using var batch = _database.NewBatch();
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        foreach (var instance in marked)
        {
            batch.Delete(Families.Meta, ArchiveKeys.Unsettled(key, instance.Instance));
        }

        foreach (var instance in withdrawn)
        {
            batch.Delete(Families.Meta, ArchiveKeys.Withdrawn(key, instance));
        }

        _database.Write(batch);
    }

    private void NoteKnown(uint pack)
    {
        _known = pack;
        using var batch = _database.NewBatch();
        Span<byte> value = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(value, pack);
        batch.Put(Families.Meta, ArchiveKeys.KnownPacks, value);
        _database.Write(batch);
    }

    /// <summary>Stops the timer; what is under way ends first.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_settling)
        {
            // Nothing to do in here: whoever was settling has left.
        }
    }

    private void SettleLater()
    {
        Volatile.Write(ref _scheduled, 0);
        try
        {
            Settle();
        }
        catch (Exception failure) when (failure is ArchiveException or ObjectDisposedException)
        {
            // The marks stay, so nothing is lost: the next publication tries again, and the next open looks through what is marked.
        }
    }
}
