using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>The line through values, in a rectangle.</summary>
internal static class SpectrumCurve
{
    /// <summary>Makes the line; where there are many points to a pixel it goes through the lowest and highest of each, so that no peak is lost.</summary>
    /// <param name="values">The values.</param>
    /// <param name="points">Those to go through.</param>
    /// <param name="x">Where a point lies from left to right.</param>
    /// <param name="y">Where a value lies from top to bottom.</param>
    public static SKPath Of(double[] values, PointRange points, Func<int, float> x, Func<double, float> y)
    {
        using var path = new SKPathBuilder();
        var isFirst = true;
        for (var i = points.First; i <= points.Last;)
        {
            var (pixel, low, high) = (MathF.Floor(x(i)), i, i);
            var next = i + 1;
            for (; next <= points.Last && MathF.Floor(x(next)) == pixel; next++)
            {
                low = values[next] < values[low] ? next : low;
                high = values[next] > values[high] ? next : high;
            }

            Add(path, x, y, values, Math.Min(low, high), ref isFirst);
            if (low != high)
            {
                Add(path, x, y, values, Math.Max(low, high), ref isFirst);
            }

            i = next;
        }

        return path.Detach();
    }

    private static void Add(SKPathBuilder path, Func<int, float> x, Func<double, float> y, double[] values, int point, ref bool isFirst)
    {
        if (isFirst)
        {
            path.MoveTo(x(point), y(values[point]));
        }
        else
        {
            path.LineTo(x(point), y(values[point]));
        }

        isFirst = false;
    }
}
