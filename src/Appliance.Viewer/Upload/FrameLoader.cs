using System.Diagnostics;

namespace Appliance.Viewer;

/// <summary>
/// Decodes frames on threads of its own, ahead of what is looked at, and keeps them within a budget of memory. <see cref="Focus"/> and
/// <see cref="Find"/> never wait; a frame that is not there yet is simply not there yet.
/// </summary>
internal sealed class FrameLoader : IDisposable
{
    private const int MaxAhead = 4096;
    private const int MaxWorkers = 4;
    private readonly IImageSequence _sequence;
    private readonly long _budget;
    private readonly Action<int> _loaded;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, LoadedFrame> _frames = [];
    private readonly HashSet<int> _busy = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Thread[] _workers;
    private long _used;
    private (int Index, int Direction, bool Playing) _focus = (0, 1, false);
    private double _decodeMilliseconds;

    /// <summary>Starts the threads.</summary>
    /// <param name="sequence">Where frames come from.</param>
    /// <param name="budget">Bytes of decoded frames to keep; the frame looked at is kept even when it alone is larger.</param>
    /// <param name="loaded">Called by a thread of the loader with the index of each frame that has arrived.</param>
    public FrameLoader(IImageSequence sequence, long budget, Action<int> loaded)
    {
        _sequence = sequence;
        _budget = budget;
        _loaded = loaded;
        _workers = new Thread[Math.Clamp(Environment.ProcessorCount - 1, 1, MaxWorkers)];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Work) { IsBackground = true, Name = $"frame loader {i + 1}" };
            _workers[i].Start();
        }
    }

    /// <summary>Mean time a frame takes to read and decode, as seen so far.</summary>
    public TimeSpan DecodeTime
    {
        get
        {
            lock (_gate)
            {
                return TimeSpan.FromMilliseconds(_decodeMilliseconds);
            }
        }
    }

    /// <summary>How many frames are in memory.</summary>
    public int Held
    {
        get
        {
            lock (_gate)
            {
                return _frames.Count;
            }
        }
    }

    /// <summary>Tells what is looked at, and so what will be wanted next.</summary>
    public void Focus(int index, int direction, bool playing)
    {
        lock (_gate)
        {
            if (_focus == (index, direction, playing) && _frames.ContainsKey(index))
            {
                return;
            }

            _focus = (index, direction, playing);
        }

        Nudge();
    }

    /// <summary>The frame when it is in memory, else null.</summary>
    public LoadedFrame? Find(int index)
    {
        lock (_gate)
        {
            return _frames.GetValueOrDefault(index);
        }
    }

    /// <summary>Which frames are in memory, one flag for each of the sequence.</summary>
    public bool[] Presence()
    {
        var present = new bool[_sequence.Count];
        lock (_gate)
        {
            foreach (var index in _frames.Keys)
            {
                present[index] = true;
            }
        }

        return present;
    }

    public void Dispose()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        _ended.Cancel();
        _work.Release(_workers.Length);
        foreach (var worker in _workers)
        {
            worker.Join();
        }

        _work.Dispose();
        _ended.Dispose();
    }

    private void Nudge()
    {
        if (_work.CurrentCount < _workers.Length)
        {
            _work.Release(_workers.Length);
        }
    }

    private void Work()
    {
        while (!_ended.IsCancellationRequested)
        {
            if (Take() is not { } index)
            {
                _work.Wait();
                continue;
            }

            var before = Stopwatch.GetTimestamp();
            var frame = Read(index);
            if (_ended.IsCancellationRequested)
            {
                return;
            }

            Keep(frame, Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            _loaded(index);
        }
    }

    // A decoder's error ends one frame, whatever it is: the user reads it in the frame's place, and the next frame may be sound.
    private LoadedFrame Read(int index)
    {
        try
        {
            return new LoadedFrame(index, _sequence.Get(index, _ended.Token), null);
        }
        catch (Exception error)
        {
            return new LoadedFrame(index, null, error.Message);
        }
    }

    private int? Take()
    {
        lock (_gate)
        {
            // When memory is full only a frame that is wanted more than one of those held is worth its decoding.
            var worth = _used >= _budget && _frames.Count > 0 ? _frames.Keys.Max(DistanceOf) : long.MaxValue;
            foreach (var index in LoadPlan.Wanted(_sequence.Count, _focus.Index, _focus.Direction, _focus.Playing, AffordableAhead()))
            {
                if (_frames.ContainsKey(index) || _busy.Contains(index))
                {
                    continue;
                }

                if (index != _focus.Index && DistanceOf(index) >= worth)
                {
                    continue;
                }

                _busy.Add(index);
                return index;
            }

            return null;
        }
    }

    private long DistanceOf(int index) =>
        LoadPlan.Distance(index, _sequence.Count, _focus.Index, _focus.Direction, _focus.Playing);

    // Plan no further than fits the budget, or the loader would throw away what it has just decoded.
    private int AffordableAhead()
    {
        if (_frames.Count == 0)
        {
            return MaxAhead;
        }

        var mean = Math.Max(1, _used / _frames.Count);
        return (int)Math.Clamp((_budget / mean * 3 / 4) - 1, 1, MaxAhead);
    }

    private void Keep(LoadedFrame frame, double milliseconds)
    {
        lock (_gate)
        {
            _busy.Remove(frame.Index);
            _frames[frame.Index] = frame;
            _used += frame.Cost;
            _decodeMilliseconds = _decodeMilliseconds == 0 ? milliseconds : (_decodeMilliseconds * 0.8) + (milliseconds * 0.2);
            while (_used > _budget && _frames.Count > 1)
            {
                var victim = _frames.Keys.MaxBy(DistanceOf);
                _used -= _frames[victim].Cost;
                _frames.Remove(victim);
            }
        }
    }
}
