namespace Appliance.Imaging;

/// <summary>The entropy-coded bits of a JPEG scan, most significant first; stuffed zero bytes taken out (ISO 10918-1 B.1.1.5).</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int start)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private ulong _held;
    private int _count;

    /// <summary>The next byte to take: after the last bits, the place of the marker that ended them.</summary>
    public int Position { get; private set; } = start;

    /// <summary>How many bits were asked for beyond a marker or the end; they read as zero.</summary>
    public int Missing { get; private set; }

    /// <summary>The next 16 bits without taking them.</summary>
    public int Peek16()
    {
        if (_count < 16)
        {
            Fill();
        }

        return (int)(_held >> 48);
    }

    /// <summary>Drops bits; at most those peeked.</summary>
    public void Skip(int bits)
    {
        _held <<= bits;
        _count -= bits;
        if (_count < 0)
        {
            Missing -= _count;
            _count = 0;
        }
    }

    /// <summary>Takes 1 to 16 bits.</summary>
    public int Take(int bits)
    {
        var value = Peek16() >> (16 - bits);
        Skip(bits);
        return value;
    }

    /// <summary>Drops what is left of a byte and goes behind a restart marker; false when none stands here.</summary>
    public bool TakeRestart()
    {
        (_held, _count) = (0, 0);
        while (Position + 1 < _data.Length && _data[Position] == 0xFF && _data[Position + 1] == 0xFF)
        {
            Position++;
        }

        if (Position + 1 >= _data.Length || _data[Position] != 0xFF || _data[Position + 1] is < 0xD0 or > 0xD7)
        {
            return false;
        }

        Position += 2;
        return true;
    }

    private void Fill()
    {
        while (_count <= 56 && Position < _data.Length)
        {
            var value = _data[Position];
            if (value == 0xFF)
            {
                if (Position + 1 >= _data.Length || _data[Position + 1] != 0)
                {
                    return;
                }

                Position++;
            }

            Position++;
            _held |= (ulong)value << (56 - _count);
            _count += 8;
        }
    }
}
