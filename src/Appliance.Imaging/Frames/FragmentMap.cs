using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Which fragments make which frame (PS3.5 A.4). Tried in this order: one fragment for each frame; the extended offset table; the basic
/// offset table; the size of a frame, where all have the same; fragments that begin like a compressed frame begin. A table is believed only
/// when every frame that is announced begins where a fragment does. Nothing but tables and the first bytes of fragments is read for it.
/// </summary>
internal sealed class FragmentMap
{
    /// <summary>Bytes of a fragment that are looked at for how it begins.</summary>
    public const int HeadLength = 16;

    private const int ItemHeader = 8;

    private readonly int[] _firsts;
    private readonly int _fragments;

    private FragmentMap(int[] firsts, int fragments)
    {
        _firsts = firsts;
        _fragments = fragments;
    }

    /// <summary>Frames that the fragments hold; the data set may announce more, or fewer.</summary>
    public int Frames => _firsts.Length;

    /// <summary>The fragments of a frame.</summary>
    public Range this[int frame] => _firsts[frame]..(frame + 1 < _firsts.Length ? _firsts[frame + 1] : _fragments);

    /// <summary>Finds the frames.</summary>
    /// <param name="pixelData">The fragments.</param>
    /// <param name="extendedOffsets">Extended Offset Table (7FE0,0001) as bytes of the data set; empty when absent.</param>
    /// <param name="layout">How many frames the data set announces, and how large they are.</param>
    /// <param name="codec">Knows what the start of a frame looks like.</param>
    public static FragmentMap Find(DicomFragmentSequence pixelData, ReadOnlySpan<byte> extendedOffsets, ImageLayout layout, IFrameCodec codec)
    {
        var (fragments, frames) = (pixelData.Fragments, layout.NumberOfFrames);
        var firsts = fragments.Count == frames
            ? [.. Enumerable.Range(0, frames)]
            : FromTable(fragments, frames, extendedOffsets, sizeof(ulong))
                ?? FromTable(fragments, frames, pixelData.OffsetTable.Span, sizeof(uint))
                ?? FromSizes(fragments, codec.FixedLength(layout))
                ?? FromStarts(fragments, codec);

        // A single frame is whatever is there, also where it does not begin as it should.
        return new FragmentMap(firsts.Length == 0 && frames == 1 && fragments.Count > 0 ? [0] : firsts, fragments.Count);
    }

    // Offsets count from the first byte of the first fragment's item header. What comes behind the announced frames need not be right.
    private static int[]? FromTable(IReadOnlyList<DicomFragment> fragments, int frames, ReadOnlySpan<byte> table, int entrySize)
    {
        var firsts = new List<int>();
        var (fragment, offset) = (0, 0L);
        for (; table.Length >= entrySize && firsts.Count < fragments.Count; table = table[entrySize..])
        {
            // Entries of 32 bits start again from 0 after 4 GiB.
            var wanted = entrySize == sizeof(ulong) ? (long)BinaryPrimitives.ReadUInt64LittleEndian(table)
                : BinaryPrimitives.ReadUInt32LittleEndian(table) + (offset & ~(long)uint.MaxValue);
            wanted += entrySize == sizeof(uint) && wanted < offset ? 1L << 32 : 0;
            while (fragment < fragments.Count && offset < wanted)
            {
                offset += ItemHeader + fragments[fragment++].Length;
            }

            if (offset != wanted || fragment >= fragments.Count || (firsts.Count > 0 && firsts[^1] == fragment))
            {
                break;
            }

            firsts.Add(fragment);
        }

        return firsts.Count >= frames ? [.. firsts] : null;
    }

    private static int[]? FromSizes(IReadOnlyList<DicomFragment> fragments, long frameLength)
    {
        if (frameLength == 0)
        {
            return null;
        }

        var (firsts, filled) = (new List<int>(), frameLength);
        for (var i = 0; i < fragments.Count; i++)
        {
            if (filled >= frameLength)
            {
                firsts.Add(i);
                filled = 0;
            }

            filled += fragments[i].Length;
        }

        return [.. firsts];
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
