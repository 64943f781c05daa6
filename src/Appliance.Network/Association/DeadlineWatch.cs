namespace Appliance.Network;

/// <summary>What is being waited for, and so what a timer that runs out means.</summary>
internal enum Deadline
{
    /// <summary>The ARTIM timer of PS3.8 9.1.5.</summary>
    Artim,

    /// <summary>Octets from the peer.</summary>
    Receive,

    /// <summary>The peer to take octets.</summary>
    Send,
}

/// <summary>
/// The timers of one association on one timer of the clock. Arming is cheap enough for every read: the clock's timer is touched only when
/// a deadline lies before the one it already waits for.
/// </summary>
internal sealed class DeadlineWatch : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly Action<Deadline> _expired;
    private readonly Lock _gate = new();
    private readonly long[] _due = [long.MaxValue, long.MaxValue, long.MaxValue];
    private ITimer? _timer;
    private long _scheduled = long.MaxValue;

    /// <param name="clock">Source of time.</param>
    /// <param name="expired">Called once for each deadline that passes, on a timer thread, without a lock held.</param>
    internal DeadlineWatch(TimeProvider clock, Action<Deadline> expired)
    {
        _clock = clock;
        _expired = expired;
    }

    /// <summary>Starts or restarts a timer. <see cref="Timeout.InfiniteTimeSpan"/> stops it.</summary>
    internal void Arm(Deadline deadline, TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan)
        {
            Disarm(deadline);
            return;
        }
        var due = _clock.GetTimestamp() + (long)(time.TotalSeconds * _clock.TimestampFrequency);
        lock (_gate)
        {
            _due[(int)deadline] = due;
            if (due < _scheduled)
            {
                Schedule(due, time);
            }
        }
    }

    /// <summary>Stops a timer.</summary>
    internal void Disarm(Deadline deadline)
    {
        lock (_gate)
        {
            _due[(int)deadline] = long.MaxValue;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Array.Fill(_due, long.MaxValue);
            _scheduled = long.MinValue;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Schedule(long due, TimeSpan time)
    {
        _scheduled = due;
        _timer ??= _clock.CreateTimer(static state => ((DeadlineWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(time, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        Deadline? passed = null;
        lock (_gate)
        {
            if (_timer is null)
            {
                return;
            }
            var now = _clock.GetTimestamp();
            var next = long.MaxValue;
            for (var i = 0; i < _due.Length; i++)
            {
                if (_due[i] <= now)
                {
                    _due[i] = long.MaxValue;
                    passed ??= (Deadline)i;
                }
                next = Math.Min(next, _due[i]);
            }
            _scheduled = long.MaxValue;
            if (next != long.MaxValue)
            {
                // A millisecond more, so that a clock that rounds down is not asked in a loop.
                Schedule(next, _clock.GetElapsedTime(now, next) + TimeSpan.FromMilliseconds(1));
            }
        }
        if (passed is { } deadline)
        {
            _expired(deadline);
        }
    }
}
