using System.Diagnostics;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The values of all voxels of a frame; they come one after the other, and may be looked at meanwhile.</summary>
/// <param name="frame">The voxels.</param>
/// <param name="recipe">How they are worked out.</param>
internal sealed class SpectrumGrid(SpectroscopyFrame frame, SpectrumRecipe recipe)
{
    // Short enough to be seen to move, long enough not to be busy with drawing.
    private static readonly TimeSpan BetweenNews = TimeSpan.FromMilliseconds(100);

    private readonly VoxelValues?[] _values = new VoxelValues?[frame.Signals.Count];
    private int _done;
    private long _told = Stopwatch.GetTimestamp();

    /// <summary>What of their points the values are.</summary>
    public SpectrumMode Mode => recipe.Mode;

    /// <summary>Voxels that are there.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Voxels of the frame.</summary>
    public int Count => _values.Length;

    /// <summary>The values of a voxel; null when they are not there, or not yet.</summary>
    public VoxelValues? ValuesOf(int voxel) => Volatile.Read(ref _values[voxel]);

    /// <summary>Works all voxels out.</summary>
    /// <param name="progressed">Told now and then.</param>
    /// <param name="cancellation">Gives up.</param>
    public void Fill(Action progressed, CancellationToken cancellation)
    {
        // One processor is left for drawing.
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1), CancellationToken = cancellation };
        Parallel.For(0, _values.Length, options, voxel =>
        {
            if (frame.Signals[voxel] is { } signal)
            {
                Volatile.Write(ref _values[voxel], new VoxelValues(recipe.SpectrumOf(signal, frame.Axis).Values(recipe.Mode)));
            }

            Interlocked.Increment(ref _done);
            var told = Volatile.Read(ref _told);
            if (Stopwatch.GetElapsedTime(told) >= BetweenNews && Interlocked.CompareExchange(ref _told, Stopwatch.GetTimestamp(), told) == told)
            {
                progressed();
            }
        });
    }

    /// <summary>The lowest and highest value, and 0, of all voxels that are there, in a part of the axis.</summary>
    public (double Low, double High) RangeOf(Func<int, PointRange> points)
    {
        var (low, high) = (0.0, 0.0);
        for (var voxel = 0; voxel < _values.Length; voxel++)
        {
            if (ValuesOf(voxel) is { } values)
            {
                var range = RangeOf(values, points(values.Count));
                (low, high) = (Math.Min(low, range.Low), Math.Max(high, range.High));
            }
        }

        return Sensible(Mode, low, high);
    }

    /// <summary>The lowest and highest value of a spectrum, and 0, among some of its points.</summary>
    public static (double Low, double High) RangeOf(SpectrumMode mode, VoxelValues values, PointRange points)
    {
        var range = RangeOf(values, points);
        return Sensible(mode, range.Low, range.High);
    }

    private static (double Low, double High) RangeOf(VoxelValues values, PointRange points)
    {
        var (low, high) = values.ExtremesOf(points.First, points.Last);
        return (Math.Min(0, values[low]), Math.Max(0, values[high]));
    }

    private static (double Low, double High) Sensible(SpectrumMode mode, double low, double high) =>
        mode == SpectrumMode.Phase ? (-180, 180) : low < high ? (low, high) : (-1, 1);
}

/// <summary>The points of a spectrum that lie in the part of the axis that is seen.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them, not before the first.</param>
internal readonly record struct PointRange(int First, int Last)
{
    /// <summary>The points of a spectrum between two values of its axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="count">Points over all of it.</param>
    /// <param name="range">The part that is seen.</param>
    public static PointRange Of(SpectralAxis axis, int count, (double High, double Low) range)
    {
        var from = (int)Math.Clamp(Math.Ceiling(axis.PointAt(axis.OffsetOf(range.High), count)), 0, count - 1);
        return new PointRange(from, (int)Math.Clamp(Math.Floor(axis.PointAt(axis.OffsetOf(range.Low), count)), from, count - 1));
    }
}
