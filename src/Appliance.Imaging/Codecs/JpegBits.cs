using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Appliance.Imaging;

/// <summary>The entropy-coded bits of a JPEG scan, most significant first; stuffed zero bytes taken out (ISO 10918-1 B.1.1.5).</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int start)
{
    /// <summary>What <see cref="TakeDifference"/> gives when there is no code: no difference is this far out.</summary>
    public const int NoCode = int.MaxValue;

    private readonly ReadOnlySpan<byte> _data = data;
    private ulong _held;
    private int _count;

    /// <summary>The next byte to take: after the last bits, the place of the marker that ended them.</summary>
    public int Position { get; private set; } = start;

    /// <summary>How many bits were asked for beyond a marker or the end; they read as zero.</summary>
    public int Missing { get; private set; }

    /// <summary>
    /// Takes one code and the difference behind it (ISO 10918-1 H.1.2.2): a category by the table, then that many bits.
    /// <see cref="NoCode"/> when the bits are no code.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeDifference(JpegHuffmanTable table)
    {
        // A code and a difference take 16 bits each at most: one look at the supply serves both.
        if (_count < 32)
        {
            Fill();
        }

        var category = table.Decode((int)(_held >> 48), out var length);
        Skip(length);
        switch (category)
        {
            case 0:
                return 0;
            case < 0 or > 16:
                return NoCode;
            case 16:
                return 32768;
        }

        var value = (int)(_held >> (64 - category));
        Skip(category);
        return value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Skip(int bits)
    {
        _held <<= bits;
        _count -= bits;
        if (_count < 0)
        {
            Missing -= _count;
            _count = 0;
        }
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
        // Eight bytes at once where none of them is FF and so neither a marker nor stuffing.
        if (Position + sizeof(ulong) <= _data.Length)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(_data[Position..]);
            var inverse = ~next;
            if (((inverse - 0x0101010101010101) & ~inverse & 0x8080808080808080) == 0)
            {
                var bytes = (64 - _count) / 8;
                _held |= next >> (64 - (bytes * 8)) << (64 - (bytes * 8)) >> _count;
                _count += bytes * 8;
                Position += bytes;
                return;
            }
        }

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
