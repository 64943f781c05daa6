using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>How the picture is laid into the window before zoom and pan.</summary>
public enum ViewerFit
{
    /// <summary>As large as the window allows, the whole picture visible, shapes true to the pixel aspect ratio.</summary>
    Window,

    /// <summary>One pixel of the image is one pixel of the window; the pixel aspect ratio is not used.</summary>
    OneToOne,

    /// <summary>One pixel of the image is two by two pixels of the window.</summary>
    Double,
}

/// <summary>A rectangle of window pixels, from the top left; it may reach beyond the window.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct ImageArea(double X, double Y, double Width, double Height);

/// <summary>Zoom and pan on top of the fit.</summary>
/// <param name="Fit">The starting layout.</param>
/// <param name="Zoom">Magnification over it.</param>
/// <param name="PanX">Pixels to the right.</param>
/// <param name="PanY">Pixels down.</param>
internal sealed record ViewPlacement(ViewerFit Fit = ViewerFit.Window, double Zoom = 1, double PanX = 0, double PanY = 0)
{
    public const double MinZoom = 0.05;
    public const double MaxZoom = 64;
}

/// <summary>Where the picture lies in the window: pure arithmetic.</summary>
internal static class ViewGeometry
{
    // The last bits of a division do not count.
    private const double Noise = 1e-6;

    /// <summary>The rectangle the whole picture takes.</summary>
    /// <param name="columns">Image columns.</param>
    /// <param name="rows">Image rows.</param>
    /// <param name="aspect">Height of a pixel divided by its width.</param>
    /// <param name="viewport">The window's drawable area.</param>
    /// <param name="placement">Fit, zoom and pan.</param>
    public static ImageArea Place(int columns, int rows, double aspect, PixelSize viewport, ViewPlacement placement)
    {
        var (width, height) = Fitted(columns, rows, aspect, viewport, placement.Fit);
        (width, height) = (width * placement.Zoom, height * placement.Zoom);
        var x = ((viewport.Width - width) / 2) + placement.PanX;
        var y = ((viewport.Height - height) / 2) + placement.PanY;

        // On whole pixels, so that texels and pixels meet exactly wherever the scale is a whole number.
        return new ImageArea(Math.Floor(x + Noise), Math.Floor(y + Noise), width, height);
    }

    /// <summary>The rectangle that the whole picture takes when it is shown in a given way: turned, or a part of it laid into the window.</summary>
    /// <param name="columns">Image columns.</param>
    /// <param name="rows">Image rows.</param>
    /// <param name="way">How it is turned, and which part is shown.</param>
    /// <param name="viewport">The window's drawable area.</param>
    /// <param name="placement">Fit, zoom and pan.</param>
    /// <param name="pixelsPerMillimetre">Of the display, for a part in its true size.</param>
    public static ImageArea Place(int columns, int rows, FramePresentation way, PixelSize viewport, ViewPlacement placement, double pixelsPerMillimetre)
    {
        var aspect = way.Turn.SwapsAxes ? 1 / way.PixelAspectRatio : way.PixelAspectRatio;
        var (width, height) = way.Turn.SwapsAxes ? (rows, columns) : (columns, rows);
        if (way.Area is not { } part || placement.Fit != ViewerFit.Window)
        {
            return Place(width, height, aspect, viewport, placement);
        }

        var (x1, y1) = way.Turn.Apply(part.Left - 1, part.Top - 1, columns, rows);
        var (x2, y2) = way.Turn.Apply(part.Right, part.Bottom, columns, rows);
        var (across, down) = PixelSizeOf(part, aspect, way.Turn.SwapsAxes, (Math.Abs(x2 - x1), Math.Abs(y2 - y1)), viewport, pixelsPerMillimetre);
        (across, down) = (across * placement.Zoom, down * placement.Zoom);

        // The middle of the part lies where else the middle of the picture does.
        var x = (viewport.Width / 2.0) - ((x1 + x2) / 2 * across) + placement.PanX;
        var y = (viewport.Height / 2.0) - ((y1 + y2) / 2 * down) + placement.PanY;
        return new ImageArea(Math.Floor(x + Noise), Math.Floor(y + Noise), width * across, height * down);
    }

    /// <summary>Zoom by a factor with the place under a window point kept still.</summary>
    public static ViewPlacement ZoomAt(ViewPlacement placement, double factor, double atX, double atY, PixelSize viewport)
    {
        var zoom = Math.Clamp(placement.Zoom * factor, ViewPlacement.MinZoom, ViewPlacement.MaxZoom);
        var applied = zoom / placement.Zoom;

        // The picture grows about its own centre, which lies at the window's centre plus the pan.
        var (fromX, fromY) = (atX - (viewport.Width / 2.0) - placement.PanX, atY - (viewport.Height / 2.0) - placement.PanY);
        return placement with
        {
            Zoom = zoom,
            PanX = placement.PanX - (fromX * (applied - 1)),
            PanY = placement.PanY - (fromY * (applied - 1)),
        };
    }

    // What a pixel of the image takes in the window, across and down, after it was turned.
    private static (double Across, double Down) PixelSizeOf(
        DisplayedArea part, double aspect, bool swapped, (double Width, double Height) size, PixelSize viewport, double pixelsPerMillimetre)
    {
        switch (part.Size)
        {
            case PresentationSize.Magnify:
                return swapped ? (part.Magnification * part.PixelAspectRatio, part.Magnification) : (part.Magnification, part.Magnification * part.PixelAspectRatio);
            case PresentationSize.TrueSize when part.Spacing is { } spacing:
                return swapped ? (spacing.Row * pixelsPerMillimetre, spacing.Column * pixelsPerMillimetre) : (spacing.Column * pixelsPerMillimetre, spacing.Row * pixelsPerMillimetre);
            default:
                var scale = Math.Min(viewport.Width / size.Width, viewport.Height / (size.Height * aspect));
                return (scale, scale * aspect);
        }
    }

    private static (double Width, double Height) Fitted(int columns, int rows, double aspect, PixelSize viewport, ViewerFit fit)
    {
        if (fit != ViewerFit.Window)
        {
            var times = fit == ViewerFit.Double ? 2 : 1;
            return (columns * times, rows * times);
        }

        // A pixel higher than wide stretches rows, one wider than high stretches columns: nothing is ever shrunk to keep its shape.
        var (width, height) = aspect >= 1 ? (columns, rows * aspect) : (columns / aspect, (double)rows);
        var scale = Math.Min(viewport.Width / width, viewport.Height / height);
        return (width * scale, height * scale);
    }
}
