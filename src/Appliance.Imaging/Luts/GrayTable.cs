namespace Appliance.Imaging;

/// <summary>A whole <see cref="GrayPipeline"/> worked out beforehand: one grey level for each stored value of at most 16 bits.</summary>
public sealed class GrayTable
{
    private GrayTable(int first, byte[] levels)
    {
        First = first;
        Levels = levels;
    }

    /// <summary>The stored value that the first level belongs to: 0, or the most negative value of signed data.</summary>
    public int First { get; }

    /// <summary>One level, 0 to 255, for each of the <c>2^bits</c> stored values from <see cref="First"/> on. Not to be changed.</summary>
    public byte[] Levels { get; }

    /// <summary>Works a pipeline out for all values that a frame of this kind and depth can hold.</summary>
    /// <param name="pipeline">A pipeline with a window or a VOI LUT.</param>
    /// <param name="isSigned">Whether stored values are two's complement.</param>
    /// <param name="bitsStored">Significant bits of a stored value, 1 to 16.</param>
    public static GrayTable Compose(GrayPipeline pipeline, bool isSigned, int bitsStored)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bitsStored, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bitsStored, 16);
        var first = isSigned ? -(1 << (bitsStored - 1)) : 0;
        var levels = new byte[1 << bitsStored];
        if (LevelSteps.Of(pipeline, first, first + levels.Length - 1, place => place) is { } steps)
        {
            steps.Fill(levels);
            Blacken(levels, first, pipeline.Padding);
            return new GrayTable(first, levels);
        }

        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = pipeline.Level(first + i);
        }

        return new GrayTable(first, levels);
    }

    private static void Blacken(byte[] levels, int first, PixelPadding? padding)
    {
        if (padding is { } pad)
        {
            var from = (int)Math.Clamp(Math.Ceiling(pad.Low) - first, 0, levels.Length);
            var to = (int)Math.Clamp(Math.Floor(pad.High) - first + 1, from, levels.Length);
            levels.AsSpan(from..to).Clear();
        }
    }
}
