using System.Globalization;
using System.IO.Enumeration;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>Differences that a comparing script found, held against the table of those that are known and explained.</summary>
internal static class Differences
{
    /// <summary>Fails the running test when a difference is not explained, or an explanation explains nothing any more.</summary>
    /// <param name="output">
    /// The script's lines, <c>FILE TAG-PATH ASPECT OURS THEIRS</c> with tabs between, and last <c>compared N files, M elements</c>.
    /// </param>
    /// <param name="table">The table's file: <c>file tag-path aspects reason</c> with tabs between, <c>*</c> and <c>?</c> standing for anything.</param>
    /// <param name="files">How many files must have been compared.</param>
    public static void AssertExplained(string output, string table, int files)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(files, int.Parse(lines[^1].Split(' ')[1], CultureInfo.InvariantCulture));
        var explanations = Read(table);
        var used = new HashSet<Explanation>();
        var open = new List<string>();
        foreach (var line in lines[..^1])
        {
            var cells = line.Split('\t');
            if (explanations.Find(row => row.Covers(cells[0], cells[1], cells[2])) is { } row)
            {
                used.Add(row);
            }
            else
            {
                open.Add(line);
            }
        }

        Assert.True(open.Count == 0, $"{open.Count} differences that nothing explains:\n{string.Join('\n', open.Take(30))}");
        Assert.True(used.Count == explanations.Count, "no longer found: " + string.Join("; ", explanations.Except(used)));
        TestContext.Current.SendDiagnosticMessage($"{lines[^1]}, {lines.Length - 1} differences of {explanations.Count} kinds");
    }

    private static List<Explanation> Read(string table) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "scripts", table)).Where(line => line[0] != '#')
            .Select(line => line.Split('\t')).Select(cells => new Explanation(cells[0], cells[1], cells[2], cells[3]))];

    private sealed record Explanation(string File, string Path, string Aspects, string Reason)
    {
        public bool Covers(string file, string path, string aspect) =>
            FileSystemName.MatchesSimpleExpression(File, file) && (Path == "*" || FileSystemName.MatchesSimpleExpression(Path, path))
            && (Aspects == "*" || Aspects.Split(',').Contains(aspect));
    }
}
