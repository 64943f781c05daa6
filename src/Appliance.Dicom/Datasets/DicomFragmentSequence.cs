using System.Buffers.Binary;

namespace Appliance.Dicom;

/// <summary>
/// An encapsulated value, as pixel data are in compressed transfer syntaxes (PS3.5 A.4): a basic offset table, then fragments. Immutable.
/// </summary>
public sealed class DicomFragmentSequence : DicomElement
{
    private readonly DicomFragment? _table;
    private readonly List<DicomFragment> _fragments;
    private readonly FragmentGap? _gap;
    private readonly Lazy<IReadOnlyList<DicomFragment>>? _all;
    private readonly IByteSource? _source;
    private long _rawLength = -1;

    /// <summary>A new encapsulated value.</summary>
    /// <param name="tag">The tag, in practice Pixel Data.</param>
    /// <param name="fragments">The fragments in order. Where a frame has more than one, <paramref name="offsetTable"/> should tell.</param>
    /// <param name="offsetTable">The basic offset table as 32-bit little endian numbers; empty for none.</param>
    /// <param name="vr">OB when not told.</param>
    public DicomFragmentSequence(
        DicomTag tag, IEnumerable<ReadOnlyMemory<byte>> fragments, ReadOnlyMemory<byte> offsetTable = default, DicomVR? vr = null)
        : base(tag, vr ?? DicomVR.OB, DicomEncoding.ExplicitLittle)
    {
        _table = new DicomFragment(offsetTable);
        _fragments = [.. fragments.Select(bytes => new DicomFragment(bytes))];
    }

    private DicomFragmentSequence(in DicomElementHeader header, IByteSource source, DicomFragment? table, List<DicomFragment> fragments, FragmentGap? gap)
        : base(header)
    {
        _source = source;
        _table = table;
        _fragments = fragments;
        _gap = gap;
        _all = gap is null ? null : new(() => gap.IsOpen ? gap.Fragments.All : [.. gap.Fragments.All, .. fragments]);
    }

    /// <summary>The basic offset table: 32-bit little endian numbers, one a frame, or empty.</summary>
    /// <exception cref="ObjectDisposedException">The source was closed.</exception>
    public ReadOnlyMemory<byte> OffsetTable => _table?.ToMemory() ?? default;

    /// <summary>
    /// The fragments behind the offset table, in order. Of a large value that was not read into memory they are looked up when first asked for, up to
    /// a place where no fragment is.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The source was closed.</exception>
    public IReadOnlyList<DicomFragment> Fragments => _all?.Value ?? _fragments;

    /// <summary>The first of <see cref="Fragments"/>, without a look at the others; null when there is none.</summary>
    /// <exception cref="ObjectDisposedException">The source was closed.</exception>
    public DicomFragment? First => _gap?.Fragments.At(0) ?? _fragments.FirstOrDefault();

    /// <summary>
    /// Whether fragments are looked up one after the other as they are asked for: so it is with a large value without a table of offsets that was not read
    /// into memory.
    /// </summary>
    public bool IsLookedUp => _gap is { IsOpen: true };

    /// <summary>One of <see cref="Fragments"/>, without a look at those behind it where <see cref="IsLookedUp"/>; null when there are not so many.</summary>
    /// <param name="index">0-based.</param>
    /// <exception cref="ObjectDisposedException">The source was closed.</exception>
    public DicomFragment? FragmentAt(int index) => IsLookedUp ? _gap!.Fragments.At(index) : index < Fragments.Count ? Fragments[index] : null;

    /// <summary>
    /// The fragments of one frame, found by the extended or basic offset table without a look at the others; null where <see cref="Fragments"/> are at hand, or the
    /// table does not lead to whole fragments: those have to be asked, then.
    /// </summary>
    /// <param name="frame">0-based.</param>
    /// <param name="frames">How many frames there should be; a table of another length is not believed.</param>
    /// <exception cref="ObjectDisposedException">The source was closed.</exception>
    public IReadOnlyList<DicomFragment>? FragmentsOf(int frame, int frames)
    {
        if (_gap is null || _gap.Frames != frames)
        {
            return null;
        }

        return frame == frames - 1 ? _fragments : _gap.FragmentsOf(frame);
    }

    /// <summary>One frame to a fragment, with the offset table that goes with it.</summary>
    /// <exception cref="ArgumentException">The frames together pass the 4 GiB that a basic offset table can count.</exception>
    public static DicomFragmentSequence OfFrames(DicomTag tag, params IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        const int itemHeader = 8;
        var table = new byte[frames.Count * sizeof(uint)];
        long offset = 0;
        for (var i = 0; i < frames.Count; i++)
        {
            if (offset > uint.MaxValue)
            {
                throw new ArgumentException($"frame {i + 1} would begin behind 4 GiB, where a basic offset table cannot point", nameof(frames));
            }

            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(i * sizeof(uint)), (uint)offset);
            offset += itemHeader + frames[i].Length + (frames[i].Length & 1);
        }

        return new DicomFragmentSequence(tag, frames, table);
    }

    /// <summary>The item of the offset table; null where the source ends before it.</summary>
    internal DicomFragment? Table => _table;

    /// <summary>The source it was read from; null when made in memory.</summary>
    internal IByteSource? Source => _source;

    /// <summary>Bytes it takes in the source, from its header to its delimiter; -1 when made in memory.</summary>
    internal long RawLength => _rawLength;

    /// <summary>For reading: the value with its pieces, <paramref name="end"/> being the byte offset behind its delimiter.</summary>
    internal static DicomFragmentSequence Read(
        in DicomElementHeader header, IByteSource source, DicomFragment? table, List<DicomFragment> fragments, long end, FragmentGap? gap) =>
        new(header, source, table, fragments, gap) { _rawLength = end - header.Position };
}
