namespace Appliance.Dicom;

/// <summary>
/// A compressed stretch as if it were not: bytes are inflated as far as somebody asks for, kept in memory in blocks, and counted against a
/// cap on size and on ratio. Safe to read from several threads.
/// </summary>
internal sealed class InflatedByteSource : IByteSource
{
    private const int BlockSize = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly List<byte[]> _blocks = [];
    private readonly Stream _inflater;
    private readonly long _compressedLength;
    private readonly DicomReadOptions _options;
    private readonly string _name;
    private long _known;
    private bool _complete;

    /// <summary>Takes over <paramref name="inflater"/>.</summary>
    /// <param name="inflater">Gives the inflated bytes.</param>
    /// <param name="compressedLength">How many bytes it has to draw on.</param>
    /// <param name="options">The caps.</param>
    /// <param name="name">The compression, for messages.</param>
    public InflatedByteSource(Stream inflater, long compressedLength, DicomReadOptions options, string name)
    {
        _inflater = inflater;
        _compressedLength = compressedLength;
        _options = options;
        _name = name;
    }

    /// <summary>How many bytes are inflated.</summary>
    public long KnownLength => Volatile.Read(ref _known);

    /// <summary>Whether there are no more.</summary>
    public bool IsComplete => Volatile.Read(ref _complete);

    /// <summary>What broke the stream off before its end; null when nothing did.</summary>
    public string? Broken { get; private set; }

    /// <summary>All of its bytes: inflates to the end.</summary>
    public long Length
    {
        get
        {
            Ensure(long.MaxValue);
            return KnownLength;
        }
    }

    /// <summary>Inflates until <paramref name="end"/> bytes are there, or the stream ends.</summary>
    /// <exception cref="DicomFormatException">It grows beyond the caps.</exception>
    public void Ensure(long end)
    {
        if (IsComplete || KnownLength >= end)
        {
            return;
        }

        lock (_gate)
        {
            while (!_complete && _known < end)
            {
                InflateMore();
            }
        }
    }

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Ensure(offset + destination.Length);
        var left = KnownLength - offset;
        if (left <= 0)
        {
            return 0;
        }

        var count = (int)Math.Min(left, destination.Length);
        for (var done = 0; done < count;)
        {
            var (block, at) = Math.DivRem(offset + done, BlockSize);
            var part = Math.Min(count - done, BlockSize - (int)at);
            BlockAt((int)block).AsSpan((int)at, part).CopyTo(destination[done..]);
            done += part;
        }

        return count;
    }

    /// <summary>Lets go of the inflater; what is inflated can still be read.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _complete = true;
            _inflater.Dispose();
        }
    }

    private byte[] BlockAt(int index)
    {
        lock (_gate)
        {
            return _blocks[index];
        }
    }

    private void InflateMore()
    {
        var at = (int)(_known % BlockSize);
        if (at == 0)
        {
            _blocks.Add(GC.AllocateUninitializedArray<byte>(BlockSize));
        }

        var count = 0;
        try
        {
            count = _inflater.Read(_blocks[^1], at, BlockSize - at);
        }
        catch (Exception e) when (Inflater.IsBroken(e))
        {
            // The bytes are no such stream from here on. What came out before stands; the reader of the data set tells what it lacks.
            Broken = $"the {_name} stream breaks off after {_known} inflated bytes: {e.Message}";
        }

        if (count == 0)
        {
            _complete = true;
            return;
        }

        Volatile.Write(ref _known, _known + count);
        if (_known > _options.MaxInflated)
        {
            throw new DicomFormatException($"the {_name} data set grows beyond {_options.MaxInflated} bytes, the most that was allowed");
        }

        if (_known > _options.InflateFloor && _known / Math.Max(1, _compressedLength) >= _options.MaxInflateRatio)
        {
            throw new DicomFormatException(
                $"the {_name} data set grows beyond {_options.MaxInflateRatio} times its {_compressedLength} bytes, the most that was allowed");
        }
    }
}
