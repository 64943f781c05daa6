using System.Text.Json;
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

    private readonly List<string[]> _waiting = [];
    private int[]? _widths;

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

        string[] row = [.. columns.Select(tag => TerminalText.Clean(match.GetText(tag) ?? ""))];
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

        string[] titles = [.. columns.Select(TitleOf)];
        _widths = [.. columns.Select((_, column) => Math.Min(WidestColumn, _waiting.Append(titles).Max(row => TerminalText.Width(row[column]))))];
        if (!output.IsQuiet)
        {
            Write(titles);
        }

        _waiting.ForEach(Write);
        _waiting.Clear();
    }

    private static string TitleOf(DicomTag tag) => tag.Keyword is { Length: > 0 } keyword ? keyword : tag.ToString();

    private void Write(string[] row) =>
        output.Line(string.Join("  ", row.Select((cell, column) => column == row.Length - 1 ? cell : TerminalText.Fit(cell, _widths![column]))).TrimEnd());

    private void WriteMembers(Utf8JsonWriter json, DicomDataset match)
    {
        foreach (var tag in columns.Where(match.Contains))
        {
            var values = match.GetStrings(tag);
            if (values.Count > 1)
            {
                json.WriteStartArray(TitleOf(tag));
                foreach (var value in values)
                {
                    json.WriteStringValue(value);
                }

                json.WriteEndArray();
            }
            else
            {
                json.WriteString(TitleOf(tag), values.Count == 0 ? "" : values[0]);
            }
        }
    }
}
