using System.Threading.Channels;
using Appliance.Network;

namespace Appliance.Fuzz;

/// <summary>Hands a node the connections it is given, and dials it from inside the process.</summary>
internal sealed class ScriptedListener : ITransportListener, ITransportDialer
{
    private readonly Channel<ITransport> _incoming = Channel.CreateUnbounded<ITransport>();

    public string Local => "fuzz";

    public void Give(ITransport connection) => _incoming.Writer.TryWrite(connection);

    public ValueTask<ITransport> AcceptAsync(CancellationToken ct) => _incoming.Reader.ReadAsync(ct);

    /// <summary>Reaches the node under its own title; nobody answers to another one.</summary>
    public ValueTask<ITransport> ConnectAsync(PeerAddress peer, CancellationToken ct)
    {
        if (peer.AeTitle != AssociationTarget.Title)
        {
            throw new IOException("nothing listens there");
        }

        var (client, server) = MemoryTransport.CreatePair();
        Give(server);
        return ValueTask.FromResult<ITransport>(client);
    }

    public ValueTask DisposeAsync()
    {
        _incoming.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
