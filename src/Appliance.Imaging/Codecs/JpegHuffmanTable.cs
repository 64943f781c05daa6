using System.Runtime.CompilerServices;

namespace Appliance.Imaging;

/// <summary>One Huffman table of a JPEG stream (ISO 10918-1 annex C and F.2.2.3), with a look-up of the short codes.</summary>
internal sealed class JpegHuffmanTable
{
    /// <summary>Codes up to this many bits are found by one look-up.</summary>
    public const int FastBits = 10;

    /// <summary>A code and the difference behind it that take up to this many bits together are found by one look-up.</summary>
    public const int DifferenceBits = 12;

    private const int MaxBits = 16;

    // Per fast pattern: code length in the upper byte, symbol in the lower; 0 where the code is longer.
    private readonly ushort[] _fast = new ushort[1 << FastBits];
    private readonly int[] _maxCode = new int[MaxBits + 1];
    private readonly int[] _firstSymbol = new int[MaxBits + 1];
    private readonly byte[] _symbols;

    // Per pattern: the coefficient in the upper 16 bits, the zeros before it in the next 8, the bits that all takes in the lowest 8; 0 where that
    // is more. Made when first asked for.
    private int[]? _coefficients;

    // Per pattern: the difference in the upper 24 bits, the bits that it and its code take in the lower 8; 0 where they take more.
    private readonly int[] _differences = new int[1 << DifferenceBits];

    private JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        var (code, index) = (0, 0);
        for (var bits = 1; bits <= MaxBits; bits++, code <<= 1)
        {
            _firstSymbol[bits] = index - code;
            for (var i = 0; i < counts[bits - 1]; i++, code++, index++)
            {
                if (bits <= FastBits)
                {
                    _fast.AsSpan(code << (FastBits - bits), 1 << (FastBits - bits)).Fill((ushort)((bits << 8) | _symbols[index]));
                }
            }

            _maxCode[bits] = counts[bits - 1] > 0 ? code - 1 : -1;
        }

        for (var pattern = 0; pattern < _differences.Length; pattern++)
        {
            var category = Decode(pattern << (MaxBits - DifferenceBits), out var length);
            if (category >= 0 && length + category <= DifferenceBits)
            {
                var value = (pattern >> (DifferenceBits - length - category)) & ((1 << category) - 1);
                _differences[pattern] = (Extend(value, category) << 8) | (length + category);
            }
        }
    }

    /// <summary>Reads one table out of the body of a DHT segment; null when it is not a possible one.</summary>
    /// <param name="body">The segment from the table's class-and-number byte on.</param>
    /// <param name="length">The bytes that the table took.</param>
    public static JpegHuffmanTable? Parse(ReadOnlySpan<byte> body, out int length)
    {
        length = 0;
        if (body.Length < 1 + MaxBits)
        {
            return null;
        }

        var counts = body.Slice(1, MaxBits);
        var (symbols, code) = (0, 0);
        for (var bits = 1; bits <= MaxBits; bits++)
        {
            symbols += counts[bits - 1];
            code = (code << 1) + counts[bits - 1];
            if (code > 1 << bits)
            {
                return null;
            }
        }

        length = 1 + MaxBits + symbols;
        return symbols is 0 or > 256 || length > body.Length ? null : new JpegHuffmanTable(counts, body.Slice(1 + MaxBits, symbols));
    }

    /// <summary>The number that a category's bits stand for (ISO 10918-1 F.2.2.1): those that begin with 0 are negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Extend(int bits, int category) => category == 0 || bits >= 1 << (category - 1) ? bits : bits - (1 << category) + 1;

    /// <summary>What <see cref="DifferenceBits"/> bits begin with: a difference times 256, plus the bits that it and its code take; 0 when they take more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int DifferenceOf(int next) => _differences[next];

    /// <summary>
    /// For AC coefficients (ISO 10918-1 F.2.2.2): what <see cref="DifferenceBits"/> bits begin with, a coefficient times 65536, plus the zeros
    /// before it times 256, plus the bits that it and its code take; 0 when they take more. A coefficient of 0 ends the block, or is sixteen zeros.
    /// </summary>
    public int[] Coefficients => _coefficients ??= MakeCoefficients();

    private int[] MakeCoefficients()
    {
        var coefficients = new int[1 << DifferenceBits];
        for (var pattern = 0; pattern < coefficients.Length; pattern++)
        {
            var symbol = Decode(pattern << (MaxBits - DifferenceBits), out var length);
            var category = symbol & 0x0F;
            if (symbol >= 0 && length + category <= DifferenceBits)
            {
                var value = (pattern >> (DifferenceBits - length - category)) & ((1 << category) - 1);
                coefficients[pattern] = (Extend(value, category) << 16) | (symbol >> 4 << 8) | (length + category);
            }
        }

        return coefficients;
    }

    /// <summary>The symbol at the front of 16 bits, and how many of them its code takes; -1 when no code fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(int next16, out int bits)
    {
        var fast = _fast[next16 >> (MaxBits - FastBits)];
        if (fast != 0)
        {
            bits = fast >> 8;
            return fast & 0xFF;
        }

        return DecodeLong(next16, out bits);
    }

    private int DecodeLong(int next16, out int bits)
    {
        for (bits = FastBits + 1; bits <= MaxBits; bits++)
        {
            var code = next16 >> (MaxBits - bits);
            if (code <= _maxCode[bits])
            {
                return _symbols[_firstSymbol[bits] + code];
            }
        }

        return -1;
    }
}
