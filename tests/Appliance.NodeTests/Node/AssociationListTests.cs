using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary><c>ls associations</c>: who is connected to the node that runs, and who was.</summary>
public sealed class AssociationListTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ls_WhileANodeRuns_TellsOpenAssociationsWithContextsAndThoseThatEnded()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var logs = await ProfileAsync(node);
        await node.SendAsync([Corpus.PathOf("ct/CT_small.dcm")], Ct);
        await VerbRun.OfAsync("echo", $"{node.Address with { AeTitle = "OTHER" }}");
        await using var client = await node.ConnectAsync(QueryContexts.Find(), Ct);

        var run = await VerbRun.OfAsync("--profile", logs, "ls", "associations", "--json");
        for (var tries = 0; tries < 100 && run.Objects.Count < 3; tries++)
        {
            await Task.Delay(50, Ct);
            run = await VerbRun.OfAsync("--profile", logs, "ls", "associations", "--json");
        }

        Assert.Equal(["association", "rejected", "open"], run.Objects.Select(Event));
        Assert.Equal("in", run.Objects[2].GetProperty("direction").GetString());
        Assert.StartsWith("127.0.0.1:", run.Objects[2].GetProperty("remote").GetString());
        Assert.Contains(run.Objects[2].GetProperty("contexts").EnumerateArray(), context =>
            context.GetProperty("abstractSyntax").GetString() == "1.2.840.10008.5.1.4.1.2.2.1" && context.GetProperty("result").GetString() == "1.2.840.10008.1.2.1");
        Assert.Equal(1, run.Objects[0].GetProperty("instances").GetInt32());

        // The name of the patient in CT_small is nowhere.
        Assert.DoesNotContain("CompressedSamples", run.Output);

        var lines = await VerbRun.OfAsync("--profile", logs, "ls", "associations", "-v");
        Assert.Contains("TESTER", lines.Output);
        Assert.Contains("Study Root Query/Retrieve Information Model", lines.Output);
        Assert.Contains("it called 'OTHER'", lines.Output);
        await client.ReleaseAsync(Ct);
    }

    [Fact]
    public async Task Ls_OfAMove_TellsTheAssociationWeOpenedAsOutgoing()
    {
        var path = Corpus.PathOf("ct/CT_small.dcm");
        await using var receiver = await TestNode.StartAsync(Ct, profile => profile with { AeTitle = "RECEIVER" });
        await using var node = await TestNode.StartAsync(Ct, profile => profile with { Peers = profile.Peers.With([new Appliance.Node.Peer(receiver.Address)]) });
        var logs = await ProfileAsync(node);
        await node.SendAsync([path], Ct);
        using var file = DicomFile.Open(path);
        await using (var client = await node.ConnectAsync(QueryContexts.Move(), Ct))
        {
            await client.MoveAsync(
                FindModel.StudyRoot, new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.StudyInstanceUID, file.Dataset.GetString(DicomTag.StudyInstanceUID)!), "RECEIVER", null, Ct);
            await client.ReleaseAsync(Ct);
        }

        await TestNode.WaitForAsync(() => node.Node.Associations.Ended.Count == 3);
        var run = await VerbRun.OfAsync("--profile", logs, "ls", "associations", "--json");

        var sent = Assert.Single(run.Objects, o => o.GetProperty("direction").GetString() == "out");
        Assert.Equal(("RECEIVER", 1), (sent.GetProperty("called").GetString(), sent.GetProperty("instances").GetInt32()));
    }

    [Fact]
    public async Task Ls_WithoutANode_TellsWhatTheLogHas()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var logs = await ProfileAsync(node);
        await node.SendAsync([Corpus.PathOf("ct/CT_small.dcm")], Ct);
        await node.Node.DisposeAsync();

        var run = await VerbRun.OfAsync("--profile", logs, "ls", "associations");

        Assert.Equal(0, run.Code);
        Assert.Contains("C-STORE 1", run.Output);
        Assert.Contains("no node runs", run.Error);
        Assert.Equal(1, (await VerbRun.OfAsync("--profile", logs, "ls", "associations", "-k", "PatientID=1")).Code);
    }

    private static string? Event(System.Text.Json.JsonElement line) => line.GetProperty("event").GetString();

    private static async Task<string> ProfileAsync(TestNode node)
    {
        var path = Path.Combine(node.Folder, "profile.toml");
        await File.WriteAllTextAsync(path, $"[node]\nae-title = \"{node.Profile.AeTitle}\"\n[folders]\ndata = '{node.Profile.DataFolder}'\nlogs = '{node.Profile.LogFolder}'\n", Ct);
        return path;
    }
}
