using System.Text.Json;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance;

/// <summary>
/// Matches of a query as a table with a column per attribute, or as JSON objects. The first rows settle the widths; after them each row is
/// written as it comes, so that a long answer is seen at once and never held as a whole.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="columns">The attributes, in order.</param>
internal sealed class MatchTable(VerbOutput output, IReadOnlyList<DicomTag> columns)
{
    private const int RowsThatSettle = 100;
    private const int WidestColumn = 64;

    private readonly List<Row> _waiting = [];
    private int[]? _widths;

    /// <summary>
    /// The level of the matches, to tell all that they hold: as JSON every attribute returned, and with <c>-v</c> a line below the row for each
    /// that has no column. Null for the columns alone.
    /// </summary>
    public QueryLevel? Level { get; init; }

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a match.</summary>
    public void Add(DicomDataset match)
    {
        Count++;
        if (output.IsJson)
        {
            output.Json(json => WriteMembers(json, match));
            return;
        }

        var further = Level is not null && output.IsVerbose ? FoundEntity.FurtherLines(match, columns).ToList() : [];
        var row = new Row([.. columns.Select(tag => TerminalText.Clean(match.GetText(tag) ?? ""))], further);
        if (_widths is not null)
        {
            Write(row);
            return;
        }

        _waiting.Add(row);
        if (_waiting.Count == RowsThatSettle)
        {
            Flush();
        }
    }

    /// <summary>Writes what still waits.</summary>
    public void Flush()
    {
        if (_widths is not null || _waiting.Count == 0)
        {
            return;
        }

        string[] titles = [.. columns.Select(FoundEntity.TitleOf)];
        _widths = [.. columns.Select((_, column) => Math.Min(WidestColumn, _waiting.Select(row => row.Cells).Append(titles).Max(cells => TerminalText.Width(cells[column]))))];
        if (!output.IsQuiet)
        {
            Write(new Row(titles, []));
        }

        _waiting.ForEach(Write);
        _waiting.Clear();
    }

    private void Write(Row row)
    {
        output.Line(string.Join("  ", row.Cells.Select((cell, column) => column == row.Cells.Length - 1 ? cell : TerminalText.Fit(cell, _widths![column]))).TrimEnd());
        foreach (var line in row.Further)
        {
            output.Line($"    {line}");
        }
    }

    private void WriteMembers(Utf8JsonWriter json, DicomDataset match)
    {
        if (Level is { } level)
        {
            FoundEntity.Write(json, level, match);
            return;
        }

        foreach (var tag in columns.Where(match.Contains))
        {
            FoundEntity.WriteMember(json, match, tag);
        }
    }

    private sealed record Row(string[] Cells, IReadOnlyList<string> Further);
}
