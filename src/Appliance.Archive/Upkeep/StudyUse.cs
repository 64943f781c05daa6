namespace Appliance.Archive;

/// <summary>
/// Knows which studies are in use: read from, named by a retrieve that goes on, or receiving an object that is not published yet; and which were a
/// moment ago. Retention keeps off these. Thread-safe; nobody waits in it.
/// </summary>
internal sealed class StudyUse(TimeProvider clock)
{
    /// <summary>Studies whose last use is remembered; beyond them the memory begins anew.</summary>
    private const int MostRemembered = 1 << 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, int> _held = [];
    private readonly Dictionary<string, int> _arriving = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, long> _left = [];
    private readonly HashSet<ulong> _going = [];

    /// <summary>Begins to use a study; null when it is being deleted just now.</summary>
    public IDisposable? TryHold(ulong study)
    {
        lock (_gate)
        {
            if (_going.Contains(study))
            {
                return null;
            }

            _held[study] = _held.GetValueOrDefault(study) + 1;
        }

        return new Held(() => Leave(study));
    }

    /// <summary>Begins to receive an object of a study, which need not be there yet.</summary>
    public IDisposable Arrive(string studyUid)
    {
        lock (_gate)
        {
            _arriving[studyUid] = _arriving.GetValueOrDefault(studyUid) + 1;
        }

        return new Held(() =>
        {
            lock (_gate)
            {
                Less(_arriving, studyUid);
            }
        });
    }

    /// <summary>
    /// Takes a study to delete it: until the answer is disposed nobody can begin to use it. Null when it is in use, or was so less than
    /// <paramref name="quiet"/> ago.
    /// </summary>
    public IDisposable? TryTake(ulong study, string studyUid, TimeSpan quiet)
    {
        lock (_gate)
        {
            if (_held.ContainsKey(study) || _arriving.ContainsKey(studyUid)
                || (_left.TryGetValue(study, out var left) && clock.GetElapsedTime(left) < quiet))
            {
                return null;
            }

            _left.Remove(study);
            _going.Add(study);
        }

        return new Held(() =>
        {
            lock (_gate)
            {
                _going.Remove(study);
            }
        });
    }

    private void Leave(ulong study)
    {
        lock (_gate)
        {
            if (!Less(_held, study))
            {
                return;
            }

            if (_left.Count == MostRemembered)
            {
                _left.Clear();
            }

            _left[study] = clock.GetTimestamp();
        }
    }

    /// <summary>Counts one down; true when it was the last.</summary>
    private static bool Less<T>(Dictionary<T, int> counts, T key)
        where T : notnull
    {
        if (--counts[key] > 0)
        {
            return false;
        }

        counts.Remove(key);
        return true;
    }

    private sealed class Held(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
