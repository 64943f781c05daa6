namespace Appliance.Archive;

/// <summary>
/// Tells when a pack that nothing names any more may go: when all who began to read before it lost its last name have ended.
/// </summary>
internal sealed class PackReaders
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, int> _open = [];
    private readonly Dictionary<uint, long> _retired = [];
    private long _moment;

    /// <summary>Whether nobody reads.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _open.Count == 0;
            }
        }
    }

    /// <summary>Begins to read.</summary>
    /// <returns>What <see cref="Leave"/> takes.</returns>
    public long Enter()
    {
        lock (_gate)
        {
            _open[_moment] = _open.GetValueOrDefault(_moment) + 1;
            return _moment;
        }
    }

    /// <summary>Ends it, and returns the packs that may go now.</summary>
    public IReadOnlyList<uint> Leave(long reader)
    {
        lock (_gate)
        {
            if (--_open[reader] == 0)
            {
                _open.Remove(reader);
            }

            if (_retired.Count == 0)
            {
                return [];
            }

            List<uint> free = [.. _retired.Where(pack => IsUnread(pack.Value)).Select(pack => pack.Key)];
            free.ForEach(pack => _retired.Remove(pack));
            return free;
        }
    }

    /// <summary>Notes a pack that nothing names any more; true when it may go at once.</summary>
    public bool Retire(uint pack)
    {
        lock (_gate)
        {
            var since = ++_moment;
            if (IsUnread(since))
            {
                return true;
            }

            _retired[pack] = since;
            return false;
        }
    }

    /// <summary>Whether a pack waits to go.</summary>
    public bool IsRetired(uint pack)
    {
        lock (_gate)
        {
            return _retired.ContainsKey(pack);
        }
    }

    private bool IsUnread(long since) => _open.Count == 0 || _open.Keys.First() >= since;
}
