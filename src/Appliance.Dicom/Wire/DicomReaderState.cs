namespace Appliance.Dicom;

/// <summary>
/// Where a <see cref="DicomReader"/> is between two pieces of data: the open sequences and items, and the next byte. It can be kept in a
/// field or across an await; the stack inside is shared by all readers made from it, so use one at a time.
/// </summary>
public struct DicomReaderState
{
    // The data set, and eight sequences with an item each: structured reports go as deep as that, and nothing is allocated for them on the way.
    private const int FirstFrames = 17;

    internal DicomReaderFrame[] Frames;
    internal int Top;
    internal long Position;
    internal long Skip;
    internal readonly int MaxDepth;
    internal readonly DicomTag? StopBefore;

    /// <summary>The beginning of a data set.</summary>
    /// <param name="encoding">How its elements are laid out.</param>
    /// <param name="position">Byte offset of its first element in the source.</param>
    /// <param name="maxDepth">How deep sequences may be nested, at most <see cref="DicomLimits.MaxDepth"/>.</param>
    /// <param name="stopBefore">The tag of the outermost level to stop at, if any.</param>
    public DicomReaderState(DicomEncoding encoding, long position = 0, int maxDepth = 64, DicomTag? stopBefore = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfNegative(maxDepth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDepth, DicomLimits.MaxDepth);
        Frames = new DicomReaderFrame[FirstFrames];
        Frames[0] = new DicomReaderFrame { Bound = long.MaxValue, Encoding = encoding, Kind = DicomReaderFrameKind.Root };
        Position = position;
        MaxDepth = maxDepth;
        StopBefore = stopBefore;
    }
}

/// <summary>What a frame of the reader's stack stands for.</summary>
internal enum DicomReaderFrameKind : byte
{
    Root,
    Sequence,
    Item,
    Fragments,
}

/// <summary>One open level: the data set itself, a sequence, an item, or an encapsulated value.</summary>
internal struct DicomReaderFrame
{
    /// <summary>Byte offset that nothing inside may pass: its own end, or that of the innermost enclosing level that has one.</summary>
    public long Bound;

    /// <summary>The sequence's tag.</summary>
    public DicomTag Tag;

    /// <summary>How many items the sequence has had.</summary>
    public int Items;

    /// <summary>Kind of level.</summary>
    public DicomReaderFrameKind Kind;

    /// <summary>Whether <see cref="Bound"/> is its own end, given by a length.</summary>
    public bool HasLength;

    /// <summary>A sequence that was written as UN with a length: the dictionary alone says what it is.</summary>
    public bool IsGuessed;

    /// <summary>How the elements in it are laid out.</summary>
    public DicomEncoding Encoding;
}
