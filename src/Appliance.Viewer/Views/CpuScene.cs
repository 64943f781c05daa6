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
            using var image = SkiaPictures.Of(ReferenceRenderer.Render(picture.Frame, picture.Pipeline, picture.Palette));
            canvas.Save();
            canvas.Concat(picture.Place.Matrix);
            canvas.DrawImage(image, 0, 0, Sampling(picture));
            canvas.Restore();
        }

        _overlay.Draw(canvas, scene);
    }

    public RenderedImage Capture()
    {
        return SkiaPictures.From(_surface ?? throw new InvalidOperationException("nothing has been drawn yet"), _size.Width, _size.Height, asColor: true);
    }

    public void Dispose()
    {
        _overlay.Dispose();
        _surface?.Dispose();
    }

    private static SKSamplingOptions Sampling(PictureDraw picture)
    {
        var (width, height) = picture.Place.Turned;
        var shrunk = picture.Area.Width < width || picture.Area.Height < height;
        return shrunk ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(picture.Smooth && picture.Area.Width != width ? SKFilterMode.Linear : SKFilterMode.Nearest);
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
