using System.Net;
using System.Net.Sockets;
using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>The same over real sockets of this machine: ports, refusals by the system, resets.</summary>
public sealed class TcpTests
{
    [Fact]
    public async Task Server_OnPortZero_TakesAFreePortAndAnswers()
    {
        await using var server = await DicomServer.StartAsync(new NodeServices("NODE"), null, IPAddress.Loopback, 0, NetworkNode.Ct);
        await using var client = await DicomClient.ConnectAsync(Peer(server), "TESTER", QueryContexts.Verification, null, NetworkNode.Ct);

        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        Assert.Equal(1, server.AssociationCount);
        await client.ReleaseAsync(NetworkNode.Ct);
    }

    [Fact]
    public async Task Server_OnATakenPort_SaysSoAndWhatToDo()
    {
        await using var server = await DicomServer.StartAsync(new NodeServices("NODE"), null, IPAddress.Loopback, 0, NetworkNode.Ct);

        var e = await Assert.ThrowsAsync<IOException>(() => DicomServer.StartAsync(new NodeServices("OTHER"), null, IPAddress.Loopback, server.LocalEndPoint!.Port, NetworkNode.Ct));

        Assert.Contains("choose another", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_WhereNothingListens_IsToldSo()
    {
        int port;
        using (var taken = new TcpListener(IPAddress.Loopback, 0))
        {
            taken.Start();
            port = ((IPEndPoint)taken.LocalEndpoint).Port;
        }

        var e = await Assert.ThrowsAsync<AssociationException>(() => DicomClient.ConnectAsync(new PeerAddress("NODE", "127.0.0.1", port), "TESTER", QueryContexts.Verification, null, NetworkNode.Ct));

        Assert.Equal((AssociationFault.NotConnected, 61), (e.Fault, e.ExitCode));
        Assert.Contains("nothing listens on that port", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_WhosePeerNeverAnswers_TimesOut()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var peer = new PeerAddress("NODE", "127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port);
        var options = new NetworkOptions { AssociateTimeout = TimeSpan.FromMilliseconds(100), ArtimTimeout = TimeSpan.FromMilliseconds(100) };

        var e = await Assert.ThrowsAsync<AssociationException>(() => DicomClient.ConnectAsync(peer, "TESTER", QueryContexts.Verification, options, NetworkNode.Ct));

        Assert.Equal(AssociationFault.TimedOut, e.Fault);
        Assert.Contains("the answer to our association request", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_ThatResetsTheConnection_EndsOneAssociation()
    {
        await using var server = await DicomServer.StartAsync(new NodeServices("NODE"), null, IPAddress.Loopback, 0, NetworkNode.Ct);
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(server.LocalEndPoint!, NetworkNode.Ct);
            await socket.SendAsync(new byte[] { 1, 0, 0 }, NetworkNode.Ct);
            socket.LingerState = new LingerOption(true, 0);
        }

        await using var client = await DicomClient.ConnectAsync(Peer(server), "TESTER", QueryContexts.Verification, null, NetworkNode.Ct);
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
    }

    /// <summary>Seed 4.2.6.4.1.2: QUERY-SCP takes identifiers compressed as a whole, and answers in kind.</summary>
    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.1.99")]
    [InlineData("1.3.6.1.4.1.5962.300.1")]
    public async Task Find_InEverySyntaxOfTheStatement_CarriesIdentifiersBothWays(string syntax)
    {
        await using var node = new NetworkNode();
        node.OnFind = (request, ct) =>
        {
            Assert.Equal("1.2", request.Identifier.GetString(DicomTag.StudyInstanceUID));
            return NetworkNode.Matches(3, ct);
        };
        await using var client = await node.ConnectAsync([new(new DicomUID("1.2.840.10008.5.1.4.1.2.2.1"), [DicomTransferSyntax.Of(new DicomUID(syntax))])]);

        var found = new List<string?>();
        await foreach (var match in client.FindAsync(FindModel.StudyRoot, OperationTests.Study(), NetworkNode.Ct))
        {
            found.Add(match.Identifier?.GetString(DicomTag.StudyInstanceUID));
        }

        Assert.Equal(["1.2.0", "1.2.1", "1.2.2"], found);
    }

    private static PeerAddress Peer(DicomServer server) => new("NODE", "127.0.0.1", server.LocalEndPoint!.Port);
}
