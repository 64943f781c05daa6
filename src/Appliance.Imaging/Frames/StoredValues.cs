using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>
/// From pixel cells to numbers (PS3.5 8.1.1): takes Bits Stored bits ending at High Bit out of each cell of Bits Allocated bits, and
/// extends the sign. Values are written right-aligned, in the byte order of this machine.
/// </summary>
internal static class StoredValues
{
    /// <summary>Takes one-sample cells apart into pixels of the layout's kind; cells that are missing at the end stay 0.</summary>
    public static void Unpack(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> pixels)
    {
        var values = layout.Pixels;
        switch (layout.BitsAllocated)
        {
            case 8 when layout.Kind is PixelKind.Gray8 or PixelKind.Indexed8:
                Bytes(cells[..Math.Min(cells.Length, values)], layout, pixels);
                break;
            case 16 when BitConverter.IsLittleEndian:
                Words(MemoryMarshal.Cast<byte, ushort>(cells)[..Math.Min(cells.Length / 2, values)], layout, MemoryMarshal.Cast<byte, ushort>(pixels));
                break;
            default:
                AnyCells(cells, layout, 0, values, pixels);
                break;
        }
    }

    /// <summary>One sample of any allocation up to 32 bits, by its place in the frame. Slow; for the unusual.</summary>
    public static long Sample(ReadOnlySpan<byte> cells, ImageLayout layout, long index)
    {
        var shift = layout.HighBit + 1 - layout.BitsStored;
        var value = (long)((Cell(cells, layout.BitsAllocated, index) >> shift) & ((1UL << layout.BitsStored) - 1));
        return layout.IsSigned ? value << (64 - layout.BitsStored) >> (64 - layout.BitsStored) : value;
    }

    /// <summary>The number of whole cells that a run of bytes holds.</summary>
    public static long CellCount(long bytes, int bitsAllocated) => bytes * 8 / bitsAllocated;

    private static void Bytes(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> pixels)
    {
        if (layout.BitsStored == 8 && !layout.IsSigned)
        {
            cells.CopyTo(pixels);
            return;
        }

        // Signed 8-bit grey is widened elsewhere; a signed index is raised by half its range (see PaletteLut.FirstMapped).
        var shift = layout.HighBit + 1 - layout.BitsStored;
        var mask = (1 << layout.BitsStored) - 1;
        var flip = layout.IsSigned ? 1 << (layout.BitsStored - 1) : 0;
        for (var i = 0; i < cells.Length; i++)
        {
            pixels[i] = (byte)(((cells[i] >> shift) & mask) ^ flip);
        }
    }

    // Shift left until the sign bit is on top, then back: sign extension and masking in one. A vector at a time.
    private static void Words(ReadOnlySpan<ushort> cells, ImageLayout layout, Span<ushort> pixels)
    {
        if (layout.BitsStored == 16 && layout.Kind != PixelKind.Indexed16)
        {
            cells.CopyTo(pixels);
            return;
        }

        var (left, right) = (15 - layout.HighBit, 16 - layout.BitsStored);
        var signedValues = layout.Kind == PixelKind.GrayS16;
        var flip = (ushort)(layout.IsSigned && !signedValues ? 1 << (layout.BitsStored - 1) : 0);
        var from = MemoryMarshal.Cast<ushort, Vector<ushort>>(cells);
        var to = MemoryMarshal.Cast<ushort, Vector<ushort>>(pixels);
        var flips = new Vector<ushort>(flip);
        for (var i = 0; i < from.Length; i++)
        {
            var top = Vector.ShiftLeft(from[i], left);
            to[i] = signedValues
                ? Vector.AsVectorUInt16(Vector.ShiftRightArithmetic(Vector.AsVectorInt16(top), right))
                : Vector.ShiftRightLogical(top, right) ^ flips;
        }

        for (var i = from.Length * Vector<ushort>.Count; i < cells.Length; i++)
        {
            var top = (ushort)(cells[i] << left);
            pixels[i] = signedValues ? (ushort)((short)top >> right) : (ushort)((top >> right) ^ flip);
        }
    }

    /// <summary>Cells of any size, also those that do not begin on a byte: <paramref name="firstCell"/> tells where the frame begins.</summary>
    public static void AnyCells(ReadOnlySpan<byte> cells, ImageLayout layout, long firstCell, int values, Span<byte> pixels)
    {
        var count = (int)Math.Clamp(CellCount(cells.Length, layout.BitsAllocated) - firstCell, 0, values);
        var raise = layout.IsSigned && !layout.Kind.IsGray() ? 1L << (layout.BitsStored - 1) : 0;
        var size = layout.Kind.BytesPerPixel();
        for (var i = 0; i < count; i++)
        {
            var value = Sample(cells, layout, firstCell + i) + raise;
            var target = pixels.Slice(i * size, size);
            switch (size)
            {
                case 1:
                    target[0] = (byte)value;
                    break;
                case 2:
                    MemoryMarshal.Write(target, (short)value);
                    break;
                default:
                    MemoryMarshal.Write(target, (int)value);
                    break;
            }
        }
    }

    private static ulong Cell(ReadOnlySpan<byte> cells, int bits, long index)
    {
        switch (bits)
        {
            case 8:
                return cells[(int)index];
            case 16:
                return BinaryPrimitives.ReadUInt16LittleEndian(cells[((int)index * 2)..]);
            case 32:
                return BinaryPrimitives.ReadUInt32LittleEndian(cells[((int)index * 4)..]);
        }

        // Packed: the first cell lies in the lowest bits, cells run across byte borders (1-bit segments, 12-bit ACR-NEMA data).
        var value = 0UL;
        for (int got = 0; got < bits;)
        {
            var bit = (index * bits) + got;
            var take = (int)Math.Min(8 - (bit & 7), bits - got);
            value |= (((ulong)cells[(int)(bit >> 3)] >> (int)(bit & 7)) & ((1UL << take) - 1)) << got;
            got += take;
        }

        return value;
    }
}
