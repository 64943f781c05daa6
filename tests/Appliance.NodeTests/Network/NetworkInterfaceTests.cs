using System.Net;
using System.Net.Sockets;
using Appliance.Network;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>What is asked of the operating system's TCP/IP (4.3, Table 4.4.2-1).</summary>
public sealed class NetworkInterfaceTests
{
    // 4.3.3: host names are resolved by the operating system.
    [Fact]
    public async Task Peer_ByHostName_IsResolvedByTheSystem()
    {
        await using var server = await DicomServer.StartAsync(new NodeServices("NODE"), null, IPAddress.Loopback, 0, NetworkNode.Ct);

        await using var client = await DicomClient.ConnectAsync(
            new PeerAddress("NODE", "localhost", server.LocalEndPoint!.Port), "TESTER", QueryContexts.Verification, null, NetworkNode.Ct);

        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        await client.ReleaseAsync(NetworkNode.Ct);
    }

    // 4.3.3: and told where the system knows no such name.
    [Fact]
    public async Task Peer_ByANameThatIsNone_IsToldInWords()
    {
        var told = await Assert.ThrowsAsync<AssociationException>(() => DicomClient.ConnectAsync(
            new PeerAddress("NODE", "no-such-host.invalid", 104), "TESTER", QueryContexts.Verification, null, NetworkNode.Ct));

        Assert.Contains("no-such-host.invalid", told.Message, StringComparison.Ordinal);
    }

    // Table 4.4.2-1, TCP parameters: whole messages are sent and answers waited for, so that Nagle's algorithm costs 40 ms each.
    [Fact]
    public void Connections_BothWays_HaveNagleOff()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var called = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        called.Connect(listener.LocalEndPoint!);
        using var accepted = listener.Accept();

        Assert.All((Socket[])[called, accepted], socket =>
        {
            Assert.False(socket.NoDelay);
            _ = new TcpTransport(socket);
            Assert.True(socket.NoDelay);
        });
    }
}
