using System.Collections;

namespace Appliance.Imaging;

/// <summary>Preferred Playback Sequencing (0018,1244), PS3.3 C.7.6.5.</summary>
public enum CinePlayback
{
    /// <summary>1, 2, ... n, 1, 2, ... n.</summary>
    Looping,

    /// <summary>1, 2, ... n, n-1, ... 2, 1, 2, ...</summary>
    Sweeping,
}

/// <summary>
/// How long each frame of a multi-frame image is to be shown, and in which order: the Cine and Multi-frame modules (PS3.3 C.7.6.5 and
/// C.7.6.6). All numbers here are 0-based and in milliseconds.
/// </summary>
public sealed record CineTiming
{
    /// <summary>The rate taken when an object says nothing about time, in frames a second.</summary>
    public const double DefaultRate = 15;

    // When each step of the loop begins, and at the end the loop's length; null when all frames take the same time.
    private readonly double[]? _starts;

    /// <summary>Makes a timing.</summary>
    /// <param name="durations">How long each frame is shown, in milliseconds, one for each frame; finite and above zero.</param>
    /// <param name="playback">The order in which frames follow each other.</param>
    /// <param name="firstFrame">The first frame of the loop (Start Trim), 0-based.</param>
    /// <param name="lastFrame">The last frame of the loop (Stop Trim), 0-based, inclusive; -1 for the last one.</param>
    /// <param name="source">The attribute that the time came from; null when none gave it.</param>
    public CineTiming(IReadOnlyList<double> durations, CinePlayback playback = CinePlayback.Looping, int firstFrame = 0, int lastFrame = -1, string? source = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(durations.Count);
        Durations = durations;
        Playback = playback;
        FirstFrame = Math.Clamp(firstFrame, 0, durations.Count - 1);
        LastFrame = lastFrame < FirstFrame ? durations.Count - 1 : Math.Min(lastFrame, durations.Count - 1);
        Source = source;
        _starts = durations is EqualDurations ? null : StartsOf(Steps());
        CycleTime = _starts?[^1] ?? (Durations[0] * StepCount);
    }

    /// <summary>How long each frame is shown, in milliseconds.</summary>
    public IReadOnlyList<double> Durations { get; }

    /// <summary>The order of play.</summary>
    public CinePlayback Playback { get; }

    /// <summary>The first frame of the loop, 0-based.</summary>
    public int FirstFrame { get; }

    /// <summary>The last frame of the loop, 0-based, inclusive.</summary>
    public int LastFrame { get; }

    /// <summary>The attribute that the time came from ("Frame Time"), or null when the object says nothing and <see cref="DefaultRate"/> is used.</summary>
    public string? Source { get; }

    /// <summary>Mean frames a second over the loop.</summary>
    public double FramesPerSecond => 1000 * StepCount / CycleTime;

    /// <summary>The time of one whole loop (there and back when sweeping), in milliseconds.</summary>
    public double CycleTime { get; }

    /// <summary>A timing of equal durations.</summary>
    public static CineTiming Uniform(int frames, double milliseconds, CinePlayback playback = CinePlayback.Looping, int firstFrame = 0, int lastFrame = -1, string? source = null) =>
        new(new EqualDurations(frames, milliseconds), playback, firstFrame, lastFrame, source);

    /// <summary>
    /// Several images played one after the other: each frame keeps its own duration. A single one is itself; the order of play and the source
    /// are kept where all agree, trims of one image mean nothing for the whole.
    /// </summary>
    /// <param name="parts">The timings, in the order of play; at least one.</param>
    public static CineTiming Joined(IReadOnlyList<CineTiming> parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count);
        var first = parts[0];
        if (parts.Count == 1)
        {
            return first;
        }

        var playback = parts.All(part => part.Playback == first.Playback) ? first.Playback : CinePlayback.Looping;
        var source = parts.All(part => part.Source == first.Source) ? first.Source : null;
        IReadOnlyList<double> durations = first.Durations is EqualDurations && parts.All(part => part.Durations is EqualDurations && part.Durations[0] == first.Durations[0])
            ? new EqualDurations(parts.Sum(part => part.Durations.Count), first.Durations[0])
            : [.. parts.SelectMany(part => part.Durations)];
        return new CineTiming(durations, playback, source: source);
    }

    /// <summary>
    /// The timing of the same frames in another order: each keeps its own duration. The loop runs over all of them, as the frames between two
    /// trims are no longer next to each other.
    /// </summary>
    /// <param name="order">At each place the frame that comes there, 0-based.</param>
    public CineTiming Reordered(IReadOnlyList<int> order) =>
        new(Durations is EqualDurations ? Durations : [.. order.Select(frame => Durations[frame])], Playback, source: Source);

    /// <summary>The frame to show a time after the loop began with its first frame: frames whose time has passed are skipped, so play keeps to the clock.</summary>
    /// <param name="elapsed">Time since the start, not negative.</param>
    public int FrameAt(TimeSpan elapsed)
    {
        var time = elapsed.TotalMilliseconds % CycleTime;
        var step = Math.Min(StepAt(time), StepCount - 1);
        var length = LastFrame - FirstFrame + 1;
        return step < length ? FirstFrame + step : LastFrame - (step - length + 1);
    }

    /// <summary>The time from the start of the loop at which a frame is first shown.</summary>
    /// <param name="frame">A frame of the loop, 0-based; frames outside it are taken as its nearest end.</param>
    public TimeSpan StartOf(int frame)
    {
        var step = Math.Clamp(frame, FirstFrame, LastFrame) - FirstFrame;
        return TimeSpan.FromMilliseconds(_starts?[step] ?? (step * Durations[0]));
    }

    private int StepCount
    {
        get
        {
            var length = LastFrame - FirstFrame + 1;
            return Playback == CinePlayback.Sweeping && length > 2 ? (2 * length) - 2 : length;
        }
    }

    private int StepAt(double time)
    {
        if (_starts is null)
        {
            return (int)(time / Durations[0]);
        }

        var found = Array.BinarySearch(_starts, time);
        return found >= 0 ? found : ~found - 1;
    }

    private IEnumerable<int> Steps()
    {
        var forth = Enumerable.Range(FirstFrame, LastFrame - FirstFrame + 1);
        return StepCount > LastFrame - FirstFrame + 1 ? forth.Concat(Enumerable.Range(FirstFrame + 1, LastFrame - FirstFrame - 1).Reverse()) : forth;
    }

    private double[] StartsOf(IEnumerable<int> steps)
    {
        var starts = new List<double> { 0 };
        foreach (var step in steps)
        {
            starts.Add(starts[^1] + Durations[step]);
        }

        return [.. starts];
    }

    /// <summary>One number standing for as many as there are frames: an object may announce millions.</summary>
    private sealed class EqualDurations(int count, double milliseconds) : IReadOnlyList<double>
    {
        public int Count => count;

        public double this[int index] =>
            (uint)index < (uint)count ? milliseconds : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<double> GetEnumerator() => Enumerable.Repeat(milliseconds, count).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
