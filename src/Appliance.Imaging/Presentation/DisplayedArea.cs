namespace Appliance.Imaging;

/// <summary>How large the displayed area is shown: Presentation Size Mode (0070,0100).</summary>
public enum PresentationSize
{
    /// <summary>SCALE TO FIT: as large as the window allows.</summary>
    ScaleToFit,

    /// <summary>TRUE SIZE: a millimetre is a millimetre on the display.</summary>
    TrueSize,

    /// <summary>MAGNIFY: by a given ratio.</summary>
    Magnify,
}

/// <summary>The part of an image that is to be shown, and how large (PS3.3 C.10.4). Places are pixels of the image as it was before it was turned.</summary>
/// <param name="Left">The first column shown, counted from 1; 0 or less, or beyond the image, shows empty room.</param>
/// <param name="Top">The first row shown.</param>
/// <param name="Right">The last column shown.</param>
/// <param name="Bottom">The last row shown.</param>
/// <param name="Size">How large.</param>
/// <param name="Magnification">Pixels of the display to one of the image, across; for <see cref="PresentationSize.Magnify"/>.</param>
/// <param name="Spacing">Millimetres between rows and between columns; null when an aspect ratio is given in their place.</param>
/// <param name="PixelAspectRatio">Height of a pixel divided by its width.</param>
public sealed record DisplayedArea(
    int Left, int Top, int Right, int Bottom, PresentationSize Size, double Magnification, (double Row, double Column)? Spacing, double PixelAspectRatio)
{
    /// <summary>The part of a picture that lies in the area. Empty room around the image is left out.</summary>
    /// <param name="turned">The whole picture, turned.</param>
    /// <param name="turn">How it was turned.</param>
    /// <returns>The picture itself when the area takes in all of it, or nothing of it.</returns>
    public RenderedImage CutFrom(RenderedImage turned, SpatialTransform turn)
    {
        var (columns, rows) = turn.SwapsAxes ? (turned.Height, turned.Width) : (turned.Width, turned.Height);
        var (x1, y1) = turn.Apply(Left - 1, Top - 1, columns, rows);
        var (x2, y2) = turn.Apply(Right, Bottom, columns, rows);
        var (left, right) = Span(x1, x2, turned.Width);
        var (top, bottom) = Span(y1, y2, turned.Height);
        if (right <= left || bottom <= top || (right - left == turned.Width && bottom - top == turned.Height))
        {
            return turned;
        }

        var (samples, width) = (turned.IsColor ? 3 : 1, right - left);
        var pixels = new byte[width * (bottom - top) * samples];
        for (var row = top; row < bottom; row++)
        {
            turned.Pixels.AsSpan(((row * turned.Width) + left) * samples, width * samples).CopyTo(pixels.AsSpan((row - top) * width * samples));
        }

        return new RenderedImage(width, bottom - top, turned.IsColor, pixels);
    }

    private static (int From, int To) Span(double a, double b, int size) => ((int)Math.Clamp(Math.Min(a, b), 0, size), (int)Math.Clamp(Math.Max(a, b), 0, size));
}
