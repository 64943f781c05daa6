namespace Appliance.Archive;

/// <summary>
/// Group commit: holds those who wait for what they have written to survive a loss of power, and syncs once for all that wait at that moment.
/// </summary>
internal sealed class GroupSync(Action sync)
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
            // Whoever synced while this one waited at the gate has taken this one along.
            if (_synced >= mine)
            {
                return;
            }

            var upTo = Interlocked.Read(ref _written);
            sync();
            _synced = upTo;
            Syncs++;
        }
    }
}
