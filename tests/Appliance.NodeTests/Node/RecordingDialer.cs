using Appliance.Network;

namespace Appliance.NodeTests.Node;

/// <summary>Connects over TCP and keeps a copy of everything the other side sends.</summary>
internal sealed class RecordingDialer : ITransportDialer
{
    private readonly MemoryStream _received = new();

    /// <summary>Everything received so far, as text of one character an octet.</summary>
    public string Received
    {
        get
        {
            lock (_received)
            {
                return System.Text.Encoding.Latin1.GetString(_received.ToArray());
            }
        }
    }

    public async ValueTask<ITransport> ConnectAsync(PeerAddress peer, CancellationToken ct) =>
        new Transport(await TcpDialer.Instance.ConnectAsync(peer, ct), _received);

    private sealed class Transport(ITransport inner, MemoryStream received) : ITransport
    {
        public string Remote => inner.Remote;

        public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct)
        {
            var count = await inner.ReadAsync(destination, ct);
            lock (received)
            {
                received.Write(destination.Span[..count]);
            }

            return count;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken ct) => inner.WriteAsync(source, ct);

        public void Abort() => inner.Abort();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
