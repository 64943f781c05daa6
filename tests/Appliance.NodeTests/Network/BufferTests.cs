using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>Whatever becomes of an association, its buffers go back, once and only when nobody uses them any more; an idle one holds none.</summary>
public sealed class BufferTests
{
    private static readonly byte[] Session = [.. AwkwardPeerTests.StoreRequest, .. DcmtkRecordings.StoreCommand, .. DcmtkRecordings.StoreData];

    /// <summary>Every awkward end, at every octet of a session: the connection closes, breaks, or is aborted.</summary>
    [Theory]
    [InlineData("closed")]
    [InlineData("broken")]
    [InlineData("aborted")]
    public async Task Association_EndedAfterAnyOctet_GivesItsBuffersBack(string how)
    {
        var pool = new CountingPool();
        await using var node = new NetworkNode(options: new NetworkOptions { Buffers = pool });
        var connections = 0;
        for (var length = 1; length <= Session.Length; length += 5)
        {
            connections++;
            var before = pool.Rented;
            var transport = await node.Network.ConnectAsync(node.Peer, NetworkNode.Ct);
            await transport.WriteAsync(Session[..length], NetworkNode.Ct);
            if (how == "aborted")
            {
                await transport.WriteAsync(DcmtkRecordings.Octets("07 00 00000004 00 00 00 00"), NetworkNode.Ct);
            }
            if (how == "broken")
            {
                // Once the node is in the middle of it: what breaks takes along what was not read.
                await TestTimes.UntilAsync(() => pool.Rented > before);
                transport.Abort();
            }
            await transport.DisposeAsync();
        }

        await TestTimes.UntilAsync(() => node.Events.Count(e => e.StartsWith("closed: ", StringComparison.Ordinal) || e.StartsWith("disconnected: ", StringComparison.Ordinal)) == connections);
        await AllBackAsync(pool);
        Assert.True(pool.Rented >= connections, $"only {pool.Rented} were rented by {connections} connections");
        await AssertEchoAsync(node);
    }

    [Fact]
    public async Task Operations_OfEveryKind_GiveTheirBuffersBackOnBothSides()
    {
        var pool = new CountingPool();
        var octets = NetworkNode.Noise(700_001);
        await using var node = new NetworkNode(options: new NetworkOptions { Buffers = pool });
        node.OnFind = (_, ct) => NetworkNode.Matches(2000, ct);
        node.OnPlan = _ => RetrievePlan.Send([NetworkNode.Item("1.2.3", octets), NetworkNode.Item("1.2.4", octets)]);

        await using (var client = await node.ConnectForStoreAsync())
        {
            Assert.Equal(DicomStatus.Success, await client.StoreAsync(NetworkNode.Item("1.2.3", octets), NetworkNode.Ct));
            await Assert.ThrowsAsync<DimseException>(() => client.StoreAsync(NetworkNode.Item("1.2.5", octets) with { OpenDataSet = () => throw new IOException("gone") }, NetworkNode.Ct));
            await client.ReleaseAsync(NetworkNode.Ct);
        }
        await using (var client = await node.ConnectAsync(QueryContexts.Find()))
        {
            await foreach (var match in client.FindAsync(FindModel.StudyRoot, OperationTests.Study(), NetworkNode.Ct))
            {
                // Left after the first: C-CANCEL.
                Assert.NotNull(match.Identifier);
                break;
            }
            // And not released: aborted.
        }
        await using (var client = await node.ConnectAsync([.. QueryContexts.Get(), .. StorageContexts.ForGet([DicomUID.CTImageStorage])]))
        {
            await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), node, ct: NetworkNode.Ct);
            await client.ReleaseAsync(NetworkNode.Ct);
        }

        Assert.Equal(octets, node.Stored["1.2.3"]);
        await AllBackAsync(pool);
    }

    [Fact]
    public async Task StoreWhoseSourceBreaks_GivesItsBuffersBack()
    {
        var pool = new CountingPool();
        await using var node = new NetworkNode(options: new NetworkOptions { Buffers = pool });
        await using (var client = await node.ConnectForStoreAsync())
        {
            // Shorter than announced: found out in mid-message.
            await Assert.ThrowsAsync<AssociationException>(() => client.StoreAsync(NetworkNode.Item("1.2.3", NetworkNode.Noise(400_000)) with { Length = 500_000 }, NetworkNode.Ct));
        }

        await AllBackAsync(pool);
        Assert.Empty(node.Stored);
    }

    /// <summary>An association that waits for its next request, and a connection that has said nothing yet, hold no buffer at all.</summary>
    [Fact]
    public async Task IdleAssociationsAndConnections_HoldNoBuffer()
    {
        var pool = new CountingPool();
        await using var node = new NetworkNode(options: new NetworkOptions { Buffers = pool });
        var peers = new List<RawPeer>();
        for (var i = 0; i < 40; i++)
        {
            var peer = await node.DialAsync();
            peers.Add(peer);
            if (i % 2 == 0)
            {
                await peer.SendAsync(Session);
                Assert.Equal(2, await peer.ReceiveTypeAsync());
                Assert.Equal(DcmtkRecordings.StoreResponse, await peer.ReceiveAsync());
            }
        }

        await AllBackAsync(pool);
        Assert.Equal(20, node.Server.AssociationCount);
        // What has begun and does not go on holds little.
        await peers[1].SendAsync(Session[..100]);
        await TestTimes.UntilAsync(() => pool.Out == 1);
        Assert.InRange(pool.OctetsOut, 1, 16 * 1024);
        foreach (var peer in peers)
        {
            await peer.DisposeAsync();
        }
    }

    /// <summary>The same over TLS: what TLS itself holds is given back too, as it waits for octets without a buffer.</summary>
    [Fact]
    public async Task IdleAssociation_OverTls_HoldsNoBuffer()
    {
        using var authority = new TestAuthority();
        var pool = new CountingPool();
        await using var node = new NetworkNode(options: new NetworkOptions { Buffers = pool }, tls: new TlsServerOptions(TlsCertificate.Of(authority.Issue("memory", ["memory"]))));
        var peer = node.Peer with { Tls = new TlsClientOptions { Authorities = TlsAuthorities.Of("ca", authority.Certificate) } };
        await using var client = await DicomClient.ConnectAsync(peer, "TESTER", QueryContexts.Verification, new NetworkOptions { Dialer = node.Network }, NetworkNode.Ct);
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));

        await AllBackAsync(pool);
        Assert.Equal(1, node.Server.AssociationCount);
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
    }

    private static async Task AllBackAsync(CountingPool pool)
    {
        await TestTimes.UntilAsync(() => pool.Out == 0);
        Assert.True(pool.Out == 0, $"{pool.Out} of {pool.Rented} buffers with {pool.OctetsOut} octets are still out");
        Assert.Null(pool.Misuse);
    }

    private static async Task AssertEchoAsync(NetworkNode node)
    {
        await using var client = await node.ConnectAsync(QueryContexts.Verification);
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        await client.ReleaseAsync(NetworkNode.Ct);
    }
}
