using System.Net;
using System.Net.Sockets;

namespace Appliance.Network;

/// <summary>Accepts TCP connections.</summary>
internal sealed class TcpTransportListener : ITransportListener
{
    // As many as the system allows to wait; a burst of modalities must not meet a refused connection.
    private const int Backlog = 4096;
    private readonly Socket _socket;

    private TcpTransportListener(Socket socket) => _socket = socket;

    internal IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public string Local => LocalEndPoint.ToString();

    /// <summary>Binds and listens. Port 0 takes a free port. <see cref="IPAddress.IPv6Any"/> serves IPv4 too.</summary>
    /// <exception cref="IOException">The address cannot be bound: in use, not ours, or not permitted.</exception>
    internal static TcpTransportListener Listen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return new TcpTransportListener(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen on {new IPEndPoint(address, port)}: {e.Message}. {Advice(e.SocketErrorCode)}", e);
        }
    }

    public async ValueTask<ITransport> AcceptAsync(CancellationToken ct)
    {
        Socket? socket = null;
        try
        {
            socket = await _socket.AcceptAsync(ct).ConfigureAwait(false);
            return new TcpTransport(socket);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new IOException($"A connection to {Local} could not be accepted: {e.Message}", e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Advice(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => "Another program holds that port: choose another one, or end that program.",
        SocketError.AccessDenied => "Ports below 1024 need a privilege: choose a port above, such as 11112.",
        SocketError.AddressNotAvailable => "That address is not one of this machine's.",
        _ => "Choose another address or port.",
    };
}
