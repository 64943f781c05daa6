using System.Globalization;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>A scale at the left of the window: a round number of millimetres or centimetres, with marks.</summary>
/// <param name="PixelsPerMillimetre">Of the window, downwards.</param>
/// <param name="Caveat">Where the millimetres hold; null when in the patient.</param>
internal readonly record struct ScaleBar(double PixelsPerMillimetre, string? Caveat)
{
    /// <summary>Millimetres that the bar stands for: the largest of 1, 2 and 5 times a power of ten that fits.</summary>
    /// <param name="most">Pixels that it may take.</param>
    public double LengthWithin(double most)
    {
        var millimetres = most / PixelsPerMillimetre;
        var power = Math.Pow(10, Math.Floor(Math.Log10(millimetres)));
        return power * (millimetres >= 5 * power ? 5 : millimetres >= 2 * power ? 2 : 1);
    }

    /// <summary>The bar's length in words.</summary>
    public string Words(double millimetres)
    {
        var length = millimetres >= 10 ? string.Create(CultureInfo.InvariantCulture, $"{millimetres / 10:0.###} cm")
            : millimetres >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{millimetres:0.###} mm")
            : string.Create(CultureInfo.InvariantCulture, $"{millimetres * 1000:0.###} \u00b5m");
        return Caveat is null ? length : $"{length} {Caveat}";
    }
}

/// <summary>Draws the scale.</summary>
internal sealed class ScaleBarPainter(TextPainter text) : IDisposable
{
    private const float LetterSize = 12;
    private const float Left = 46;
    private const float LeastLength = 20;
    private const int Marks = 5;
    private readonly SKPaint _halo = new() { Color = new SKColor(0xB0000000), IsAntialias = true, IsStroke = true, StrokeWidth = 3, StrokeJoin = SKStrokeJoin.Round };
    private readonly SKPaint _line = new() { Color = new SKColor(0xFFDCE3EA), IsAntialias = false, IsStroke = true, StrokeWidth = 1 };
    private readonly SKPaint _words = new() { Color = new SKColor(0xFFDCE3EA), IsAntialias = true };

    /// <summary>Draws it in the middle of the window's height.</summary>
    public void Draw(SKCanvas canvas, PixelSize window, ScaleBar bar, float scale)
    {
        var millimetres = bar.LengthWithin(window.Height / 3.0);
        var length = (float)(millimetres * bar.PixelsPerMillimetre);
        if (!(length >= LeastLength * scale))
        {
            return;
        }

        var (x, top) = (MathF.Floor(Left * scale) + 0.5f, MathF.Floor((window.Height - length) / 2) + 0.5f);
        foreach (var paint in (ReadOnlySpan<SKPaint>)[_halo, _line])
        {
            paint.StrokeWidth = (ReferenceEquals(paint, _halo) ? 3 : 1) * Math.Max(1, MathF.Floor(scale));
            canvas.DrawLine(x, top, x, top + length, paint);
            for (var mark = 0; mark <= Marks; mark++)
            {
                var y = MathF.Floor(top + (length * mark / Marks)) + 0.5f;
                canvas.DrawLine(x, y, x + ((mark is 0 or Marks ? 8 : 4) * scale), y, paint);
            }
        }

        var size = LetterSize * scale;
        var words = bar.Words(millimetres);
        text.Draw(canvas, words, x + (10 * scale), top + length + (size * 0.35f), size, _halo);
        text.Draw(canvas, words, x + (10 * scale), top + length + (size * 0.35f), size, _words);
    }

    public void Dispose()
    {
        _halo.Dispose();
        _line.Dispose();
        _words.Dispose();
    }
}
