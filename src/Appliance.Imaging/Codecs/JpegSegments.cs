using System.Buffers;

namespace Appliance.Imaging;

/// <summary>
/// The entropy-coded segments of a JPEG scan, one after the other: what lies between two restart markers, with the zero bytes taken out
/// that are stuffed behind FF (ISO 10918-1 B.1.1.5). A damaged segment does not harm the next. Holds a rented buffer: dispose of it.
/// </summary>
internal ref struct JpegSegments
{
    private readonly ReadOnlySpan<byte> _stream;
    private byte[]? _buffer;

    /// <summary>Begins behind a scan header.</summary>
    public JpegSegments(ReadOnlySpan<byte> stream, int start)
    {
        _stream = stream;
        Position = start;
    }

    /// <summary>Where the next segment begins: after the last, the marker that ended the scan, or the end of the stream.</summary>
    public int Position { get; private set; }

    /// <summary>The number, 0 to 7, of the restart marker behind the last segment; -1 when another marker or the end came.</summary>
    public int Restart { get; private set; }

    /// <summary>The bytes of the next segment; good until the one after it is asked for.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var rest = _stream[Position..];
        _buffer ??= ArrayPool<byte>.Shared.Rent(rest.Length);
        var (from, filled) = (0, 0);
        Restart = -1;
        while (from < rest.Length)
        {
            var plain = rest[from..].IndexOf((byte)0xFF);
            plain = plain < 0 ? rest.Length - from : plain;
            rest.Slice(from, plain).CopyTo(_buffer.AsSpan(filled));
            (from, filled) = (from + plain, filled + plain);

            // Any number of FF may stand before a marker as fill.
            while (from + 1 < rest.Length && rest[from + 1] == 0xFF)
            {
                from++;
            }

            if (from + 1 >= rest.Length)
            {
                from = rest.Length;
            }
            else if (rest[from + 1] == 0)
            {
                _buffer[filled++] = 0xFF;
                from += 2;
            }
            else
            {
                Restart = rest[from + 1] is >= 0xD0 and <= 0xD7 ? rest[from + 1] - 0xD0 : -1;
                from += Restart >= 0 ? 2 : 0;
                break;
            }
        }

        Position += from;
        return _buffer.AsSpan(0, filled);
    }

    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }
}
