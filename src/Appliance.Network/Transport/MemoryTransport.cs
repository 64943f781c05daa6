using System.IO.Pipelines;

namespace Appliance.Network;

/// <summary>
/// A connection between two ends in one process, with the back-pressure of a socket: a writer waits once the other side has
/// <see cref="WindowBytes"/> unread.
/// </summary>
internal sealed class MemoryTransport : ITransport
{
    internal const int WindowBytes = 64 * 1024;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly CancellationTokenSource _aborted;

    private MemoryTransport(PipeReader reader, PipeWriter writer, CancellationTokenSource aborted, string remote)
    {
        _reader = reader;
        _writer = writer;
        _aborted = aborted;
        Remote = remote;
    }

    public string Remote { get; }

    /// <summary>Makes the two ends of one connection; aborting either end breaks both.</summary>
    internal static (MemoryTransport Client, MemoryTransport Server) CreatePair(string clientName = "client", string serverName = "server")
    {
        var options = new PipeOptions(
            readerScheduler: PipeScheduler.ThreadPool, writerScheduler: PipeScheduler.ThreadPool,
            pauseWriterThreshold: WindowBytes, resumeWriterThreshold: WindowBytes / 2, useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        var aborted = new CancellationTokenSource();
        return (new MemoryTransport(down.Reader, up.Writer, aborted, serverName), new MemoryTransport(up.Reader, down.Writer, aborted, clientName));
    }

    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, _aborted.Token);
        try
        {
            var result = await _reader.ReadAsync(both.Token).ConfigureAwait(false);
            var count = (int)Math.Min(destination.Length, result.Buffer.Length);
            var taken = result.Buffer.Slice(0, count);
            var offset = 0;
            foreach (var piece in taken)
            {
                piece.CopyTo(destination[offset..]);
                offset += piece.Length;
            }
            _reader.AdvanceTo(taken.End);
            return count;
        }
        catch (Exception e) when (Broke(e, ct))
        {
            throw new IOException($"The connection to {Remote} broke while reading.", e);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken ct)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, _aborted.Token);
        try
        {
            var result = await _writer.WriteAsync(source, both.Token).ConfigureAwait(false);
            if (result.IsCompleted)
            {
                throw new IOException($"The connection to {Remote} is closed.");
            }
        }
        catch (Exception e) when (Broke(e, ct))
        {
            throw new IOException($"The connection to {Remote} broke while writing.", e);
        }
    }

    public void Abort() => _aborted.Cancel();

    public ValueTask DisposeAsync()
    {
        // As a socket does: the other side still reads what was written, then the end.
        _writer.Complete();
        _reader.Complete();
        return ValueTask.CompletedTask;
    }

    private bool Broke(Exception e, CancellationToken ct) =>
        (e is OperationCanceledException && !ct.IsCancellationRequested && _aborted.IsCancellationRequested) || e is InvalidOperationException;
}
