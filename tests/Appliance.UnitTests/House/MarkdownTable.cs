namespace Appliance.UnitTests.House;

/// <summary>Tables of the documents, read so that tests can hold them against the product.</summary>
internal static class MarkdownTable
{
    /// <summary>The rows of the first table after a line that begins with this heading, cell by cell; the head and its rule are left out.</summary>
    public static IReadOnlyList<string[]> After(string heading, params string[] file) =>
        [.. Rows(File.ReadLines(Repository.PathOf(file)).SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|')))];

    /// <summary>The rows of every table of a document with so many columns, cell by cell; heads and their rules are left out.</summary>
    public static IReadOnlyList<string[]> All(int columns, params string[] file)
    {
        var rows = new List<string[]>();
        var table = new List<string>();
        foreach (var line in File.ReadLines(Repository.PathOf(file)).Append(""))
        {
            if (line.StartsWith('|'))
            {
                table.Add(line);
                continue;
            }

            rows.AddRange(Rows(table).Where(row => row.Length == columns));
            table.Clear();
        }

        return rows;
    }

    private static IEnumerable<string[]> Rows(IEnumerable<string> lines) =>
        lines.Skip(2).Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());
}
