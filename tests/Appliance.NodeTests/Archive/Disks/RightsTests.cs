using System.Globalization;
using Appliance.Archive;
using Appliance.NodeTests.Node;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>
/// An archive of which the user may not read, or not change, something: each has its error in words and its exit code, and nothing is changed. The verbs run in a
/// process of a user without rights, so the tests need root to begin with.
/// </summary>
public sealed class RightsTests : IDisposable
{
    private const string VerbsVariable = "APPLIANCE_RIGHTS_VERBS";
    private const string AnswerVariable = "APPLIANCE_RIGHTS_ANSWER";
    private const string Nobody = "65534";

    private readonly TestStore _store = new();
    private readonly string _beside = Directory.CreateTempSubdirectory("appliance-rights-").FullName;

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_beside, recursive: true);
    }

    [Theory]
    [InlineData(".", "000", "may not be looked into")]
    [InlineData(".", "444", "may not be looked into")]
    [InlineData("rocksdb", "000", "rocksdb' may not be looked into")]
    [InlineData("packs", "000", "packs' may not be looked into")]
    [InlineData("FORMAT", "000", "FORMAT' may not be read")]
    [InlineData("rocksdb/CURRENT", "000", "access is denied; check the rights")]
    [InlineData("rocksdb/MANIFEST-*", "000", "access is denied; check the rights")]
    [InlineData("rocksdb/*.sst", "000", "access is denied; check the rights")]
    public async Task What_MayNotBeRead_IsToldAndLeftAlone(string what, string mode, string words)
    {
        Fill();
        LoopDisk.Run("chmod", [mode, .. Named(what)]);
        var before = Tree();

        var runs = await RunAsNobodyAsync([["ls"], ["check"], ["import", FileToImport()], ["delete", "1", "--yes"], ["rebuild"]]);

        Assert.All(runs, run => Assert.Contains(words, run.Error, StringComparison.Ordinal));
        AssertCodes([25, 25, 25, 25, 25], runs);
        Assert.Equal(before, Tree());
        AssertWhole();
    }

    /// <summary>Everything may be read, nothing changed: it is listed and checked, and what would change it says why it does not.</summary>
    [Fact]
    public async Task Archive_ThatMayNotBeWritten_IsRead()
    {
        Fill();
        LoopDisk.Run("chmod", ["-R", "a-w", _store.Folder]);
        var before = Tree();

        var runs = await RunAsNobodyAsync([["ls"], ["check"], ["export", "1", "-o", Path.Combine(_beside, "out")], ["import", FileToImport()], ["delete", "1", "--yes"]]);

        Assert.All(runs.Skip(3), run => Assert.Contains("denied", run.Error, StringComparison.Ordinal));
        AssertCodes([0, 0, 0, 46, 46], runs);
        Assert.Equal(before, Tree());
        AssertWhole();
    }

    /// <summary>A pack that may not be read is an error of the objects in it alone.</summary>
    [Fact]
    public async Task Pack_ThatMayNotBeRead_IsAnErrorOfItsObjects()
    {
        Fill();
        LoopDisk.Run("chmod", ["000", Named("packs/00000001.pack")[0]]);
        var packs = FileTree.Of(ArchiveFolder.PacksOf(_store.Folder));

        var runs = await RunAsNobodyAsync([["ls"], ["check"], ["check", "--quick"]]);

        AssertCodes([0, 22, 0], runs);
        Assert.Contains("instance 1.1.1: ", runs[1].Error, StringComparison.Ordinal);
        Assert.Contains("access is denied", runs[1].Error, StringComparison.Ordinal);
        Assert.DoesNotContain("instance 1.1.2: ", runs[1].Error, StringComparison.Ordinal);
        Assert.Equal(packs, FileTree.Of(ArchiveFolder.PacksOf(_store.Folder)));
        AssertWhole();
    }

    /// <summary>Packs to which nothing can be added: what is asked is refused in words, what is there stays.</summary>
    [Fact]
    public async Task Packs_ThatMayNotBeAddedTo_RefuseInWords()
    {
        Fill();
        LoopDisk.Run("chmod", ["-R", "a-w", ArchiveFolder.PacksOf(_store.Folder)]);
        var packs = FileTree.Of(ArchiveFolder.PacksOf(_store.Folder));

        var runs = await RunAsNobodyAsync([["import", FileToImport()], ["ls"], ["check"]]);

        AssertCodes([25, 0, 0], runs);
        Assert.Contains("access is denied; check the rights", runs[0].Error, StringComparison.Ordinal);
        Assert.Equal(packs, FileTree.Of(ArchiveFolder.PacksOf(_store.Folder)));
        AssertWhole();
    }

    /// <summary>What the process without rights does; started by the tests above only.</summary>
    [Fact(Explicit = true)]
    public async Task RunVerbs_WithoutRights()
    {
        var verbs = Environment.GetEnvironmentVariable(VerbsVariable);
        Assert.SkipWhen(verbs is null, "runs only inside of the tests that take its rights away");
        var answer = Environment.GetEnvironmentVariable(AnswerVariable)!;
        foreach (var verb in verbs.Split('\n'))
        {
            var run = await VerbRun.OfAsync(verb.Split('\t'));
            await File.AppendAllTextAsync(answer, $"{run.Code.ToString(CultureInfo.InvariantCulture)}\0{run.Output}\0{run.Error}\0", TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Two packs, an object in each, everything in tables and owned by the user without rights.</summary>
    private void Fill()
    {
        LoopDisk.NeedRoot();
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        _store.Reopen();
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.2"));
        _store.Archive.Dispose();
        LoopDisk.Run("chown", ["-R", $"{Nobody}:{Nobody}", _store.Folder]);
        LoopDisk.Run("chmod", ["755", _store.Folder]);
        LoopDisk.Run("chmod", ["777", _beside]);
    }

    private string[] Named(string what) => what == "." ? [_store.Folder]
        : Directory.GetFileSystemEntries(Path.Combine(_store.Folder, Path.GetDirectoryName(what)!), Path.GetFileName(what));

    /// <summary>What counts: the database's own diary and its lock are none of the archive's contents.</summary>
    private IReadOnlyList<string> Tree() => FileTree.Of(_store.Folder, name => name == "LOCK" || name.StartsWith("LOG", StringComparison.Ordinal));

    private string FileToImport()
    {
        var path = Path.Combine(_beside, "import.dcm");
        TestStore.WriteFile(path, TestStore.Made("1", "1.1", "1.1.3"));
        LoopDisk.Run("chmod", ["644", path]);
        return path;
    }

    private void AssertWhole()
    {
        LoopDisk.Run("chmod", ["-R", "u+rwX", _store.Folder]);
        var archive = _store.Reopen();
        Assert.Equal(2, archive.Counts.Instances);
        Assert.Empty(archive.Check(cancel: TestContext.Current.CancellationToken).Problems);
    }

    private static void AssertCodes(int[] codes, IReadOnlyList<VerbRun> runs) =>
        Assert.True(runs.Select(run => run.Code).SequenceEqual(codes), string.Join('\n', runs.Select(run => $"{run.Code}: {run.Output} {run.Error}")));

    private async Task<IReadOnlyList<VerbRun>> RunAsNobodyAsync(string[][] verbs)
    {
        string[] asNobody = [Foreign.Need("setpriv", "util-linux"), $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--"];
        var program = typeof(RightsTests).Assembly.Location;
        Assert.SkipUnless(LoopDisk.TryRun(asNobody[0], [.. asNobody[1..], "test", "-r", program]).Status == 0, $"other users may not read {program}");
        var answer = Path.Combine(_beside, "answer");
        using var child = ChildProcess.Start(
            typeof(RightsTests),
            nameof(RunVerbs_WithoutRights),
            new Dictionary<string, string>
            {
                [VerbsVariable] = string.Join('\n', verbs.Select(verb => string.Join('\t', (string[])["--data", _store.Folder, .. verb]))),
                [AnswerVariable] = answer,
                ["HOME"] = _beside,
                ["TMPDIR"] = _beside,
            },
            asNobody);
        var said = await child.EndAsync();
        Assert.True(File.Exists(answer), said);
        var parts = (await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken)).Split('\0')[..^1];
        Assert.True(parts.Length == 3 * verbs.Length, said);
        return [.. parts.Chunk(3).Select(part => new VerbRun(int.Parse(part[0], CultureInfo.InvariantCulture), part[1], part[2]))];
    }
}
