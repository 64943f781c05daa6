using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>What a person is told when a peer cannot be worked with: who, why, and what to change.</summary>
public sealed class DoctorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "web server", "104 and 11112")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0016", "TLS alert", "profile")]
    [InlineData("\u0007\u0000\u0000\u0000\u0000\u0004\u0000\u0000\u0002\u0001", "service provider", "breaks the protocol")]
    [InlineData("\u0007\u0000\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000", "service user", "log")]
    [InlineData("\u0003\u0000\u0000\u0000\u0000\u0004\u0000\u0001\u0001\u0003", "calling AE title", "enter our title 'STICK' there")]
    [InlineData("\u0003\u0000\u0000\u0000\u0000\u0004\u0000\u0002\u0003\u0002", "local limit exceeded", "try again later")]
    [InlineData("", "without a release", "hung up without a word")]
    public async Task Echo_AnsweredOtherwise_SaysWhatItIsAndWhatToDo(string answer, string what, string advice)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var peer = AnswerAsync(listener, System.Text.Encoding.Latin1.GetBytes(answer));

        var run = await VerbRun.OfAsync("echo", $"PACS@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "-aet", "STICK");

        await peer;
        Assert.InRange(run.Code, 60, 69);
        Assert.Contains(what, run.Error);
        Assert.Contains(advice, run.Error);
    }

    [Fact]
    public async Task Store_IsDescribed_BeforeItIsMade_WhileANodeRuns_AndAfterwards()
    {
        var node = await TestNode.StartAsync(Ct, profile => profile with { Retention = new Appliance.Archive.RetentionPolicy { MaxBytes = 1L << 40, MaxAge = TimeSpan.FromDays(90) } });
        var data = node.Profile.DataFolder;
        await node.SendAsync([Appliance.Tests.Corpus.PathOf("ct/CT_small.dcm")], Ct);
        await TestNode.WaitForAsync(() => Appliance.Node.AssociationHistory.ReadOpen(data)?.Store.Contains("1 instances", StringComparison.Ordinal) == true);

        var beside = await StoreAsync(data);
        Assert.Contains($"open in the node {node.Address}: format {node.Archive.Format}, 1 patients, 1 studies, 1 instances", beside, StringComparison.Ordinal);
        Assert.Contains("stops storing below 64.0 MiB; retention: at most 1024.0 GiB, at most 90 days", beside, StringComparison.Ordinal);
        Assert.DoesNotContain("CompressedSamples", beside, StringComparison.Ordinal);

        await node.Node.DisposeAsync();
        node.Archive.Dispose();
        var afterwards = await StoreAsync(data);
        Assert.Contains("1 instances, 0.0 MiB; ", afterwards, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing can be stored", afterwards, StringComparison.Ordinal);
        Assert.Contains("retention off", await StoreAsync(Path.Combine(data, "none")), StringComparison.Ordinal);
        Directory.Delete(node.Folder, recursive: true);
    }

    [Fact]
    public async Task Store_OnAReadOnlyDisk_IsSaidToBeInMemory_OrToBeOnlyRead()
    {
        using var disk = Appliance.NodeTests.Archive.Disks.MemoryDisk.Make(256);
        var kept = Path.Combine(disk.Root, "kept");
        Assert.Equal(0, (await VerbRun.OfAsync("--data", kept, "import", Appliance.Tests.Corpus.PathOf("ct/CT_small.dcm"))).Code);
        Appliance.NodeTests.Archive.Disks.LoopDisk.Run("mount", ["-o", "remount,ro", disk.Root]);

        var none = await StoreAsync(Path.Combine(disk.Root, "none", "data"), isGood: false);
        Assert.Contains("Read-only file system", none, StringComparison.Ordinal);
        Assert.Contains("keep what they receive in memory", none, StringComparison.Ordinal);
        var only = await StoreAsync(kept);
        Assert.Contains("1 instances", only, StringComparison.Ordinal);
        Assert.Contains("nothing can be stored", only, StringComparison.Ordinal);

        // An archive that is there is never passed over for an empty one in memory.
        var notices = new List<string>();
        var profile = new Appliance.Node.NodeProfile { Port = 0, Bind = IPAddress.Loopback, LogFolder = Path.Combine(disk.Root, "logs") };
        using (var read = Composition.OpenForNode(profile with { DataFolder = kept }, notices.Add))
        {
            Assert.Equal((true, false, 1), (read.IsReadOnly, read.IsInMemory, read.Counts.Instances));
        }

        Assert.Empty(notices);
        using var memory = Composition.OpenForNode(profile with { DataFolder = Path.Combine(disk.Root, "none") }, notices.Add);
        Assert.True(memory.IsInMemory);
        Assert.Contains("gone when this ends", Assert.Single(notices), StringComparison.Ordinal);
    }

    private static async Task<string> StoreAsync(string data, bool isGood = true)
    {
        var store = (await VerbRun.OfAsync("--data", data, "doctor", "--json")).Objects.Single(finding => finding.GetProperty("subject").GetString() == "store");
        Assert.Equal(isGood, store.GetProperty("ok").GetBoolean());
        return store.GetProperty("text").GetString()!;
    }

    [Fact]
    public async Task Echo_WhereNothingListens_SaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var run = await VerbRun.OfAsync("echo", $"PACS@127.0.0.1:{port}");

        Assert.Equal(61, run.Code);
        Assert.Contains("nothing listens on that port", run.Error);
    }

    [Fact]
    public async Task Echo_ByAnotherTitle_IsToldOnBothSides()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var run = await VerbRun.OfAsync("echo", $"{node.Address with { AeTitle = "OTHER" }}");

        Assert.Equal(61, run.Code);
        Assert.Contains("Nothing there is called 'OTHER'", run.Error);
        await TestNode.WaitForAsync(() => node.Node.Associations.Ended.Any(record => record.Outcome!.Contains("it called 'OTHER'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Find_OfAPeerWithoutTheService_NamesTheClass()
    {
        await using var peer = ScriptedPeer.Start(finds: false);

        var run = await VerbRun.OfAsync("find", $"{peer.Address}");

        Assert.Equal(65, run.Code);
        Assert.Contains("Study Root Query/Retrieve Information Model", run.Error);
        Assert.Contains("the service is not supported (abstract syntax)", run.Error);
        Assert.Contains($"appliance doctor {peer.Address}", run.Error);
    }

    [Fact]
    public async Task Doctor_OfAPeer_TellsEveryServiceAcceptedOrWhyNot()
    {
        await using var peer = ScriptedPeer.Start(retrieves: false);

        var run = await VerbRun.OfAsync("doctor", $"{peer.Address}", "--json");

        Assert.Equal(0, run.Code);
        var texts = run.Objects.ToLookup(o => o.GetProperty("ok").GetBoolean(), o => o.GetProperty("text").GetString()!);
        Assert.Contains(texts[true], text => text.StartsWith("Verification SOP Class: Explicit VR Little Endian", StringComparison.Ordinal));
        Assert.Contains(texts[true], text => text.Contains("FIND: Explicit", StringComparison.Ordinal));
        Assert.Contains(texts[false], text => text.Contains("MOVE: the service is not supported", StringComparison.Ordinal));
        Assert.Contains(texts[false], text => text.StartsWith("CT Image Storage: the service is not supported", StringComparison.Ordinal));
    }

    private static async Task AnswerAsync(TcpListener listener, byte[] answer)
    {
        using var client = await listener.AcceptTcpClientAsync(Ct);
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[65536], Ct);
        await stream.WriteAsync(answer, Ct);
        client.Client.Shutdown(SocketShutdown.Send);
        while (await stream.ReadAsync(new byte[65536], Ct) > 0)
        {
            // Until the verb has closed.
        }
    }
}
