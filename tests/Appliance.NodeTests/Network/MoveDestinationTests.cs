using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>C-MOVE as SCP against destinations of every temper (statement 4.2.7.3, 4.2.7.4.1.1, 4.2.7.4.1.3).</summary>
public sealed class MoveDestinationTests
{
    private static readonly StoreItem[] Four =
    [
        NetworkNode.Item("1.2.1", NetworkNode.Noise(1000)),
        NetworkNode.Item("1.2.2", NetworkNode.Noise(10)),
        NetworkNode.Item("1.2.3", NetworkNode.Noise(300_000)),
        NetworkNode.Item("1.2.4", NetworkNode.Noise(20)),
    ];

    // 4.2.7.4.1.3.1: whatever C-STORE answers, requests go on with the remaining instances; PS3.4 C.4.2.1.6 to C.4.2.1.9: the numbers.
    [Fact]
    public async Task DestinationThatRefusesOne_IsSentTheOthers()
    {
        await using var node = new NetworkNode();
        await using var destination = Destination(node, uid => uid == "1.2.2" ? DicomStatus.OutOfResources : uid == "1.2.3" ? new DicomStatus(0xB000) : DicomStatus.Success);
        var told = new List<SubOperations>();

        var result = await MoveAsync(node, destination.Peer, Four, told);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 2, 1, 1)), (result.Status, result.SubOperations));
        Assert.Equal(["1.2.2"], result.FailedInstances);
        Assert.Contains("A700H", result.Comment);
        Assert.Equal(["1.2.1", "1.2.2", "1.2.3", "1.2.4"], destination.StoreRequests.Select(r => r.SopInstanceUid.Value));
        // 4.2.7.4.1.1, 4.2.7.4.1.3.4: FF00H for each instance but the last, then the final response.
        Assert.Equal(
            [new(3, 1, 0, 0), new(2, 1, 1, 0), new(1, 1, 1, 1), new SubOperations(null, 2, 1, 1)], told);
    }

    // PS3.4 C.4.2.1.5: warnings alone are B000H too, and nothing has failed.
    [Fact]
    public async Task DestinationThatWarnsOfAll_EndsInAWarningWithoutAList()
    {
        await using var node = new NetworkNode();
        await using var destination = Destination(node, _ => new DicomStatus(0xB007));

        var result = await MoveAsync(node, destination.Peer, Four);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 0, 0, 4)), (result.Status, result.SubOperations));
        Assert.Empty(result.FailedInstances);
    }

    // 4.2.7.4.1.3.4: B000H when not all were sent; A702H is never sent, also when none was.
    [Fact]
    public async Task DestinationThatRefusesAll_IsAWarningThatNamesThemAll()
    {
        await using var node = new NetworkNode();
        await using var destination = Destination(node, _ => DicomStatus.UnableToProcess);

        var result = await MoveAsync(node, destination.Peer, Four);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 0, 4, 0)), (result.Status, result.SubOperations));
        Assert.Equal(Four.Select(i => i.SopInstanceUid.Value), result.FailedInstances);
    }

    // 4.2.7.4.1.3.1: no suitable presentation context fails that instance alone.
    [Fact]
    public async Task DestinationThatLacksAClass_IsSentTheOthers()
    {
        await using var node = new NetworkNode();
        await using var destination = Destination(node);
        var items = Four.ToArray();
        items[1] = items[1] with { SopClassUid = new DicomUID("1.3.12.2.1107.5.9.1") };

        var result = await MoveAsync(node, destination.Peer, items);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 3, 1, 0)), (result.Status, result.SubOperations));
        Assert.Equal(["1.2.2"], result.FailedInstances);
        Assert.Contains("1.3.12.2.1107.5.9.1", result.Comment);
    }

    // 4.2.7.4.1.1: after the destination has closed no further retrievals and no other association.
    [Fact]
    public async Task DestinationThatAborts_IsNotCalledAgain()
    {
        await using var node = new NetworkNode();
        await using var destination = new NetworkNode(node.Network, port: 105);
        destination.OnStore = (request, _, _) => request.SopInstanceUid.Value == "1.2.1"
            ? ValueTask.FromResult(DicomStatus.Success)
            : throw new AssociationException(AssociationFault.LocalAbort, "leaving");

        var result = await MoveAsync(node, destination.Peer, Four);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 1, 3, 0)), (result.Status, result.SubOperations));
        Assert.Equal(["1.2.2", "1.2.3", "1.2.4"], result.FailedInstances);
        Assert.Single(destination.Opens);
        // 4.2.7.3: a single association for all instances.
        Assert.Single(node.Opens, association => !association.IsInbound);
        await node.SeenAsync("closed: NODE@memory:105 aborted");
    }

    // The node's log shows the associations it opens like those it accepts, each with a number of its own.
    [Fact]
    public async Task Association_ToTheDestination_IsToldToTheObserver()
    {
        await using var node = new NetworkNode();
        await using var destination = Destination(node);

        await MoveAsync(node, destination.Peer, Four);

        var outgoing = Assert.Single(node.Opens, association => !association.IsInbound);
        var incoming = Assert.Single(node.Opens, association => association.IsInbound);
        Assert.NotEqual(incoming.Id, outgoing.Id);
        Assert.Equal(("NODE", "NODE"), (outgoing.CallingAeTitle, outgoing.CalledAeTitle));
        Assert.Contains(outgoing.Contexts, c => c.IsAccepted);
        await node.SeenAsync("closed: released by us");
        Assert.Equal(4, node.Events.Count(e => e.StartsWith("C-STORE 0000", StringComparison.Ordinal)));
        Assert.Contains("C-STORE 0000 300000", node.Events);
    }

    [Fact]
    public async Task DestinationThatRejectsOrIsNotThere_IsToldAndFailsAll()
    {
        await using var node = new NetworkNode();
        await using var destination = Destination(node);

        var rejected = await MoveAsync(node, destination.Peer with { AeTitle = "SOMEONE" }, Four);
        var absent = await MoveAsync(node, destination.Peer with { Port = 999 }, Four);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 0, 4, 0)), (rejected.Status, rejected.SubOperations));
        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 0, 4, 0)), (absent.Status, absent.SubOperations));
        Assert.Contains("called AE title", rejected.Comment);
        await node.SeenAsync("rejected for good");
        await node.SeenAsync("closed: No connection to NODE@memory:999");
        Assert.DoesNotContain(node.Opens, association => !association.IsInbound);
    }

    // Beyond the statement (4.2.7.4.1.3.4 has no FE00H): C-CANCEL is honoured, with what remained, and the destination is left in good order.
    [Fact]
    public async Task Cancel_InTheMidstOfMany_EndsAfterTheInstanceUnderWay()
    {
        const int Count = 50_000;
        await using var node = new NetworkNode();
        await using var destination = new NetworkNode(node.Network, port: 105);
        using var cancel = new CancellationTokenSource();
        destination.OnStore = async (_, _, _) =>
        {
            await cancel.CancelAsync();
            return DicomStatus.Success;
        };
        node.OnPlan = _ => RetrievePlan.Send([.. Enumerable.Repeat(Four[1], Count)], destination.Peer);
        await using var client = await node.ConnectAsync(QueryContexts.Move());

        var result = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", progress: null, cancel.Token);

        Assert.Equal(DicomStatus.Cancel, result.Status);
        Assert.Equal(destination.StoreRequests.Count, result.SubOperations.Completed);
        Assert.Equal(Count - destination.StoreRequests.Count, result.SubOperations.Remaining);
        await destination.SeenAsync("closed: released by the peer");
        await client.ReleaseAsync(NetworkNode.Ct);
    }

    [Fact]
    public async Task Requestor_ThatLeavesInMidMove_EndsTheAssociationToTheDestinationToo()
    {
        await using var node = new NetworkNode();
        await using var destination = new NetworkNode(node.Network, port: 105);
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        destination.OnStore = async (_, _, ct) =>
        {
            begun.TrySetResult();
            await goOn.Task.WaitAsync(ct);
            return DicomStatus.Success;
        };
        node.OnPlan = _ => RetrievePlan.Send(Four, destination.Peer);
        await using var client = await node.ConnectAsync(QueryContexts.Move());

        var move = client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", progress: null, NetworkNode.Ct);
        await begun.Task;
        client.Abort();
        await node.SeenAsync("closed: aborted by us");
        goOn.SetResult();

        await Assert.ThrowsAsync<AssociationException>(() => move);
        await destination.SeenAsync("closed: NODE@client");
        Assert.Single(destination.StoreRequests);
    }

    // A destination that takes its time holds the source back: the object is not gathered anywhere on the way.
    [Fact]
    public async Task DestinationThatReadsSlowly_HoldsTheSourceBack()
    {
        const int Length = 40_000_000;
        const int OnTheWay = 4_000_000;
        await using var node = new NetworkNode();
        await using var destination = new NetworkNode(node.Network, port: 105);
        var source = new CountedSource(Length);
        var ahead = 0L;
        destination.OnStore = async (_, dataSet, ct) =>
        {
            var piece = new byte[16 * 1024];
            var read = 0L;
            for (int count; (count = await dataSet.ReadAsync(piece, ct)) > 0;)
            {
                read += count;
                ahead = Math.Max(ahead, source.Given - read);
                await Task.Yield();
            }
            return read == Length ? DicomStatus.Success : DicomStatus.UnableToProcess;
        };

        var result = await MoveAsync(node, destination.Peer, [NetworkNode.Item("1.2.1", []) with { Length = Length, OpenDataSet = () => source }]);

        Assert.Equal((DicomStatus.Success, new SubOperations(null, 1, 0, 0)), (result.Status, result.SubOperations));
        Assert.InRange(ahead, 1, OnTheWay);
    }

    // PS3.4 C.4.2.3.1: one that stands still is given up after the time for answers, and the requestor is told.
    [Fact]
    public async Task DestinationThatNeverAnswers_IsGivenUp()
    {
        var clock = new ManualClock();
        await using var node = new NetworkNode(options: new NetworkOptions { Clock = clock });
        await using var destination = new NetworkNode(node.Network, port: 105);
        var begun = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        destination.OnStore = async (_, _, ct) =>
        {
            begun.TrySetResult();
            await goOn.Task.WaitAsync(ct);
            return DicomStatus.Success;
        };
        node.OnPlan = _ => RetrievePlan.Send(Four, destination.Peer);
        await using var client = await node.ConnectAsync(QueryContexts.Move(), node.Options with { Clock = TimeProvider.System });

        var move = client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", progress: null, NetworkNode.Ct);
        await begun.Task;
        await AwkwardPeerTests.UntilAsync(clock, TimeSpan.FromMinutes(1), move);
        goOn.SetResult();

        var result = await move;
        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 0, 4, 0)), (result.Status, result.SubOperations));
        Assert.Single(destination.StoreRequests);
    }

    // 4.2.7.2.2: associations are unlimited; several destinations are served at once: none of the four ends before all four have begun.
    [Fact]
    public async Task Moves_ToSeveralDestinations_RunAtTheSameTime()
    {
        const int Count = 4;
        await using var node = new NetworkNode();
        var destinations = Enumerable.Range(0, Count).Select(i => new NetworkNode(node.Network, port: 105 + i)).ToList();
        using var begun = new CountdownEvent(Count);
        var all = new TaskCompletionSource();
        foreach (var destination in destinations)
        {
            var first = 1;
            destination.OnStore = async (request, dataSet, ct) =>
            {
                if (Interlocked.Exchange(ref first, 0) == 1 && begun.Signal())
                {
                    all.SetResult();
                }
                await all.Task.WaitAsync(ct);
                return await destination.KeepAsync(request, dataSet, ct);
            };
        }
        node.OnPlan = request => RetrievePlan.Send(Four, destinations[request.MoveDestination![^1] - '0'].Peer);

        var results = await Task.WhenAll(Enumerable.Range(0, Count).Select(async i =>
        {
            await using var client = await node.ConnectAsync(QueryContexts.Move());
            return await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), $"DEST{i}", progress: null, NetworkNode.Ct);
        }));

        Assert.All(results, result => Assert.Equal((DicomStatus.Success, new SubOperations(null, 4, 0, 0)), (result.Status, result.SubOperations)));
        Assert.All(destinations, destination => Assert.Equal(4, destination.Stored.Count));
        Assert.Equal(2 * Count, node.Opens.Select(association => association.Id).Distinct().Count());
        foreach (var destination in destinations)
        {
            await destination.DisposeAsync();
        }
    }

    // PS3.4 C.4.2.1.4.2: the list of what failed, also where it is longer than a 16-bit length can tell (PS3.5 6.2.2).
    [Fact]
    public async Task FailedInstances_InThousands_AreAllNamed()
    {
        await using var node = new NetworkNode();
        await using var destination = Destination(node);
        var items = Enumerable.Range(0, 5000).Select(i => NetworkNode.Item($"1.2.826.0.1.3680043.2.1125.1.{i}", []) with { OpenDataSet = () => throw new IOException("gone") }).ToList();

        var result = await MoveAsync(node, destination.Peer, items);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 0, 5000, 0)), (result.Status, result.SubOperations));
        Assert.Equal(items.Select(i => i.SopInstanceUid.Value), result.FailedInstances);
    }

    // 4.2.7.4.1.3.4: C000H when the query failed for any reason.
    [Fact]
    public async Task ServiceThatFails_IsUnableToProcess()
    {
        await using var node = new NetworkNode { OnPlan = _ => throw new InvalidOperationException("the index is on fire") };
        await using var client = await node.ConnectAsync(QueryContexts.Move());

        var result = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", progress: null, NetworkNode.Ct);

        Assert.Equal((DicomStatus.UnableToProcess, "the index is on fire"), (result.Status, result.Comment));

        // 4.2.7.4.1.3.4: A801H when no address can be determined for the destination.
        node.OnPlan = _ => RetrievePlan.Send(Four);
        Assert.Equal(DicomStatus.MoveDestinationUnknown, (await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", progress: null, NetworkNode.Ct)).Status);
    }

    private static NetworkNode Destination(NetworkNode node, Func<string, DicomStatus>? answer = null)
    {
        var destination = new NetworkNode(node.Network, port: 105);
        if (answer is not null)
        {
            destination.OnStore = (request, _, _) => ValueTask.FromResult(answer(request.SopInstanceUid.Value));
        }
        return destination;
    }

    private static async Task<RetrieveResult> MoveAsync(NetworkNode node, PeerAddress destination, IReadOnlyList<StoreItem> items, List<SubOperations>? told = null)
    {
        node.OnPlan = _ => RetrievePlan.Send(items, destination);
        await using var client = await node.ConnectAsync(QueryContexts.Move());
        var result = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", told is null ? null : new Told(told), NetworkNode.Ct);
        await client.ReleaseAsync(NetworkNode.Ct);
        return result;
    }

    /// <summary>Zeros, counted as they are taken.</summary>
    private sealed class CountedSource(long length) : Stream
    {
        private long _given;

        public long Given => Interlocked.Read(ref _given);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = (int)Math.Min(count, length - Given);
            Interlocked.Add(ref _given, count);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class Told(List<SubOperations> told) : IProgress<SubOperations>
    {
        public void Report(SubOperations value) => told.Add(value);
    }
}
