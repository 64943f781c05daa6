using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws what belongs over an image into its picture, at the picture's own size.</summary>
public static class PictureBurner
{
    /// <summary>A turned picture with everything over it.</summary>
    /// <param name="picture">The image as drawn, before it is turned.</param>
    /// <param name="presentation">How it is turned, and what is drawn over it.</param>
    /// <param name="scale">How much thicker lines and larger letters are than plain ones, for a picture that will be shrunk.</param>
    /// <returns>A picture of its own: grey when the picture and everything over it are grey.</returns>
    public static RenderedImage Burn(RenderedImage picture, FramePresentation presentation, double scale = 1)
    {
        using var fonts = new FontBook();
        using var text = new TextPainter(fonts);
        using var painter = new GraphicsPainter(text);
        var turned = presentation.Turn.Apply(picture);
        using var surface = SKSurface.Create(new SKImageInfo(turned.Width, turned.Height, SKColorType.Rgba8888, SKAlphaType.Opaque))
            ?? throw new InvalidOperationException($"no memory for a {turned.Width}x{turned.Height} picture");
        using var image = SkiaPictures.Of(turned);
        surface.Canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Nearest), null);
        var place = new PicturePlace(new ImageArea(0, 0, turned.Width, turned.Height), picture.Width, picture.Height, presentation.Turn);
        painter.Draw(surface.Canvas, presentation.Graphics, place, presentation.Area, (float)scale);
        return SkiaPictures.From(surface, turned.Width, turned.Height, asColor: picture.IsColor || presentation.Graphics.Any(HasColor));
    }

    private static bool HasColor(FrameGraphic graphic) => graphic.Color.Red != graphic.Color.Green || graphic.Color.Green != graphic.Color.Blue;
}
