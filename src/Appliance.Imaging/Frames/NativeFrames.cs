using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Frames of uncompressed pixel data (PS3.5 8.1.1): one frame is one read at its own offset, whatever the size of the object.</summary>
internal sealed class NativeFrames(DicomValueElement element, ImageLayout layout, bool isBigEndian) : IFrameSource
{
    /// <summary>A frame larger than this is not allocated for when the pixel data hold less than <see cref="LeastShare"/> of it.</summary>
    private const long UnquestionedBytes = 64L << 20;

    private const int LeastShare = 16;

    // In OW the unit that is swapped is the 16-bit word, whatever the cell size (PS3.5 8.1.1 and A.3); OL has 32-bit words, OV and OD 64-bit
    // ones; OB none.
    private readonly int _swapUnit = isBigEndian && element.VR != DicomVR.UN ? element.VR.UnitSize : 1;

    public PixelFrame Decode(int index)
    {
        var firstBit = index * layout.NativeFrameBits;
        var start = firstBit / 8;
        var skippedBits = (int)(firstBit % 8);
        var needed = (skippedBits + layout.NativeFrameBits + 7) / 8;
        var available = Math.Clamp(element.Length - start, 0, needed);
        if (available == 0)
        {
            throw new DicomImageException(
                ImageLayoutReader.Name(element.Tag), $"frame {index + 1} of {layout.NumberOfFrames} would begin at byte {start}, but there are only {element.Length} bytes");
        }

        if (needed > UnquestionedBytes && available < needed / LeastShare)
        {
            throw new DicomImageException(
                "Rows (0028,0010), Columns (0028,0011)", $"a frame of {layout.Columns}x{layout.Rows} takes {needed} bytes, but the pixel data have only {available} for it");
        }

        return FrameUnpacker.Unpack(new RawFrame(Aligned(Bytes(start, (int)available), skippedBits), layout));
    }

    // Frames of single bits, or of cells such as 12 bits, need not begin on a byte: they are moved down to where others begin.
    private static ReadOnlyMemory<byte> Aligned(ReadOnlyMemory<byte> bytes, int skippedBits)
    {
        if (skippedBits == 0)
        {
            return bytes;
        }

        var from = bytes.Span;
        var moved = new byte[from.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = (byte)((from[i] | ((i + 1 < from.Length ? from[i + 1] : 0) << 8)) >> skippedBits);
        }

        return moved;
    }

    private ReadOnlyMemory<byte> Bytes(long start, int length)
    {
        if (_swapUnit == 1)
        {
            return element.IsDeferred ? Read(start, length) : element.Value.Slice((int)start, length);
        }

        // Words are swapped whole, also where a frame begins or ends within one.
        var aligned = start - (start % _swapUnit);
        var end = Math.Min(element.Length, (start + length + _swapUnit - 1) / _swapUnit * _swapUnit);
        var words = Read(aligned, (int)(end - aligned));
        for (var i = 0; i + _swapUnit <= words.Length; i += _swapUnit)
        {
            words.AsSpan(i, _swapUnit).Reverse();
        }

        return words.AsMemory((int)(start - aligned), Math.Min(length, words.Length - (int)(start - aligned)));
    }

    private byte[] Read(long start, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var got = 0;
        while (got < length)
        {
            var count = element.Read(start + got, bytes.AsSpan(got));
            if (count == 0)
            {
                return bytes[..got];
            }

            got += count;
        }

        return bytes;
    }
}
