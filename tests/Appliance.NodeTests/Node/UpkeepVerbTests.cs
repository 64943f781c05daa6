using Appliance.Archive;
using Appliance.NodeTests.Archive;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary><c>check</c> and <c>rebuild</c> as a script sees them.</summary>
public sealed class UpkeepVerbTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_OfARightArchive_SaysSo(bool quick)
    {
        Close(instances: 3);

        var run = await RunAsync(quick ? ["check", "--quick"] : ["check"]);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.EndsWith("of 3 instances (0 MiB): no problem", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfADamagedObject_NamesItAndSaysWhatToDo()
    {
        Close(instances: 3);
        Damage();

        var run = await RunAsync("check");
        var json = await RunAsync("--json", "check");
        var quick = await RunAsync("check", "--quick");

        Assert.Equal(22, run.Code);
        Assert.Contains("error: instance 1.1.0: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("00000001.pack' at 0", run.Error, StringComparison.Ordinal);
        Assert.Contains("appliance get", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("1 problems", Assert.Single(run.Lines), StringComparison.Ordinal);
        Assert.StartsWith("instance 1.1.0: ", json.Objects[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal((3, 1), (json.Objects[1].GetProperty("instances").GetInt32(), json.Objects[1].GetProperty("problems").GetInt32()));
        Assert.Equal(0, quick.Code);
    }

    [Fact]
    public async Task Database_Lost_CheckNamesRebuild_WhichBringsItBack()
    {
        Close(instances: 3);
        Directory.Delete(ArchiveFolder.DatabaseOf(_store.Folder), recursive: true);

        var check = await RunAsync("check");
        var rebuild = await RunAsync("--json", "rebuild");
        var again = await RunAsync("check");

        Assert.Equal(25, check.Code);
        Assert.Contains("appliance rebuild", check.Error, StringComparison.Ordinal);
        Assert.Equal(0, rebuild.Code);
        Assert.Equal(3, Assert.Single(rebuild.Objects).GetProperty("instances").GetInt32());
        Assert.Equal(0, again.Code);
    }

    [Fact]
    public async Task Rebuild_WithADamagedObject_NamesItAndKeepsTheOldDatabase()
    {
        Close(instances: 3);
        Damage();

        var run = await RunAsync("rebuild");

        Assert.Equal(22, run.Code);
        Assert.Contains("error: instance 1.1.0: chunk 0 of it is damaged", run.Error, StringComparison.Ordinal);
        Assert.Contains("error: instance 1.1.0 of study 1 ", run.Error, StringComparison.Ordinal);
        Assert.Contains("rocksdb.old", run.Error, StringComparison.Ordinal);
        Assert.Equal("rebuilt 2 instances (0 MiB), damaged 1, missing 1, deleted or replaced before 0", Assert.Single(run.Lines));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("rebuild")]
    public async Task Archive_OpenElsewhere_IsRefusedInWords(string verb)
    {
        var run = await RunAsync(verb);

        Assert.Equal(25, run.Code);
        Assert.Contains("another process has it open", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("rebuild")]
    public async Task Folder_WithoutAnArchive_StaysEmpty(string verb)
    {
        var folder = Directory.CreateTempSubdirectory("none-");

        var run = await VerbRun.OfAsync("--data", folder.FullName, verb);

        Assert.Equal(21, run.Code);
        Assert.Empty(folder.GetFileSystemInfos());
        folder.Delete();
    }

    [Theory]
    [InlineData("check")]
    [InlineData("rebuild")]
    public async Task Verb_Interrupted_LeavesTheArchiveAsItWas(string verb)
    {
        Close(instances: 3);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        var run = await VerbRun.OfAsync(cancel.Token, "--data", _store.Folder, verb);

        Assert.Equal(130, run.Code);
        Assert.Equal(3, _store.Reopen().Counts.Instances);
    }

    private void Close(int instances)
    {
        for (var i = 0; i < instances; i++)
        {
            _store.Ingest(TestStore.Made("1", "1.1", $"1.1.{i}"));
        }

        _store.Archive.Dispose();
    }

    private void Damage()
    {
        var pack = Directory.GetFiles(ArchiveFolder.PacksOf(_store.Folder)).Order(StringComparer.Ordinal).First();
        var bytes = File.ReadAllBytes(pack);
        bytes[PackRecord.HeadLength + 20] ^= 1;
        File.WriteAllBytes(pack, bytes);
    }

    private Task<VerbRun> RunAsync(params string[] arguments) => VerbRun.OfAsync(["--data", _store.Folder, .. arguments]);
}
