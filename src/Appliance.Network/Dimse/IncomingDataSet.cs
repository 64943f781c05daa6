using System.Globalization;
using System.Runtime.CompilerServices;

namespace Appliance.Network;

/// <summary>
/// The data set of one message as a forward-only stream over the fragments as they come in: nothing is gathered, and a reader that
/// does not read makes the peer wait.
/// </summary>
internal sealed class IncomingDataSet(UpperLayer upper, byte contextId) : Stream
{
    private bool _lastSeen;

    /// <summary>Octets read so far.</summary>
    internal long Count { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The length of a data set is known only once its last fragment is here.");

    public override long Position { get => Count; set => throw new NotSupportedException("A data set is received once, forwards."); }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || !await HasMoreAsync().ConfigureAwait(false))
        {
            return 0;
        }
        var count = await upper.ReadFragmentAsync(buffer).ConfigureAwait(false);
        Count += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Copies without a buffer in between: each piece goes to the destination from where it was received.</summary>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        var one = new byte[1];
        while (await HasMoreAsync().ConfigureAwait(false))
        {
            if (upper.BufferedFragment.IsEmpty)
            {
                // Waits for octets by reading one: they then lie in the buffer.
                await upper.ReadFragmentAsync(one).ConfigureAwait(false);
                await destination.WriteAsync(one, cancellationToken).ConfigureAwait(false);
                Count++;
            }
            var piece = upper.BufferedFragment;
            await destination.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            upper.ConsumeFragment(piece.Length);
            Count += piece.Length;
        }
    }

    /// <summary>Reads the data set to its end and drops it.</summary>
    internal async ValueTask DrainAsync()
    {
        while (await HasMoreAsync().ConfigureAwait(false))
        {
            if (upper.BufferedFragment.IsEmpty)
            {
                Count += await upper.ReadFragmentAsync(new byte[1]).ConfigureAwait(false);
            }
            var length = upper.BufferedFragment.Length;
            upper.ConsumeFragment(length);
            Count += length;
        }
    }

    /// <summary>Reads all of it into memory.</summary>
    /// <param name="limit">Most octets believed.</param>
    /// <exception cref="DimseException">The data set is longer; the rest remains to be drained.</exception>
    internal async ValueTask<byte[]> ReadAllAsync(int limit)
    {
        using var gathered = new MemoryStream();
        while (await HasMoreAsync().ConfigureAwait(false))
        {
            if (gathered.Length + upper.FragmentLeft > limit)
            {
                throw new DimseException(DicomStatus.OutOfResources, string.Create(CultureInfo.InvariantCulture, $"identifier longer than {limit} bytes"));
            }
            var before = (int)gathered.Length;
            gathered.SetLength(before + upper.FragmentLeft);
            var room = gathered.GetBuffer().AsMemory(before, (int)upper.FragmentLeft);
            while (!room.IsEmpty)
            {
                var count = await ReadAsync(room).ConfigureAwait(false);
                room = room[count..];
            }
        }
        return gathered.ToArray();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw Synchronous();

    public override int Read(Span<byte> buffer) => throw Synchronous();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A data set is received once, forwards.");

    public override void SetLength(long value) => throw new NotSupportedException("A received data set cannot be changed.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A received data set cannot be changed.");

    private static NotSupportedException Synchronous() =>
        new("A data set is read asynchronously only: a synchronous read would let a slow peer hold a thread.");

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> HasMoreAsync()
    {
        while (upper.FragmentLeft == 0)
        {
            if (_lastSeen)
            {
                return false;
            }
            var indication = await upper.ReceiveAsync().ConfigureAwait(false);
            var fragment = indication.Fragment;
            if (indication.Kind != IndicationKind.Data || fragment.ContextId != contextId || fragment.IsCommand)
            {
                throw await upper.ViolationAsync(AbortReason.UnexpectedParameter, indication.Kind != IndicationKind.Data
                    ? $"{indication.Kind} in the middle of a data set"
                    : string.Create(CultureInfo.InvariantCulture, $"a {(fragment.IsCommand ? "command" : "data set")} fragment of presentation context {fragment.ContextId} within a data set of {contextId}"))
                    .ConfigureAwait(false);
            }
            _lastSeen = fragment.IsLast;
        }
        return true;
    }
}
