using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>A stretch of a channel on the paper. Places in millimetres from the paper's top left corner.</summary>
/// <param name="Channel">The channel's place in its group, 0-based.</param>
/// <param name="X">Its left end.</param>
/// <param name="Width">Its length.</param>
/// <param name="Middle">The height at which its row lies.</param>
/// <param name="Start">The moment at its left end, in seconds.</param>
/// <param name="IsRhythm">The strip along the foot of the page that runs through all its columns.</param>
internal readonly record struct WaveformStrip(int Channel, double X, double Width, double Middle, double Start, bool IsRhythm = false);

/// <summary>
/// Where each channel lies on the paper, in millimetres: the twelve standard leads three by four with a rhythm strip below, anything else one channel
/// below the other. Pure arithmetic.
/// </summary>
internal sealed record WaveformLayout
{
    /// <summary>In front of the first strip: the calibration pulse.</summary>
    public const double Lead = 15;

    /// <summary>Below the last row: the time axis and what is said of the paper.</summary>
    public const double Foot = 13;

    // Above the first of rows that lie close: half a row has no room for its pulse and its peaks.
    private const double Head = 6;
    private const double Edge = 3;
    private const double ColumnWidth = 62.5;
    private const int Columns = 4;
    private const double NarrowestRow = 11;
    private const double WidestRow = 40;
    private const double SmallestMillimetre = 1.3;

    // Column by column, as printed on every electrocardiogram.
    private static readonly string[][] Rows = [["I", "aVR", "V1", "V4"], ["II", "aVL", "V2", "V5"], ["III", "aVF", "V3", "V6"]];
    private const string RhythmLead = "II";

    /// <summary>Pixels of a millimetre.</summary>
    public required double Millimetre { get; init; }

    /// <summary>Height of a row.</summary>
    public required double RowHeight { get; init; }

    /// <summary>The strips, row by row.</summary>
    public required IReadOnlyList<WaveformStrip> Strips { get; init; }

    /// <summary>The whole paper, some of which may lie outside the window.</summary>
    public required (double Width, double Height) Paper { get; init; }

    /// <summary>The part of it that the window shows: its left and top edge, clamped, and its size.</summary>
    public required (double Left, double Top, double Width, double Height) Window { get; init; }

    /// <summary>Seconds from the left end of the page to its right end.</summary>
    public required double Seconds { get; init; }

    /// <summary>The moment at the left edge, clamped.</summary>
    public required double Start { get; init; }

    /// <summary>The latest moment that the left edge can be moved to.</summary>
    public required double LastStart { get; init; }

    /// <summary>Lays a group out.</summary>
    /// <param name="group">The channels.</param>
    /// <param name="state">How the user wants it.</param>
    /// <param name="width">Width of the window in pixels.</param>
    /// <param name="height">Height of the window in pixels.</param>
    public static WaveformLayout Of(WaveformGroup group, WaveformPageState state, double width, double height)
    {
        var inColumns = group.HasStandardLeads && !state.InRows;
        var rows = inColumns ? Rows.Length + 1 : group.Channels.Count;
        var paperWidth = Lead + (Columns * ColumnWidth) + Edge;
        var head = inColumns ? 0 : Head;
        var fitted = Math.Min(width / paperWidth, Math.Max(SmallestMillimetre, height / ((rows * NarrowestRow) + head + Foot)));
        var millimetre = fitted * state.Zoom;
        var rowHeight = Math.Clamp(((height / fitted) - head - Foot) / rows, NarrowestRow, WidestRow);
        var paper = (Width: inColumns ? paperWidth : width / millimetre, Height: head + (rows * rowHeight) + Foot);
        var (seenWidth, seenHeight) = (width / millimetre, height / millimetre);
        var seconds = (paper.Width - Lead - Edge) / state.Speed;
        var end = group.Duration + group.Channels.Max(channel => channel.Definition.Skew + channel.Definition.Offset);
        var last = Math.Max(0, end - seconds);
        var start = Math.Clamp(state.Start, 0, last);

        // What is no longer than a column, an average beat, begins anew in each; anything longer runs on from column to column.
        var columnSeconds = group.Duration > ColumnWidth / state.Speed ? ColumnWidth / state.Speed : 0;
        return new WaveformLayout
        {
            Millimetre = millimetre,
            RowHeight = rowHeight,
            Paper = paper,
            Window = (Math.Clamp(state.Left, 0, Math.Max(0, paper.Width - seenWidth)), Math.Clamp(state.Top, 0, Math.Max(0, paper.Height - seenHeight)), seenWidth, seenHeight),
            Seconds = seconds,
            Start = start,
            LastStart = last,
            Strips = inColumns ? [.. InColumns(group, rowHeight, start, columnSeconds)] : [.. InRows(group, rowHeight, start, paper.Width - Lead - Edge)],
        };
    }

    private static IEnumerable<WaveformStrip> InColumns(WaveformGroup group, double rowHeight, double start, double columnSeconds)
    {
        for (var row = 0; row < Rows.Length; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                yield return new WaveformStrip(
                    PlaceOf(group, Rows[row][column]), Lead + (column * ColumnWidth), ColumnWidth, (row + 0.5) * rowHeight, start + (column * columnSeconds));
            }
        }

        yield return new WaveformStrip(PlaceOf(group, RhythmLead), Lead, Columns * ColumnWidth, (Rows.Length + 0.5) * rowHeight, start, IsRhythm: true);
    }

    private static IEnumerable<WaveformStrip> InRows(WaveformGroup group, double rowHeight, double start, double width) =>
        Enumerable.Range(0, group.Channels.Count).Select(channel => new WaveformStrip(channel, Lead, width, Head + ((channel + 0.5) * rowHeight), start));

    private static int PlaceOf(WaveformGroup group, string lead) => group.Lead(lead)!.Number - 1;
}
