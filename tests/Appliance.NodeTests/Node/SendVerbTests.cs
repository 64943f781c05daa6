using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>STORAGE-SCU as <c>send</c> (statement 4.2.3): how many associations, what happens after a failure, what a script is told.</summary>
public sealed class SendVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("send").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // One association for the selection, or as 4.2.3.3 has it one for each instance.
    [Theory]
    [InlineData("selection", 1)]
    [InlineData("per-instance", 4)]
    public async Task Selection_OfFour_TakesSoManyAssociations(string association, int expected)
    {
        await using var peer = new StoringPeer();

        var run = await RunAsync(Ct, "send", peer.Address, Files(4), "--association", association);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("sent 4 of 4", run.Output);
        Assert.Equal(expected, peer.Associations.Count);
        Assert.Equal(["1.2.3.0", "1.2.3.1", "1.2.3.2", "1.2.3.3"], peer.Tried);
    }

    // 4.2.3.3.1.2: contexts for the class of the instance alone.
    [Fact]
    public async Task Association_PerInstance_ProposesItsClassAlone()
    {
        await using var peer = new StoringPeer();
        Files(1);
        Write(9, DicomUID.MRImageStorage);

        await RunAsync(Ct, "send", peer.Address, _folder, "--association", "per-instance");

        Assert.Equal(2, peer.Associations.Count);
        Assert.All(peer.Associations, association => Assert.Single(association.Contexts.Select(c => c.AbstractSyntax).Distinct()));
        Assert.All(peer.Associations, association => Assert.Equal(6, association.Contexts.Count));
    }

    // 4.2.3.3.1.1: a single attempt each; no retry, and the next one is tried, whatever was answered.
    [Theory]
    [InlineData("selection")]
    [InlineData("per-instance")]
    public async Task Instance_ThatIsRefused_DoesNotStopTheOthers(string association)
    {
        await using var peer = new StoringPeer { Answer = uid => uid == "1.2.3.1" ? DicomStatus.OutOfResources : uid == "1.2.3.2" ? new DicomStatus(0xB006) : DicomStatus.Success };

        var run = await RunAsync(Ct, "send", peer.Address, Files(4), "--association", association);

        Assert.Equal(ExitCode.PartlyDone, run.Code);
        Assert.Contains("sent 3 of 4", run.Output);
        Assert.Contains("1.dcm", run.Error);
        Assert.Contains("A700H", run.Error);
        Assert.Equal(4, peer.Tried.Count);
    }

    // 4.2.3.3.1.1: for whatever reason. The instance under way is not tried again, the next ones go on another association.
    [Theory]
    [InlineData("selection", 2)]
    [InlineData("per-instance", 4)]
    public async Task Association_ThatIsLost_CostsTheInstanceUnderWay(string association, int associations)
    {
        await using var peer = new StoringPeer { Answer = uid => uid == "1.2.3.1" ? throw new AssociationException(AssociationFault.LocalAbort, "leaving") : DicomStatus.Success };

        var run = await RunAsync(Ct, "send", peer.Address, Files(4), "--association", association);

        Assert.Equal(ExitCode.PartlyDone, run.Code);
        Assert.Contains("sent 3 of 4", run.Output);
        Assert.Equal(["1.2.3.0", "1.2.3.1", "1.2.3.2", "1.2.3.3"], peer.Tried);
        Assert.Equal(associations, peer.Associations.Count);
    }

    [Fact]
    public async Task Peer_ThatGoesAwayForGood_LeavesTheRestUntried()
    {
        await using var peer = new StoringPeer();
        peer.Answer = uid =>
        {
            if (uid != "1.2.3.1")
            {
                return DicomStatus.Success;
            }

            peer.RefusesAll = true;
            throw new AssociationException(AssociationFault.LocalAbort, "leaving");
        };

        var run = await RunAsync(Ct, "send", peer.Address, Files(4), "--json");

        Assert.Equal(ExitCode.PartlyDone, run.Code);
        using var summary = JsonDocument.Parse(run.Output);
        Assert.Equal((1, 1, 2), (Number(summary, "sent"), Number(summary, "refused"), Number(summary, "notTried")));
        Assert.Contains("calling AE title", run.Error);
    }

    [Fact]
    public async Task Peer_ThatTakesNothing_EndsInTheFamilyOfTheNetwork()
    {
        await using var refusing = new StoringPeer { RefusesAll = true };
        await using var full = new StoringPeer { Answer = _ => DicomStatus.OutOfResources };

        Assert.Equal(61, (await RunAsync(Ct, "send", refusing.Address, Files(2))).Code);
        var each = await RunAsync(Ct, "send", refusing.Address, _folder, "--association", "per-instance");
        Assert.Equal(61, each.Code);
        Assert.Contains("sent 0 of 2", each.Output);
        Assert.Equal(ExitCode.OperationFailed, (await RunAsync(Ct, "send", full.Address, _folder)).Code);
    }

    [Fact]
    public async Task Interruption_InTheMidst_TellsHowFarItCame()
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await using var peer = new StoringPeer();
        peer.Answer = uid =>
        {
            if (uid == "1.2.3.2")
            {
                interrupt.Cancel();
            }

            return DicomStatus.Success;
        };

        var run = await RunAsync(interrupt.Token, "send", peer.Address, Files(200), "--json");

        Assert.Equal(ExitCode.Interrupted, run.Code);
        using var summary = JsonDocument.Parse(run.Output);
        var sent = Number(summary, "sent");
        Assert.InRange(sent, 2, 199);
        Assert.Equal(200 - sent, Number(summary, "notTried"));
    }

    // More kinds of object than one association has contexts for: further ones, each with the whole pattern (4.2.3.3.1.2).
    [Fact]
    public async Task Selection_OfMoreClassesThanFit_TakesFurtherAssociations()
    {
        await using var peer = new StoringPeer();
        var classes = DicomUID.StorageClasses.Where(c => !c.IsRetired).Take(50).ToList();
        for (var i = 0; i < classes.Count; i++)
        {
            Write(i, classes[i]);
        }

        var run = await RunAsync(Ct, "send", peer.Address, _folder);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(50, peer.Tried.Count);
        Assert.Equal(3, peer.Associations.Count);
        Assert.All(peer.Associations, association => Assert.Equal(6 * association.Contexts.Select(c => c.AbstractSyntax).Distinct().Count(), association.Contexts.Count));
    }

    // 4.2.3.3.1.3.3: the order of the statement with --compress, the instance's own syntax without.
    [Theory]
    [InlineData(false, "1.2.840.10008.1.2.1")]
    [InlineData(true, "1.3.6.1.4.1.5962.300.1")]
    public async Task Syntax_IsTheInstancesOwnUnlessToldToCompress(bool compress, string expected)
    {
        await using var peer = new StoringPeer();

        string[] switches = compress ? ["--compress"] : [];
        Assert.Equal(0, (await RunAsync(Ct, ["send", peer.Address, Files(1), .. switches])).Code);

        Assert.Equal([expected], peer.Syntaxes);
    }

    private static int Number(JsonDocument summary, string name) => summary.RootElement.GetProperty(name).GetInt32();

    private string Files(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Write(i, DicomUID.CTImageStorage);
        }

        return _folder;
    }

    private void Write(int number, DicomUID sopClass) => new DicomFile(
        new DicomDataset().Set(DicomTag.SOPClassUID, sopClass.Value).Set(DicomTag.SOPInstanceUID, $"1.2.3.{number}").Set(DicomTag.PatientID, "P"),
        DicomTransferSyntax.ExplicitVRLittleEndian).Save(Path.Combine(_folder, $"{number:D3}.dcm"));

    private static async Task<(int Code, string Output, string Error)> RunAsync(CancellationToken ct, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(arguments, output, error, errorIsTerminal: false, ct);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A storage provider on a real socket that answers as the test says.</summary>
    private sealed class StoringPeer : IStoreService, IAssociationObserver, IAsyncDisposable
    {
        private readonly DicomServer _server;

        public StoringPeer() => _server = DicomServer.StartAsync(
            new NodeServices("STORING", this, Observer: this), new NetworkOptions { AcceptCaller = (_, _) => !RefusesAll }, IPAddress.Loopback, 0).GetAwaiter().GetResult();

        public string Address => $"STORING@127.0.0.1:{_server.LocalEndPoint!.Port}";

        public bool RefusesAll { get; set; }

        public Func<string, DicomStatus> Answer { get; set; } = _ => DicomStatus.Success;

        public ConcurrentQueue<string> Tried { get; } = new();

        public ConcurrentQueue<string> Syntaxes { get; } = new();

        public ConcurrentQueue<AssociationInfo> Associations { get; } = new();

        public ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
        {
            Tried.Enqueue(request.SopInstanceUid.Value);
            Syntaxes.Enqueue(request.TransferSyntax.Uid.Value);
            return ValueTask.FromResult(Answer(request.SopInstanceUid.Value));
        }

        public void Opened(AssociationInfo association) => Associations.Enqueue(association);

        public void Closed(AssociationInfo association, string outcome)
        {
        }

        public void Rejected(AssociationInfo association, AssociationRejection rejection)
        {
        }

        public void Operation(AssociationInfo association, string verb, DicomStatus status, long bytes)
        {
        }

        public void Remarked(AssociationInfo association, string verb, string remark)
        {
        }

        public void Failed(AssociationInfo association, string verb, Exception error)
        {
        }

        public void Disconnected(string remote, string reason)
        {
        }

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
