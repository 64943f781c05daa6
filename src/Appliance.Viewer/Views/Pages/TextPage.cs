using System.Text;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>A line of a <see cref="TextPage"/>.</summary>
/// <param name="Depth">How far it is set in; 0 is the margin.</param>
/// <param name="Label">What it tells of, in the colour of labels; may be empty.</param>
/// <param name="Text">What it tells; may be empty, and may hold line ends.</param>
public sealed record TextPageLine(int Depth, string Label, string Text);

/// <summary>Text to read: lines that are set in, wrapped at the width of the window and scrolled. A report, for example.</summary>
/// <param name="lines">The lines, in reading order.</param>
/// <param name="attachment">The file that the page tells of, which the user can save; null when there is none.</param>
public sealed class TextPage(IReadOnlyList<TextPageLine> lines, PageAttachment? attachment = null) : FramePage
{
    private const float LetterSize = 14;
    private const float LineHeight = 1.45f;
    private const float Indent = 18;
    private const int MostIndents = 12;
    private const int WheelRows = 3;

    // Lines laid out for a place, kept until they are asked for another: a long report is not broken anew for every picture.
    private Laid? _laid;

    internal override IReadOnlyList<(string Keys, string Meaning)> Help { get; } =
    [
        ("wheel  ·  arrows", "scroll; at the end the next object"),
        ("Page Up  ·  Page Down", "scroll by a page"),
        .. attachment is null ? Array.Empty<(string, string)>() : [("E", $"save {attachment.FileName}")],
    ];

    /// <inheritdoc/>
    public override PageAttachment? Attachment => attachment;

    internal override long Cost { get; } = lines.Sum(line => 2L * (line.Label.Length + line.Text.Length)) + (attachment?.Bytes.Length ?? 0);

    /// <summary>The page as plain text, two spaces for each step that a line is set in.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(' ', Math.Min(line.Depth, MostIndents) * 2).Append(line.Label).Append(line.Label.Length > 0 && line.Text.Length > 0 ? ": " : "").Append(line.Text).Append('\n');
        }

        return text.ToString();
    }

    internal override void Draw(SKCanvas canvas, PagePlace place, PageState? state)
    {
        using var labels = new SKPaint { Color = new SKColor(0xFF8CC8F2), IsAntialias = true };
        using var words = new SKPaint { Color = new SKColor(0xFFE6ECF2), IsAntialias = true };
        using var bar = new SKPaint { Color = new SKColor(0x80A0B0C0), IsAntialias = true };
        var rows = Rows(place);
        var first = FirstOf(state, place, rows.Count);
        var size = LetterSize * place.Scale;
        var y = place.Area.Top + size;
        canvas.Save();
        canvas.ClipRect(place.Area);
        foreach (var row in rows.Skip(first).Take(RowsThatFit(place)))
        {
            place.Text.Draw(canvas, row.Label, row.X, y, size, labels);
            place.Text.Draw(canvas, row.Text, row.X + row.LabelWidth, y, size, words);
            y += size * LineHeight;
        }

        canvas.Restore();
        if (rows.Count > RowsThatFit(place))
        {
            var height = place.Area.Height * RowsThatFit(place) / rows.Count;
            var top = place.Area.Top + (place.Area.Height * first / rows.Count);
            canvas.DrawRoundRect(SKRect.Create(place.Area.Right - (4 * place.Scale), top, 4 * place.Scale, height), 2, 2, bar);
        }
    }

    internal override PageState? Handle(ViewerCommand command, PagePlace place, PageState? state)
    {
        var last = Math.Max(0, Rows(place).Count - RowsThatFit(place));
        var first = FirstOf(state, place, last + RowsThatFit(place));
        return command switch
        {
            ViewerCommand.Step { Frames: 1 or -1 } step => Scrolled(first, step.Frames * WheelRows, last),
            ViewerCommand.Step step => Scrolled(first, Math.Sign(step.Frames) * Math.Max(1, RowsThatFit(place) - 2), last),
            ViewerCommand.First when first > 0 => new TextPageState(0),
            ViewerCommand.Last when first < last => new TextPageState(last),
            _ => null,
        };
    }

    // What cannot be scrolled any further is left to the viewer, which goes to the next frame.
    private static TextPageState? Scrolled(int first, int by, int last)
    {
        var row = Math.Clamp(first + by, 0, last);
        return row == first ? null : new TextPageState(row);
    }

    private static int FirstOf(PageState? state, PagePlace place, int rows) =>
        state is TextPageState text ? Math.Clamp(text.Row, 0, Math.Max(0, rows - RowsThatFit(place))) : 0;

    private static int RowsThatFit(PagePlace place) => Math.Max(1, (int)(place.Area.Height / (LetterSize * LineHeight * place.Scale)));

    private List<Row> Rows(PagePlace place)
    {
        var (left, right, scale) = (place.Area.Left, place.Area.Right, place.Scale);
        if (_laid is not { } kept || (kept.Left, kept.Right, kept.Scale) != (left, right, scale))
        {
            _laid = kept = new Laid(left, right, scale, LayOut(place));
        }

        return kept.Rows;
    }

    private List<Row> LayOut(PagePlace place)
    {
        var rows = new List<Row>();
        var size = LetterSize * place.Scale;
        foreach (var line in lines)
        {
            var x = place.Area.Left + (Math.Min(line.Depth, MostIndents) * Indent * place.Scale);
            var label = line.Label.Length == 0 ? "" : line.Text.Length == 0 ? line.Label : line.Label + ": ";
            var labelWidth = place.Text.Measure(label, size);
            var width = Math.Max(size * 8, place.Area.Right - x - (8 * place.Scale));

            // A label that leaves too little room beside it stands on a row of its own.
            if (labelWidth > width / 2 && line.Text.Length > 0)
            {
                rows.AddRange(place.Text.Wrap(label, size, width).Select(part => new Row(x, part, 0, "")));
                (label, labelWidth) = ("", 0);
                x += Indent * place.Scale;
                width -= Indent * place.Scale;
            }

            var parts = place.Text.Wrap(line.Text, size, width - labelWidth);
            for (var i = 0; i < parts.Count; i++)
            {
                rows.Add(new Row(x, i == 0 ? label : "", labelWidth, parts[i]));
            }
        }

        return rows;
    }

    private sealed record TextPageState(int Row) : PageState;

    private sealed record Laid(float Left, float Right, float Scale, List<Row> Rows);

    private readonly record struct Row(float X, string Label, float LabelWidth, string Text);
}
