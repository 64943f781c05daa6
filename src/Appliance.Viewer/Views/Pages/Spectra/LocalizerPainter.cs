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
        using var image = SkiaPictures.Of(localizer.Picture);
        canvas.Save();
        canvas.ClipRect(area);
        canvas.DrawImage(image, area, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        var section = new Sections(canvas, area, localizer);
        for (var row = 0; row < grid.Rows; row++)
        {
            for (var column = 0; column < grid.Columns; column++)
            {
                section.Draw(grid.BoxOf(row, column), paints.Voxels);
            }
        }

        if (grid.Localized is { } volume)
        {
            section.Draw(volume, paints.Volume);
        }

        section.Draw(grid.BoxOf(selected.Row, selected.Column), paints.Selection);
        canvas.Restore();
        canvas.DrawRect(area, paints.Frame);
    }

    private static SKRect Fitted(SKRect place, SpectrumLocalizer localizer)
    {
        var (width, height) = (localizer.Picture.Width * localizer.Spacing.Column, localizer.Picture.Height * localizer.Spacing.Row);
        var scale = Math.Min(place.Width / width, place.Height / height);
        var (fittedWidth, fittedHeight) = ((float)(width * scale), (float)(height * scale));
        return SKRect.Create(place.MidX - (fittedWidth / 2), place.Top, fittedWidth, fittedHeight);
    }

    private readonly record struct Sections(SKCanvas Canvas, SKRect Area, SpectrumLocalizer Localizer)
    {
        public void Draw(PatientBox box, SKPaint paint)
        {
            var corners = box.Section(Localizer.Plane, Localizer.Spacing);
            if (corners.Count == 0)
            {
                return;
            }

            using var builder = new SKPathBuilder();
            for (var i = 0; i < corners.Count; i++)
            {
                // Pixels are counted from the middle of the first one, places from its corner.
                var at = new SKPoint(
                    Area.Left + (float)((corners[i].Column + 0.5) / Localizer.Picture.Width * Area.Width),
                    Area.Top + (float)((corners[i].Row + 0.5) / Localizer.Picture.Height * Area.Height));
                if (i == 0)
                {
                    builder.MoveTo(at);
                }
                else
                {
                    builder.LineTo(at);
                }
            }

            builder.Close();
            using var path = builder.Detach();
            Canvas.DrawPath(path, paint);
        }
    }
}
