using Xunit;

namespace Appliance.Tests;

/// <summary>
/// Real DICOM files made by other software, read in place. They live beside the project, in <c>../shared/corpus</c>, or in the folder
/// named by <c>APPLIANCE_CORPUS</c>; where neither exists the tests that need them are skipped with that reason.
/// </summary>
internal static class Corpus
{
    private const string Missing = "the corpus folder is not here: set APPLIANCE_CORPUS, or put it at ../shared/corpus beside the project";

    public static string? Root { get; } = Find();

    /// <summary>The full path of one corpus file; skips the running test when the corpus is missing.</summary>
    public static string PathOf(string relative)
    {
        Assert.SkipWhen(Root is null, Missing);
        return Path.Combine(Root!, relative);
    }

    /// <summary>Every data file below a corpus folder, in ordinal order; skips the running test when the corpus is missing.</summary>
    public static IReadOnlyList<string> Files(string below = "")
    {
        var folder = PathOf(below);
        return [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
    }

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("APPLIANCE_CORPUS");
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "appliance.sln")))
            {
                var beside = Path.Combine(folder.Parent?.FullName ?? folder.FullName, "shared", "corpus");
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}
