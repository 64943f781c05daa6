using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary><c>import</c> and <c>get</c> into an archive that has no room: one clear error, an exit code of the output's family.</summary>
public sealed class FullArchiveVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("full-verbs").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Import_EndsAtTheFirstRefusal()
    {
        var run = await VerbRun.OfAsync("--profile", await FullProfileAsync(), "import", Corpus.PathOf("ct"));

        Assert.Equal(46, run.Code);
        Assert.StartsWith("error: disk full, ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Get_AsksForNothingMoreAfterTheFirstRefusal()
    {
        await using var peer = await TestNode.StartAsync(Ct);
        for (var i = 0; i < 50; i++)
        {
            Archive.TestStore.Ingest(peer.Archive, Archive.TestStore.Made("1.1", "1.1.1", $"1.1.1.{i + 1}"));
        }

        var run = await VerbRun.OfAsync("--profile", await FullProfileAsync(), "get", peer.Address.ToString(), "-k", "StudyInstanceUID=1.1");

        Assert.Equal(46, run.Code);
        Assert.Contains("error: disk full, ", run.Error, StringComparison.Ordinal);
    }

    private async Task<string> FullProfileAsync()
    {
        Assert.SkipWhen(Appliance.Archive.FreeSpace.Of(_folder) >= 1L << 40, "more than a TiB is free here, and no floor is higher");
        var profile = Path.Combine(_folder, "full.toml");
        await File.WriteAllTextAsync(profile, "[folders]\ndata = \"data\"\nlogs = \"logs\"\n[archive]\nfree-space-floor-mib = 1048576\n", Ct);
        return profile;
    }
}
