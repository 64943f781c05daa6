using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// Tells which frame is due at this moment. It follows time, not the number of pictures drawn: when drawing or decoding is late, frames
/// are dropped and the speed stays true. One thread.
/// </summary>
/// <param name="timing">Durations and order of the frames.</param>
/// <param name="time">Where the time comes from.</param>
internal sealed class CineClock(CineTiming timing, TimeProvider time)
{
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(1);
    private long _startedAt;
    private TimeSpan _startedWith;

    /// <summary>Whether frames run.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Runs from a frame on; a frame outside the loop begins at the loop's nearest end.</summary>
    public void Start(int frame)
    {
        _startedAt = time.GetTimestamp();
        _startedWith = timing.StartOf(frame);
        IsRunning = true;
    }

    /// <summary>Stops; the caller keeps the frame that was due.</summary>
    public void Stop() => IsRunning = false;

    /// <summary>The frame due now.</summary>
    public int Due() => timing.FrameAt(Elapsed());

    /// <summary>The frame due some time from now, for what has to be ready by then.</summary>
    public int DueIn(TimeSpan ahead) => timing.FrameAt(Elapsed() + ahead);

    /// <summary>The time until another frame is due, never zero.</summary>
    public TimeSpan UntilNext()
    {
        // The times of a loop are kept by frame; asking for the next change means trying the rest of this frame's duration.
        var now = Elapsed();
        var due = timing.FrameAt(now);
        var rest = TimeSpan.FromMilliseconds(timing.Durations[due]);
        var (early, late) = (TimeSpan.Zero, rest);
        while (late - early > ShortestSleep)
        {
            var middle = (early + late) / 2;
            (early, late) = timing.FrameAt(now + middle) == due ? (middle, late) : (early, middle);
        }

        return late > ShortestSleep ? late : ShortestSleep;
    }

    private TimeSpan Elapsed() => time.GetElapsedTime(_startedAt) + _startedWith;
}
