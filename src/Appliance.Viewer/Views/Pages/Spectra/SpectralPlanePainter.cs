using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws a two-dimensional spectrum as a map of its magnitude: high frequencies of both axes at the left and at the top.</summary>
internal static class SpectralPlanePainter
{
    /// <summary>Draws the part of the map that is seen into a rectangle.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="place">The rectangle.</param>
    /// <param name="map">The spectrum.</param>
    /// <param name="axis">The axis along a row, as the user has moved it.</param>
    /// <param name="range">The part of it that is seen.</param>
    /// <param name="gain">How much brighter than reaching white at the highest point it is drawn.</param>
    public static void Draw(SKCanvas canvas, SKRect place, SpectralMap map, SpectralAxis axis, (double High, double Low) range, double gain)
    {
        var points = PointRange.Of(axis, map.Points, range);
        var (first, last) = (points.First / map.Step, points.Last / map.Step);
        var width = last - first + 1;
        var levels = new byte[width * map.Rows];
        for (var i = 0; i < levels.Length && map.Highest > 0; i++)
        {
            levels[i] = (byte)Math.Min(byte.MaxValue, byte.MaxValue * gain * map[i / width, first + (i % width)] / map.Highest);
        }

        using var image = SkiaPictures.Of(new RenderedImage(width, map.Rows, false, levels));
        canvas.Save();
        canvas.ClipRect(place);

        // A point is as wide as the way to the next: half of it lies before its value. So for the last row that stands for fewer than others.
        var scale = new SpectrumScale(place.Left, place.Width, range.High, range.Low);
        var left = scale.XOf(axis.ValueAt(axis.OffsetAt((first * map.Step) - 0.5, map.Points)));
        var right = scale.XOf(axis.ValueAt(axis.OffsetAt(((last + 1) * map.Step) - 0.5, map.Points)));
        var height = place.Height * (map.Rows * map.RowStep) / map.PointRows;
        canvas.DrawImage(image, SKRect.Create(left, place.Top, right - left, height), new SKSamplingOptions(SKFilterMode.Linear));
        canvas.Restore();
    }
}
