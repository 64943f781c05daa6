using System.Globalization;
using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>
/// The channels of a multiplex group on the paper that cardiologists know: squares of 1 and 5 mm, a calibration pulse, so many millimetres for a
/// second and for a millivolt. Twelve standard leads are laid out three by four with a rhythm strip, other channels one below the other.
/// </summary>
public sealed class WaveformPage : FramePage
{
    private const float LetterSize = 13;
    private const float LineHeight = 1.4f;
    private const int MostLines = 3;
    private const double MostZoom = 16;
    private const double ScrollPart = 0.2;

    private readonly WaveformGroup _group;
    private readonly IReadOnlyList<WaveformAnnotation> _marks;
    private readonly string _words;
    private readonly IReadOnlyList<(double Low, double High)?> _ranges;

    /// <summary>Makes a page; looks at every sample once.</summary>
    /// <param name="group">The channels.</param>
    /// <param name="number">The group's number in its object, from 1, by which annotations name it.</param>
    /// <param name="annotations">Those of the object; the page takes those about this group.</param>
    public WaveformPage(WaveformGroup group, int number, IReadOnlyList<WaveformAnnotation> annotations)
    {
        _group = group;
        var own = annotations.Where(annotation => annotation.IsAbout(number)).ToList();
        _marks = own.Where(annotation => annotation.IsTemporal).ToList();
        _words = string.Join("   ", own.Where(annotation => !annotation.IsTemporal).Select(annotation => annotation.Text).Where(text => text.Length > 0)
            .Concat(group.Notes.Select(note => $"({note})")));
        _ranges = [.. group.Channels.Select(channel => channel.Range(0, channel.Count))];
        Number = number;
    }

    /// <summary>The group's number in its object, from 1.</summary>
    internal int Number { get; }

    internal override IReadOnlyList<(string Keys, string Meaning)> Help { get; } =
    [
        ("wheel  ·  arrows", "back and on in time; at the end the next page"),
        ("Page Up  ·  Page Down", "by a whole page; Home and End to the ends"),
        ("drag", "move the paper"),
        ("Ctrl wheel  ·  +  ·  -", "larger and smaller"),
        ("1  ·  2  ·  3", "12.5, 25, 50 mm/s"),
        ("4  ·  5  ·  6", "5, 10, 20 mm/mV"),
        ("0", "25 mm/s and 10 mm/mV"),
        ("L", "leads in columns, or one below the other"),
    ];

    internal override long Cost => _group.Bytes;

    internal override void Draw(SKCanvas canvas, PagePlace place, PageState? state)
    {
        var turned = StateOf(state);
        var lines = HeadLines(place);
        var area = PaperArea(place);
        using var head = new SKPaint { Color = new SKColor(0xFF8CC8F2), IsAntialias = true };
        for (var i = 0; i < lines.Count; i++)
        {
            place.Text.Draw(canvas, lines[i], place.Area.Left, place.Area.Top + (LetterSize * place.Scale) + (i * LetterSize * LineHeight * place.Scale), LetterSize * place.Scale, head);
        }

        var layout = WaveformLayout.Of(_group, turned, area.Width, area.Height);
        canvas.Save();
        canvas.ClipRect(area);
        using var painter = new WaveformPainter(canvas, area, layout, place);
        painter.Paper();
        painter.TimeAxis(turned.Speed);
        DrawStrips(painter, layout, turned);
        painter.Caption(CaptionOf(layout, turned));
        canvas.Restore();
    }

    internal override PageState? Handle(ViewerCommand command, PagePlace place, PageState? state)
    {
        var turned = StateOf(state);
        var area = PaperArea(place);
        var layout = WaveformLayout.Of(_group, turned, area.Width, area.Height);
        return command switch
        {
            ViewerCommand.Step { Frames: 1 or -1 } step => Scrolled(turned, layout, step.Frames * ScrollPart * layout.Seconds),
            ViewerCommand.Step step => Scrolled(turned, layout, Math.Sign(step.Frames) * layout.Seconds),
            ViewerCommand.First when layout.Start > 0 => turned with { Start = 0 },
            ViewerCommand.Last when layout.Start < layout.LastStart => turned with { Start = layout.LastStart },
            ViewerCommand.DragWindow drag => Moved(turned, layout, drag.X, drag.Y),
            ViewerCommand.Pan pan => Moved(turned, layout, pan.X, pan.Y),
            ViewerCommand.Zoom zoom => Zoomed(turned, layout, zoom, area),
            ViewerCommand.Preset { Number: 0 } => turned with { Speed = 25, Gain = 10 },
            ViewerCommand.Preset { Number: >= 1 and <= 3 } preset => turned with { Speed = WaveformPageState.Speeds[preset.Number - 1] },
            ViewerCommand.Preset { Number: >= 4 and <= 6 } preset => turned with { Gain = WaveformPageState.Gains[preset.Number - 4] },
            ViewerCommand.NextLayout when _group.HasStandardLeads => turned with { InRows = !turned.InRows, Left = 0, Top = 0 },
            _ => null,
        };
    }

    private static WaveformPageState StateOf(PageState? state) => state as WaveformPageState ?? new WaveformPageState();

    // What cannot be scrolled any further is left to the viewer, which goes to the next frame.
    private static WaveformPageState? Scrolled(WaveformPageState state, WaveformLayout layout, double seconds)
    {
        var start = Math.Clamp(layout.Start + seconds, 0, layout.LastStart);
        return start == layout.Start ? null : state with { Start = start };
    }

    private static WaveformPageState Moved(WaveformPageState state, WaveformLayout layout, double x, double y)
    {
        var (across, down) = (x / layout.Millimetre, y / layout.Millimetre);
        var left = Math.Clamp(layout.Window.Left - across, 0, Math.Max(0, layout.Paper.Width - layout.Window.Width));

        // What the paper cannot be moved by is moved in time.
        var rest = across - (layout.Window.Left - left);
        return state with
        {
            Left = left,
            Top = Math.Clamp(layout.Window.Top - down, 0, Math.Max(0, layout.Paper.Height - layout.Window.Height)),
            Start = Math.Clamp(layout.Start - (rest / state.Speed), 0, layout.LastStart),
        };
    }

    // The millimetre under the pointer stays there.
    private static WaveformPageState Zoomed(WaveformPageState state, WaveformLayout layout, ViewerCommand.Zoom zoom, SKRect area)
    {
        var larger = Math.Clamp(state.Zoom * zoom.Factor, 1, MostZoom);
        var grown = layout.Millimetre * larger / state.Zoom;
        var (x, y) = (zoom.AtX - area.Left, zoom.AtY - area.Top);
        return state with
        {
            Zoom = larger,
            Left = Math.Max(0, layout.Window.Left + (x / layout.Millimetre) - (x / grown)),
            Top = Math.Max(0, layout.Window.Top + (y / layout.Millimetre) - (y / grown)),
        };
    }

    private void DrawStrips(WaveformPainter painter, WaveformLayout layout, WaveformPageState state)
    {
        var calibrated = new HashSet<double>();
        foreach (var strip in layout.Strips.Where(painter.IsSeen))
        {
            var channel = _group.Channels[strip.Channel];
            var scale = WaveformScale.Of(channel, _ranges[strip.Channel], state.Gain, layout.RowHeight);
            if (calibrated.Add(strip.Middle))
            {
                painter.Calibration(strip, scale);
            }

            painter.Trace(strip, channel, _group.SamplingFrequency, scale, state.Speed);
            painter.Name(strip, scale.Words.Length == 0 ? channel.Name : $"{channel.Name}  {scale.Words}");
            painter.Marks(strip, MarksOf(layout, strip), state.Speed);
        }
    }

    // Marks of all channels stand in the rhythm strip, or below the last row, not twelve times on the page.
    private IEnumerable<(double Moment, string Name)> MarksOf(WaveformLayout layout, WaveformStrip strip) => _marks
        .Where(mark => mark.Channels.Any(pair => pair.Group == Number && (pair.Channel == strip.Channel + 1
            || (pair.Channel == 0 && strip == layout.Strips[^1]))))
        .SelectMany(mark => mark.Moments(_group.SamplingFrequency).Select(moment => (moment, mark.Text)));

    private string CaptionOf(WaveformLayout layout, WaveformPageState state)
    {
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{state.Speed:0.##} mm/s") };
        if (_group.Channels.Any(channel => channel.Definition.Millivolts is not null))
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{state.Gain:0.##} mm/mV"));
        }

        parts.Add(Filters());
        parts.Add(_group.Label);
        parts.Add(_group.Originality);
        var end = Math.Min(_group.Duration, layout.Start + layout.Seconds);
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{layout.Start:0.##} to {end:0.##} of {_group.Duration:0.##} s at {_group.SamplingFrequency:0.###} Hz"));
        return string.Join("   ", parts.Where(part => part.Length > 0));
    }

    // Told when all channels were filtered alike; else the list of channels tells each.
    private string Filters()
    {
        var all = _group.Channels.Select(channel => channel.Definition.ReadableFilters).Distinct().ToList();
        return all.Count == 1 ? all[0] : "";
    }

    private IReadOnlyList<string> HeadLines(PagePlace place)
    {
        if (_words.Length == 0)
        {
            return [];
        }

        var lines = place.Text.Wrap(_words, LetterSize * place.Scale, place.Area.Width);
        return lines.Count <= MostLines ? lines : [.. lines.Take(MostLines - 1), lines[MostLines - 1] + " …"];
    }

    private SKRect PaperArea(PagePlace place)
    {
        var above = HeadLines(place).Count * LetterSize * LineHeight * place.Scale;
        above += above > 0 ? LetterSize * 0.5f * place.Scale : 0;
        return SKRect.Create(place.Area.Left, place.Area.Top + above, place.Area.Width, Math.Max(1, place.Area.Height - above));
    }
}
