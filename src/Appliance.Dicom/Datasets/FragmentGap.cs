using System.Buffers.Binary;

namespace Appliance.Dicom;

/// <summary>
/// Fragments of a large encapsulated value that are not looked at while a data set is read: the basic offset table (PS3.5 A.4) says where the last
/// frame begins, and a look there and at the delimiter behind it stands for a walk over all that lie before, each of which would cost a read.
/// </summary>
internal sealed class FragmentGap
{
    /// <summary>Below this a walk is cheap, and finds out about broken fragments at once.</summary>
    private const long LeastLength = 4L << 20;

    private const int MostFrames = 1 << 20;
    private const int ItemHeader = 8;
    private const int Item = unchecked((int)0xE000FFFE);

    private readonly IByteSource _source;
    private readonly long _first;
    private readonly uint[] _offsets;

    private FragmentGap(IByteSource source, long first, uint[] offsets)
    {
        _source = source;
        _first = first;
        _offsets = offsets;
    }

    /// <summary>Frames that the table counts.</summary>
    public int Frames => _offsets.Length;

    /// <summary>Byte offset of the item in which the last frame begins: the first that is not in the gap.</summary>
    public long End => _first + _offsets[^1];

    /// <summary>The fragments in the gap, as far as they follow each other.</summary>
    public IEnumerable<DicomFragment> Fragments => Walk(_first, End);

    /// <summary>The gap that a table opens; null when it is too small to matter, or the table does not lead to an item.</summary>
    /// <param name="table">The basic offset table's item.</param>
    /// <param name="source">Where it lies.</param>
    public static FragmentGap? Behind(DicomFragment table, IByteSource source)
    {
        if (table.Length % sizeof(uint) != 0 || table.Length is < 2 * sizeof(uint) or > MostFrames * (long)sizeof(uint) || table.Position + table.Length > source.Length)
        {
            return null;
        }

        var bytes = table.ToMemory().Span;
        var offsets = new uint[bytes.Length / sizeof(uint)];
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * sizeof(uint))..]);
            if (i == 0 ? offsets[i] != 0 : offsets[i] < offsets[i - 1] + ItemHeader)
            {
                return null;
            }
        }

        var gap = new FragmentGap(source, table.Position + table.Length, offsets);
        return offsets[^1] >= LeastLength && gap.At(gap.End) is not null ? gap : null;
    }

    /// <summary>The fragments of a frame in the gap; null when what lies between its offset and the next is not whole fragments.</summary>
    public IReadOnlyList<DicomFragment>? FragmentsOf(int frame)
    {
        var end = _first + _offsets[frame + 1];
        DicomFragment[] fragments = [.. Walk(_first + _offsets[frame], end)];
        return fragments is [.., var last] && last.Position + last.Length == end ? fragments : null;
    }

    private IEnumerable<DicomFragment> Walk(long from, long end)
    {
        while (from < end && At(from) is { } fragment && fragment.Position + fragment.Length <= end)
        {
            yield return fragment;
            from = fragment.Position + fragment.Length;
        }
    }

    // The item at a place; null where none is, or it reaches beyond the source.
    private DicomFragment? At(long position)
    {
        Span<byte> header = stackalloc byte[ItemHeader];
        if (_source.Read(position, header) < ItemHeader || BinaryPrimitives.ReadInt32LittleEndian(header) != Item)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(int)..]);
        return length != DicomElementHeader.UndefinedLength && position + ItemHeader + length <= _source.Length
            ? new DicomFragment(_source, position + ItemHeader, length)
            : null;
    }
}
