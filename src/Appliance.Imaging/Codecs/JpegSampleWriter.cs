using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using JpegLibrary;

namespace Appliance.Imaging;

/// <summary>Collects the 8x8 blocks that JpegLibrary hands out into interleaved samples: bytes up to 8 bits of precision, words above.</summary>
internal sealed class JpegSampleWriter(int width, int height, int components, int precision) : JpegBlockOutputWriter
{
    private const int BlockSide = 8;

    private readonly byte[] _samples = new byte[(long)width * height * components * (precision > 8 ? 2 : 1)];

    /// <summary>Samples by pixel, row by row from the top left, words in the byte order of this machine.</summary>
    public byte[] Samples => _samples;

    /// <summary>How many blocks came.</summary>
    public long BlocksWritten { get; private set; }

    public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
    {
        if (x < 0 || y < 0 || x >= width || y >= height || (uint)componentIndex >= (uint)components)
        {
            return;
        }

        BlocksWritten++;
        var block = MemoryMarshal.CreateReadOnlySpan(ref blockRef, BlockSide * BlockSide);
        var (columns, rows) = (Math.Min(BlockSide, width - x), Math.Min(BlockSide, height - y));
        var max = (1 << precision) - 1;
        for (var row = 0; row < rows; row++)
        {
            var first = ((((y + row) * width) + x) * components) + componentIndex;
            var values = block.Slice(row * BlockSide, columns);
            if (precision > 8)
            {
                Words(values, MemoryMarshal.Cast<byte, ushort>(_samples.AsSpan()), first, max);
            }
            else
            {
                for (var column = 0; column < columns; column++)
                {
                    _samples[first + (column * components)] = (byte)Math.Clamp(values[column], (short)0, (short)max);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Words(ReadOnlySpan<short> values, Span<ushort> samples, int first, int max)
    {
        for (var column = 0; column < values.Length; column++)
        {
            samples[first + (column * components)] = (ushort)Math.Clamp((int)values[column], 0, max);
        }
    }
}
