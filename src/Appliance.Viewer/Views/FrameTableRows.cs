using System.Globalization;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The table of what varies over the frames of an image, as far as a window shows it. The last image's table is kept.</summary>
internal sealed class FrameTableRows
{
    private const int MaxColumns = 32;
    private const int LongestCell = 28;

    // More numbers than a position has: the fewer digits, the more of them are seen.
    private const int RoughFrom = 3;

    private (DicomImage Of, FrameTable Table)? _kept;

    /// <summary>The part around a frame; null when the frame is one of a single one, or of no image.</summary>
    /// <param name="frame">The frame looked at.</param>
    /// <param name="order">The order of rows.</param>
    /// <param name="column">The first column shown; beyond the last it is that one.</param>
    /// <param name="rows">How many rows there is room for.</param>
    public SceneTable? Around(PictureFrame frame, FrameOrder order, int column, int rows)
    {
        if (frame.Image is not { NumberOfFrames: > 1 } image || frame.Dataset is null)
        {
            return null;
        }

        try
        {
            return Around(image, frame.FrameIndex, order, column, rows);
        }
        catch (Exception unreadable) when (unreadable is IOException or ObjectDisposedException or DicomFormatException)
        {
            return new SceneTable($"The attributes of these frames cannot be read: {unreadable.Message}", ["Frame"], [[Number(frame.FrameIndex)]], 0);
        }
    }

    /// <summary>How many columns the table of a frame's image has; 0 without one, or when it cannot be read.</summary>
    public int ColumnsOf(PictureFrame frame)
    {
        try
        {
            return frame.Image is { NumberOfFrames: > 1 } image ? TableOf(image).Varying.Count : 0;
        }
        catch (Exception unreadable) when (unreadable is IOException or ObjectDisposedException or DicomFormatException)
        {
            return 0;
        }
    }

    private SceneTable Around(DicomImage image, int frame, FrameOrder order, int column, int rows)
    {
        var table = TableOf(image);
        var byDimension = order == FrameOrder.Dimension ? image.Dimensions.Order : null;
        var at = byDimension is null ? frame : byDimension.ToList().IndexOf(frame);
        var shown = Math.Min(rows, table.Frames);
        var first = Math.Clamp(at - (shown / 2), 0, table.Frames - shown);
        List<FrameColumn> columns = [.. table.Varying.Skip(Math.Clamp(column, 0, LastColumn(table))).Take(MaxColumns)];
        return new SceneTable(
            Title(table),
            ["Frame", .. columns.Select(one => Short(one.Name))],
            [.. Enumerable.Range(first, shown).Select(place => Row(table, columns, byDimension?[place] ?? place))],
            at - first);
    }

    private static int LastColumn(FrameTable table) => Math.Max(0, table.Varying.Count - 1);

    private static string Title(FrameTable table) => string.Create(
        CultureInfo.InvariantCulture, $"{table.Varying.Count}{(table.IsCut ? "+" : "")} attributes vary over {table.Frames} frames, {table.Shared.Count} do not");

    private static IReadOnlyList<string> Row(FrameTable table, List<FrameColumn> columns, int frame) =>
        [Number(frame), .. columns.Select(column => Short(Rounded(table.Value(column, frame))))];

    // Positions and directions have more digits than anybody reads in a table, and the value that varies is often the last one.
    private static string Rounded(string text)
    {
        if (text.Length <= LongestCell)
        {
            return text;
        }

        var parts = text.Split('\\');
        var numbers = parts.Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        return parts.Length > 1 && numbers.TrueForAll(double.IsFinite)
            ? string.Join('\\', numbers.Select(number => number.ToString(parts.Length > RoughFrom ? "G3" : "G6", CultureInfo.InvariantCulture)))
            : text;
    }

    private static string Number(int frame) => (frame + 1).ToString(CultureInfo.InvariantCulture);

    private static string Short(string text)
    {
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length > LongestCell ? string.Concat(line.AsSpan(0, LongestCell), "…") : line;
    }

    private FrameTable TableOf(DicomImage image)
    {
        if (_kept is not { } kept || !ReferenceEquals(kept.Of, image))
        {
            _kept = (image, FrameTable.Of(image));
        }

        return _kept!.Value.Table;
    }
}
