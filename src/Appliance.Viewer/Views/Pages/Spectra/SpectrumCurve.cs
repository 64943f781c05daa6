using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>The line through values, in a rectangle.</summary>
internal static class SpectrumCurve
{
    /// <summary>Makes the line; where there are many points to a pixel it goes through the lowest and highest of each, so that no peak is lost.</summary>
    /// <param name="values">The values.</param>
    /// <param name="points">Those to go through.</param>
    /// <param name="left">Where point 0 lies from left to right.</param>
    /// <param name="step">From point to point; above 0.</param>
    /// <param name="y">Where a value lies from top to bottom.</param>
    public static SKPath Of(VoxelValues values, PointRange points, double left, double step, Func<double, float> y)
    {
        using var path = new SKPathBuilder();
        var isFirst = true;
        for (var i = points.First; i <= points.Last;)
        {
            // The next point that lies on another pixel.
            var pixel = Math.Floor(left + (i * step));
            var next = Math.Max(i + 1, (int)Math.Min(points.Last + 1, Math.Ceiling((pixel + 1 - left) / step)));
            var (low, high) = next == i + 1 ? (i, i) : values.ExtremesOf(i, next - 1);
            Add(path, Math.Min(low, high));
            if (low != high)
            {
                Add(path, Math.Max(low, high));
            }

            i = next;
        }

        return path.Detach();

        void Add(SKPathBuilder to, int point)
        {
            var at = new SKPoint((float)(left + (point * step)), y(values[point]));
            if (isFirst)
            {
                to.MoveTo(at);
            }
            else
            {
                to.LineTo(at);
            }

            isFirst = false;
        }
    }
}
