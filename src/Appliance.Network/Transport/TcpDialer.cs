using System.Net.Sockets;

namespace Appliance.Network;

/// <summary>Connects over TCP.</summary>
public sealed class TcpDialer : ITransportDialer
{
    private TcpDialer()
    {
    }

    /// <summary>The one dialer; it has no state.</summary>
    public static TcpDialer Instance { get; } = new();

    /// <inheritdoc/>
    public async ValueTask<ITransport> ConnectAsync(PeerAddress peer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(peer);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(peer.Host, peer.Port, ct).ConfigureAwait(false);
            return new TcpTransport(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"{e.Message}: {Advice(e.SocketErrorCode)}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Advice(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "the machine is there, but nothing listens on that port; check the port and whether the service runs",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "the name is not known; check the host name or use its IP address",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no route there; check address, cable and firewall",
        SocketError.TimedOut => "nothing answers at that address; check address and firewall",
        _ => "check host, port and firewall",
    };
}
