using System.IO.Enumeration;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>
/// <c>appliance dump</c> against DCMTK's <c>dcmdump</c>, over every file of the corpus: the same tag, VR, length and value of every element,
/// but for what <c>scripts/dump-differences.tsv</c> lists and explains.
/// </summary>
public sealed class DumpComparisonTests
{
    [Fact]
    public void Dump_EveryElementOfTheCorpus_SaysWhatDcmdumpSays()
    {
        var dcmdump = Foreign.Need("dcmdump", "dcmtk");
        using var appliance = Installation.Make();
        var lines = Python.Run("dumps.py", [appliance.Program, dcmdump, Corpus.PathOf("")]).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var summary = lines[^1].Split(' ');
        Assert.Equal(Corpus.Files().Count, int.Parse(summary[1], System.Globalization.CultureInfo.InvariantCulture));

        var explained = Explanations();
        var used = new HashSet<Explanation>();
        var open = new List<string>();
        foreach (var line in lines[..^1])
        {
            var cells = line.Split('\t');
            if (explained.Find(row => row.Covers(cells[0], cells[1], cells[2])) is { } row)
            {
                used.Add(row);
            }
            else
            {
                open.Add(line);
            }
        }

        Assert.True(open.Count == 0, $"{open.Count} differences that nothing explains:\n{string.Join('\n', open.Take(30))}");
        Assert.True(used.Count == explained.Count, "no longer found: " + string.Join("; ", explained.Except(used)));
        TestContext.Current.SendDiagnosticMessage($"{lines[^1]}, {lines.Length - 1} differences of {explained.Count} kinds");
    }

    private static List<Explanation> Explanations() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "scripts", "dump-differences.tsv")).Where(line => line[0] != '#')
            .Select(line => line.Split('\t')).Select(cells => new Explanation(cells[0], cells[1], cells[2], cells[3]))];

    private sealed record Explanation(string File, string Path, string Aspects, string Reason)
    {
        public bool Covers(string file, string path, string aspect) =>
            FileSystemName.MatchesSimpleExpression(File, file) && FileSystemName.MatchesSimpleExpression(Path, path)
            && (Aspects == "*" || Aspects.Split(',').Contains(aspect));
    }
}
