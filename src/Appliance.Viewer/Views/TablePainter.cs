using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws a table in a box at the bottom of the window: as many columns as fit, the marked row on a bar.</summary>
internal sealed class TablePainter(TextPainter text) : IDisposable
{
    private const float LetterSize = 12;
    private const float LineHeight = 1.5f;
    private const float Share = 0.3f;
    private const int FewestRows = 3;
    private readonly SKPaint _box = new() { Color = new SKColor(0xF4141A20), IsAntialias = true };
    private readonly SKPaint _bar = new() { Color = new SKColor(0xFF2C3E50), IsAntialias = true };
    private readonly SKPaint _name = new() { Color = new SKColor(0xFF8CC8F2), IsAntialias = true };
    private readonly SKPaint _value = new() { Color = new SKColor(0xFFDCE3EA), IsAntialias = true };
    private readonly SKPaint _marked = new() { Color = new SKColor(0xFFF0C868), IsAntialias = true };

    /// <summary>How many rows a window of this height has room for.</summary>
    public static int RowsThatFit(int height, double scale) => Math.Max(FewestRows, (int)(height * Share / (LetterSize * LineHeight * scale)) - 2);

    /// <summary>How much of the window's bottom a table takes, in pixels.</summary>
    public static float HeightOf(SceneTable table, float scale) => ((table.Rows.Count + 2) * LetterSize * LineHeight * scale) + (16 * scale);

    /// <summary>Draws it.</summary>
    public void Draw(SKCanvas canvas, PixelSize window, SceneTable table, float scale)
    {
        var size = LetterSize * scale;
        var (step, pad) = (size * LineHeight, 10 * scale);
        var top = window.Height - HeightOf(table, scale);
        var height = window.Height - top - (6 * scale);
        canvas.Save();
        canvas.ClipRect(SKRect.Create(0, top, window.Width, height));
        canvas.DrawRect(0, top, window.Width, height, _box);
        canvas.DrawRect(0, top + ((2 + table.Marked) * step), window.Width, step, _bar);
        text.Draw(canvas, table.Title, window.Width - pad, top + (0.95f * size), size * 0.9f, _value, SKTextAlign.Right);
        var x = pad;
        for (var column = 0; column < table.Columns.Count && x < window.Width; column++)
        {
            x += Column(canvas, table, column, x, top, size) + (1.4f * size);
        }

        canvas.Restore();
    }

    public void Dispose()
    {
        foreach (var paint in (ReadOnlySpan<SKPaint>)[_box, _bar, _name, _value, _marked])
        {
            paint.Dispose();
        }
    }

    private float Column(SKCanvas canvas, SceneTable table, int column, float x, float top, float size)
    {
        var step = size * LineHeight;
        var width = text.Measure(table.Columns[column], size);
        text.Draw(canvas, table.Columns[column], x, top + step + (1.05f * size), size, _name);
        for (var row = 0; row < table.Rows.Count; row++)
        {
            var cell = table.Rows[row][column];
            width = Math.Max(width, text.Measure(cell, size));
            text.Draw(canvas, cell, x, top + ((2 + row) * step) + (1.05f * size), size, row == table.Marked ? _marked : _value);
        }

        return width;
    }
}
