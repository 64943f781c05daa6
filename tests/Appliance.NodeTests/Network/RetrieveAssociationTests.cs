using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>What becomes of a retrieval when its association, its roles or its user end it: MOVE-SCU (4.2.5) and RETRIEVE-SCP (4.2.7).</summary>
public sealed class RetrieveAssociationTests
{
    // 4.2.5.3.1.3.5: what arrived is kept whatever becomes of the C-MOVE, and STORAGE-SCP goes on accepting associations and instances.
    [Fact]
    public async Task Move_BrokenOffHalfWay_LeavesWhatArrivedAndStorageGoesOn()
    {
        await using var receiver = new NetworkNode(port: 4242);
        await using var giver = new NetworkNode(receiver.Network);
        using var gate = new SemaphoreSlim(0);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        giver.OnPlan = _ => RetrievePlan.Send(
            [
                NetworkNode.Item("1.2.1", [1, 2]),
                NetworkNode.Item("1.2.2", [3, 4]) with
                {
                    OpenDataSet = () =>
                    {
                        arrived.SetResult();
                        gate.Wait(NetworkNode.Ct);
                        return new MemoryStream([3, 4]);
                    },
                },
            ],
            receiver.Peer);
        await using var client = await giver.ConnectAsync(QueryContexts.Move());
        var moving = client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "RECEIVER", null, NetworkNode.Ct);
        await arrived.Task.WaitAsync(NetworkNode.Ct);

        client.Abort();
        gate.Release();
        await Assert.ThrowsAsync<AssociationException>(() => moving);

        Assert.Equal([1, 2], receiver.Stored["1.2.1"]);
        await using var another = await receiver.ConnectForStoreAsync();
        Assert.Equal(DicomStatus.Success, await another.StoreAsync(NetworkNode.Item("1.2.3", [5, 6]), NetworkNode.Ct));
        Assert.Equal([5, 6], receiver.Stored["1.2.3"]);
    }

    // 4.2.5.3.1.3.1: the base statement never asks C-CANCEL; here the interrupted user does, and the peer's final answer ends it.
    [Fact]
    public async Task Move_InterruptedByItsUser_IsCancelledAtThePeer()
    {
        await using var receiver = new NetworkNode(port: 4242);
        await using var giver = new NetworkNode(receiver.Network);
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(NetworkNode.Ct);
        var given = 0;
        giver.OnPlan = _ => RetrievePlan.Send([.. Enumerable.Range(0, 1000).Select(number => NetworkNode.Item($"1.2.{number}", [1, 2]))], receiver.Peer);
        receiver.OnStore = async (_, dataSet, ct) =>
        {
            await dataSet.CopyToAsync(Stream.Null, ct);
            if (Interlocked.Increment(ref given) == 3)
            {
                await interrupted.CancelAsync();
            }

            // From then on each takes its time, so that the cancel comes long before the last.
            await Task.Delay(given < 3 ? 0 : 20, ct);
            return DicomStatus.Success;
        };
        await using var client = await giver.ConnectAsync([.. QueryContexts.Move(), .. QueryContexts.Verification]);

        var result = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "RECEIVER", null, interrupted.Token);

        Assert.Equal(DicomStatus.Cancel, result.Status);
        Assert.Equal(1000, result.SubOperations.Done + result.SubOperations.Remaining);
        Assert.InRange(given, 3, 500);
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
    }

    // 4.2.7.4.1.3.2: a storage class is sent back only where the requestor offered to be its SCP.
    [Fact]
    public async Task Get_WithoutTheScpRole_SendsNothingAndCountsFailures()
    {
        await using var node = new NetworkNode();
        node.OnPlan = _ => RetrievePlan.Send([NetworkNode.Item("1.2.1", [1, 2]), NetworkNode.Item("1.2.2", [3, 4])]);
        await using var client = await node.ConnectAsync(
            [.. QueryContexts.Get(), .. StorageContexts.For([(DicomUID.CTImageStorage, DicomTransferSyntax.ExplicitVRLittleEndian)])]);

        var result = await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), node, null, NetworkNode.Ct);

        Assert.Equal((DicomStatus.SubOperationsFailed, new SubOperations(null, 0, 2, 0)), (result.Status, result.SubOperations));
        Assert.Empty(node.Stored);
    }
}
