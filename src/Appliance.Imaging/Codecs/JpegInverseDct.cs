using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Appliance.Imaging;

/// <summary>
/// The inverse DCT of ISO 10918-1 A.3.3 in whole numbers, after Loeffler, Ligtenberg and Moschytz with 12 multiplications: step by step the
/// "slow integer" one of libjpeg, which nearly all decoders in medicine use, so that samples come out the same.
/// </summary>
internal static class JpegInverseDct
{
    private const int Side = 8;
    private const int ConstBits = 13;

    private const int Fix0298 = 2446;
    private const int Fix0390 = 3196;
    private const int Fix0541 = 4433;
    private const int Fix0765 = 6270;
    private const int Fix0899 = 7373;
    private const int Fix1175 = 9633;
    private const int Fix1501 = 12299;
    private const int Fix1847 = 15137;
    private const int Fix1961 = 16069;
    private const int Fix2053 = 16819;
    private const int Fix2562 = 20995;
    private const int Fix3072 = 25172;

    /// <summary>Transforms a block in place of its dequantized coefficients and stores its samples.</summary>
    /// <param name="block">64 coefficients in natural order; overwritten.</param>
    /// <param name="precision">8 or 12.</param>
    /// <param name="samples">The plane from the block's first sample on.</param>
    /// <param name="stride">Samples in a row of the plane.</param>
    public static void Transform(scoped Span<int> block, int precision, Span<ushort> samples, int stride)
    {
        // Bits kept between the two passes: with 12 bits there is room for one only.
        var passBits = precision > 8 ? 1 : 2;
        ref var first = ref MemoryMarshal.GetReference(block[..(Side * Side)]);
        Columns(ref first, passBits);
        var (center, max) = (Vector128.Create(1 << (precision - 1)), Vector128.Create((1 << precision) - 1));
        for (var row = 0; row < Side; row++)
        {
            ref var line = ref Unsafe.Add(ref first, row * Side);
            Row(ref line, passBits + 3);
            var left = Vector128.Clamp(Vector128.LoadUnsafe(ref line) + center, Vector128<int>.Zero, max);
            var right = Vector128.Clamp(Vector128.LoadUnsafe(ref line, 4) + center, Vector128<int>.Zero, max);
            Vector128.Narrow(left.AsUInt32(), right.AsUInt32()).CopyTo(samples.Slice(row * stride, Side));
        }
    }

    // All eight columns at once, one in each lane; those without AC coefficients come out the same as by the short way that scalar code takes.
    private static void Columns(ref int first, int passBits)
    {
        Vector256<int> v0 = Vector256.LoadUnsafe(ref first), v1 = Vector256.LoadUnsafe(ref first, Side), v2 = Vector256.LoadUnsafe(ref first, 2 * Side);
        Vector256<int> v3 = Vector256.LoadUnsafe(ref first, 3 * Side), v4 = Vector256.LoadUnsafe(ref first, 4 * Side), v5 = Vector256.LoadUnsafe(ref first, 5 * Side);
        Vector256<int> v6 = Vector256.LoadUnsafe(ref first, 6 * Side), v7 = Vector256.LoadUnsafe(ref first, 7 * Side);
        if ((v1 | v2 | v3 | v4 | v5 | v6 | v7) == Vector256<int>.Zero)
        {
            var level = v0 << passBits;
            for (var row = 0; row < Side; row++)
            {
                level.StoreUnsafe(ref first, (nuint)(row * Side));
            }

            return;
        }

        // Even part.
        var z1 = (v2 + v6) * Fix0541;
        var even2 = z1 - (v6 * Fix1847);
        var even3 = z1 + (v2 * Fix0765);
        var even0 = (v0 + v4) << ConstBits;
        var even1 = (v0 - v4) << ConstBits;

        // Odd part.
        var z5 = (v7 + v3 + v5 + v1) * Fix1175;
        z1 = (v7 + v1) * -Fix0899;
        var z2 = (v5 + v3) * -Fix2562;
        var z3 = ((v7 + v3) * -Fix1961) + z5;
        var z4 = ((v5 + v1) * -Fix0390) + z5;
        Butterfly(ref first, 0, even0 + even3, (v1 * Fix1501) + z1 + z4, passBits);
        Butterfly(ref first, 1, even1 + even2, (v3 * Fix3072) + z2 + z3, passBits);
        Butterfly(ref first, 2, even1 - even2, (v5 * Fix2053) + z2 + z4, passBits);
        Butterfly(ref first, 3, even0 - even3, (v7 * Fix0298) + z1 + z3, passBits);
    }

    private static void Butterfly(ref int first, int row, Vector256<int> even, Vector256<int> odd, int passBits)
    {
        var shift = ConstBits - passBits;
        var half = Vector256.Create(1 << (shift - 1));
        ((even + odd + half) >> shift).StoreUnsafe(ref first, (nuint)(row * Side));
        ((even - odd + half) >> shift).StoreUnsafe(ref first, (nuint)((Side - 1 - row) * Side));
    }

    private static void Row(ref int row, int bits)
    {
        int v0 = row, v1 = Unsafe.Add(ref row, 1), v2 = Unsafe.Add(ref row, 2), v3 = Unsafe.Add(ref row, 3);
        int v4 = Unsafe.Add(ref row, 4), v5 = Unsafe.Add(ref row, 5), v6 = Unsafe.Add(ref row, 6), v7 = Unsafe.Add(ref row, 7);
        if ((v1 | v2 | v3 | v4 | v5 | v6 | v7) == 0)
        {
            Vector256.Create((v0 + (1 << (bits - 1))) >> bits).StoreUnsafe(ref row);
            return;
        }

        // Even part, with the half that rounds.
        var shift = ConstBits + bits;
        var half = 1 << (shift - 1);
        var z1 = (v2 + v6) * Fix0541;
        var even2 = z1 - (v6 * Fix1847);
        var even3 = z1 + (v2 * Fix0765);
        var even0 = ((v0 + v4) << ConstBits) + half;
        var even1 = ((v0 - v4) << ConstBits) + half;

        // Odd part.
        var z5 = (v7 + v3 + v5 + v1) * Fix1175;
        z1 = (v7 + v1) * -Fix0899;
        var z2 = (v5 + v3) * -Fix2562;
        var z3 = ((v7 + v3) * -Fix1961) + z5;
        var z4 = ((v5 + v1) * -Fix0390) + z5;
        int odd0 = (v1 * Fix1501) + z1 + z4, odd1 = (v3 * Fix3072) + z2 + z3, odd2 = (v5 * Fix2053) + z2 + z4, odd3 = (v7 * Fix0298) + z1 + z3;
        int sum0 = even0 + even3, sum1 = even1 + even2, sum2 = even1 - even2, sum3 = even0 - even3;
        row = (sum0 + odd0) >> shift;
        Unsafe.Add(ref row, 1) = (sum1 + odd1) >> shift;
        Unsafe.Add(ref row, 2) = (sum2 + odd2) >> shift;
        Unsafe.Add(ref row, 3) = (sum3 + odd3) >> shift;
        Unsafe.Add(ref row, 4) = (sum3 - odd3) >> shift;
        Unsafe.Add(ref row, 5) = (sum2 - odd2) >> shift;
        Unsafe.Add(ref row, 6) = (sum1 - odd1) >> shift;
        Unsafe.Add(ref row, 7) = (sum0 - odd0) >> shift;
    }
}
