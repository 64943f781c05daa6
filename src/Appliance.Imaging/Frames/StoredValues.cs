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
    /// <summary>Takes one-sample cells apart into pixels of the layout's kind; cells that are missing at the end stay 0, which of real numbers are NaN.</summary>
    public static void Unpack(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> pixels)
    {
        var values = layout.Pixels;
        switch (layout.BitsAllocated)
        {
            case 32 or 64 when BitConverter.IsLittleEndian && (layout.IsFloat || (layout.BitsStored == 32 && layout.Kind.IsGray() && layout.BitsAllocated == 32)):
                cells = cells[..(int)Math.Min(cells.Length - (cells.Length % (layout.BitsAllocated / 8)), pixels.Length)];
                cells.CopyTo(pixels);
                ClearReals(pixels[cells.Length..], layout);
                break;
            case 8 when layout.Kind is PixelKind.Gray8 or PixelKind.Indexed8:
                Bytes(cells[..Math.Min(cells.Length, values)], layout, pixels);
                break;
            case 16 when BitConverter.IsLittleEndian:
                Words(MemoryMarshal.Cast<byte, ushort>(cells)[..Math.Min(cells.Length / 2, values)], layout, MemoryMarshal.Cast<byte, ushort>(pixels));
                break;
            case 1 when layout.Kind is PixelKind.Gray8 or PixelKind.Indexed8:
                Bits(cells, pixels);
                break;
            default:
                AnyCells(cells, layout, values, pixels);
                break;
        }
    }

    /// <summary>
    /// One sample of any allocation, by its place in the frame: of unsigned cells of 64 bits the same bits, which are negative in a long. Slow;
    /// for the unusual.
    /// </summary>
    public static long Sample(ReadOnlySpan<byte> cells, ImageLayout layout, long index)
    {
        var shift = layout.HighBit + 1 - layout.BitsStored;
        var top = Cell(cells, layout.BitsAllocated, index) >> shift << (64 - layout.BitsStored);
        return layout.IsSigned ? (long)top >> (64 - layout.BitsStored) : (long)(top >> (64 - layout.BitsStored));
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

    // Single bits, the first pixel in the lowest one (PS3.5 8.1.1).
    private static void Bits(ReadOnlySpan<byte> cells, Span<byte> pixels)
    {
        var count = (int)Math.Min(pixels.Length, cells.Length * 8L);
        for (var i = 0; i < count; i++)
        {
            pixels[i] = (byte)((cells[i >> 3] >> (i & 7)) & 1);
        }
    }

    // Cells of any size: 12 bits packed as ACR-NEMA had them, 24, 64.
    private static void AnyCells(ReadOnlySpan<byte> cells, ImageLayout layout, int values, Span<byte> pixels)
    {
        var count = (int)Math.Min(CellCount(cells.Length, layout.BitsAllocated), values);
        if (layout.IsFloat)
        {
            Reals(cells, layout.BitsAllocated / 8, count, pixels);
            ClearReals(pixels[(count * layout.BitsAllocated / 8)..], layout);
            return;
        }

        // Indices beyond what a palette can have take its last colour.
        var isIndex = !layout.Kind.IsGray();
        var raise = layout.IsSigned && isIndex ? 1L << (layout.BitsStored - 1) : 0;
        for (var i = 0; i < count; i++)
        {
            var value = Sample(cells, layout, i) + raise;
            switch (layout.Kind)
            {
                case PixelKind.Gray8 or PixelKind.Indexed8:
                    pixels[i] = (byte)value;
                    break;
                case PixelKind.GrayU16 or PixelKind.GrayS16 or PixelKind.Indexed16:
                    MemoryMarshal.Write(pixels[(i * 2)..], (short)(isIndex ? (long)Math.Min((ulong)value, ushort.MaxValue) : value));
                    break;
                case PixelKind.GrayF64:
                    MemoryMarshal.Write(pixels[(i * 8)..], layout.IsSigned ? value : (double)(ulong)value);
                    break;
                default:
                    MemoryMarshal.Write(pixels[(i * 4)..], (int)value);
                    break;
            }
        }
    }

    // A zero may be any grey; what is no number is background.
    private static void ClearReals(Span<byte> pixels, ImageLayout layout)
    {
        switch (layout.Kind)
        {
            case PixelKind.GrayF32:
                MemoryMarshal.Cast<byte, float>(pixels).Fill(float.NaN);
                break;
            case PixelKind.GrayF64 when layout.IsFloat:
                MemoryMarshal.Cast<byte, double>(pixels).Fill(double.NaN);
                break;
        }
    }

    private static void Reals(ReadOnlySpan<byte> cells, int size, int count, Span<byte> pixels)
    {
        for (var i = 0; i < count; i++)
        {
            if (size == sizeof(float))
            {
                MemoryMarshal.Write(pixels[(i * size)..], BinaryPrimitives.ReadSingleLittleEndian(cells[(i * size)..]));
            }
            else
            {
                MemoryMarshal.Write(pixels[(i * size)..], BinaryPrimitives.ReadDoubleLittleEndian(cells[(i * size)..]));
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
            case 64:
                return BinaryPrimitives.ReadUInt64LittleEndian(cells[((int)index * 8)..]);
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
