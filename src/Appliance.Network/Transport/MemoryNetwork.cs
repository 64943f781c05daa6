using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Appliance.Network;

/// <summary>Listeners and dialers that meet inside one process, by port number. For tests and for tours without a socket.</summary>
public sealed class MemoryNetwork : ITransportDialer
{
    private readonly ConcurrentDictionary<int, Listener> _listeners = new();

    /// <summary>Listens on a port of this network.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public ITransportListener Listen(int port)
    {
        var listener = new Listener(this, port);
        return _listeners.TryAdd(port, listener) ? listener : throw new IOException($"Port {port} of the in-memory network is taken.");
    }

    /// <inheritdoc/>
    public ValueTask<ITransport> ConnectAsync(PeerAddress peer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(peer);
        ct.ThrowIfCancellationRequested();
        if (!_listeners.TryGetValue(peer.Port, out var listener))
        {
            throw new IOException($"Nothing listens on port {peer.Port} of the in-memory network.");
        }
        var (client, server) = MemoryTransport.CreatePair(serverName: listener.Local);
        return listener.Incoming.Writer.TryWrite(server)
            ? ValueTask.FromResult<ITransport>(client)
            : throw new IOException($"Port {peer.Port} of the in-memory network has closed.");
    }

    private sealed class Listener(MemoryNetwork network, int port) : ITransportListener
    {
        internal Channel<ITransport> Incoming { get; } = Channel.CreateUnbounded<ITransport>();

        public string Local => $"memory:{port}";

        public ValueTask<ITransport> AcceptAsync(CancellationToken ct) => Incoming.Reader.ReadAsync(ct);

        public ValueTask DisposeAsync()
        {
            network._listeners.TryRemove(port, out _);
            Incoming.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
