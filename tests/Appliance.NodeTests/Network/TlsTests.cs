using System.Net;
using System.Security.Cryptography.X509Certificates;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>TLS by the BCP 195 profile (PS3.15 B.12), against ourselves in memory: what is trusted, what is refused, and in which words.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Host = "node.hospital.example";
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Echo_OverTls_IsAnsweredAndTheAssociationSaysHowItIsProtected()
    {
        await using var node = Node();
        await using var client = await ConnectAsync(node, Trusting());

        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        Assert.StartsWith("TLS 1.3, TLS_AES_", client.Association.Security, StringComparison.Ordinal);
        Assert.Contains($"CN={Host}", client.Association.Security, StringComparison.Ordinal);
        await client.ReleaseAsync(NetworkNode.Ct);
        await node.SeenAsync("closed: released by the peer");
    }

    [Fact]
    public async Task Store_OfSeveralMegabytesOverTls_ArrivesWhole()
    {
        await using var node = Node();
        var octets = NetworkNode.Noise(5_000_003);
        await using var client = await DicomClient.ConnectAsync(
            Peer(node, Trusting()), "TESTER", StorageContexts.For([(DicomUID.CTImageStorage, DicomTransferSyntax.ExplicitVRLittleEndian)]), node.Options, NetworkNode.Ct);

        Assert.Equal(DicomStatus.Success, await client.StoreAsync(NetworkNode.Item("1.2.3", octets), NetworkNode.Ct));
        await client.ReleaseAsync(NetworkNode.Ct);

        Assert.Equal(octets, node.Stored["1.2.3"]);
    }

    [Fact]
    public async Task Certificate_OfAnotherAuthority_IsNotTrustedAndBothSidesAreTold()
    {
        using var other = new TestAuthority("Some Other CA");
        await using var node = Node();

        var e = await FailsAsync(node, new TlsClientOptions { Authorities = TlsAuthorities.Of("hospital-ca.pem", other.Certificate) });

        Assert.Contains("issued by CN=Test Hospital CA", e.Message, StringComparison.Ordinal);
        Assert.Contains("not among the certificates in hospital-ca.pem", e.Message, StringComparison.Ordinal);
        await node.SeenAsync("disconnected: ");
        await AssertServesAsync(node);
    }

    [Fact]
    public async Task Certificate_NotKnownToThisMachine_IsNotTrustedWithoutACa()
    {
        await using var node = Node();

        var e = await FailsAsync(node, new TlsClientOptions());

        Assert.Contains("the authorities this machine trusts", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-30, -2, "expired on ")]
    [InlineData(2, 30, "is valid from ")]
    public async Task Certificate_OutsideItsTime_IsRefusedWithTheDate(int from, int to, string words)
    {
        await using var node = Node(_authority.Issue(Host, [Host], from, to));

        var e = await FailsAsync(node, Trusting());

        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Contains($"{DateTime.UtcNow.AddDays(from > 0 ? from : to):yyyy-MM-dd}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_OfAnotherName_IsRefusedUnlessThatNameIsExpected()
    {
        await using var node = Node(_authority.Issue("pacs", ["pacs.hospital.example", "192.0.2.7"]));

        var e = await FailsAsync(node, Trusting());
        Assert.Contains($"is for pacs.hospital.example, 192.0.2.7, not for {Host}", e.Message, StringComparison.Ordinal);

        foreach (var tls in (TlsClientOptions[])[Trusting() with { HostName = "pacs.hospital.example" }, Trusting() with { HostName = "192.0.2.7" }, Trusting() with { VerifyHostName = false }])
        {
            await using var client = await ConnectAsync(node, tls);
            Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        }
    }

    [Fact]
    public async Task Certificate_Pinned_IsTakenWhoeverIssuedIt()
    {
        var shown = _authority.Issue(Host, [Host]);
        await using var node = Node(shown);

        await using var client = await ConnectAsync(node, new TlsClientOptions { Authorities = TlsAuthorities.Of("pinned.pem", X509CertificateLoader.LoadCertificate(shown.RawData)) });

        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
    }

    [Fact]
    public async Task Certificate_ForClientsAlone_IsNoServers()
    {
        await using var node = Node(_authority.Issue(Host, [Host], use: TestAuthority.ClientUse));

        var e = await FailsAsync(node, Trusting());

        Assert.Contains("not meant for this use", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_WithACertificateWhereOneIsRequired_IsLetInAndNamed()
    {
        await using var node = Node(requires: true);

        await using var client = await ConnectAsync(node, Trusting() with { Certificate = TlsCertificate.Of(_authority.Issue("modality", ["modality"], use: TestAuthority.ClientUse)) });

        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
    }

    [Fact]
    public async Task Client_WithoutACertificateWhereOneIsRequired_IsTurnedAwayInWords()
    {
        await using var node = Node(requires: true);

        var e = await FailsAsync(node, Trusting());

        Assert.Contains("client certificate", e.Message, StringComparison.Ordinal);
        await node.SeenAsync("disconnected: client: the TLS handshake failed: it shows no certificate, and this node requires one");
    }

    [Fact]
    public async Task Client_WithACertificateOfAnotherAuthority_IsTurnedAwayInWords()
    {
        using var other = new TestAuthority("Some Other CA");
        await using var node = Node(requires: true);

        await FailsAsync(node, Trusting() with { Certificate = TlsCertificate.Of(other.Issue("modality", ["modality"])) });

        await node.SeenAsync("issued by CN=Some Other CA, which is not among the certificates in clients.pem");
    }

    [Fact]
    public async Task PlainClient_OnTheTlsPort_IsToldInTheLog()
    {
        await using var node = Node();

        var e = await Assert.ThrowsAsync<AssociationException>(() => DicomClient.ConnectAsync(Peer(node, null), "TESTER", QueryContexts.Verification, node.Options, NetworkNode.Ct));

        Assert.Equal(AssociationFault.ConnectionLost, e.Fault);
        await node.SeenAsync("speaks plain DICOM, and this port takes TLS alone");
        await AssertServesAsync(node);
    }

    [Fact]
    public async Task TlsClient_OnAPlainPort_IsToldOnBothSides()
    {
        await using var node = new NetworkNode();

        var e = await FailsAsync(node, Trusting());

        Assert.Contains("does not speak TLS", e.Message, StringComparison.Ordinal);
        await node.SeenAsync("a TLS handshake");
    }

    [Fact]
    public async Task Handshake_BegunAndNotFinished_EndsByArtimAndHindersNobody()
    {
        var clock = new ManualClock();
        await using var node = Node(options: new NetworkOptions { Clock = clock });
        // The first octets of a handshake record that never becomes whole.
        await using var stalled = await node.DialAsync();
        await stalled.SendAsync([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]);
        await using var silent = await node.DialAsync();
        await AssertServesAsync(node);

        var ends = Task.WhenAll(stalled.ReceiveAsync(), silent.ReceiveAsync());
        await AwkwardPeerTests.UntilAsync(clock, TimeSpan.FromSeconds(1), ends);

        Assert.All(await ends, Assert.Empty);
        await node.SeenAsync("within 5 s (ARTIM)");
    }

    [Fact]
    public async Task Handshake_ThatThePeerNeverAnswers_IsGivenUpInWords()
    {
        var clock = new ManualClock();
        var network = new MemoryNetwork();
        await using var silent = network.Listen(NetworkNode.Port);
        var connecting = DicomClient.ConnectAsync(
            new PeerAddress("NODE", Host, NetworkNode.Port) { Tls = Trusting() }, "TESTER", QueryContexts.Verification, new NetworkOptions { Clock = clock, Dialer = network }, NetworkNode.Ct);

        await AwkwardPeerTests.UntilAsync(clock, TimeSpan.FromSeconds(1), connecting);

        var e = await Assert.ThrowsAsync<AssociationException>(() => connecting);
        Assert.Contains("within 10 s: it does not answer the TLS handshake", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Violation_OverTls_IsAbortedAndThePeerHearsIt()
    {
        await using var node = Node();
        var inner = await node.Network.ConnectAsync(node.Peer, NetworkNode.Ct);
        await using var peer = new RawPeer(await TlsTransport.ConnectAsync(inner, Trusting(), Host, NetworkNode.Ct));

        await peer.SendAsync(DcmtkRecordings.ReleaseRequest);

        Assert.Equal(DcmtkRecordings.Octets("07 00 00000004 00 00 00 00"), await peer.ReceiveAsync());
        await peer.DisposeAsync();
        await node.SeenAsync("ReleaseRequest PDU where none is due");
        await AssertServesAsync(node);
    }

    [Fact]
    public async Task PlainAndTlsPort_SideBySide_ServeTheSameNode()
    {
        var tls = new TlsServerOptions(TlsCertificate.Of(_authority.Issue("localhost", ["127.0.0.1"])));
        await using var server = await DicomServer.StartAsync(new NodeServices("NODE"), null, IPAddress.Loopback, 0, 0, tls, NetworkNode.Ct);
        var plain = new PeerAddress("NODE", "127.0.0.1", server.LocalEndPoint!.Port);
        var secure = new PeerAddress("NODE", "127.0.0.1", server.SecureEndPoint!.Port) { Tls = Trusting() };
        Assert.NotEqual(plain.Port, secure.Port);

        foreach (var peer in (PeerAddress[])[plain, secure])
        {
            await using var client = await DicomClient.ConnectAsync(peer, "TESTER", QueryContexts.Verification, null, NetworkNode.Ct);
            Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
            Assert.Equal(peer.Tls is not null, client.Association.Security is not null);
            await client.ReleaseAsync(NetworkNode.Ct);
        }
    }

    [Fact]
    public async Task Move_ToADestinationWithTls_GoesOutOverTls()
    {
        var network = new MemoryNetwork();
        await using var viewer = Node(network: network, port: 4242);
        await using var node = new NetworkNode(network);
        var octets = NetworkNode.Noise(300_000);
        node.OnPlan = _ => RetrievePlan.Send([NetworkNode.Item("1.2.3", octets)], new PeerAddress("NODE", Host, 4242) { Tls = Trusting() });
        await using var client = await node.ConnectAsync(QueryContexts.Move());

        var result = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "NODE", ct: NetworkNode.Ct);

        Assert.Equal((DicomStatus.Success, 1), (result.Status, result.SubOperations.Completed));
        Assert.Equal(octets, viewer.Stored["1.2.3"]);
    }

    private TlsClientOptions Trusting() => new() { Authorities = TlsAuthorities.Of("hospital-ca.pem", _authority.Certificate) };

    private NetworkNode Node(
        X509Certificate2? certificate = null, bool requires = false, NetworkOptions? options = null, MemoryNetwork? network = null, int port = NetworkNode.Port) =>
        new(network, port, options, new TlsServerOptions(TlsCertificate.Of(certificate ?? _authority.Issue(Host, [Host])))
        {
            RequireClientCertificate = requires,
            Authorities = requires ? TlsAuthorities.Of("clients.pem", _authority.Certificate) : null,
        });

    private static PeerAddress Peer(NetworkNode node, TlsClientOptions? tls) => node.Peer with { Host = Host, Tls = tls };

    // With the system's clock: it is the node's time that a test moves.
    private static Task<DicomClient> ConnectAsync(NetworkNode node, TlsClientOptions? tls) =>
        DicomClient.ConnectAsync(Peer(node, tls), "TESTER", QueryContexts.Verification, node.Options with { Clock = TimeProvider.System }, NetworkNode.Ct);

    private static async Task<AssociationException> FailsAsync(NetworkNode node, TlsClientOptions tls) =>
        await Assert.ThrowsAsync<AssociationException>(() => ConnectAsync(node, tls));

    private async Task AssertServesAsync(NetworkNode node)
    {
        await using var client = await ConnectAsync(node, Trusting());
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        await client.ReleaseAsync(NetworkNode.Ct);
    }
}
