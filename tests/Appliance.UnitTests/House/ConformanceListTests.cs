using System.Text.RegularExpressions;
using Xunit;

namespace Appliance.UnitTests.House;

/// <summary>
/// <c>packaging/docs/CONFORMANCE-TESTS.md</c> names, for every binding sentence of the conformance statement that the product carries out, the
/// tests that hold it. These keep the list from rotting: what it names exists, nothing in it is open, and no section that a test
/// speaks of is missing from it.
/// </summary>
public sealed partial class ConformanceListTests
{
    private const int Columns = 4;
    private static readonly string[] States = ["held", "beyond", "differs"];
    private static readonly string[] List = ["packaging", "docs", "CONFORMANCE-TESTS.md"];

    private static IReadOnlyList<string[]> Lines => MarkdownTable.All(Columns, List);

    private static IEnumerable<string> TestSources => Repository.Files("tests", "*.cs").Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal));

    [Fact]
    public void EveryLine_HasASectionAStatementTestsAndIsNotOpen()
    {
        Assert.NotEmpty(Lines);
        Assert.All(Lines, line =>
        {
            Assert.Matches(@"^(Table )?4\.[1-4](\.\d+)*(-\d+)?$", line[0]);
            Assert.NotEqual("", line[1]);
            Assert.NotEmpty(TestsOf(line));
            Assert.Contains(line[3], States);
        });
    }

    [Fact]
    public void EveryTestNamed_Exists()
    {
        var there = Tests();
        var missing = Lines.SelectMany(line => TestsOf(line).Where(test => !there.Contains(test)).Select(test => $"{line[0]}: {test}"));
        Assert.Empty(missing.Distinct());
    }

    [Fact]
    public void EverySectionThatATestSpeaksOf_IsInTheList()
    {
        var listed = Lines.Select(line => Section().Match(line[0]).Value).ToHashSet(StringComparer.Ordinal);
        var spoken = TestSources.SelectMany(path => File.ReadLines(Repository.PathOf(path))
            .Where(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !line.Contains("PS3.", StringComparison.Ordinal))
            .SelectMany(line => Section().Matches(line).Select(match => (path, match.Value))));

        var missing = spoken.Where(one => !listed.Any(section => section == one.Value || section.StartsWith(one.Value + ".", StringComparison.Ordinal)))
            .Select(one => $"{one.path}: {one.Value}").Distinct();
        Assert.Empty(missing);
    }

    private static IReadOnlyList<string> TestsOf(string[] line) => [.. Name().Matches(line[2]).Select(match => match.Groups[1].Value)];

    // Class.Method of everything marked as a test.
    private static HashSet<string> Tests()
    {
        var tests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in TestSources)
        {
            var owner = "";
            var isMarked = false;
            foreach (var line in File.ReadLines(Repository.PathOf(path)))
            {
                if (Class().Match(line) is { Success: true } named)
                {
                    owner = named.Groups[1].Value;
                }

                isMarked |= Mark().IsMatch(line);
                if (isMarked && Method().Match(line) is { Success: true } method)
                {
                    tests.Add($"{owner}.{method.Groups[1].Value}");
                    isMarked = false;
                }
            }
        }

        return tests;
    }

    [GeneratedRegex(@"(?<![\d.])4\.[1-4](?:\.\d+)*(?![\d.]*\d)")]
    private static partial Regex Section();

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*(?:public|internal)\s[\w\s]*class (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"^\s*\[(?:Fact|Theory)\b")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s*public (?:async )?(?:Task|ValueTask|void) (\w+)\(")]
    private static partial Regex Method();
}
