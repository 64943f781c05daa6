namespace Appliance.Network;

/// <summary>
/// One connection of bytes in both directions: TCP, or a pipe in memory. One reader and one writer at a time; reading and writing may
/// overlap. A failed or reset connection throws <see cref="IOException"/>.
/// </summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>Address of the other side, for people.</summary>
    string Remote { get; }

    /// <summary>How the connection is protected, for people: version, cipher suite and certificate of the other side. Null: not at all.</summary>
    string? Security => null;

    /// <summary>Reads what is there, at least one byte. An empty <paramref name="destination"/> waits until there is something to read.</summary>
    /// <returns>Bytes read; 0 when the other side has closed (or <paramref name="destination"/> is empty).</returns>
    ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct);

    /// <summary>Writes all of <paramref name="source"/>, waiting while the other side does not take it.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken ct);

    /// <summary>Closes at once, from any thread. Pending reads and writes fail.</summary>
    void Abort();
}

/// <summary>Where connections come in.</summary>
public interface ITransportListener : IAsyncDisposable
{
    /// <summary>The address listened on, for people.</summary>
    string Local { get; }

    /// <summary>Waits for the next connection.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="IOException">This one could not be accepted; the next may.</exception>
    ValueTask<ITransport> AcceptAsync(CancellationToken ct);
}

/// <summary>Makes outgoing connections.</summary>
public interface ITransportDialer
{
    /// <summary>Connects to the host and port of a peer.</summary>
    /// <exception cref="IOException">No connection; the message says why.</exception>
    ValueTask<ITransport> ConnectAsync(PeerAddress peer, CancellationToken ct);
}
