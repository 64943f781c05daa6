using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// One overlay plane: graphics or a region of interest as bits over an image (PS3.3 C.9.2), for one frame of it or several (C.9.3). The bits
/// lie in Overlay Data (60xx,3000), or in a bit of each pixel cell that Bits Stored leaves free, as older objects have it.
/// </summary>
public sealed record OverlayPlane
{
    /// <summary>The group of its elements, 6000 to 601E, even.</summary>
    public required ushort Group { get; init; }

    /// <summary>Overlay Rows (60xx,0010).</summary>
    public required int Rows { get; init; }

    /// <summary>Overlay Columns (60xx,0011).</summary>
    public required int Columns { get; init; }

    /// <summary>The image's row over which the first row lies, counted from 1; Overlay Origin (60xx,0050). It may lie outside of the image.</summary>
    public int OriginRow { get; init; } = 1;

    /// <summary>The image's column over which the first column lies, counted from 1.</summary>
    public int OriginColumn { get; init; } = 1;

    /// <summary>True for a region of interest (Overlay Type R), false for graphics (G).</summary>
    public bool IsRegion { get; init; }

    /// <summary>Overlay Label (60xx,1500), or null.</summary>
    public string? Label { get; init; }

    /// <summary>Overlay Description (60xx,0022), or null.</summary>
    public string? Description { get; init; }

    /// <summary>Overlay Activation Layer (60xx,1001): the graphic layer of a presentation state in which it is shown; null for none.</summary>
    public string? ActivationLayer { get; init; }

    /// <summary>Number of Frames in Overlay (60xx,0015); null when one plane is for every frame of the image.</summary>
    public int? NumberOfFrames { get; init; }

    /// <summary>The frame of the image, 0-based, that the plane's first frame belongs to: Image Frame Origin (60xx,0051).</summary>
    public int FirstImageFrame { get; init; }

    /// <summary>True when the plane is a bit of the pixel cells.</summary>
    public bool IsEmbedded => Data is null;

    /// <summary>Overlay Data; null for an embedded plane.</summary>
    internal DicomValueElement? Data { get; init; }

    /// <summary>Bits of one place of <see cref="Data"/>: 1, or 8 or 16 where old objects keep each bit in a cell of its own.</summary>
    internal int CellBits { get; init; } = 1;

    /// <summary>The bit of the cell: of a pixel cell for an embedded plane.</summary>
    internal int Bit { get; init; }

    /// <summary>The words of <see cref="Data"/> have their high byte first.</summary>
    internal bool IsBigEndian { get; init; }

    /// <summary>The plane's own frame for a frame of the image; null when it has none for it.</summary>
    internal int? FrameFor(int imageFrame)
    {
        if (NumberOfFrames is not { } frames)
        {
            return 0;
        }

        var own = imageFrame - FirstImageFrame;
        return own >= 0 && own < frames ? own : null;
    }

    /// <summary>The bits for a frame of an image, as far as they lie over it; null when the plane has none for the frame.</summary>
    internal OverlayBitmap? Cut(int imageFrame, int imageColumns, int imageRows)
    {
        if (Data is null || FrameFor(imageFrame) is not { } frame)
        {
            return null;
        }

        var (left, top) = (Math.Max(OriginColumn - 1, 0), Math.Max(OriginRow - 1, 0));
        var right = (int)Math.Min((long)OriginColumn - 1 + Columns, imageColumns);
        var bottom = (int)Math.Min((long)OriginRow - 1 + Rows, imageRows);
        if (right <= left || bottom <= top)
        {
            return new OverlayBitmap(left, top, 0, 0, []);
        }

        var coverage = new byte[(right - left) * (bottom - top)];
        var first = (long)frame * Rows * Columns;
        for (var row = top; row < bottom; row++)
        {
            var start = first + ((row - (OriginRow - 1L)) * Columns) + (left - (OriginColumn - 1L));
            TakeRow(start, coverage.AsSpan((row - top) * (right - left), right - left));
        }

        return new OverlayBitmap(left, top, right - left, bottom - top, coverage);
    }

    // Places are packed without gaps, between rows and frames too, the first in the lowest bit (PS3.5 8.1.2). What is missing at the end
    // stays clear.
    private void TakeRow(long firstPlace, Span<byte> coverage)
    {
        const int WordBytes = 2;
        var firstByte = firstPlace * CellBits / 8 / WordBytes * WordBytes;
        var lastByte = (((firstPlace + coverage.Length) * CellBits) + 7) / 8;
        var bytes = new byte[(lastByte - firstByte + WordBytes - 1) / WordBytes * WordBytes];
        var got = Fill(firstByte, bytes);
        if (IsBigEndian)
        {
            for (var i = 0; i + 1 < bytes.Length; i += WordBytes)
            {
                (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
            }
        }

        var bit = (firstPlace * CellBits) - (firstByte * 8) + Bit;
        for (var i = 0; i < coverage.Length && bit < got * 8L; i++, bit += CellBits)
        {
            coverage[i] = (bytes[bit >> 3] >> (int)(bit & 7) & 1) != 0 ? byte.MaxValue : (byte)0;
        }
    }

    private int Fill(long offset, Span<byte> bytes)
    {
        var got = 0;
        while (got < bytes.Length && offset + got < Data!.Length)
        {
            var count = Data.Read(offset + got, bytes[got..]);
            if (count == 0)
            {
                break;
            }

            got += count;
        }

        return got;
    }
}
