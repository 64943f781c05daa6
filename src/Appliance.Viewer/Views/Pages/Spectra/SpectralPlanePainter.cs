using System.Numerics;
using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws a two-dimensional spectrum as a map of its magnitude: high frequencies of both axes at the left and at the top.</summary>
internal static class SpectralPlanePainter
{
    /// <summary>What the rows of data points span, from the lowest value of their axis to the highest.</summary>
    public static (double Low, double High) RangeOf(SpectralPlane plane) => (plane.ValueAt(plane.Rows.Count - 0.5), plane.ValueAt(-0.5));

    /// <summary>Draws the part of the map that is seen into a rectangle.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="place">The rectangle.</param>
    /// <param name="plane">The spectrum.</param>
    /// <param name="range">The part of the axis along a row that is seen.</param>
    /// <param name="gain">How much brighter than reaching white at the highest point it is drawn.</param>
    public static void Draw(SKCanvas canvas, SKRect place, SpectralPlane plane, (double High, double Low) range, double gain)
    {
        var points = PointRange.Of(plane.Rows[0], range);
        var (width, height) = (points.Last - points.First + 1, plane.Rows.Count);
        var levels = new byte[width * height];
        var highest = plane.Rows.Max(row => row.Points.Max(Complex.Abs));
        for (var i = 0; i < levels.Length && highest > 0; i++)
        {
            levels[i] = (byte)Math.Min(byte.MaxValue, byte.MaxValue * gain * Complex.Abs(plane.Rows[i / width].Points[points.First + (i % width)]) / highest);
        }

        using var image = SkiaPictures.Of(new RenderedImage(width, height, false, levels));
        canvas.Save();
        canvas.ClipRect(place);

        // A point is as wide as the way to the next: half of it lies before its value.
        var scale = new SpectrumScale(place.Left, place.Width, range.High, range.Low);
        var left = scale.XOf(plane.Rows[0].ValueAt(points.First - 0.5));
        var right = scale.XOf(plane.Rows[0].ValueAt(points.Last + 0.5));
        canvas.DrawImage(image, new SKRect(left, place.Top, right, place.Bottom), new SKSamplingOptions(SKFilterMode.Linear));
        canvas.Restore();
    }
}
