using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>C-GET and C-MOVE (statement 4.2.5, 4.2.7): sub-operations, counters, refusals, cancel.</summary>
public sealed class RetrieveTests
{
    private static readonly StoreItem[] Three =
    [
        NetworkNode.Item("1.2.1", NetworkNode.Noise(100_000)),
        NetworkNode.Item("1.2.2", NetworkNode.Noise(10)),
        NetworkNode.Item("1.2.3", NetworkNode.Noise(300_000)),
    ];

    private static IReadOnlyList<PresentationContextRequest> GetContexts => [.. QueryContexts.Get(), .. StorageContexts.ForGet([DicomUID.CTImageStorage])];

    [Fact]
    public async Task Get_OfThree_BringsThemBackOnTheSameAssociation()
    {
        await using var node = new NetworkNode();
        node.OnPlan = _ => RetrievePlan.Send(Three);
        var receiver = new Receiver();
        await using var client = await node.ConnectAsync(GetContexts);
        var told = new List<SubOperations>();

        var result = await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), receiver, new Told(told), NetworkNode.Ct);

        Assert.Equal((DicomStatus.Success, new SubOperations(null, 3, 0, 0)), (result.Status, result.SubOperations));
        Assert.Equal([2, 1, null], told.Select(t => t.Remaining));
        Assert.Equal(["1.2.1", "1.2.2", "1.2.3"], receiver.Received);
        await client.ReleaseAsync(NetworkNode.Ct);
        await node.SeenAsync("closed: released by the peer");
    }

    [Fact]
    public async Task Get_WhereOnlyAnotherSyntaxWasAccepted_ConvertsWhenTheOwnerCan()
    {
        await using var node = new NetworkNode();
        // The bytes stand for themselves: what counts is which syntax was asked for.
        var asked = new List<DicomTransferSyntax>();
        node.OnPlan = _ => RetrievePlan.Send([.. Three.Select(i => i with
        {
            OpenDataSetAs = syntax =>
            {
                asked.Add(syntax);
                return i.OpenDataSet();
            },
        })]);
        var receiver = new Receiver();
        await using var client = await node.ConnectAsync([.. QueryContexts.Get(), .. StorageContexts.ForGet([DicomUID.CTImageStorage], [DicomTransferSyntax.ImplicitVRLittleEndian])]);

        var result = await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), receiver, progress: null, NetworkNode.Ct);

        Assert.Equal(DicomStatus.Success, result.Status);
        Assert.Equal(Enumerable.Repeat(DicomTransferSyntax.ImplicitVRLittleEndian, 3), asked);
    }

    [Fact]
    public async Task Get_WithFailures_ContinuesAndNamesThem()
    {
        await using var node = new NetworkNode();
        var items = Three.ToArray();
        items[0] = items[0] with { SopClassUid = DicomUID.MRImageStorage }; // no context for it
        items[1] = items[1] with { OpenDataSet = () => throw new IOException("unreadable") };
        node.OnPlan = _ => RetrievePlan.Send(items);
        var receiver = new Receiver();
        await using var client = await node.ConnectAsync([.. QueryContexts.Get(), .. StorageContexts.ForGet([DicomUID.CTImageStorage], [DicomTransferSyntax.ExplicitVRLittleEndian])]);

        var result = await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), receiver, progress: null, NetworkNode.Ct);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 1, 2, 0)), (result.Status, result.SubOperations));
        Assert.Equal(["1.2.1", "1.2.2"], result.FailedInstances);
        Assert.Equal(["1.2.3"], receiver.Received);
    }

    [Fact]
    public async Task Get_WhoseReceiverRefuses_CountsFailuresAndWarnings()
    {
        await using var node = new NetworkNode();
        node.OnPlan = _ => RetrievePlan.Send(Three);
        var receiver = new Receiver { Answer = uid => uid == "1.2.1" ? DicomStatus.OutOfResources : uid == "1.2.2" ? new DicomStatus(0xB007) : DicomStatus.Success };
        await using var client = await node.ConnectAsync([.. QueryContexts.Get(), .. StorageContexts.ForGet([DicomUID.CTImageStorage], [DicomTransferSyntax.ExplicitVRLittleEndian])]);

        var result = await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), receiver, progress: null, NetworkNode.Ct);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 1, 1, 1)), (result.Status, result.SubOperations));
    }

    // Beyond the statement (4.2.7.4.1.3.4 has no FE00H): C-CANCEL is honoured.
    [Fact]
    public async Task Get_Cancelled_EndsWithWhatRemained()
    {
        const int Count = 50_000;
        await using var node = new NetworkNode();
        node.OnPlan = _ => RetrievePlan.Send([.. Enumerable.Repeat(Three[1], Count)]);
        using var cancel = new CancellationTokenSource();
        var receiver = new Receiver { Before = cancel.CancelAsync };
        await using var client = await node.ConnectAsync([.. QueryContexts.Get(), .. StorageContexts.ForGet([DicomUID.CTImageStorage], [DicomTransferSyntax.ExplicitVRLittleEndian])]);

        var result = await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), receiver, progress: null, cancel.Token);

        Assert.Equal(DicomStatus.Cancel, result.Status);
        Assert.Equal((receiver.Received.Count, Count - receiver.Received.Count), (result.SubOperations.Completed, result.SubOperations.Remaining));
        await client.ReleaseAsync(NetworkNode.Ct);
    }

    [Fact]
    public async Task Get_OfNothing_IsSuccessWithZeroCounts()
    {
        await using var node = new NetworkNode();
        await using var client = await node.ConnectAsync(GetContexts);

        var result = await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), new Receiver(), progress: null, NetworkNode.Ct);

        Assert.Equal((DicomStatus.Success, new SubOperations(null, 0, 0, 0)), (result.Status, result.SubOperations));
    }

    [Fact]
    public async Task Move_ToAnotherNode_SendsWithItsOriginator()
    {
        await using var node = new NetworkNode();
        await using var destination = new NetworkNode(node.Network, port: 105);
        node.OnPlan = request =>
        {
            Assert.Equal("DEST", request.MoveDestination);
            return RetrievePlan.Send(Three, destination.Peer);
        };
        await using var client = await node.ConnectAsync(QueryContexts.Move());

        var result = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", progress: null, NetworkNode.Ct);

        Assert.Equal((DicomStatus.Success, new SubOperations(null, 3, 0, 0)), (result.Status, result.SubOperations));
        Assert.Equal(["1.2.1", "1.2.2", "1.2.3"], destination.Stored.Keys.Order());
        Assert.All(destination.StoreRequests, r => Assert.Equal(("TESTER", "NODE", (ushort)1), (r.MoveOriginator, r.Association.CallingAeTitle, r.MoveOriginatorMessageId!.Value)));
        Assert.Equal(Three[2].OpenDataSet().Length, destination.Stored["1.2.3"].Length);
    }

    [Fact]
    public async Task Move_ToNowhere_IsRefusedOrCountsAllAsFailed()
    {
        await using var node = new NetworkNode();
        await using var client = await node.ConnectAsync(QueryContexts.Move());
        node.OnPlan = _ => RetrievePlan.Refuse(DicomStatus.MoveDestinationUnknown, "DEST is not known");

        var refused = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", progress: null, NetworkNode.Ct);
        Assert.Equal((DicomStatus.MoveDestinationUnknown, "DEST is not known"), (refused.Status, refused.Comment));

        node.OnPlan = _ => RetrievePlan.Send(Three, new PeerAddress("DEST", "memory", 9999));
        var failed = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", progress: null, NetworkNode.Ct);
        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 0, 3, 0)), (failed.Status, failed.SubOperations));
        Assert.Equal(3, failed.FailedInstances.Count);
    }

    [Fact]
    public async Task Move_WhoseDestinationLeavesHalfWay_FailsTheRest()
    {
        await using var node = new NetworkNode();
        await using var destination = new NetworkNode(node.Network, port: 105);
        destination.OnStore = (request, _, _) =>
            request.SopInstanceUid.Value == "1.2.1" ? ValueTask.FromResult(DicomStatus.Success) : throw new AssociationException(AssociationFault.LocalAbort, "leaving");
        node.OnPlan = _ => RetrievePlan.Send(Three, destination.Peer);
        await using var client = await node.ConnectAsync(QueryContexts.Move());

        var result = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", progress: null, NetworkNode.Ct);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 1, 2, 0)), (result.Status, result.SubOperations));
        Assert.Equal(["1.2.2", "1.2.3"], result.FailedInstances);
    }

    private sealed class Told(List<SubOperations> told) : IProgress<SubOperations>
    {
        public void Report(SubOperations value) => told.Add(value);
    }

    private sealed class Receiver : IStoreService
    {
        public List<string> Received { get; } = [];

        public Func<string, DicomStatus> Answer { get; init; } = _ => DicomStatus.Success;

        public Func<Task> Before { get; init; } = () => Task.CompletedTask;

        public async ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
        {
            await Before();
            using var kept = new MemoryStream();
            await dataSet.CopyToAsync(kept, ct);
            var sent = Array.Find(Three, i => i.SopInstanceUid == request.SopInstanceUid)!;
            Assert.Equal(((MemoryStream)sent.OpenDataSet()).ToArray(), kept.ToArray());
            Received.Add(request.SopInstanceUid.Value);
            return Answer(request.SopInstanceUid.Value);
        }
    }
}
