namespace Appliance.Archive;

/// <summary>
/// Group commit: holds those who wait for their batch to survive a loss of power, and syncs the log once for all that wait at that moment.
/// </summary>
internal sealed class LogSync(RocksDatabase database)
{
    private readonly Lock _gate = new();
    private long _written;
    private long _synced;

    /// <summary>How many syncs were made.</summary>
    public long Syncs { get; private set; }

    /// <summary>Returns when everything the caller has written before is on the disk.</summary>
    public void Wait()
    {
        var mine = Interlocked.Increment(ref _written);
        lock (_gate)
        {
            // Whoever synced while this one waited at the gate has taken its batch along.
            if (_synced >= mine)
            {
                return;
            }

            var upTo = Interlocked.Read(ref _written);
            database.SyncLog();
            _synced = upTo;
            Syncs++;
        }
    }
}
