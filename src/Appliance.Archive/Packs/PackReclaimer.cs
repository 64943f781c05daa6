namespace Appliance.Archive;

/// <summary>
/// Gives the room of deleted objects back: a full pack of which less than half is in use has what is in use moved to the pack that is being
/// filled, and goes as a whole. One at a time, in the background, while everything else goes on.
/// </summary>
internal sealed class PackReclaimer(ArchiveWriter writer, PackFolder packs, bool runsBeside) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lock _running = new();
    private readonly CancellationTokenSource _end = new();
    private Task _work = Task.CompletedTask;
    private bool _again;
    private bool _thoroughly;
    private bool _isWorking;

    /// <summary>Whether the room that a pack gives back is worth moving what is in use of it.</summary>
    /// <param name="inUse">Bytes of it that rows name.</param>
    /// <param name="length">Bytes of it.</param>
    /// <param name="thoroughly">For the sake of a limit: a quarter that is free is enough, where it takes half otherwise.</param>
    public static bool IsWorthwhile(long inUse, long length, bool thoroughly) => (length - inUse) * (thoroughly ? 4 : 2) > length;

    /// <summary>Begins to look, in the background, for packs that are worth it; does nothing where that is left to <see cref="Run"/>.</summary>
    public void Begin() => Begin(thoroughly: false);

    /// <summary>The same, and says how much is worth it.</summary>
    public void Begin(bool thoroughly)
    {
        lock (_gate)
        {
            _again = true;
            _thoroughly |= thoroughly;
            if (runsBeside && !_isWorking && !_end.IsCancellationRequested)
            {
                _isWorking = true;
                _work = Task.Run(Work);
            }
        }
    }

    /// <summary>Ends what is under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _end.Cancel();
        }

        _work.Wait();
        _end.Dispose();
    }

    /// <summary>Reclaims every pack that is worth it.</summary>
    /// <param name="cancel">Ends it early; what was moved until then stays moved.</param>
    /// <param name="thoroughly">Also those of which only a quarter is free.</param>
    /// <returns>How many packs went.</returns>
    /// <exception cref="ArchiveException">Something could not be read or written; nothing is lost by it.</exception>
    public int Run(CancellationToken cancel, bool thoroughly = false)
    {
        var reclaimed = 0;
        lock (_running)
        {
            packs.TurnOver((pack, length) => IsWorthwhile(writer.InUse(pack), length, thoroughly));

            // Those of which least is in use go first: they need no room to be moved to, or little, and give what the others need.
            foreach (var (pack, length) in packs.Full().OrderBy(pack => writer.InUse(pack.Pack)).ToList())
            {
                cancel.ThrowIfCancellationRequested();
                if (IsWorthwhile(writer.InUse(pack), length, thoroughly))
                {
                    reclaimed += Reclaim(pack, length, cancel) ? 1 : 0;
                }
            }
        }

        return reclaimed;
    }

    private void Work()
    {
        try
        {
            while (TakeTurn(out var thoroughly))
            {
                Run(_end.Token, thoroughly);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ArchiveException)
        {
            // What was moved stays moved, the rest stays where it is: the next deletion, and the next open, look again.
            lock (_gate)
            {
                _isWorking = false;
            }
        }
    }

    private bool TakeTurn(out bool thoroughly)
    {
        lock (_gate)
        {
            (thoroughly, _thoroughly) = (_thoroughly, false);

            // Whoever asks after this finds the work done, and begins it anew.
            _isWorking = _again && !_end.IsCancellationRequested;
            _again = false;
            return _isWorking;
        }
    }

    private bool Reclaim(uint pack, long length, CancellationToken cancel)
    {
        if (writer.InUse(pack) > 0)
        {
            Move(pack, length, cancel);
        }

        // Rows name bytes here that no record was found for: damaged, and all there is of them.
        if (writer.InUse(pack) != 0)
        {
            return false;
        }

        // What named these bytes must not come back after a loss of power, when they are gone.
        writer.SecureLog();
        packs.Retire(pack);
        return true;
    }

    /// <summary>Moves what rows still name: no row names a copy before all copies are on the disk.</summary>
    private void Move(uint pack, long length, CancellationToken cancel)
    {
        using var lease = new PackLease(packs);
        var copies = Copy(pack, length, lease, cancel);
        packs.Sync();
        lease.RequireSound();
        foreach (var (key, from, to) in copies)
        {
            writer.MoveChunk(key, from, to);
        }

        writer.ValidateMoved();
    }

    /// <summary>Goes through the records of a pack, over whatever is none, and copies those that rows still name.</summary>
    private List<(byte[] Key, PackPlace From, PackPlace To)> Copy(uint pack, long length, PackLease lease, CancellationToken cancel)
    {
        var copies = new List<(byte[] Key, PackPlace From, PackPlace To)>();
        foreach (var record in new PackScan(packs).Records(pack, length, cancel))
        {
            var key = new byte[ArchiveKeys.ChunkLength];
            _ = ArchiveKeys.Chunk(key, record.Instance, record.Chunk);
            if (writer.CopyChunk(key, record, lease) is { } copy)
            {
                copies.Add((key, record.Place, copy));
            }
        }

        return copies;
    }
}
