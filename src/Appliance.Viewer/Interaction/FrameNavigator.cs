using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// The way through a sequence: which frame is wanted, which is there to be shown, in which order they come, whether cine runs. One thread,
/// beside the loader's own.
/// </summary>
internal sealed class FrameNavigator : IDisposable
{
    private const int FurthestBack = 64;

    // Shorter waits are not worth a word: it would only flash.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);
    private readonly IImageSequence _stored;
    private readonly ViewerOptions _options;
    private readonly Action<int> _arrived;
    private CineClock? _clock;
    private long? _waitingSince;
    private int _direction = 1;

    /// <summary>Starts loading.</summary>
    /// <param name="sequence">What is looked at.</param>
    /// <param name="options">Where it begins, in which order, and how much memory frames may take.</param>
    /// <param name="arrived">Called by a loader's thread when a frame has come.</param>
    public FrameNavigator(IImageSequence sequence, ViewerOptions options, Action<int> arrived)
    {
        _stored = sequence;
        _options = options;
        _arrived = arrived;
        Order = sequence.DimensionOrder is null ? FrameOrder.Stored : options.Order;
        Sequence = Ordered();
        Index = Math.Clamp(options.Frame, 0, Math.Max(0, sequence.Count - 1));
        Loader = new FrameLoader(Sequence, options.MemoryBudget, arrived);
        _clock = NewClock();
        if (sequence.Count > 0)
        {
            Loader.Focus(Index, 1, playing: false);
        }
    }

    /// <summary>The frames in the order in which they are gone through.</summary>
    public IImageSequence Sequence { get; private set; }

    /// <summary>That order.</summary>
    public FrameOrder Order { get; private set; }

    /// <summary>The frames in memory.</summary>
    public FrameLoader Loader { get; private set; }

    /// <summary>The frame wanted.</summary>
    public int Index { get; private set; }

    /// <summary>The frame shown: the one wanted, or while that loads the last that was there.</summary>
    public LoadedFrame? Shown { get; private set; }

    /// <summary>Cine runs.</summary>
    public bool IsPlaying => _clock?.IsRunning == true;

    /// <summary>The frame wanted has not come for long enough to say so.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>When <see cref="Advance"/> should be called again; null when nothing moves by itself.</summary>
    public TimeSpan? UntilNext
    {
        get
        {
            TimeSpan? frame = IsPlaying ? _clock!.UntilNext() : null;
            TimeSpan? word = _waitingSince is { } since && !IsWaiting ? Patience - _options.Clock.GetElapsedTime(since) : null;
            return frame is null || word < frame ? word ?? frame : frame;
        }
    }

    /// <summary>Follows the clock and the loader; true when what is shown, or said of it, changes.</summary>
    public bool Advance()
    {
        if (Sequence.Count == 0)
        {
            return false;
        }

        var before = (Shown, Index, IsWaiting);
        if (IsPlaying)
        {
            Index = _clock!.Due();

            // What is being decoded now will be seen only when it is done: aim that far ahead.
            Loader.Focus(_clock.DueIn(Loader.DecodeTime), 1, playing: true);
            Shown = Loader.Find(Index) ?? Newest() ?? Shown;
        }
        else
        {
            Loader.Focus(Index, _direction, playing: false);
            Shown = Loader.Find(Index) ?? Shown;
        }

        _waitingSince = Shown is null || (Shown.Index != Index && !IsPlaying) ? _waitingSince ?? _options.Clock.GetTimestamp() : null;
        IsWaiting = _waitingSince is { } since && _options.Clock.GetElapsedTime(since) >= Patience;
        return before != (Shown, Index, IsWaiting);
    }

    /// <summary>Goes some frames on (or back, when negative); cine stops.</summary>
    public void Step(int frames) => GoTo(Index + frames, Math.Sign(frames));

    /// <summary>Goes to the first frame; cine stops.</summary>
    public void First() => GoTo(0, 1);

    /// <summary>Goes to the last frame; cine stops.</summary>
    public void Last() => GoTo(Sequence.Count - 1, -1);

    /// <summary>Starts or stops cine.</summary>
    /// <returns>Why it cannot run, or null.</returns>
    public string? ToggleCine()
    {
        if (_clock is null)
        {
            return Sequence.Count == 0 ? "There is nothing to play" : "A single frame cannot be played";
        }

        if (_clock.IsRunning)
        {
            _clock.Stop();
        }
        else
        {
            _direction = 1;
            _clock.Start(Index);
        }

        return null;
    }

    /// <summary>Takes the next order. The frame looked at stays; what has been decoded is let go, as everything has another number now.</summary>
    /// <returns>What was done, or why there is no other order.</returns>
    public string NextOrder()
    {
        if (_stored.DimensionOrder is not { } order)
        {
            return _stored.Count > 1 ? "No other order: these frames tell no dimensions, or lie in their order" : "A single frame has no order";
        }

        var (stored, wasPlaying) = (Order == FrameOrder.Dimension ? order[Index] : Index, IsPlaying);
        Order = Order == FrameOrder.Dimension ? FrameOrder.Stored : FrameOrder.Dimension;
        Sequence = Ordered();
        _clock = NewClock();
        Loader.Dispose();
        Loader = new FrameLoader(Sequence, _options.MemoryBudget, _arrived);
        Index = Order == FrameOrder.Dimension ? order.ToList().IndexOf(stored) : stored;
        Shown = Shown is { } shown ? shown with { Index = Index } : null;
        if (wasPlaying)
        {
            _clock?.Start(Index);
        }

        return Order == FrameOrder.Dimension ? "Frames in the order of their dimensions" : "Frames as they are stored";
    }

    /// <summary>Frames to be shown after the one wanted that are in memory, soonest first, at most as many as the card is given.</summary>
    public IReadOnlyList<PixelFrame> Upcoming()
    {
        var frames = new List<PixelFrame>();
        foreach (var index in LoadPlan.Wanted(Sequence.Count, Index, _direction, IsPlaying, TextureRing.Slots - 1).Skip(1).Take(TextureRing.Slots - 1))
        {
            if (Loader.Find(index)?.Frame is PictureFrame frame)
            {
                frames.Add(frame.Pixels);
            }
        }

        return frames;
    }

    public void Dispose() => Loader.Dispose();

    private void GoTo(int index, int direction)
    {
        if (Sequence.Count == 0)
        {
            return;
        }

        _clock?.Stop();
        _direction = direction;
        Index = Math.Clamp(index, 0, Sequence.Count - 1);
    }

    // Decoding is late: the frame due least long ago that is there, rather than none.
    private LoadedFrame? Newest()
    {
        for (var back = 1; back < Math.Min(Sequence.Count, FurthestBack); back++)
        {
            var index = (Index - back + Sequence.Count) % Sequence.Count;
            if (index == Shown?.Index)
            {
                return Shown;
            }

            if (Loader.Find(index) is { } frame)
            {
                return frame;
            }
        }

        return null;
    }

    private IImageSequence Ordered() =>
        Order == FrameOrder.Dimension && _stored.DimensionOrder is { } places ? new ReorderedSequence(_stored, places) : _stored;

    private CineClock? NewClock() => Sequence.Count > 1 && Sequence.Cine is { } timing ? new CineClock(timing, _options.Clock) : null;
}
