using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Which fragments make which frame (PS3.5 A.4). Tried in this order: all of them for a single frame; the extended offset table; the basic
/// offset table; one fragment for each frame; and last, fragments that begin like a compressed frame begin.
/// </summary>
internal sealed class FragmentMap
{
    private const int ItemHeader = 8;
    private const int HeadLength = 16;

    private readonly int[] _firsts;
    private readonly int _fragments;

    private FragmentMap(int[] firsts, int fragments)
    {
        _firsts = firsts;
        _fragments = fragments;
    }

    /// <summary>Frames that the fragments hold; the data set may announce more.</summary>
    public int Frames => _firsts.Length;

    /// <summary>The fragments of a frame.</summary>
    public Range this[int frame] => _firsts[frame]..(frame + 1 < _firsts.Length ? _firsts[frame + 1] : _fragments);

    /// <summary>Finds the frames.</summary>
    /// <param name="pixelData">The fragments.</param>
    /// <param name="extendedOffsets">Extended Offset Table (7FE0,0001) as bytes of the data set; empty when absent.</param>
    /// <param name="frames">How many frames the data set announces.</param>
    /// <param name="codec">Knows what the start of a frame looks like.</param>
    public static FragmentMap Find(DicomFragmentSequence pixelData, ReadOnlySpan<byte> extendedOffsets, int frames, IFrameCodec codec)
    {
        var fragments = pixelData.Fragments;
        int[] firsts;
        if (frames == 1)
        {
            firsts = fragments.Count > 0 ? [0] : [];
        }
        else if (fragments.Count == frames)
        {
            firsts = [.. Enumerable.Range(0, frames)];
        }
        else
        {
            firsts = FromTable(fragments, frames, extendedOffsets, sizeof(ulong))
                ?? FromTable(fragments, frames, pixelData.OffsetTable.Span, sizeof(uint))
                ?? FromStarts(fragments, codec);
        }

        return new FragmentMap(firsts, fragments.Count);
    }

    // Offsets count from the first byte of the first fragment's item header. A table that points between fragments is not believed.
    private static int[]? FromTable(IReadOnlyList<DicomFragment> fragments, int frames, ReadOnlySpan<byte> table, int entrySize)
    {
        if (table.Length / entrySize < frames)
        {
            return null;
        }

        var firsts = new int[frames];
        var (fragment, offset) = (0, 0L);
        for (var frame = 0; frame < frames; frame++)
        {
            var entry = table[(frame * entrySize)..];
            var wanted = entrySize == sizeof(ulong) ? (long)BinaryPrimitives.ReadUInt64LittleEndian(entry) : BinaryPrimitives.ReadUInt32LittleEndian(entry);
            while (fragment < fragments.Count && offset < wanted)
            {
                offset += ItemHeader + fragments[fragment++].Length;
            }

            if (offset != wanted || fragment >= fragments.Count || (frame > 0 && firsts[frame - 1] == fragment))
            {
                return null;
            }

            firsts[frame] = fragment;
        }

        return firsts;
    }

    private static int[] FromStarts(IReadOnlyList<DicomFragment> fragments, IFrameCodec codec)
    {
        var firsts = new List<int>();
        Span<byte> head = stackalloc byte[HeadLength];
        for (var i = 0; i < fragments.Count; i++)
        {
            if (codec.IsFrameStart(head[..fragments[i].Read(0, head)]))
            {
                firsts.Add(i);
            }
        }

        return [.. firsts];
    }
}
