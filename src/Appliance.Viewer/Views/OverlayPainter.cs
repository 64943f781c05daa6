using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws everything of a scene that is not the picture itself: pages, words, lists. The same for GL and for the CPU: it only knows a canvas.</summary>
internal sealed class OverlayPainter : IDisposable
{
    /// <summary>Height of the letters in the corners, in plain pixels.</summary>
    internal const float LetterSize = 13;

    /// <summary>Room between words and the edge, in plain pixels.</summary>
    internal const float Margin = 12;

    /// <summary>From line to line, in heights of a letter.</summary>
    internal const float LineHeight = 1.38f;

    // In heights of a letter.
    private const float HaloWidth = 0.3f;

    private readonly TextPainter _text;
    private readonly PanelPainter _panels;
    private readonly TablePainter _tables;
    private readonly GraphicsPainter _graphics;
    private readonly ScaleBarPainter _scaleBar;
    private readonly SKPaint _plain = Fill(0xFFDCE3EA);
    private readonly SKPaint _strong = Fill(0xFFFFFFFF);
    private readonly SKPaint _value = Fill(0xFF8CC8F2);
    private readonly SKPaint _letter = Fill(0xFFF0C868);
    private readonly SKPaint _error = Fill(0xFFFF9C8C);
    private readonly SKPaint _shadow = Fill(0xC0000000);
    private readonly SKPaint _halo = new()
    {
        Color = new SKColor(0xE0000000),
        IsAntialias = true,
        IsStroke = true,
        StrokeJoin = SKStrokeJoin.Round,
    };
    private readonly SKPaint _cut = Stroke(0xC0F0C868, 1);
    private readonly SKPaint _border = Stroke(0x808CC8F2, 1);
    private readonly SKPaint _volume = Stroke(0xC0FF9C8C, 1);
    private readonly SKPaint _cutHalo = Stroke(0x80000000, 3);
    private readonly SKPaint _track = Fill(0x50A0B0C0);
    private readonly SKPaint _trackLoaded = Fill(0x905890B8);
    private readonly SKPaint _trackHere = Fill(0xFFF0C868);

    public OverlayPainter(FontBook fonts)
    {
        _text = new TextPainter(fonts);
        _panels = new PanelPainter(_text);
        _tables = new TablePainter(_text);
        _graphics = new GraphicsPainter(_text);
        _scaleBar = new ScaleBarPainter(_text);
    }

    /// <summary>Draws over the picture.</summary>
    public void Draw(SKCanvas canvas, SceneModel scene)
    {
        var scale = (float)scene.Scale;
        var size = LetterSize * scale;
        if (scene.Page is { } page)
        {
            page.Page.Draw(canvas, page.Place with { Text = _text }, page.State);
        }

        if (scene.Picture is { } picture)
        {
            _graphics.Draw(canvas, scene.Graphics, picture.Place, scene.Shown, scale);
        }

        foreach (var line in scene.Lines)
        {
            CutLine(canvas, line, size * 0.85f, scale);
        }

        if (scene.ScaleBar is { } bar)
        {
            _scaleBar.Draw(canvas, Above(scene), bar, scale);
        }

        if (scene.Text is { } text)
        {
            Corners(canvas, scene, text, size, Margin * scale);
            Letters(canvas, Above(scene), text.Orientation, size * 1.25f, Margin * scale);
        }

        if (scene.Track is { } track)
        {
            Track(canvas, scene.Size, track, scale);
        }

        Notes(canvas, scene, size, Margin * scale);
        if (scene.Message is { } message)
        {
            Message(canvas, scene.Size, message, scene.MessageIsError, size * 1.15f);
        }

        if (scene.Table is { } table)
        {
            _tables.Draw(canvas, scene.Size, table, scale);
        }

        if (scene.Panel is { } panel)
        {
            _panels.Draw(canvas, scene.Size, panel, scale);
        }
    }

    public void Dispose()
    {
        _text.Dispose();
        _panels.Dispose();
        _tables.Dispose();
        _graphics.Dispose();
        _scaleBar.Dispose();
        foreach (var paint in (ReadOnlySpan<SKPaint>)[_plain, _strong, _value, _letter, _error, _shadow, _halo, _track, _trackLoaded, _trackHere, _cut, _border, _volume, _cutHalo])
        {
            paint.Dispose();
        }
    }

    private static SKPaint Fill(uint colour) => new() { Color = new SKColor(colour), IsAntialias = true };

    private static SKPaint Stroke(uint colour, float width) => new() { Color = new SKColor(colour), IsAntialias = true, IsStroke = true, StrokeWidth = width };

    // The label stands at the end that is further right, or lower, inside the window.
    private void CutLine(SKCanvas canvas, SceneLine line, float size, float scale)
    {
        var (from, to) = (new SKPoint((float)line.FromX, (float)line.FromY), new SKPoint((float)line.ToX, (float)line.ToY));
        var paint = line.Kind switch
        {
            SceneLineKind.Border => _border,
            SceneLineKind.Volume => _volume,
            _ => _cut,
        };
        (paint.StrokeWidth, _cutHalo.StrokeWidth) = (scale, 3 * scale);
        if (line.Kind != SceneLineKind.Border)
        {
            canvas.DrawLine(from, to, _cutHalo);
        }

        canvas.DrawLine(from, to, paint);
        var end = from.X + from.Y > to.X + to.Y ? from : to;
        Line(canvas, line.Label, end.X - (0.3f * size), end.Y - (0.3f * size), size, _letter, SKTextAlign.Right);
    }

    // The part of the window that no table covers.
    private static PixelSize Above(SceneModel scene) =>
        scene.Table is { } table ? scene.Size with { Height = scene.Size.Height - (int)TablePainter.HeightOf(table, (float)scene.Scale) } : scene.Size;

    private void Corners(SKCanvas canvas, SceneModel scene, OverlayText text, float size, float margin)
    {
        var step = size * LineHeight;
        var right = scene.Size.Width - margin;
        var bottom = Above(scene).Height - margin - (0.25f * size);
        for (var i = 0; i < text.TopLeft.Count; i++)
        {
            // The patient's name stands out: it is what must never be mistaken.
            Line(canvas, text.TopLeft[i], margin, margin + (0.8f * size) + (i * step), size, i == 0 ? _strong : _plain, SKTextAlign.Left);
        }

        for (var i = 0; i < text.TopRight.Count; i++)
        {
            Line(canvas, text.TopRight[i], right, margin + (0.8f * size) + (i * step), size, _plain, SKTextAlign.Right);
        }

        List<string> beside = [.. text.BottomRight.Concat(scene.WindowLines).Reverse()];
        float Room(int above) => right - (2 * margin) - (above < beside.Count ? _text.Measure(beside[above], size) : 0);
        var frameLines = scene.FrameLines.Select((line, i) => _text.Fit(line, size, Room(scene.FrameLines.Count - 1 - i))).ToList();
        Upwards(canvas, text.BottomLeft, frameLines, margin, bottom, size, SKTextAlign.Left);
        Upwards(canvas, text.BottomRight, scene.WindowLines, right, bottom, size, SKTextAlign.Right);
    }

    private void Upwards(SKCanvas canvas, IReadOnlyList<string> lines, IReadOnlyList<string> values, float x, float bottom, float size, SKTextAlign align)
    {
        var step = size * LineHeight;
        var count = lines.Count + values.Count;
        for (var i = 0; i < count; i++)
        {
            var (line, paint) = i < lines.Count ? (lines[i], _plain) : (values[i - lines.Count], _value);
            Line(canvas, line, x, bottom - ((count - 1 - i) * step), size, paint, align);
        }
    }

    private void Letters(SKCanvas canvas, PixelSize window, OrientationLetters letters, float size, float margin)
    {
        var (middleX, middleY) = (window.Width / 2f, (window.Height / 2f) + (0.35f * size));
        Line(canvas, letters.Left ?? "", margin, middleY, size, _letter, SKTextAlign.Left);
        Line(canvas, letters.Right ?? "", window.Width - margin, middleY, size, _letter, SKTextAlign.Right);
        Line(canvas, letters.Top ?? "", middleX, margin + (0.8f * size), size, _letter, SKTextAlign.Center);
        Line(canvas, letters.Bottom ?? "", middleX, window.Height - margin - (0.25f * size), size, _letter, SKTextAlign.Center);
    }

    private void Notes(SKCanvas canvas, SceneModel scene, float size, float margin)
    {
        // Above the letter at the bottom edge, the last note lowest.
        var bottom = Above(scene).Height - margin - (2.4f * size);
        for (var i = 0; i < scene.Notes.Count; i++)
        {
            var y = bottom - ((scene.Notes.Count - 1 - i) * size * LineHeight * 1.3f);
            Boxed(canvas, scene.Notes[i], scene.Size.Width / 2f, y, size, _plain);
        }
    }

    private void Message(SKCanvas canvas, PixelSize window, string message, bool isError, float size)
    {
        var lines = _text.Wrap(message, size, window.Width * 0.8f);
        var y = (window.Height / 2f) - ((lines.Count - 1) * size * LineHeight / 2);
        foreach (var line in lines)
        {
            Boxed(canvas, line, window.Width / 2f, y, size, isError ? _error : _strong);
            y += size * LineHeight * 1.15f;
        }
    }

    private void Track(SKCanvas canvas, PixelSize window, SceneTrack track, float scale)
    {
        var (height, count) = (3 * scale, track.Present.Count);
        var top = window.Height - height;
        canvas.DrawRect(0, top, window.Width, height, _track);
        for (var from = 0; from < count; from++)
        {
            var to = from;
            while (to < count && track.Present[to])
            {
                to++;
            }

            if (to > from)
            {
                canvas.DrawRect(window.Width * (float)from / count, top, window.Width * (float)(to - from) / count, height, _trackLoaded);
                from = to;
            }
        }

        var here = Math.Max(4 * scale, window.Width / (float)count);
        var left = Math.Min(window.Width * (float)track.Index / count, window.Width - here);
        canvas.DrawRect(left, top - scale, here, height + scale, _trackHere);
    }

    private void Boxed(SKCanvas canvas, string text, float x, float y, float size, SKPaint paint)
    {
        var width = _text.Measure(text, size);
        if (width > 0)
        {
            var box = SKRect.Create(x - (width / 2) - (0.6f * size), y - (1.05f * size), width + (1.2f * size), 1.5f * size);
            canvas.DrawRoundRect(box, 0.3f * size, 0.3f * size, _shadow);
            _text.Draw(canvas, text, x, y, size, paint, SKTextAlign.Center);
        }
    }

    // A halo keeps letters readable on bright tissue without a box that would cover it.
    private void Line(SKCanvas canvas, string text, float x, float y, float size, SKPaint paint, SKTextAlign align)
    {
        if (text.Length > 0)
        {
            _halo.StrokeWidth = size * HaloWidth;
            _text.Draw(canvas, text, x, y, size, _halo, align);
            _text.Draw(canvas, text, x, y, size, paint, align);
        }
    }
}
