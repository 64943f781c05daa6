namespace Appliance.Imaging;

/// <summary>
/// The image in a data set: one frame or many, each decoded when asked for, with the grey pipeline, timing and geometry that the object
/// gives it. Safe on any thread; it reads from the data set's source, so the file or store behind it has to stay open.
/// </summary>
public sealed class DicomImage
{
    private readonly ImageLayout _layout;
    private readonly IFrameSource _frames;
    private readonly Func<int, FrameGray> _grayOf;

    internal DicomImage(ImageLayout layout, IFrameSource frames, Func<int, FrameGray> grayOf)
    {
        _layout = layout;
        _frames = frames;
        _grayOf = grayOf;
        Cine = CineTiming.Uniform(layout.NumberOfFrames, 1000 / CineTiming.DefaultRate);
    }

    /// <summary>Rows (0028,0010) of each frame.</summary>
    public int Rows => _layout.Rows;

    /// <summary>Columns (0028,0011) of each frame.</summary>
    public int Columns => _layout.Columns;

    /// <summary>Number of Frames (0028,0008), at least 1.</summary>
    public int NumberOfFrames => _layout.NumberOfFrames;

    /// <summary>Photometric Interpretation (0028,0004) as the object states it; decoded colour frames are always RGB.</summary>
    public PhotometricInterpretation Photometric => _layout.Photometric;

    /// <summary>Bits Allocated (0028,0100) of a sample.</summary>
    public int BitsAllocated => _layout.BitsAllocated;

    /// <summary>Bits Stored (0028,0101) of a sample.</summary>
    public int BitsStored => _layout.BitsStored;

    /// <summary>High Bit (0028,0102) of a sample.</summary>
    public int HighBit => _layout.HighBit;

    /// <summary>Samples per Pixel (0028,0002): 1 or 3.</summary>
    public int SamplesPerPixel => _layout.SamplesPerPixel;

    /// <summary>Pixel Representation (0028,0103): true for two's complement.</summary>
    public bool IsSigned => _layout.IsSigned;

    /// <summary>The colours of a PALETTE COLOR image; null for others.</summary>
    public PaletteLut? Palette { get; internal init; }

    /// <summary>Height of a pixel divided by its width: 1 for square pixels, 2 for pixels twice as high as wide. From Pixel Spacing, else Pixel Aspect Ratio (0028,0034).</summary>
    public double PixelAspectRatio { get; internal init; } = 1;

    /// <summary>Distance between rows and between columns in millimetres of the first frame; null when the object gives none.</summary>
    public (double Row, double Column)? PixelSpacing { get; internal init; }

    /// <summary>How fast and in which order the frames are to be played.</summary>
    public CineTiming Cine { get; internal init; }

    /// <summary>The windows that the object offers for a frame, in its order; empty when it gives none that can be used.</summary>
    /// <param name="frame">0-based.</param>
    public IReadOnlyList<VoiWindow> Windows(int frame) => _grayOf(Checked(frame)).Windows;

    /// <summary>Decodes a frame to stored values. Nothing is kept: the caller owns the result.</summary>
    /// <param name="index">0-based.</param>
    /// <exception cref="DicomImageException">The frame cannot be decoded; the message names the attribute or the missing codec.</exception>
    public PixelFrame GetFrame(int index) => _frames.Decode(Checked(index));

    /// <summary>
    /// The pipeline that the object asks for: its modality transformation, its first window, else its first VOI LUT, else a window over the
    /// range of this very frame (see <see cref="GrayPipeline.IsWindowDerived"/>), for which the frame is decoded: hand it in when you have it.
    /// </summary>
    /// <param name="frame">0-based.</param>
    public GrayPipeline PipelineOf(int frame)
    {
        var own = _grayOf(Checked(frame)).Pipeline;
        return own.Window is null && own.VoiLut is null && _layout.Kind.IsGray() ? own.ResolveFor(GetFrame(frame)) : own;
    }

    /// <summary>The same, with the frame's pixels at hand.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="pixels">What <see cref="GetFrame"/> gave for it.</param>
    public GrayPipeline PipelineOf(int frame, PixelFrame pixels)
    {
        var own = _grayOf(Checked(frame)).Pipeline;
        return pixels.Kind.IsGray() ? own.ResolveFor(pixels) : own;
    }

    private int Checked(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)NumberOfFrames, nameof(frame));
        return frame;
    }
}
