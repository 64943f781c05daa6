using System.Globalization;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance;

/// <summary>
/// What varies over the frames of an object, a row for each frame: as an aligned table, or as JSON objects. The first rows settle the widths.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="width">The longest value shown, in characters.</param>
/// <param name="withShared">Tells also what is the same for all frames.</param>
internal sealed class FrameListing(VerbOutput output, int width, bool withShared)
{
    /// <summary>The value's characters shown unless more are asked for.</summary>
    public const int UsualWidth = 40;

    private const int RowsThatSettle = 256;
    private const string FrameTitle = "Frame";

    /// <summary>Writes the frames of an object.</summary>
    /// <param name="name">The object's name, for notes.</param>
    /// <param name="dataset">The object.</param>
    /// <param name="only">The only frame to tell, counted from 1; null for all.</param>
    public void Write(string name, DicomDataset dataset, int? only)
    {
        var frames = Math.Max(1, dataset.GetInt32(DicomTag.NumberOfFrames) ?? 1);
        if (only is < 1 || only > frames)
        {
            output.Note($"{name}: there are frames 1 to {frames}, and no frame {only}");
            return;
        }

        var table = FrameTable.Of(dataset, frames);
        Tell(name, table);
        var rows = only is { } one ? [one - 1] : Enumerable.Range(0, Math.Max(1, table.Described));
        if (output.IsJson)
        {
            foreach (var frame in rows)
            {
                Json(table, frame);
            }

            return;
        }

        Table(table, rows);
        if (withShared)
        {
            output.Line("# the same for all frames");
            Pairs(table);
        }
    }

    private void Tell(string name, FrameTable table)
    {
        if (table.Varying.Count == 0)
        {
            output.Note(table.Frames == 1 ? $"{name}: one frame, and so nothing that varies" : $"{name}: nothing varies over its {table.Frames} frames");
        }
        else if (table.Described < table.Frames)
        {
            output.Note($"{name}: frames {table.Described + 1} to {table.Frames} tell nothing of their own");
        }

        if (table.IsCut)
        {
            output.Note($"{name}: more than {FrameTable.MaxColumns} attributes, the rest is left out");
        }
    }

    private void Table(FrameTable table, IEnumerable<int> frames)
    {
        if (table.Varying.Count == 0)
        {
            return;
        }

        string[] titles = [FrameTitle, .. table.Varying.Select(column => TerminalText.Clean(column.Name))];
        var settling = frames.Take(RowsThatSettle).Select(frame => Cells(table, frame)).ToList();
        int[] widths = [.. titles.Select((title, column) => settling.Select(cells => TerminalText.Width(cells[column])).Append(TerminalText.Width(title)).Max())];
        if (!output.IsQuiet)
        {
            Row(titles, widths);
        }

        foreach (var cells in settling.Concat(frames.Skip(RowsThatSettle).Select(frame => Cells(table, frame))))
        {
            Row(cells, widths);
        }
    }

    private void Row(string[] cells, int[] widths) =>
        output.Line(string.Join("  ", cells.Select((cell, column) => TerminalText.Fit(cell, Math.Max(widths[column], TerminalText.Width(cell))))).TrimEnd());

    private string[] Cells(FrameTable table, int frame) =>
        [(frame + 1).ToString(CultureInfo.InvariantCulture), .. table.Varying.Select(column => Shorten(TerminalText.Clean(table.Value(column, frame))))];

    private void Pairs(FrameTable table)
    {
        foreach (var column in table.Shared)
        {
            output.Line($"{TerminalText.Clean(column.Name)}: {Shorten(TerminalText.Clean(table.Value(column, 0)))}");
        }
    }

    private void Json(FrameTable table, int frame) => output.Json(json =>
    {
        json.WriteNumber("frame", frame + 1);
        foreach (var column in table.Varying.Concat(withShared ? table.Shared : []))
        {
            if (table.Value(column, frame) is { Length: > 0 } value)
            {
                json.WriteString(column.Name, value);
            }
        }
    });

    private string Shorten(string text) => text.Length <= width ? text : string.Concat(text.AsSpan(0, width), "...");
}
