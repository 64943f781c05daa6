using System.Text.Json;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>Verbs as a script sees them: what comes out where, and the exit code.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("verbs").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Import_OfAFolder_CountsAndTellsWhatItCouldNotKeep()
    {
        var input = Directory.CreateDirectory(Path.Combine(_folder, "in")).FullName;
        File.Copy(Corpus.PathOf("ct/CT_small.dcm"), Path.Combine(input, "a.dcm"));
        File.Copy(Corpus.PathOf("ct/CT_small.dcm"), Path.Combine(input, "b.dcm"));
        var whole = await File.ReadAllBytesAsync(Corpus.PathOf("charset/chrRuss.dcm"), Ct);
        await File.WriteAllBytesAsync(Path.Combine(input, "cut.dcm"), whole[..^100], Ct);
        await File.WriteAllTextAsync(Path.Combine(input, "notes.txt"), "not DICOM at all, whatever its folder", Ct);

        var run = await RunAsync("--data", Data, "import", input, "--json");

        Assert.Equal(22, run.Code);
        using var counts = JsonDocument.Parse(run.Output);
        Assert.Equal(1, counts.RootElement.GetProperty("imported").GetInt32());
        Assert.Equal(1, counts.RootElement.GetProperty("replaced").GetInt32());
        Assert.Equal(1, counts.RootElement.GetProperty("notDicom").GetInt32());
        Assert.Equal(1, counts.RootElement.GetProperty("failed").GetInt32());
        Assert.Contains("cut.dcm", run.Error);
        Assert.Contains("PixelData", run.Error);
    }

    [Fact]
    public async Task Truncated_Import_LeavesTheWholeOneInItsPlace()
    {
        var whole = Corpus.PathOf("ct/CT_small.dcm");
        var cut = Path.Combine(_folder, "cut.dcm");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(whole, Ct))[..^1000], Ct);
        await RunAsync("--data", Data, "import", whole);

        Assert.Equal(22, (await RunAsync("--data", Data, "import", cut)).Code);

        var run = await ExportAsync(whole);
        Assert.Equal(await File.ReadAllBytesAsync(whole, Ct), run);
    }

    [Theory]
    [InlineData("ct/CT_small.dcm")]
    [InlineData("transfer-syntax/deflated/image_dfl.dcm")]
    [InlineData("transfer-syntax/uncompressed/MR_small_bigendian.dcm")]
    public async Task Export_OfAnImportedFile_IsThatFile(string relative)
    {
        var path = Corpus.PathOf(relative);
        Assert.Equal(0, (await RunAsync("--data", Data, "import", path)).Code);

        Assert.Equal(await File.ReadAllBytesAsync(path, Ct), await ExportAsync(path));
    }

    [Fact]
    public async Task Ls_AsJson_IsOneObjectALineWithNamesDecoded()
    {
        await RunAsync("--data", Data, "import", Corpus.PathOf("charset/chrH31.dcm"), Corpus.PathOf("charset/chrRuss.dcm"));

        var run = await RunAsync("--data", Data, "ls", "patients", "--json", "--quiet");

        Assert.Equal(0, run.Code);
        Assert.Equal("", run.Error);
        var names = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("PatientName").GetString()).Order(StringComparer.Ordinal);
        Assert.Equal(["Yamada^Tarou=山田^太郎=やまだ^たろう", "Люкceмбypг"], names);
    }

    [Fact]
    public async Task Ls_WhileANodeRuns_AsksTheNode()
    {
        await using var node = await TestNode.StartAsync(Ct);
        await node.SendAsync([Corpus.PathOf("ct/CT_small.dcm"), Corpus.PathOf("charset/chrRuss.dcm")], Ct);

        var studies = await RunAsync("--data", node.Profile.DataFolder, "ls", "--json", "--quiet");
        var instances = await RunAsync("--data", node.Profile.DataFolder, "ls", "instances", "--json", "--quiet");

        Assert.Equal((0, 2), (studies.Code, studies.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Equal((0, 2), (instances.Code, instances.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        await TestNode.WaitForAsync(() => node.Node.Associations.Ended.Sum(record => record.Operations.GetValueOrDefault("C-FIND")) >= 2);
    }

    [Fact]
    public async Task Import_WhileANodeRuns_GoesToTheNode_AndIsSeenAtOnce()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var notes = Path.Combine(_folder, "notes.txt");
        await File.WriteAllTextAsync(notes, "not DICOM at all, whatever its folder", Ct);
        var files = new[] { "ct/CT_small.dcm", "transfer-syntax/deflated/image_dfl.dcm", "transfer-syntax/uncompressed/MR_small_bigendian.dcm", "charset/chrRuss.dcm" };

        var run = await RunAsync(["--data", node.Profile.DataFolder, "import", "--json", notes, .. files.Select(Corpus.PathOf)]);

        Assert.Equal(0, run.Code);
        using var counts = JsonDocument.Parse(run.Output);
        Assert.Equal((4, JsonValueKind.Null, 1, 0), (
            counts.RootElement.GetProperty("imported").GetInt32(), counts.RootElement.GetProperty("replaced").ValueKind,
            counts.RootElement.GetProperty("notDicom").GetInt32(), counts.RootElement.GetProperty("failed").GetInt32()));
        Assert.Equal(4, node.Archive.Counts.Instances);
        Assert.Contains(node.Address.ToString(), run.Error, StringComparison.Ordinal);
        foreach (var file in files)
        {
            var path = Corpus.PathOf(file);
            using var read = DicomFile.Open(path);
            Assert.Equal(TestNode.DataSetOf(path), node.StoredDataSet(read.SopInstanceUid));
        }
    }

    // A running node must not keep the other verbs from what it stored a moment ago.
    [Theory]
    [InlineData("dump")]
    [InlineData("export")]
    [InlineData("render")]
    public async Task Verb_BesideARunningNode_SeesWhatWasJustStored(string verb)
    {
        await using var node = await TestNode.StartAsync(Ct);
        Assert.Equal(0, (await RunAsync("--data", node.Profile.DataFolder, "import", Corpus.PathOf("charset/chrRuss.dcm"))).Code);
        await node.SendAsync([Corpus.PathOf("ct/CT_small.dcm")], Ct);
        using var fresh = DicomFile.Open(Corpus.PathOf("ct/CT_small.dcm"));
        var uid = fresh.SopInstanceUid.Value!;

        var run = await RunAsync(["--data", node.Profile.DataFolder, verb, uid, .. verb switch
        {
            "export" => (string[])["-o", Path.Combine(_folder, "out")],
            "render" => ["-o", Path.Combine(_folder, "out.png")],
            _ => [],
        }]);

        Assert.True(run.Code == 0, run.Error);
    }

    [Fact]
    public async Task Import_IntoAFolderThatSomebodyElseHasOpen_SaysSo()
    {
        using var other = Appliance.Archive.DicomArchive.Open(Data);

        var run = await RunAsync("--data", Data, "import", Corpus.PathOf("ct/CT_small.dcm"));

        Assert.Equal(25, run.Code);
        Assert.Contains("has it open", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EchoFindAndSend_ToANode_DoWhatTheySay()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var peer = node.Address.ToString();

        Assert.Equal(0, (await RunAsync("echo", peer)).Code);
        Assert.Equal(0, (await RunAsync("echo", "127.0.0.1", $"{node.Address.Port}", "-aec", "TESTNODE", "-aet", "ME")).Code);
        Assert.Equal(0, (await RunAsync("send", peer, Corpus.PathOf("ct/CT_small.dcm"))).Code);
        var found = await RunAsync("find", peer, "-S", "-L", "study", "-k", "PatientName=COMPRESSED*", "--json", "--quiet");

        Assert.Equal(0, found.Code);
        Assert.Equal("CompressedSamples^CT1", JsonDocument.Parse(found.Output).RootElement.GetProperty("PatientName").GetString());
        Assert.Equal(1, node.Archive.Counts.Instances);
    }

    [Fact]
    public async Task Echo_WithAnotherTitle_EndsInTheNetworkFamilyAndSaysWhy()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var run = await RunAsync("echo", (node.Address with { AeTitle = "OTHER" }).ToString(), "--json");

        Assert.InRange(run.Code, 60, 69);
        Assert.Equal("", run.Output);
        using var error = JsonDocument.Parse(run.Error);
        Assert.Contains("called AE title", error.RootElement.GetProperty("error").GetString());
        Assert.Equal(run.Code, error.RootElement.GetProperty("exitCode").GetInt32());
    }

    [Theory]
    [InlineData(1, "no-such-verb")]
    [InlineData(1, "find")]
    [InlineData(1, "ls", "everything")]
    [InlineData(1, "echo", "no-such-peer")]
    [InlineData(1, "find", "A@h:1", "-k", "NoSuchKeyword=1")]
    [InlineData(1, "--profile", "no-such-profile", "ls")]
    [InlineData(1, "serve", "--port", "70000")]
    [InlineData(1, "render", "x.dcm", "-o", "x.gif")]
    [InlineData(20, "render", "no-such-file.dcm", "-o", "x.png")]
    [InlineData(20, "dump", "no-such-file.dcm")]
    public async Task CommandLine_ThatCannotBeCarriedOut_EndsWithItsCodeAndOneError(int code, params string[] arguments)
    {
        var run = await RunAsync(["--data", Data, .. arguments]);

        Assert.Equal(code, run.Code);
        Assert.Equal("", run.Output);
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Data), "a failed command line made an archive");
    }

    private async Task<byte[]> ExportAsync(string original)
    {
        using var file = DicomFile.Open(original);
        var output = Path.Combine(_folder, "out");
        var run = await RunAsync("--data", Data, "export", file.SopInstanceUid.Value, "-o", output);
        Assert.True(run.Code == 0, run.Error);
        return await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(output, "*", SearchOption.AllDirectories)), Ct);
    }

    private static Task<VerbRun> RunAsync(params string[] arguments) => VerbRun.OfAsync(arguments);
}
