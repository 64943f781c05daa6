namespace Appliance.Network;

/// <summary>
/// A connection as the stream that the platform's TLS works on. Remembers the first octets received: when a handshake fails, they tell
/// whether the other side spoke TLS at all.
/// </summary>
internal sealed class TransportStream(ITransport transport) : Stream
{
    private int _received;

    /// <summary>The first octet received, or -1.</summary>
    internal int FirstOctet { get; private set; } = -1;

    /// <summary>True once the other side has closed.</summary>
    internal bool IsEnded { get; private set; }

    /// <summary>Ends a write that the caller gave no token: for the farewell at the end.</summary>
    internal CancellationToken FarewellLimit { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("A connection has no length.");

    public override long Position { get => throw new NotSupportedException("A connection has no position."); set => throw new NotSupportedException("A connection has no position."); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await transport.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count > 0 && _received == 0)
        {
            FirstOctet = buffer.Span[0];
        }
        _received |= count;
        IsEnded |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        transport.WriteAsync(buffer, cancellationToken.CanBeCanceled ? cancellationToken : FarewellLimit);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw Synchronous();

    public override void Write(byte[] buffer, int offset, int count) => throw Synchronous();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection has no position.");

    public override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

    private static NotSupportedException Synchronous() => new("A connection is used asynchronously only: a slow peer must not hold a thread.");
}
