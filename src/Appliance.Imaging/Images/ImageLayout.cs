namespace Appliance.Imaging;

/// <summary>The Image Pixel module (PS3.3 C.7.6.3) as numbers that have been checked against each other and against the named limits.</summary>
internal sealed record ImageLayout
{
    /// <summary>A frame of more pixels than this is refused before anything is allocated for it.</summary>
    public const long MaxPixels = 1L << 28;

    /// <summary>A frame that takes more bytes than this, decoded with all its bits, is refused too: deep colour takes twelve a pixel.</summary>
    public const long MaxFrameBytes = 1L << 30;

    /// <summary>More frames than this are refused: twice what a day of video has.</summary>
    public const int MaxFrames = 1 << 23;

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int SamplesPerPixel { get; init; }

    public required int BitsAllocated { get; init; }

    public required int BitsStored { get; init; }

    public required int HighBit { get; init; }

    public required bool IsSigned { get; init; }

    /// <summary>True for Float and Double Float Pixel Data (PS3.3 C.7.6.24, C.7.6.25): cells are IEEE 754 numbers of Bits Allocated bits.</summary>
    public bool IsFloat { get; init; }

    public required bool IsPlanar { get; init; }

    public required int NumberOfFrames { get; init; }

    public required PhotometricInterpretation Photometric { get; init; }

    /// <summary>Pixels of a frame.</summary>
    public int Pixels => Rows * Columns;

    /// <summary>The smallest and the largest stored value that Bits Stored allow.</summary>
    public (long Lowest, long Highest) StoredRange => IsSigned
        ? (-(1L << (BitsStored - 1)), (1L << (BitsStored - 1)) - 1)
        : (0, BitsStored == 64 ? long.MaxValue : (1L << BitsStored) - 1);

    /// <summary>Every pixel has colour differences of its own, whatever <see cref="Photometric"/> says.</summary>
    public bool IsFullSize { get; init; }

    /// <summary>True for uncompressed 4:2:2: two luminance samples and one pair of colour differences for two pixels.</summary>
    public bool IsSubsampled => !IsFullSize && Photometric is PhotometricInterpretation.YbrFull422 or PhotometricInterpretation.YbrPartial422;

    /// <summary>Bits that one uncompressed frame takes: frames of single-bit data need not begin on a byte (PS3.5 8.1.1).</summary>
    public long NativeFrameBits => (IsSubsampled ? (Pixels + 1L) / 2 * 4 : (long)Pixels * SamplesPerPixel) * BitsAllocated;

    /// <summary>The same in whole bytes, as codecs count.</summary>
    public long NativeFrameBytes => (NativeFrameBits + 7) / 8;

    /// <summary>What the frame becomes after decoding.</summary>
    public PixelKind Kind => IsFloat ? BitsAllocated > 32 ? PixelKind.GrayF64 : PixelKind.GrayF32
        : SamplesPerPixel == 3 ? PixelKind.Rgb8
        : Photometric == PhotometricInterpretation.PaletteColor ? BitsAllocated <= 8 ? PixelKind.Indexed8 : PixelKind.Indexed16
        : BitsStored > 32 ? PixelKind.GrayF64
        : BitsAllocated > 16 ? IsSigned ? PixelKind.GrayS32 : PixelKind.GrayU32
        : IsSigned ? PixelKind.GrayS16
        : BitsAllocated > 8 ? PixelKind.GrayU16 : PixelKind.Gray8;
}
