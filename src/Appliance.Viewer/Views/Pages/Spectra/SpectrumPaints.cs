using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>The colours and lines of a page of spectra.</summary>
internal sealed class SpectrumPaints(float scale) : IDisposable
{
    public SKPaint Curve { get; } = Line(0xFFE6ECF2, 1.2f * scale);

    // A width of 0 is a hairline, which costs a fraction of a stroke with joins: for cells of which there are many.
    public SKPaint FineCurve { get; } = Line(0xFFE6ECF2, 0);

    public SKPaint Frame { get; } = Line(0xFF5A6876, scale);

    public SKPaint Dim { get; } = Line(0xFF303A44, scale);

    public SKPaint Selection { get; } = Line(0xFFF0C868, 2 * scale);

    public SKPaint Cut { get; } = Dashed(0xB0F0C868, scale);

    public SKPaint Voxels { get; } = Line(0xA08CC8F2, scale);

    public SKPaint Volume { get; } = Line(0xB0FF9C8C, scale);

    public SKPaint Shade { get; } = Fill(0xD0000000);

    public SKPaint Label { get; } = Fill(0xFFA8B4C0);

    public SKPaint Strong { get; } = Fill(0xFFF0C868);

    public SKPaint Note { get; } = Fill(0xFFFF9C8C);

    public void Dispose()
    {
        foreach (var paint in (ReadOnlySpan<SKPaint>)[Curve, FineCurve, Frame, Dim, Selection, Cut, Voxels, Volume, Shade, Label, Strong, Note])
        {
            paint.Dispose();
        }
    }

    private static SKPaint Line(uint color, float width) =>
        new() { Color = new SKColor(color), IsAntialias = true, IsStroke = true, StrokeWidth = width, StrokeJoin = SKStrokeJoin.Round };

    private static SKPaint Dashed(uint color, float width)
    {
        var paint = Line(color, width);
        using var dashes = SKPathEffect.CreateDash([6 * width, 4 * width], 0);
        paint.PathEffect = dashes;
        return paint;
    }

    private static SKPaint Fill(uint color) => new() { Color = new SKColor(color), IsAntialias = true };
}
