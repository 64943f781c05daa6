using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws a list of two columns in a box over the picture: the keys, or the elements of the object.</summary>
internal sealed class PanelPainter(TextPainter text) : IDisposable
{
    private const float LetterSize = 13;
    private const float LineHeight = 1.5f;
    private readonly SKPaint _box = new() { Color = new SKColor(0xF4141A20), IsAntialias = true };
    private readonly SKPaint _edge = new() { Color = new SKColor(0xFF3A4652), IsAntialias = true, IsStroke = true, StrokeWidth = 1 };
    private readonly SKPaint _title = new() { Color = new SKColor(0xFFFFFFFF), IsAntialias = true };
    private readonly SKPaint _left = new() { Color = new SKColor(0xFF8CC8F2), IsAntialias = true };
    private readonly SKPaint _right = new() { Color = new SKColor(0xFFDCE3EA), IsAntialias = true };

    /// <summary>How many rows a window of this height shows.</summary>
    public static int RowsThatFit(int height, double scale) => Math.Max(1, (int)((height - (110 * scale)) / (LetterSize * LineHeight * scale)));

    /// <summary>Draws the rows that fit.</summary>
    public void Draw(SKCanvas canvas, PixelSize window, ScenePanel panel, float scale)
    {
        var size = LetterSize * scale;
        var step = size * LineHeight;
        var pad = 22 * scale;
        var rows = panel.Rows.Skip(panel.First).Take(RowsThatFit(window.Height, scale)).ToArray();
        var leftWidth = rows.Length == 0 ? 0 : rows.Max(row => text.Measure(row.Left, size));
        var rightWidth = rows.Length == 0 ? 0 : rows.Max(row => text.Measure(row.Right, size));
        var gap = 26 * scale;
        var width = Math.Min(Math.Max(leftWidth + gap + rightWidth, text.Measure(panel.Title, size * 1.2f)) + (2 * pad), window.Width - (24 * scale));
        var height = (rows.Length * step) + (2.2f * step) + (2 * pad);
        var box = SKRect.Create((window.Width - width) / 2, (window.Height - height) / 2, width, height);
        canvas.DrawRoundRect(box, 8 * scale, 8 * scale, _box);
        canvas.DrawRoundRect(box, 8 * scale, 8 * scale, _edge);
        canvas.Save();
        canvas.ClipRect(SKRect.Create(box.Left + (pad / 2), box.Top, box.Width - pad, box.Height));
        text.Draw(canvas, panel.Title, box.Left + pad, box.Top + pad + size, size * 1.2f, _title);
        var y = box.Top + pad + size + (1.7f * step);
        foreach (var (left, right) in rows)
        {
            text.Draw(canvas, left, box.Left + pad, y, size, _left);
            text.Draw(canvas, right, box.Left + pad + leftWidth + gap, y, size, _right);
            y += step;
        }

        canvas.Restore();
        if (panel.Rows.Count > rows.Length)
        {
            var shown = $"{panel.First + 1}–{panel.First + rows.Length} of {panel.Rows.Count}";
            text.Draw(canvas, shown, box.Right - pad, box.Top + pad + size, size, _right, SKTextAlign.Right);
        }
    }

    public void Dispose()
    {
        foreach (var paint in (ReadOnlySpan<SKPaint>)[_box, _edge, _title, _left, _right])
        {
            paint.Dispose();
        }
    }
}
