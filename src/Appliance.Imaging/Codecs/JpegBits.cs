using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Appliance.Imaging;

/// <summary>
/// The bits of one entropy-coded segment (ISO 10918-1 F.2.2.5), most significant first, out of bytes without stuffing (see
/// <see cref="JpegSegments"/>). Beyond the end they read as zero, and are counted.
/// </summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    /// <summary>What <see cref="TakeDifference"/> gives when there is no code: no difference is this far out.</summary>
    public const int NoCode = int.MaxValue;

    /// <summary>The bits that a <see cref="Fill"/> leaves at least.</summary>
    public const int Filled = 56;

    private readonly ReadOnlySpan<byte> _data = data;
    private ulong _held;
    private int _count;
    private int _position;

    /// <summary>True when more bits were taken than there are.</summary>
    public readonly bool IsOverrun => ((long)_position * 8) - _count > _data.Length * 8L;

    /// <summary>Sees to it that the next <see cref="Filled"/> bits are at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        // Bits that were loaded before are loaded again at the same place: no need to cut at whole bytes.
        if (_position <= _data.Length - sizeof(ulong))
        {
            _held |= BinaryPrimitives.ReadUInt64BigEndian(_data[_position..]) >> _count;
        }
        else
        {
            _held |= Last(_data, _position) >> _count;
        }

        _position += (63 - _count) >> 3;
        _count |= Filled;
    }

    /// <summary>Goes over bits that have been looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int bits)
    {
        _held <<= bits;
        _count -= bits;
    }

    /// <summary>
    /// Takes one code and the difference behind it (ISO 10918-1 H.1.2.2): a category by the table, then that many bits.
    /// <see cref="NoCode"/> when the bits are no code. One <see cref="Fill"/> serves four of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeDifference(JpegHuffmanTable table) => TryTakeDifference(table, out var difference) ? difference : TakeLongDifference(table);

    /// <summary>Takes a code and its difference when they are short, as nearly all are; takes nothing when they are not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeDifference(JpegHuffmanTable table, out int difference)
    {
        var entry = table.DifferenceOf((int)(_held >> (64 - JpegHuffmanTable.DifferenceBits)));
        Skip(entry & 0xFF);
        difference = entry >> 8;
        return entry != 0;
    }

    /// <summary>Takes a code and its difference of any length, and fills up again.</summary>
    public int TakeLongDifference(JpegHuffmanTable table)
    {
        Fill();
        var category = table.Decode((int)(_held >> 48), out var length);
        Skip(length);
        var difference = category switch
        {
            < 0 or > 16 => NoCode,
            16 => 32768,
            0 => 0,
            _ => JpegHuffmanTable.Extend((int)(_held >> (64 - category)), category),
        };
        Skip(category is > 0 and < 16 ? category : 0);
        Fill();
        return difference;
    }

    /// <summary>
    /// Takes one code of AC coefficients and the bits behind it, of any length, and fills up again; the form is that of
    /// <see cref="JpegHuffmanTable.Coefficients"/>, without the bits. <see cref="NoCode"/> when the bits are no code.
    /// </summary>
    public int TakeLongCoefficient(JpegHuffmanTable table)
    {
        Fill();
        var symbol = table.Decode((int)(_held >> 48), out var length);
        if (symbol < 0)
        {
            return NoCode;
        }

        Skip(length);
        var category = symbol & 0x0F;
        var value = category == 0 ? 0 : JpegHuffmanTable.Extend((int)(_held >> (64 - category)), category);
        Skip(category);
        Fill();
        return (value << 16) | (symbol >> 4 << 8);
    }

    /// <summary>Takes one code of AC coefficients and the bits behind it by the table of short ones; 0, and nothing taken, when they are long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeCoefficient(int[] coefficients)
    {
        var entry = coefficients[(int)(_held >> (64 - JpegHuffmanTable.DifferenceBits))];
        Skip(entry & 0xFF);
        return entry;
    }

    private static ulong Last(ReadOnlySpan<byte> data, int position)
    {
        var bits = 0UL;
        for (var i = 0; i < sizeof(ulong); i++)
        {
            bits = (bits << 8) | (position + i < data.Length ? data[position + i] : 0u);
        }

        return bits;
    }
}
