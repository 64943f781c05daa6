using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws an image with the outlines that voxels cut out of it: all, the selected one, and the volume that was excited.</summary>
internal static class LocalizerPainter
{
    /// <summary>Draws into a rectangle, as large as fits.</summary>
    public static void Draw(SKCanvas canvas, SKRect place, SpectrumLocalizer localizer, VoxelGrid grid, (int Row, int Column) selected, SpectrumPaints paints)
    {
        var area = Fitted(place, localizer);
        using var picture = SkiaPictures.Of(localizer.Picture);
        canvas.Save();
        canvas.ClipRect(area);
        canvas.DrawImage(picture, area, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        var (image, sections) = (localizer.Place, GridSection.Of(localizer.Place, grid));
        var lines = new Lines(canvas, area, localizer);
        lines.Draw(sections.Borders, paints.Voxels);
        lines.Draw(sections.Outline, paints.Voxels);
        lines.Draw(sections.Volume, paints.Volume);
        lines.Draw(GridSection.Around(grid.BoxOf(selected.Row, selected.Column), image), paints.Selection);
        canvas.Restore();
        canvas.DrawRect(area, paints.Frame);
    }

    /// <summary>The point of the patient that lies under a place of the window; null beside the image.</summary>
    public static PatientVector? PointAt(SKRect place, SpectrumLocalizer localizer, float x, float y)
    {
        var area = Fitted(place, localizer);
        return area.Contains(x, y)
            ? localizer.Place.PointAt(
                ((x - area.Left) / area.Width * localizer.Picture.Width) - 0.5, ((y - area.Top) / area.Height * localizer.Picture.Height) - 0.5)
            : null;
    }

    private static SKRect Fitted(SKRect place, SpectrumLocalizer localizer)
    {
        var (width, height) = (localizer.Picture.Width * localizer.Spacing.Column, localizer.Picture.Height * localizer.Spacing.Row);
        var scale = Math.Min(place.Width / width, place.Height / height);
        var (fittedWidth, fittedHeight) = ((float)(width * scale), (float)(height * scale));
        return SKRect.Create(place.MidX - (fittedWidth / 2), place.Top, fittedWidth, fittedHeight);
    }

    private readonly record struct Lines(SKCanvas Canvas, SKRect Area, SpectrumLocalizer Localizer)
    {
        public void Draw(IReadOnlyList<ReferenceLine> lines, SKPaint paint)
        {
            foreach (var line in lines)
            {
                Canvas.DrawLine(At(line.FromColumn, line.FromRow), At(line.ToColumn, line.ToRow), paint);
            }
        }

        // Pixels are counted from the middle of the first one, places from its corner.
        private SKPoint At(double column, double row) => new(
            Area.Left + (float)((column + 0.5) / Localizer.Picture.Width * Area.Width),
            Area.Top + (float)((row + 0.5) / Localizer.Picture.Height * Area.Height));
    }
}
