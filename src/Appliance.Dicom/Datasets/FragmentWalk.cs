using System.Buffers.Binary;

namespace Appliance.Dicom;

/// <summary>
/// Fragments that follow each other in a source (PS3.5 A.4), looked up one after another when they are asked for, and remembered: each costs a read.
/// May be used from several threads.
/// </summary>
/// <param name="source">Where they lie.</param>
/// <param name="first">Byte offset of the first one's item header.</param>
/// <param name="end">Byte offset that none reaches beyond.</param>
internal sealed class FragmentWalk(IByteSource source, long first, long end)
{
    /// <summary>Bytes of an item header.</summary>
    public const int ItemHeader = 8;

    private const int Item = unchecked((int)0xE000FFFE);
    private const int MostFragments = 16_000_000;
    private readonly Lock _gate = new();
    private readonly List<DicomFragment> _found = [];
    private bool _isAtEnd;

    /// <summary>All of them, up to a place where no fragment is.</summary>
    public IReadOnlyList<DicomFragment> All
    {
        get
        {
            lock (_gate)
            {
                Reach(int.MaxValue);
                return _found;
            }
        }
    }

    private long EndOfFound => _found is [.., var last] ? last.Position + last.Length : first;

    /// <summary>One of them, without a look at those behind it; null when there are not so many.</summary>
    public DicomFragment? At(int index)
    {
        lock (_gate)
        {
            return Reach(index) ? _found[index] : null;
        }
    }

    /// <summary>The fragment whose item header is at a place; null where none is, or it reaches beyond the source.</summary>
    public static DicomFragment? FragmentAt(IByteSource source, long position)
    {
        Span<byte> header = stackalloc byte[ItemHeader];
        if (source.Read(position, header) < ItemHeader || BinaryPrimitives.ReadInt32LittleEndian(header) != Item)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(int)..]);
        return length != DicomElementHeader.UndefinedLength && position + ItemHeader + length <= source.Length
            ? new DicomFragment(source, position + ItemHeader, length)
            : null;
    }

    private bool Reach(int index)
    {
        while (_found.Count <= index && !_isAtEnd)
        {
            var next = EndOfFound < end && _found.Count < MostFragments ? FragmentAt(source, EndOfFound) : null;
            if (next is null || next.Position + next.Length > end)
            {
                _isAtEnd = true;
            }
            else
            {
                _found.Add(next);
            }
        }

        return _found.Count > index;
    }
}
