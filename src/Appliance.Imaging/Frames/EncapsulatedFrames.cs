using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Frames of compressed pixel data: the fragments of the frame asked for are read, joined and decompressed, and no others.</summary>
internal sealed class EncapsulatedFrames : IFrameSource
{
    private const string PixelData = "Pixel Data (7FE0,0010)";

    private readonly DicomFragmentSequence _pixelData;
    private readonly ImageLayout _layout;
    private readonly IFrameCodec _codec;
    private readonly ReadOnlyMemory<byte> _lengths;
    private readonly Lazy<FragmentMap> _map;
    private readonly LeadingFrames? _leading;

    /// <summary>Nothing is read before the first frame is asked for.</summary>
    public EncapsulatedFrames(DicomDataset dataset, DicomFragmentSequence pixelData, ImageLayout layout, IFrameCodec codec)
    {
        _pixelData = pixelData;
        _layout = layout;
        _codec = codec;
        _lengths = dataset.GetBytes(DicomTag.ExtendedOffsetTableLengths);
        var offsets = dataset.GetBytes(DicomTag.ExtendedOffsetTable);
        _leading = LeadingFrames.Of(pixelData, layout, codec);
        _map = new(() => FragmentMap.Find(pixelData, offsets.Span, layout, codec));
    }

    public PixelFrame Decode(int index)
    {
        var encoded = Join(FragmentsOf(index), index);
        DecodeLimits.Check(_layout.Columns, _layout.Rows, encoded.Length);
        var codec = CodecOf(encoded.Span, out var odd);
        var raw = codec.Decode(encoded, _layout, index);
        return FrameUnpacker.Unpack(raw with { Note = RawFrame.Joined(odd, raw.Note) });
    }

    // The transfer syntax says how frames are compressed; one that begins like another kind is decoded as what it is.
    private IFrameCodec CodecOf(ReadOnlySpan<byte> encoded, out string? note)
    {
        note = null;
        if (_codec.IsFrameStart(encoded) || _codec.FixedLength(_layout) > 0 || CodecTable.Recognise(encoded) is not { } other)
        {
            return _codec;
        }

        note = $"the transfer syntax promises {CodecTable.NameOf(_codec)}, the frame is {CodecTable.NameOf(other)}";
        return other;
    }

    // Large values answer for one frame without a look at the others; elsewhere all fragments are at hand.
    private IReadOnlyList<DicomFragment> FragmentsOf(int frame)
    {
        if (_pixelData.FragmentsOf(frame, _layout.NumberOfFrames) is { } own)
        {
            return own;
        }

        if (_leading?.FragmentOf(frame) is { } leading)
        {
            return [leading];
        }

        var map = _map.Value;
        if (frame >= map.Frames)
        {
            throw new DicomImageException(
                PixelData, $"frame {frame + 1} of {_layout.NumberOfFrames} is not there: {_pixelData.Fragments.Count} fragments hold {map.Frames} frames");
        }

        var (first, count) = map[frame].GetOffsetAndLength(_pixelData.Fragments.Count);
        return [.. _pixelData.Fragments.Skip(first).Take(count)];
    }

    private ReadOnlyMemory<byte> Join(IReadOnlyList<DicomFragment> fragments, int frame)
    {
        if (fragments is [var only])
        {
            var bytes = only.ToMemory();
            return bytes[..(int)Trimmed(frame, bytes.Length)];
        }

        var length = fragments.Sum(fragment => fragment.Length);
        if (length > Array.MaxLength)
        {
            throw new DicomImageException(PixelData, $"frame {frame + 1} has {length} compressed bytes in {fragments.Count} fragments: more than {Array.MaxLength} are not decoded");
        }

        var joined = GC.AllocateUninitializedArray<byte>((int)length);
        var filled = 0;
        foreach (var fragment in fragments)
        {
            filled += fragment.Read(0, joined.AsSpan(filled, (int)fragment.Length));
        }

        return joined.AsMemory(0, (int)Trimmed(frame, filled));
    }

    // Extended Offset Table Lengths (7FE0,0002) tell where a frame ends before its padding; lengths that cannot be are passed over.
    private long Trimmed(int frame, long length)
    {
        var entry = _lengths.Length / sizeof(ulong) > frame ? BinaryPrimitives.ReadUInt64LittleEndian(_lengths.Span[(frame * sizeof(ulong))..]) : 0;
        return entry > 0 && entry < (ulong)length && entry + 1 >= (ulong)length ? (long)entry : length;
    }
}
