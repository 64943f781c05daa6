using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Pictures from and to Skia.</summary>
internal static class SkiaPictures
{
    /// <summary>A picture as Skia draws it; the caller disposes of it.</summary>
    public static SKImage Of(RenderedImage image)
    {
        var rgba = new byte[image.Width * image.Height * 4];
        for (int i = 0, to = 0; to < rgba.Length; i++, to += 4)
        {
            var from = image.IsColor ? i * 3 : i;
            var wide = image.IsColor ? 1 : 0;
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) =
                (image.Pixels[from], image.Pixels[from + wide], image.Pixels[from + (2 * wide)], 255);
        }

        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var data = SKData.CreateCopy(rgba);
        return SKImage.FromPixels(info, data, info.RowBytes);
    }

    /// <summary>What has been drawn on a surface of four bytes a pixel.</summary>
    /// <param name="surface">The surface.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="asColor">False takes the red of each pixel for its grey.</param>
    public static RenderedImage From(SKSurface surface, int width, int height, bool asColor)
    {
        using var pixels = surface.PeekPixels();
        var bytes = pixels.GetPixelSpan();
        var samples = asColor ? 3 : 1;
        var taken = new byte[width * height * samples];
        for (int from = 0, to = 0; to < taken.Length; from += 4, to += samples)
        {
            bytes.Slice(from, samples).CopyTo(taken.AsSpan(to));
        }

        return new RenderedImage(width, height, asColor, taken);
    }
}
