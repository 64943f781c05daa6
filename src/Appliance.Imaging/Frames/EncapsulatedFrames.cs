using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Frames of compressed pixel data: the fragments of the frame asked for are read, joined and decompressed, and no others.</summary>
internal sealed class EncapsulatedFrames : IFrameSource
{
    private const string PixelData = "Pixel Data (7FE0,0010)";

    /// <summary>A frame larger than <see cref="UnquestionedPixels"/> is refused when its compressed bytes would have to grow by more than this.</summary>
    private const long MostGrowth = 2048;

    private const long UnquestionedPixels = 16L << 20;

    private readonly DicomFragmentSequence _pixelData;
    private readonly ImageLayout _layout;
    private readonly IFrameCodec _codec;
    private readonly Lazy<FragmentMap> _map;

    public EncapsulatedFrames(DicomFragmentSequence pixelData, ReadOnlyMemory<byte> extendedOffsets, ImageLayout layout, IFrameCodec codec)
    {
        _pixelData = pixelData;
        _layout = layout;
        _codec = codec;
        _map = new(() => FragmentMap.Find(pixelData, extendedOffsets.Span, layout.NumberOfFrames, codec));
    }

    public PixelFrame Decode(int index)
    {
        var map = _map.Value;
        if (index >= map.Frames)
        {
            throw new DicomImageException(
                PixelData, $"frame {index + 1} of {_layout.NumberOfFrames} is not there: {_pixelData.Fragments.Count} fragments hold {map.Frames} frames");
        }

        var encoded = Join(map[index], index);
        if (_layout.Pixels > UnquestionedPixels && encoded.Length < _layout.Pixels / MostGrowth)
        {
            throw new DicomImageException(
                "Rows (0028,0010), Columns (0028,0011)", $"a frame of {_layout.Columns}x{_layout.Rows} cannot come out of {encoded.Length} compressed bytes");
        }

        return FrameUnpacker.Unpack(_codec.Decode(encoded, _layout, index));
    }

    private ReadOnlyMemory<byte> Join(Range range, int frame)
    {
        var (first, count) = range.GetOffsetAndLength(_pixelData.Fragments.Count);
        if (count == 1)
        {
            return _pixelData.Fragments[first].ToMemory();
        }

        var length = 0L;
        for (var i = first; i < first + count; i++)
        {
            length += _pixelData.Fragments[i].Length;
        }

        if (length > Array.MaxLength)
        {
            throw new DicomImageException(PixelData, $"frame {frame + 1} has {length} compressed bytes in {count} fragments: more than {Array.MaxLength} are not decoded");
        }

        var joined = GC.AllocateUninitializedArray<byte>((int)length);
        var filled = 0;
        for (var i = first; i < first + count; i++)
        {
            var fragment = _pixelData.Fragments[i];
            filled += fragment.Read(0, joined.AsSpan(filled, (int)fragment.Length));
        }

        return joined.AsMemory(0, filled);
    }
}
