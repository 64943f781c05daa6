namespace Appliance.Bench;

/// <summary>Where benches find their files, and a folder for what they make, gone when disposed.</summary>
internal sealed class BenchPlace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("appliance-bench");
    private string[]? _files;

    /// <summary>The corpus, in ordinal order; empty where it is missing.</summary>
    public IReadOnlyList<string> CorpusFiles => _files ??= Find() is { } root
        ? [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".md", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>What to tell where there is no corpus.</summary>
    public static string NoCorpus => "skipped: the corpus is not here (set APPLIANCE_CORPUS, or put it at ../shared/corpus beside the project)";

    /// <summary>A path for a file to be made.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("APPLIANCE_CORPUS") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var beside = Path.Combine(folder.Parent?.FullName ?? folder.FullName, "shared", "corpus");
            if (File.Exists(Path.Combine(folder.FullName, "appliance.sln")))
            {
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }
}
