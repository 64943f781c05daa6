using System.Net;
using System.Net.Sockets;

namespace Appliance.Network;

/// <summary>A TCP connection, Nagle off: DICOM sends whole messages and waits for the answer.</summary>
internal sealed class TcpTransport : ITransport
{
    private readonly Socket _socket;

    internal TcpTransport(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        Remote = Plain(socket.RemoteEndPoint)?.ToString() ?? "unknown";
    }

    public string Remote { get; }

    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct)
    {
        try
        {
            return await _socket.ReceiveAsync(destination, SocketFlags.None, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException($"The connection to {Remote} broke while reading: {e.Message}", e);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken ct)
    {
        try
        {
            while (!source.IsEmpty)
            {
                var sent = await _socket.SendAsync(source, SocketFlags.None, ct).ConfigureAwait(false);
                source = source[sent..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException($"The connection to {Remote} broke while writing: {e.Message}", e);
        }
    }

    public void Abort() => _socket.Dispose();

    /// <summary>An IPv4 peer of a socket for both families is told as IPv4, as people and profiles write it.</summary>
    private static EndPoint? Plain(EndPoint? remote) =>
        remote is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : remote;

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
