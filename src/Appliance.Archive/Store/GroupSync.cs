namespace Appliance.Archive;

/// <summary>
/// Group commit: holds those who wait for what they have written to survive a loss of power, and syncs once for all that wait at that moment.
/// </summary>
/// <param name="sync">Makes everything written before survive.</param>
/// <param name="mend">
/// Makes it survive in another way after a sync has failed: the system says once that it could not write what it held, and the next sync of the same
/// file succeeds without it. Null when <paramref name="sync"/> itself never takes what it failed for as done.
/// </param>
internal sealed class GroupSync(Action sync, Action? mend = null)
{
    private readonly Lock _gate = new();
    private long _written;
    private long _synced;
    private bool _hasFailed;

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
            if (_hasFailed && mend is not null)
            {
                mend();
            }

            _hasFailed = true;
            sync();
            _hasFailed = false;
            _synced = upTo;
            Syncs++;
        }
    }
}
