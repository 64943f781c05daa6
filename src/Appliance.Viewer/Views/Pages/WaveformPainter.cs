using System.Globalization;
using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws the paper of a <see cref="WaveformPage"/> and what lies on it. Places come in millimetres of the paper and go to pixels here alone.</summary>
/// <param name="canvas">Clipped to <paramref name="area"/>.</param>
/// <param name="area">The window on the paper, in pixels.</param>
/// <param name="layout">Where things lie.</param>
/// <param name="place">With which letters.</param>
internal sealed class WaveformPainter(SKCanvas canvas, SKRect area, WaveformLayout layout, PagePlace place) : IDisposable
{
    private const double FinestGrid = 2.6;
    private const double SeamHeight = 5;
    private const int MostTicks = 500;
    private const double MarkHeight = 5.5;
    private const float LetterSize = 12;

    private readonly SKPaint _paper = new() { Color = new SKColor(0xFFFFF8F3) };
    private readonly SKPaint _fine = Line(0xFFF8DDD6, 1, smooth: false);
    private readonly SKPaint _coarse = Line(0xFFEDB0A6, 1, smooth: false);
    private readonly SKPaint _trace = Line(0xFF15161C, 1.25f * place.Scale, smooth: true);
    private readonly SKPaint _mark = Line(0xB02868B8, place.Scale, smooth: false);
    private readonly SKPaint _words = new() { Color = new SKColor(0xFF23262E), IsAntialias = true };
    private readonly SKPaint _markWords = new() { Color = new SKColor(0xFF2868B8), IsAntialias = true };
    private readonly SKPaint _behind = new() { Color = new SKColor(0xC8FFF8F3) };

    private float Size => LetterSize * place.Scale;

    private float MarkSize => 0.8f * Size;

    /// <summary>The paper with its squares of 1 mm, where they can be told apart, and of 5 mm.</summary>
    public void Paper()
    {
        canvas.DrawRect(area, _paper);
        if (layout.Millimetre >= FinestGrid)
        {
            Grid(1, _fine);
        }

        Grid(5, _coarse);
    }

    /// <summary>Whether any of a row lies in the window.</summary>
    public bool IsSeen(WaveformStrip strip) =>
        strip.Middle + (2 * layout.RowHeight) > layout.Window.Top && strip.Middle - (2 * layout.RowHeight) < layout.Window.Top + layout.Window.Height;

    /// <summary>The mark in front of a row that shows the scale: a pulse of so many units.</summary>
    public void Calibration(WaveformStrip strip, WaveformScale scale)
    {
        var height = scale.Bar * scale.MillimetresPerUnit;
        var foot = scale.Words.Length == 0 ? strip.Middle : strip.Middle + (height / 2);
        ReadOnlySpan<(double X, double Y)> pulse =
            [(2, foot), (4, foot), (4, foot - height), (9, foot - height), (9, foot), (11, foot)];
        var points = new SKPoint[pulse.Length];
        for (var i = 0; i < pulse.Length; i++)
        {
            points[i] = Point(pulse[i].X, pulse[i].Y);
        }

        canvas.DrawPoints(SKPointMode.Polygon, points, _trace);
    }

    /// <summary>The channel's line over the strip.</summary>
    public void Trace(WaveformStrip strip, WaveformChannel channel, double frequency, WaveformScale scale, double speed)
    {
        canvas.Save();
        var left = Point(strip.X, 0).X;
        canvas.ClipRect(new SKRect(left, area.Top, Point(strip.X + strip.Width, 0).X, area.Bottom));
        var curve = new WaveformCurve(channel, frequency, strip.Start - channel.Definition.Skew - channel.Definition.Offset);
        var from = Math.Max(0, (area.Left - left) / layout.Millimetre);
        var to = Math.Min(strip.Width, (area.Right - left) / layout.Millimetre);
        foreach (var stretch in curve.Stretches(from, to, 1 / layout.Millimetre, speed))
        {
            var points = stretch.ConvertAll(at => Point(strip.X + at.X, strip.Middle - ((at.Value - scale.Middle) * scale.MillimetresPerUnit))).ToArray();
            canvas.DrawPoints(points.Length == 1 ? SKPointMode.Points : SKPointMode.Polygon, points, _trace);
        }

        canvas.Restore();
    }

    /// <summary>The channel's name at the head of its strip, and a small stroke above where the strips of a row meet.</summary>
    public void Name(WaveformStrip strip, string name)
    {
        var top = strip.Middle - (layout.RowHeight / 2);
        var at = Point(strip.X + 1, top);
        var width = place.Text.Measure(name, Size);
        canvas.DrawRect(SKRect.Create(at.X - 2, at.Y + (0.15f * Size), width + 4, 1.15f * Size), _behind);
        place.Text.Draw(canvas, name, at.X, at.Y + (1.1f * Size), Size, _words);
        if (strip.X > WaveformLayout.Lead)
        {
            canvas.DrawLine(Point(strip.X, top), Point(strip.X, top + SeamHeight), _words);
        }
    }

    /// <summary>Moments that annotations mark, each with its name where there is room for it.</summary>
    public void Marks(WaveformStrip strip, IEnumerable<(double Moment, string Name)> marks, double speed)
    {
        var foot = strip.Middle + (layout.RowHeight / 2);
        var free = float.MinValue;
        foreach (var (moment, name) in marks.OrderBy(mark => mark.Moment))
        {
            var x = (moment - strip.Start) * speed;
            if (x < 0 || x > strip.Width)
            {
                continue;
            }

            // The name stands below the strokes of those that follow.
            var at = Point(strip.X + x, foot);
            canvas.DrawLine(Point(strip.X + x, foot - MarkHeight), new SKPoint(at.X, at.Y - MarkSize), _mark);
            if (at.X >= free)
            {
                place.Text.Draw(canvas, name, at.X, at.Y, MarkSize, _markWords);
                free = at.X + 8 + place.Text.Measure(name, MarkSize);
            }
        }
    }

    /// <summary>Seconds along the foot of the paper.</summary>
    public void TimeAxis(double speed)
    {
        var y = layout.Paper.Height - WaveformLayout.Foot;
        var step = WaveformScale.OneTwoFive(place.Text.Measure("0000.0", Size) * 1.6 / (layout.Millimetre * speed));
        var first = Math.Ceiling(layout.Start / step);

        // Counted: far from the beginning a step may be too small to change the moment.
        for (var tick = 0; tick <= layout.Seconds / step && tick < MostTicks; tick++)
        {
            var second = (first + tick) * step;
            if (second > layout.Start + layout.Seconds + 1e-9)
            {
                break;
            }

            var at = Point(WaveformLayout.Lead + ((second - layout.Start) * speed), y);
            canvas.DrawLine(at.X, at.Y, at.X, at.Y + (0.4f * Size), _trace);
            place.Text.Draw(canvas, string.Create(CultureInfo.InvariantCulture, $"{second:0.###} s"), at.X, at.Y + (1.5f * Size), 0.9f * Size, _words, SKTextAlign.Center);
        }
    }

    /// <summary>What is said of the paper, along the lower edge of the window.</summary>
    public void Caption(string text)
    {
        canvas.DrawRect(new SKRect(area.Left, area.Bottom - (1.55f * Size), area.Right, area.Bottom), _behind);
        place.Text.Draw(canvas, text, area.Left + (0.6f * Size), area.Bottom - (0.45f * Size), Size, _words);
    }

    public void Dispose()
    {
        foreach (var paint in (ReadOnlySpan<SKPaint>)[_paper, _fine, _coarse, _trace, _mark, _words, _markWords, _behind])
        {
            paint.Dispose();
        }
    }

    private static SKPaint Line(uint colour, float width, bool smooth) => new()
    {
        Color = new SKColor(colour),
        IsAntialias = smooth,
        IsStroke = true,
        StrokeWidth = width,
        StrokeJoin = SKStrokeJoin.Round,
        StrokeCap = SKStrokeCap.Round,
    };

    // Lines are counted from the edge of the paper: they move with it, and each lies within half a pixel of its millimetre.
    private void Grid(int every, SKPaint paint)
    {
        for (var x = Math.Ceiling(layout.Window.Left / every) * every; x <= layout.Window.Left + layout.Window.Width; x += every)
        {
            var at = MathF.Floor(Point(x, 0).X) + 0.5f;
            canvas.DrawLine(at, area.Top, at, area.Bottom, paint);
        }

        for (var y = Math.Ceiling(layout.Window.Top / every) * every; y <= layout.Window.Top + layout.Window.Height; y += every)
        {
            var at = MathF.Floor(Point(0, y).Y) + 0.5f;
            canvas.DrawLine(area.Left, at, area.Right, at, paint);
        }
    }

    private SKPoint Point(double x, double y) =>
        new(area.Left + (float)((x - layout.Window.Left) * layout.Millimetre), area.Top + (float)((y - layout.Window.Top) * layout.Millimetre));
}
