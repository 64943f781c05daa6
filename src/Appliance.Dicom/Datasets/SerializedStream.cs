namespace Appliance.Dicom;

/// <summary>A data set that is written while it is read: each read goes as many steps on as it needs. For one thread at a time.</summary>
internal sealed class SerializedStream : Stream
{
    private readonly MemoryStream _ready = new();
    private readonly CountingStream _counting;
    private readonly Stream? _packer;
    private readonly ByteSink _sink;
    private readonly IEnumerator<int> _steps;
    private readonly IDisposable? _owned;
    private bool _ended;
    private bool _disposed;

    /// <summary>Begins.</summary>
    /// <param name="dataset">What to write.</param>
    /// <param name="syntax">The transfer syntax to write it in.</param>
    /// <param name="serializer">Has measured it.</param>
    /// <param name="owned">Disposed with the stream.</param>
    public SerializedStream(DicomDataset dataset, DicomTransferSyntax syntax, DatasetSerializer serializer, IDisposable? owned)
    {
        _counting = new CountingStream(_ready);
        _packer = Inflater.IsNeeded(syntax) ? Deflater.Open(_counting, syntax) : null;
        _sink = new ByteSink(_packer ?? _counting);
        _steps = serializer.Steps(dataset, _sink).GetEnumerator();
        _owned = owned;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("the length of a data set being written is known at its end");

    public override long Position
    {
        get => throw new NotSupportedException("a data set being written is read once, forwards");
        set => throw new NotSupportedException("a data set being written is read once, forwards");
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ready.Position == _ready.Length)
        {
            Refill();
        }

        return _ready.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a data set being written is read once, forwards");

    public override void SetLength(long value) => throw new NotSupportedException("a data set being written is only read");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("a data set being written is only read");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _steps.Dispose();
            End();
            _ready.Dispose();
            _owned?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Goes on until there is something to read, or nothing more to come.</summary>
    private void Refill()
    {
        _ready.SetLength(0);
        while (_ready.Length == 0 && !_ended)
        {
            if (!_steps.MoveNext())
            {
                End();
            }
        }

        _ready.Position = 0;
    }

    private void End()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _sink.Dispose();
        _packer?.Dispose();
        if (_packer is not null && (_counting.Count & 1) != 0)
        {
            // A data set has an even length; the decoder stops before the pad (PS3.5 A.5).
            _ready.WriteByte(0);
        }
    }
}
