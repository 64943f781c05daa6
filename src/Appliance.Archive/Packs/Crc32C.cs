using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Appliance.Archive;

/// <summary>
/// CRC-32C by the processor, three stretches at a time: each step of one waits for the step before, and in that time two steps of others are done.
/// The three are joined by what a stretch of zeros makes of a checksum, which is linear and looked up byte by byte.
/// </summary>
internal static class Crc32C
{
    private const int Stretch = 1024;
    private const int Three = 3 * Stretch;

    private static readonly uint[] BehindZeros = ZerosTable();

    /// <summary>The checksum of bytes that follow those of which <paramref name="crc"/> is the checksum, neither begun nor ended by a complement.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= Three)
        {
            crc = AppendThree(crc, bytes[..Three]);
            bytes = bytes[Three..];
        }

        return AppendOne(crc, bytes);
    }

    private static uint AppendThree(uint crc, ReadOnlySpan<byte> bytes)
    {
        var first = MemoryMarshal.Cast<byte, ulong>(bytes[..Stretch]);
        var second = MemoryMarshal.Cast<byte, ulong>(bytes[Stretch..(2 * Stretch)])[..first.Length];
        var third = MemoryMarshal.Cast<byte, ulong>(bytes[(2 * Stretch)..])[..first.Length];
        var (a, b, c) = (crc, 0u, 0u);
        for (var i = 0; i < first.Length; i++)
        {
            a = BitOperations.Crc32C(a, Little(first[i]));
            b = BitOperations.Crc32C(b, Little(second[i]));
            c = BitOperations.Crc32C(c, Little(third[i]));
        }

        return Behind(Behind(a) ^ b) ^ c;
    }

    private static uint AppendOne(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var eight in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, Little(eight));
        }

        foreach (var one in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return crc;
    }

    private static ulong Little(ulong value) => BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);

    /// <summary>The checksum after one stretch of zeros more.</summary>
    private static uint Behind(uint crc) =>
        BehindZeros[crc & 0xFF] ^ BehindZeros[256 + ((crc >> 8) & 0xFF)] ^ BehindZeros[512 + ((crc >> 16) & 0xFF)] ^ BehindZeros[768 + (crc >> 24)];

    private static uint[] ZerosTable()
    {
        var zeros = new byte[Stretch];
        var table = new uint[4 * 256];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = AppendOne((uint)(i & 0xFF) << (8 * (i >> 8)), zeros);
        }

        return table;
    }
}
