namespace Appliance.Imaging;

/// <summary>
/// Where the grey level of a pipeline goes up or down by one along the stored values, for pipelines that only rise or only fall: those
/// without tables. Found by halving, with the pipeline's own arithmetic: a whole table costs some thousand values instead of 65536, and a
/// quicker formula is proven equal when it is equal on both sides of every step.
/// </summary>
internal sealed class LevelSteps
{
    private const int Levels = 256;
    private readonly long[] _starts;
    private readonly bool _falling;

    private LevelSteps(long[] starts, bool falling, long low, long high)
    {
        _starts = starts;
        _falling = falling;
        Low = low;
        High = high;
    }

    /// <summary>The smallest place looked at.</summary>
    public long Low { get; }

    /// <summary>The largest place looked at.</summary>
    public long High { get; }

    /// <summary>The steps of a pipeline, padding left aside; null when its levels may both rise and fall.</summary>
    /// <param name="pipeline">A pipeline with a window or a VOI LUT.</param>
    /// <param name="low">The smallest place.</param>
    /// <param name="high">The largest one.</param>
    /// <param name="valueAt">The stored value at a place: rises with it.</param>
    public static LevelSteps? Of(GrayPipeline pipeline, long low, long high, Func<long, double> valueAt)
    {
        if (pipeline is not { ModalityLut: null, Window: not null, PresentationLut: null })
        {
            return null;
        }

        var plain = pipeline with { Padding = null };
        var falling = (pipeline.RescaleSlope < 0) != pipeline.Invert;
        var starts = new long[Levels - 1];
        var from = low;
        for (var level = 1; level < Levels; level++)
        {
            from = FirstReaching(plain, level, falling, from, high, valueAt);
            starts[level - 1] = from;
        }

        return new LevelSteps(starts, falling, low, high);
    }

    /// <summary>Writes the level of every place from <see cref="Low"/> on.</summary>
    /// <param name="levels">As many as there are places.</param>
    public void Fill(Span<byte> levels)
    {
        var from = 0;
        for (var level = 0; level < Levels; level++)
        {
            var to = level < _starts.Length ? (int)(_starts[level] - Low) : levels.Length;
            levels[from..to].Fill((byte)(_falling ? Levels - 1 - level : level));
            from = to;
        }
    }

    /// <summary>True when a formula that rises or falls all along, like the pipeline, gives the same level at every place.</summary>
    /// <param name="levelAt">The formula's level at a place.</param>
    public bool Agree(Func<long, int> levelAt)
    {
        for (var level = 1; level < Levels; level++)
        {
            var start = _starts[level - 1];
            if ((start <= High && Rising(levelAt(start)) < level) || (start > Low && Rising(levelAt(start - 1)) >= level))
            {
                return false;
            }
        }

        return true;
    }

    private int Rising(int level) => _falling ? Levels - 1 - level : level;

    // The smallest place from which the level is reached; one beyond the last when it never is.
    private static long FirstReaching(GrayPipeline pipeline, int level, bool falling, long from, long high, Func<long, double> valueAt)
    {
        var beyond = high + 1;
        while (from < beyond)
        {
            var middle = from + ((beyond - from) / 2);
            var there = pipeline.Level(valueAt(middle));
            if ((falling ? Levels - 1 - there : there) >= level)
            {
                beyond = middle;
            }
            else
            {
                from = middle + 1;
            }
        }

        return from;
    }
}
