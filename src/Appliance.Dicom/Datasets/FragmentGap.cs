using System.Buffers.Binary;

namespace Appliance.Dicom;

/// <summary>
/// Fragments of a large encapsulated value that are not looked at while a data set is read, each of which would cost a read. Where a table of
/// offsets, extended or basic (PS3.3 C.7.6.3.1.8, PS3.5 A.4), says where the last frame begins, a look there and at the delimiter behind it stands for
/// a walk over all that lie before. Without a table a source that ends as such a value does stands for it.
/// </summary>
internal sealed class FragmentGap
{
    /// <summary>Below this a walk is cheap, and finds out about broken fragments at once.</summary>
    private const long LeastLength = 4L << 20;

    /// <summary>Tables with more entries are not believed.</summary>
    public const int MostFrames = 1 << 20;

    private readonly IByteSource _source;
    private readonly long _first;
    private readonly long[] _offsets;

    private FragmentGap(IByteSource source, long first, long end, long[] offsets)
    {
        _source = source;
        _first = first;
        End = end;
        _offsets = offsets;
        Fragments = new FragmentWalk(source, first, end);
    }

    /// <summary>Frames that a table counts; 0 without one.</summary>
    public int Frames => _offsets.Length;

    /// <summary>Byte offset of what is not in the gap: the item in which the last frame begins, or the value's delimiter.</summary>
    public long End { get; }

    /// <summary>Whether nothing but the end of the source tells where the value ends, so that elements may still follow it.</summary>
    public bool IsOpen => _offsets.Length == 0;

    /// <summary>The fragments in the gap, as far as they follow each other.</summary>
    public FragmentWalk Fragments { get; }

    /// <summary>The gap that a table opens; null when it is too small to matter, or the table does not lead to an item.</summary>
    /// <param name="table">The basic offset table's item.</param>
    /// <param name="extended">Extended Offset Table (7FE0,0001), little endian; empty when there is none.</param>
    /// <param name="source">Where the value lies.</param>
    public static FragmentGap? Behind(DicomFragment table, ReadOnlySpan<byte> extended, IByteSource source)
    {
        var first = table.Position + table.Length;
        if (first > source.Length || table.Length > MostFrames * (long)sizeof(uint))
        {
            return null;
        }

        return ByTable(Offsets(extended, sizeof(ulong)), first, source) ?? ByTable(Offsets(table.ToMemory().Span, sizeof(uint)), first, source);
    }

    /// <summary>
    /// The gap up to the end of the source; null when it is too small to matter, no fragment begins it, or the source does not end with the delimiter of a
    /// sequence.
    /// </summary>
    /// <param name="table">The basic offset table's item, which has no entries.</param>
    /// <param name="source">Where the value lies.</param>
    public static FragmentGap? UpToEnd(DicomFragment table, IByteSource source)
    {
        var (first, end) = (table.Position + table.Length, source.Length - FragmentWalk.ItemHeader);
        Span<byte> last = stackalloc byte[FragmentWalk.ItemHeader];
        return end - first >= LeastLength
            && source.Read(end, last) == last.Length && last.SequenceEqual((ReadOnlySpan<byte>)[0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0])
            && FragmentWalk.FragmentAt(source, first) is not null
            ? new FragmentGap(source, first, end, [])
            : null;
    }

    /// <summary>The fragments of a frame in the gap, found by the table; null when what lies between its offset and the next is not whole fragments.</summary>
    public IReadOnlyList<DicomFragment>? FragmentsOf(int frame)
    {
        var end = _first + _offsets[frame + 1];
        var fragments = new FragmentWalk(_source, _first + _offsets[frame], end).All;
        return fragments is [.., var last] && last.Position + last.Length == end ? fragments : null;
    }

    private static FragmentGap? ByTable(long[]? offsets, long first, IByteSource source) =>
        offsets is [.., var last] && last >= LeastLength && last < source.Length && FragmentWalk.FragmentAt(source, first + last) is not null
            ? new FragmentGap(source, first, first + last, offsets)
            : null;

    // Null where they cannot be offsets of fragments, or say nothing: those of fewer than two frames.
    private static long[]? Offsets(ReadOnlySpan<byte> table, int entrySize)
    {
        if (table.Length % entrySize != 0 || table.Length < 2 * entrySize || table.Length > MostFrames * (long)entrySize)
        {
            return null;
        }

        var offsets = new long[table.Length / entrySize];
        for (var i = 0; i < offsets.Length; i++)
        {
            var entry = table[(i * entrySize)..];
            offsets[i] = entrySize == sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(entry) : BinaryPrimitives.ReadInt64LittleEndian(entry);
            if (i == 0 ? offsets[i] != 0 : offsets[i] < 0 || offsets[i] - FragmentWalk.ItemHeader < offsets[i - 1])
            {
                return null;
            }
        }

        return offsets;
    }
}
