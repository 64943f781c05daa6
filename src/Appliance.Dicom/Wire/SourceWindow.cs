namespace Appliance.Dicom;

/// <summary>
/// The stretch of a source that parsing looks at. Pieces are read forward and never changed, so that elements may keep views of them; a
/// source in memory is one piece, looked at where it lies.
/// </summary>
internal sealed class SourceWindow
{
    private const int FirstPiece = 16 * 1024;
    private const int LargestPiece = 256 * 1024;
    private const int PieceBehindGap = 4 * 1024;

    private readonly IByteSource _source;
    private readonly InflatedByteSource? _growing;
    private ReadOnlyMemory<byte> _piece;
    private int _nextPiece = FirstPiece;

    public SourceWindow(IByteSource source)
    {
        _source = source;
        _growing = source as InflatedByteSource;
        if (source is MemoryByteSource memory)
        {
            _piece = memory.Memory;
            IsWhole = true;
        }
    }

    /// <summary>The piece's bytes.</summary>
    public ReadOnlySpan<byte> Span => _piece.Span;

    /// <summary>Byte offset of the piece in the source.</summary>
    public long Start { get; private set; }

    /// <summary>Whether the piece is the whole source.</summary>
    public bool IsWhole { get; }

    /// <summary>Bytes brought into memory so far.</summary>
    public long Resident { get; private set; }

    /// <summary>How many bytes the source is known to have.</summary>
    public long Limit => _growing?.KnownLength ?? _source.Length;

    /// <summary>Whether it has no more than that.</summary>
    public bool LimitIsEnd => _growing?.IsComplete ?? true;

    /// <summary>Makes a source that is still being inflated reach <paramref name="end"/>, or its own end.</summary>
    public void Grow(long end) => _growing?.Ensure(end);

    /// <summary>Whether the piece holds a stretch.</summary>
    public bool Holds(long position, long length) => position >= Start && position + length <= Start + _piece.Length;

    /// <summary>Bytes of the piece; they must be in it.</summary>
    public ReadOnlyMemory<byte> Slice(long position, int length) => _piece.Slice((int)(position - Start), length);

    /// <summary>
    /// Reads the piece that begins at <paramref name="position"/> and is at least <paramref name="atLeast"/> bytes long, unless the source
    /// ends before.
    /// </summary>
    public void MoveTo(long position, int atLeast)
    {
        if (IsWhole)
        {
            return;
        }

        // Behind a value that was stepped over there is seldom much more.
        var wanted = position > Start + _piece.Length && _piece.Length > 0 ? PieceBehindGap : _nextPiece;
        wanted = Math.Max(wanted, atLeast);
        Grow(position + wanted);
        var count = (int)Math.Max(0, Math.Min(wanted, Limit - position));
        var piece = GC.AllocateUninitializedArray<byte>(count);
        var got = _source.Read(position, piece);
        _piece = piece.AsMemory(0, got);
        Start = position;
        Resident += count;
        _nextPiece = Math.Min(LargestPiece, _nextPiece * 4);
    }
}
