using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws scenes without GL: the picture by the CPU renderer, scaled and written over by Skia in memory.</summary>
internal sealed class CpuScene(FontBook fonts) : IScene
{
    private readonly OverlayPainter _overlay = new(fonts);
    private SKSurface? _surface;
    private PixelSize _size;

    public string Description => "the CPU, without GL";

    public int MaxFrameSide => int.MaxValue;

    public void Draw(SceneModel scene)
    {
        Resize(scene.Size);
        var canvas = _surface!.Canvas;
        canvas.Clear(SKColors.Black);
        if (scene.Picture is { } picture)
        {
            using var image = ToSkia(ReferenceRenderer.Render(picture.Frame, picture.Pipeline, picture.Palette));
            var area = picture.Area;
            var target = SKRect.Create((float)area.X, (float)area.Y, (float)area.Width, (float)area.Height);
            canvas.DrawImage(image, target, Sampling(picture));
        }

        _overlay.Draw(canvas, scene);
    }

    public RenderedImage Capture()
    {
        using var pixels = _surface?.PeekPixels() ?? throw new InvalidOperationException("nothing has been drawn yet");
        var rgb = new byte[_size.Width * _size.Height * 3];
        var bytes = pixels.GetPixelSpan();
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (bytes[from], bytes[from + 1], bytes[from + 2]);
        }

        return new RenderedImage(_size.Width, _size.Height, true, rgb);
    }

    public void Dispose()
    {
        _overlay.Dispose();
        _surface?.Dispose();
    }

    private static SKSamplingOptions Sampling(PictureDraw picture)
    {
        var shrunk = picture.Area.Width < picture.Frame.Width || picture.Area.Height < picture.Frame.Height;
        return shrunk ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(picture.Smooth && picture.Area.Width != picture.Frame.Width ? SKFilterMode.Linear : SKFilterMode.Nearest);
    }

    /// <summary>A picture in the form that Skia draws; the caller disposes it.</summary>
    internal static SKImage ToSkia(RenderedImage image)
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

    private void Resize(PixelSize size)
    {
        if (size != _size)
        {
            _surface?.Dispose();
            _surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque))
                ?? throw new WindowException($"no memory for a {size.Width}x{size.Height} picture");
            _size = size;
        }
    }
}
