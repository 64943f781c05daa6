using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>Client and server over the in-memory pipe: each service, and what may go wrong within it.</summary>
public sealed class OperationTests
{
    [Fact]
    public async Task Echo_OnAnAssociation_SucceedsAndIsReleased()
    {
        await using var node = new NetworkNode();
        await using (var client = await node.ConnectAsync(QueryContexts.Verification))
        {
            Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
            Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
            await client.ReleaseAsync(NetworkNode.Ct);
        }

        await node.SeenAsync("closed: released by the peer");
        Assert.Equal(["opened by TESTER", "C-ECHO 0000 0", "C-ECHO 0000 0", "closed: released by the peer"], node.Events);
    }

    [Theory]
    [InlineData(0, 16384)]
    [InlineData(1, 16384)]
    [InlineData(16378, 16384)]
    [InlineData(16379, 16384)]
    [InlineData(1_000_000, 16384)]
    [InlineData(1_000_000, 4096)]
    [InlineData(5_000_001, 1_000_000)]
    public async Task Store_OfAnySize_ArrivesByteForByte(int length, int maxPduLength)
    {
        await using var node = new NetworkNode(options: new NetworkOptions { MaxPduLength = maxPduLength });
        await using var client = await node.ConnectForStoreAsync();
        var octets = NetworkNode.Noise(length);

        Assert.Equal(DicomStatus.Success, await client.StoreAsync(NetworkNode.Item("1.2.3", octets), NetworkNode.Ct));
        Assert.Equal(DicomStatus.Success, await client.StoreAsync(NetworkNode.Item("1.2.4", octets) with { Length = -1 }, NetworkNode.Ct));

        Assert.Equal(octets, node.Stored["1.2.3"]);
        Assert.Equal(octets, node.Stored["1.2.4"]);
        await client.ReleaseAsync(NetworkNode.Ct);
    }

    /// <summary>PS3.5 A.5: a deflated data set of odd length is padded, since DCMTK and what is built on it abort at an odd fragment.</summary>
    [Theory]
    [InlineData(4303, 1)]
    [InlineData(16379, 1)]
    [InlineData(1_000_001, 1)]
    [InlineData(4304, 0)]
    public async Task Store_OfADeflatedDataSetOfOddLength_EndsWithANull(int length, int padding)
    {
        await using var node = new NetworkNode();
        await using var client = await node.ConnectForStoreAsync();
        var octets = NetworkNode.Noise(length);
        var item = NetworkNode.Item("1.2.3", octets) with { TransferSyntax = DicomTransferSyntax.DeflatedExplicitVRLittleEndian };

        Assert.Equal(DicomStatus.Success, await client.StoreAsync(item, NetworkNode.Ct));
        Assert.Equal(DicomStatus.Success, await client.StoreAsync(item with { SopInstanceUid = new DicomUID("1.2.4"), Length = -1 }, NetworkNode.Ct));

        byte[] expected = [.. octets, .. new byte[padding]];
        Assert.Equal(expected, node.Stored["1.2.3"]);
        Assert.Equal(expected, node.Stored["1.2.4"]);
        await client.ReleaseAsync(NetworkNode.Ct);
    }

    [Fact]
    public async Task Store_ReadInOddPieces_IsTheSame()
    {
        await using var node = new NetworkNode();
        var octets = NetworkNode.Noise(300_000);
        node.OnStore = async (request, dataSet, ct) =>
        {
            using var kept = new MemoryStream();
            var random = new Random(7);
            while (true)
            {
                var piece = new byte[random.Next(1, 90_000)];
                var count = await dataSet.ReadAsync(piece, ct);
                if (count == 0)
                {
                    node.Stored[request.SopInstanceUid.Value] = kept.ToArray();
                    return DicomStatus.Success;
                }
                kept.Write(piece, 0, count);
            }
        };
        await using var client = await node.ConnectForStoreAsync();

        await client.StoreAsync(NetworkNode.Item("1.2.3", octets), NetworkNode.Ct);

        Assert.Equal(octets, node.Stored["1.2.3"]);
    }

    [Fact]
    public async Task Store_WhoseServiceReadsNothing_IsDrainedAndAnswered()
    {
        await using var node = new NetworkNode();
        node.OnStore = (_, _, _) => ValueTask.FromResult(DicomStatus.OutOfResources);
        await using var client = await node.ConnectForStoreAsync();

        Assert.Equal(DicomStatus.OutOfResources, await client.StoreAsync(NetworkNode.Item("1.2.3", NetworkNode.Noise(500_000)), NetworkNode.Ct));
        node.OnStore = (_, _, _) => throw new InvalidOperationException("the disk is on fire");
        Assert.Equal(DicomStatus.UnableToProcess, await client.StoreAsync(NetworkNode.Item("1.2.4", NetworkNode.Noise(10)), NetworkNode.Ct));
        node.OnStore = (_, _, _) => throw new DimseException(DicomStatus.NotAuthorized, "not you");
        Assert.Equal(DicomStatus.NotAuthorized, await client.StoreAsync(NetworkNode.Item("1.2.5", NetworkNode.Noise(10)), NetworkNode.Ct));

        await node.SeenAsync("C-STORE failed: the disk is on fire");
        await node.SeenAsync("C-STORE A700 500000");
    }

    [Fact]
    public async Task Store_ReadSynchronously_IsRefusedByTheStream()
    {
        await using var node = new NetworkNode();
        node.OnStore = (_, dataSet, _) =>
        {
            dataSet.ReadExactly(new byte[4]);
            return ValueTask.FromResult(DicomStatus.Success);
        };
        await using var client = await node.ConnectForStoreAsync();

        Assert.Equal(DicomStatus.UnableToProcess, await client.StoreAsync(NetworkNode.Item("1.2.3", NetworkNode.Noise(10)), NetworkNode.Ct));
        await node.SeenAsync("asynchronously only");
    }

    [Fact]
    public async Task Store_OfAnItemThatCannotBeOpened_FailsAloneAndTheNextGoes()
    {
        await using var node = new NetworkNode();
        await using var client = await node.ConnectForStoreAsync();
        var broken = NetworkNode.Item("1.2.3", []) with { OpenDataSet = () => throw new FileNotFoundException("gone") };
        var tooShort = NetworkNode.Item("1.2.3", NetworkNode.Noise(1000)) with { Length = 2000 };

        await Assert.ThrowsAsync<DimseException>(() => client.StoreAsync(broken, NetworkNode.Ct));
        var e = await Assert.ThrowsAsync<DimseException>(() => client.StoreAsync(tooShort, NetworkNode.Ct));
        Assert.Contains("after 1000 of 2000", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DimseException>(() => client.StoreAsync(NetworkNode.Item("1.2.3", []) with { SopClassUid = DicomUID.MRImageStorage }, NetworkNode.Ct));

        Assert.Equal(DicomStatus.Success, await client.StoreAsync(NetworkNode.Item("1.2.4", NetworkNode.Noise(10)), NetworkNode.Ct));
        Assert.Equal(["1.2.4"], node.Stored.Keys);
    }

    [Fact]
    public async Task Store_WhoseSourceEndsInMidMessage_AbortsAndNothingIsKept()
    {
        await using var node = new NetworkNode();
        await using var client = await node.ConnectForStoreAsync();
        var tooShort = NetworkNode.Item("1.2.3", NetworkNode.Noise(1_000_000)) with { Length = 2_000_000 };

        var e = await Assert.ThrowsAsync<AssociationException>(() => client.StoreAsync(tooShort, NetworkNode.Ct));

        Assert.Equal(AssociationFault.LocalAbort, e.Fault);
        await node.SeenAsync("closed: TESTER@client aborted, by the application");
        Assert.Empty(node.Stored);
    }

    [Fact]
    public async Task Find_WithManyMatches_YieldsThemAllInOrder()
    {
        await using var node = new NetworkNode();
        node.OnFind = (request, ct) =>
        {
            Assert.Equal("STUDY", request.Identifier.GetString(DicomTag.QueryRetrieveLevel));
            return NetworkNode.Matches(3000, ct);
        };
        await using var client = await node.ConnectAsync(QueryContexts.Find());

        var found = new List<string?>();
        await foreach (var match in client.FindAsync(FindModel.StudyRoot, Study(), NetworkNode.Ct))
        {
            found.Add(match.Identifier?.GetString(DicomTag.StudyInstanceUID));
        }

        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"1.2.{i}"), found);
    }

    [Fact]
    public async Task Find_LeftEarly_CancelsAndTheAssociationGoesOn()
    {
        await using var node = new NetworkNode();
        node.OnFind = (_, ct) => NetworkNode.Matches(int.MaxValue, ct);
        await using var client = await node.ConnectAsync(QueryContexts.Find());

        await foreach (var match in client.FindAsync(FindModel.StudyRoot, Study(), NetworkNode.Ct))
        {
            Assert.Equal(DicomStatus.Pending, match.Status);
            break;
        }

        await node.SeenAsync("C-FIND FE00");
        node.OnFind = (_, ct) => NetworkNode.Matches(1, ct);
        Assert.Single(await CollectAsync(client));
    }

    [Fact]
    public async Task Find_CancelledWhileTheServiceThinks_EndsAtOnce()
    {
        await using var node = new NetworkNode();
        var begun = new TaskCompletionSource();
        node.OnFind = (_, ct) => Stuck(begun, ct);
        await using var client = await node.ConnectAsync(QueryContexts.Find());
        using var cancel = new CancellationTokenSource();

        var find = CollectAsync(client, cancel.Token);
        await begun.Task;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => find);
        await node.SeenAsync("C-FIND FE00");
        await client.ReleaseAsync(NetworkNode.Ct);
        await node.SeenAsync("closed: released by the peer");
    }

    [Fact]
    public async Task Find_ThatFails_YieldsTheFailureLast()
    {
        await using var node = new NetworkNode();
        node.OnFind = (_, _) => Fails();
        await using var client = await node.ConnectAsync(QueryContexts.Find());

        var answers = await CollectAsync(client);

        Assert.Equal(2, answers.Count);
        Assert.Equal(DicomStatus.IdentifierDoesNotMatch, answers[1].Status);
        Assert.Equal("no level", answers[1].Comment);
        Assert.Equal([DicomTag.QueryRetrieveLevel], answers[1].OffendingElements);

        static async IAsyncEnumerable<FindMatch> Fails()
        {
            await Task.Yield();
            yield return FindMatch.Of(Study());
            yield return FindMatch.Failure(DicomStatus.IdentifierDoesNotMatch, "no level", DicomTag.QueryRetrieveLevel);
        }
    }

    [Fact]
    public async Task Find_WhosePeerVanishes_StopsTheService()
    {
        await using var node = new NetworkNode();
        var begun = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        node.OnFind = (_, ct) =>
        {
            ct.Register(stopped.SetResult);
            return Stuck(begun, ct);
        };
        var client = await node.ConnectAsync(QueryContexts.Find());
        var find = CollectAsync(client);
        await begun.Task;

        client.Abort();

        await Assert.ThrowsAsync<AssociationException>(() => find);
        await client.DisposeAsync();
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20), NetworkNode.Ct);
        await node.SeenAsync("closed: TESTER@client aborted, by the application");
    }

    internal static DicomDataset Study() => new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.StudyInstanceUID, "1.2");

    private static async Task<List<FindMatch>> CollectAsync(DicomClient client, CancellationToken? ct = null)
    {
        var answers = new List<FindMatch>();
        await foreach (var match in client.FindAsync(FindModel.StudyRoot, Study(), ct ?? NetworkNode.Ct))
        {
            answers.Add(match);
        }
        return answers;
    }

    private static async IAsyncEnumerable<FindMatch> Stuck(
        TaskCompletionSource begun, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        begun.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        yield break;
    }
}
