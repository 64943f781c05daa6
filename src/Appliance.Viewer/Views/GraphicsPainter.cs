using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws what an object or a presentation state wants over an image: shutters, overlays, figures and words. Knows only a canvas.</summary>
internal sealed class GraphicsPainter(TextPainter text) : IDisposable
{
    private const float LetterSize = 13;
    private const float LineHeight = 1.3f;
    private const float LineWidth = 1.4f;
    private const byte RegionAlpha = 90;
    private const float Margin = 2;
    private const int MaxKept = 32;
    private readonly Dictionary<OverlayBitmap, SKImage> _bitmaps = new(ReferenceEqualityComparer.Instance);
    private readonly SKPaint _halo = new() { Color = new SKColor(0xB0000000), IsAntialias = true, IsStroke = true, StrokeJoin = SKStrokeJoin.Round };

    /// <summary>Draws a list of graphics, the first lowest.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="graphics">What.</param>
    /// <param name="place">Where the image lies.</param>
    /// <param name="shown">The part of the image that DISPLAY units are shares of; null for all of it.</param>
    /// <param name="scale">How much larger than plain lines and letters are.</param>
    public void Draw(SKCanvas canvas, IReadOnlyList<FrameGraphic> graphics, PicturePlace place, DisplayedArea? shown, float scale)
    {
        var display = shown is null ? place.Bounds : place.ToWindow(shown);
        foreach (var graphic in graphics)
        {
            switch (graphic)
            {
                case FrameGraphic.Shutter shutter:
                    Shutter(canvas, shutter, place);
                    break;
                case FrameGraphic.Bits bits:
                    Bits(canvas, bits, place);
                    break;
                case FrameGraphic.Figure figure:
                    Figure(canvas, figure, place, display, scale);
                    break;
                case FrameGraphic.Words words:
                    Words(canvas, words, place, display, scale);
                    break;
            }
        }
    }

    public void Dispose()
    {
        Forget();
        _halo.Dispose();
    }

    // Everything but the shape, as far as the picture goes. Not smoothed: a pixel is covered or it is not.
    private static void Shutter(SKCanvas canvas, FrameGraphic.Shutter shutter, PicturePlace place)
    {
        using var path = ShutterPath.Of(shutter.Shape);
        path.Transform(place.Matrix);
        path.FillType = SKPathFillType.InverseEvenOdd;
        using var paint = new SKPaint { Color = ColorOf(shutter.Color) };
        canvas.Save();
        canvas.ClipRect(place.Bounds);
        canvas.DrawPath(path, paint);
        canvas.Restore();
    }

    private void Bits(SKCanvas canvas, FrameGraphic.Bits bits, PicturePlace place)
    {
        using var paint = new SKPaint { Color = ColorOf(bits.Color, bits.IsRegion ? RegionAlpha : byte.MaxValue) };
        var (width, height) = place.Turned;
        var shrunk = place.Area.Width < width || place.Area.Height < height;
        canvas.Save();
        canvas.Concat(place.Matrix);
        canvas.DrawImage(
            ImageOf(bits.Bitmap), bits.Bitmap.Left, bits.Bitmap.Top,
            shrunk ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear) : new SKSamplingOptions(SKFilterMode.Nearest), paint);
        canvas.Restore();
    }

    private void Figure(SKCanvas canvas, FrameGraphic.Figure figure, PicturePlace place, SKRect display, float scale)
    {
        var points = figure.Points.Select(point => ToWindow(point, place, display)).ToArray();
        using var path = FigurePath.Of(figure.Kind, points, LineWidth * 2 * scale);
        using var paint = new SKPaint { Color = ColorOf(figure.Color, RegionAlpha), IsAntialias = true };
        if (figure.IsFilled || figure.Kind == GraphicKind.Point)
        {
            canvas.DrawPath(path, paint);
        }

        paint.Color = ColorOf(figure.Color);
        paint.IsStroke = true;
        paint.StrokeWidth = (float)figure.Thickness * LineWidth * scale;
        using var dashes = figure.IsDashed ? SKPathEffect.CreateDash([6 * scale, 4 * scale], 0) : null;
        paint.PathEffect = dashes;
        _halo.StrokeWidth = paint.StrokeWidth + (2 * scale);
        canvas.DrawPath(path, _halo);
        canvas.DrawPath(path, paint);
    }

    // Words stay upright and of one size whatever becomes of the image; only their place follows it.
    private void Words(SKCanvas canvas, FrameGraphic.Words words, PicturePlace place, SKRect display, float scale)
    {
        var (size, step) = (LetterSize * scale, LetterSize * LineHeight * scale);
        var anchor = words.Anchor is { } given ? ToWindow(given, place, display) : (SKPoint?)null;
        var box = Inside(words, BoxOf(words, anchor, place, display, size, step), place.Bounds, size, step);
        using var paint = new SKPaint { Color = ColorOf(words.Color), IsAntialias = true };
        if (words.ShowAnchor && anchor is { } target)
        {
            Leader(canvas, box, target, paint, scale);
        }

        var (x, align) = words.Justification switch
        {
            TextJustification.Right => (box.Right, SKTextAlign.Right),
            TextJustification.Center => (box.MidX, SKTextAlign.Center),
            _ => (box.Left, SKTextAlign.Left),
        };
        _halo.StrokeWidth = 3 * scale;
        for (var i = 0; i < words.Lines.Count; i++)
        {
            var y = box.Top + size + (i * step);
            text.Draw(canvas, words.Lines[i], x, y, size, _halo, align);
            text.Draw(canvas, words.Lines[i], x, y, size, paint, align);
        }
    }

    private SKRect BoxOf(FrameGraphic.Words words, SKPoint? anchor, PicturePlace place, SKRect display, float size, float step)
    {
        if (words.Box is { } box)
        {
            var (a, b) = (ToWindow(box.From, place, display), ToWindow(box.To, place, display));
            return new SKRect(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Max(a.X, b.X), Math.Max(a.Y, b.Y));
        }

        var at = anchor ?? new SKPoint(display.Left, display.Top);
        return SKRect.Create(at.X + size, at.Y - (size / 2), words.Lines.Max(line => text.Measure(line, size)), words.Lines.Count * step);
    }

    // Moved so far that all words are in the picture, where they fit into it: beyond its edge a picture file would have none of them.
    private SKRect Inside(FrameGraphic.Words words, SKRect box, SKRect picture, float size, float step)
    {
        picture.Inflate(-Margin, -Margin);
        var (width, height) = (words.Lines.Max(line => text.Measure(line, size)), words.Lines.Count * step);
        var left = words.Justification switch
        {
            TextJustification.Right => box.Right - width,
            TextJustification.Center => box.MidX - (width / 2),
            _ => box.Left,
        };
        box.Offset(Shift(left, width, picture.Left, picture.Width), Shift(box.Top, height, picture.Top, picture.Height));
        return box;
    }

    // Nothing that is too large, or lies outside altogether, is moved.
    private static float Shift(float at, float length, float from, float room) => length > room || at + length <= from || at >= from + room
        ? 0
        : Math.Clamp(at, from, from + room - length) - at;

    // From the nearest edge of the box; nothing when the anchor lies inside.
    private void Leader(SKCanvas canvas, SKRect box, SKPoint anchor, SKPaint paint, float scale)
    {
        var from = new SKPoint(Math.Clamp(anchor.X, box.Left, box.Right), Math.Clamp(anchor.Y, box.Top, box.Bottom));
        _halo.StrokeWidth = (LineWidth + 2) * scale;
        using var line = new SKPaint { Color = paint.Color, IsAntialias = true, IsStroke = true, StrokeWidth = LineWidth * scale };
        canvas.DrawLine(from, anchor, _halo);
        canvas.DrawLine(from, anchor, line);
    }

    private static SKPoint ToWindow(GraphicPoint point, PicturePlace place, SKRect display) => point.Units == GraphicUnits.Pixel
        ? place.ToWindow(point.X, point.Y)
        : new SKPoint((float)(display.Left + (point.X * display.Width)), (float)(display.Top + (point.Y * display.Height)));

    private static SKColor ColorOf(DisplayColor color, byte alpha = byte.MaxValue) => new(color.Red, color.Green, color.Blue, alpha);

    private SKImage ImageOf(OverlayBitmap bitmap)
    {
        if (_bitmaps.TryGetValue(bitmap, out var known))
        {
            return known;
        }

        if (_bitmaps.Count >= MaxKept)
        {
            Forget();
        }

        var info = new SKImageInfo(bitmap.Columns, bitmap.Rows, SKColorType.Alpha8, SKAlphaType.Premul);
        using var data = SKData.CreateCopy(bitmap.Coverage.Span);
        var image = SKImage.FromPixels(info, data, info.RowBytes);
        _bitmaps.Add(bitmap, image);
        return image;
    }

    private void Forget()
    {
        foreach (var image in _bitmaps.Values)
        {
            image.Dispose();
        }

        _bitmaps.Clear();
    }
}
