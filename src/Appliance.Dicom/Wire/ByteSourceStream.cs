namespace Appliance.Dicom;

/// <summary>
/// A seekable, read-only stream over a part of a source, as sending and decompressing want it. It holds a position, so one stream belongs
/// to one reader at a time; the source below may serve many streams. Disposing the stream does not dispose the source unless told so.
/// </summary>
public sealed class ByteSourceStream : Stream
{
    private readonly IByteSource _source;
    private readonly long _start;
    private readonly long _length;
    private readonly bool _ownsSource;
    private long _position;

    /// <summary>A stream over all of <paramref name="source"/>.</summary>
    public ByteSourceStream(IByteSource source, bool ownsSource = false)
        : this(source, 0, source?.Length ?? 0, ownsSource)
    {
    }

    /// <summary>A stream over <paramref name="length"/> bytes of <paramref name="source"/> from <paramref name="start"/> on.</summary>
    public ByteSourceStream(IByteSource source, long start, long length, bool ownsSource = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _source = source;
        _start = start;
        _length = length;
        _ownsSource = ownsSource;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var left = _length - _position;
        if (left <= 0)
        {
            return 0;
        }

        var count = _source.Read(_start + _position, left < buffer.Length ? buffer[..(int)left] : buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The source has no asynchronous door: what it serves is a page cache or memory, where a hop to another thread costs more than it saves.
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => _length + offset,
            _ => throw new ArgumentOutOfRangeException(nameof(origin)),
        };
        return _position;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("the bytes of a source cannot be changed");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("the bytes of a source cannot be changed");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsSource)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }
}
