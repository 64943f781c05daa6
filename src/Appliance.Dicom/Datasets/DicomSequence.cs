namespace Appliance.Dicom;

/// <summary>A sequence of items (PS3.5 7.5). Items can be changed in place, and added; not safe for writing from several threads.</summary>
public sealed class DicomSequence : DicomElement
{
    private static readonly DicomDataset[] None = [];
    private readonly IByteSource? _source;
    private List<DicomDataset>? _items;
    private long _rawLength = -1;
    private bool _touched;

    /// <summary>A new sequence.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="items">Its items, kept and not copied.</param>
    public DicomSequence(DicomTag tag, params ReadOnlySpan<DicomDataset> items)
        : base(tag, DicomVR.SQ, DicomEncoding.ExplicitLittle)
    {
        foreach (var item in items)
        {
            Add(item);
        }
    }

    internal DicomSequence(in DicomElementHeader header, IByteSource source)
        : base(header)
    {
        _source = source;
        IsUndefinedLength = header.IsUndefinedLength;
        if (header.VR == DicomVR.None)
        {
            VR = DicomVR.UN;
        }
    }

    /// <summary>The items, in order.</summary>
    public IReadOnlyList<DicomDataset> Items => (IReadOnlyList<DicomDataset>?)_items ?? None;

    /// <summary>Whether a delimiter ends it, in the source and when written again. New sequences have a length.</summary>
    public bool IsUndefinedLength { get; init; }

    /// <summary>
    /// Bytes of its items with their headers, as its own header told when it was read; null for undefined length, and when it was made in memory.
    /// </summary>
    public long? Length => IsUndefinedLength || _rawLength < 0 ? null : _rawLength - HeaderLength;

    /// <summary>Adds an item at the end. An item belongs to one sequence: it takes the character set of that one's data set.</summary>
    public void Add(DicomDataset item)
    {
        ArgumentNullException.ThrowIfNull(item);
        item.Parent = this;
        (_items ??= []).Add(item);
        _touched = true;
    }

    /// <summary>Takes an item out; false when it was not in.</summary>
    public bool Remove(DicomDataset item)
    {
        var removed = _items?.Remove(item) ?? false;
        _touched |= removed;
        return removed;
    }

    /// <summary>The source it was read from; null when made in memory.</summary>
    internal IByteSource? Source => _source;

    /// <summary>Bytes it takes in the source, from its header to its delimiter; -1 when made in memory.</summary>
    internal long RawLength => _rawLength;

    /// <summary>Whether it is as read, in all levels, so that its bytes in the source still stand for it.</summary>
    internal bool IsUntouched
    {
        get
        {
            if (_touched || _rawLength < 0)
            {
                return false;
            }

            foreach (var item in Items)
            {
                if (!item.IsUntouched)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>For reading: adds an item that belongs to the bytes.</summary>
    internal void AddRead(DicomDataset item)
    {
        item.Parent = this;
        (_items ??= []).Add(item);
    }

    /// <summary>For reading: the sequence ended, <paramref name="end"/> being the byte offset behind it.</summary>
    internal void EndRead(long end) => _rawLength = end - Position;
}
