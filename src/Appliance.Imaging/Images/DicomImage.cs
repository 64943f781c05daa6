using System.Diagnostics.CodeAnalysis;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The image in a data set: one frame or many, each decoded when asked for, with the grey pipeline, timing and geometry that the object
/// gives it. Safe on any thread; it reads from the data set's source, so the file or store behind it has to stay open.
/// </summary>
public sealed class DicomImage
{
    private const string PixelDataName = "Pixel Data (7FE0,0010)";

    private readonly ImageLayout _layout;
    private readonly IFrameSource _frames;
    private readonly FrameGrayReader _gray;
    private readonly Lazy<FrameDimensions> _dimensions;
    private readonly Lazy<CineTiming> _cine;
    private readonly Lazy<IReadOnlyList<string>> _notes;
    private readonly DisplayShutter? _shutter;
    private readonly ViewWindow _viewWindow = new();

    private DicomImage(DicomDataset dataset)
    {
        var notes = new List<string>();
        Dataset = dataset;
        _layout = new ImageLayoutReader(dataset, notes).Read(FrameSources.ElementOf(dataset)!.Tag);
        Groups = new FunctionalGroups(dataset);
        _dimensions = new Lazy<FrameDimensions>(() => new FrameDimensions(Groups, _layout.NumberOfFrames));
        (_frames, _layout) = FrameSources.Of(dataset, _layout, notes);
        _gray = new FrameGrayReader(dataset, Groups, _layout, notes);
        Palette = _layout.Photometric == PhotometricInterpretation.PaletteColor ? IndexPalette(notes) : null;
        Overlays = new OverlayReader(dataset, notes).Read(_layout);
        ColorProfile = IccProfile.Of(dataset, out var noProfile);
        if (noProfile is not null)
        {
            notes.Add($"ICC Profile (0028,2000): {noProfile}");
        }

        _shutter = new ShutterReader(dataset, PixelAspectRatio, notes).Read(Overlays);

        // These look at every frame's groups: opening an object to draw one frame does not pay for them.
        _cine = new Lazy<CineTiming>(() => CineReader.Read(dataset, Groups, _layout.NumberOfFrames));
        _notes = new Lazy<IReadOnlyList<string>>(() => [.. notes, .. Groups.Oddities(_layout.NumberOfFrames)]);
    }

    /// <summary>The data set that the image is in.</summary>
    public DicomDataset Dataset { get; }

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

    /// <summary>True when frames go through the grey pipeline: neither true colour nor palette indices.</summary>
    public bool IsGray => _layout.Kind.IsGray();

    /// <summary>The colours of a PALETTE COLOR image; null for others.</summary>
    public PaletteLut? Palette { get; }

    /// <summary>The ICC profile that tells what the colours are, of the object or its first optical path; null when there is none. It is not applied.</summary>
    public IccProfile? ColorProfile { get; }

    /// <summary>How the frames are organised by dimensions; read when first asked for.</summary>
    public FrameDimensions Dimensions => _dimensions.Value;

    /// <summary>How fast and in which order the frames are to be played.</summary>
    public CineTiming Cine => _cine.Value;

    /// <summary>The overlay planes in the order of their groups; those of which nothing can be drawn are left out with a note.</summary>
    public IReadOnlyList<OverlayPlane> Overlays { get; }

    /// <summary>What in the object contradicts itself or the standard, and how it was taken; empty for most.</summary>
    public IReadOnlyList<string> Notes => _notes.Value;

    /// <summary>Distance between rows and between columns in millimetres of the first frame; null when the object gives none.</summary>
    public (double Row, double Column)? PixelSpacing => SpacingOf(0);

    /// <summary>
    /// Height of a pixel divided by its width: 1 for square pixels, 2 for pixels twice as high as wide. From pixel spacing, else from Pixel
    /// Aspect Ratio (0028,0034).
    /// </summary>
    public double PixelAspectRatio
    {
        get
        {
            var (height, width) = PixelSpacing ?? Pair(Dataset, DicomTag.PixelAspectRatio) ?? (1, 1);
            return height / width;
        }
    }

    /// <summary>The functional groups, for what varies by frame.</summary>
    internal FunctionalGroups Groups { get; }

    /// <summary>Opens the image in a data set. Only attributes are read; pixel data are read frame by frame.</summary>
    /// <param name="dataset">Used as it is, for the life of the image; not to be changed meanwhile.</param>
    /// <exception cref="DicomImageException">There is no image that can be shown: the message names the attribute, or the missing decoder.</exception>
    public static DicomImage Open(DicomDataset dataset) =>
        IsImage(dataset, out var whyNot) ? new DicomImage(dataset) : throw new DicomImageException(PixelDataName, whyNot);

    /// <summary>Whether a data set holds pixel data of a kind that is shown here. Size and colours are checked by <see cref="Open"/> alone.</summary>
    /// <param name="dataset">Any data set.</param>
    /// <param name="whyNot">In words, what it is or lacks, when false is returned.</param>
    public static bool IsImage(DicomDataset dataset, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = FrameSources.WhyNone(dataset);
        return whyNot is null;
    }

    /// <summary>Distance between rows and between columns of a frame in millimetres; null when the object gives none.</summary>
    /// <param name="frame">0-based.</param>
    public (double Row, double Column)? SpacingOf(int frame) =>
        Pair(Groups.MacroOrDataset(DicomTag.PixelMeasuresSequence, Checked(frame)), DicomTag.PixelSpacing)
            ?? Pair(Dataset, DicomTag.PixelSpacing)
            ?? Pair(Dataset, DicomTag.ImagerPixelSpacing)
            ?? Pair(Dataset, DicomTag.NominalScannedPixelSpacing);

    /// <summary>Where a frame lies in the patient; null when the object does not tell.</summary>
    /// <param name="frame">0-based.</param>
    public FramePlane? PlaneOf(int frame) => FramePlane.Of(Groups, Checked(frame));

    /// <summary>Where a frame lies as a rectangle in space; null when the object does not tell place and spacing.</summary>
    /// <param name="frame">0-based.</param>
    public PlacedFrame? PlaceOf(int frame) => PlacedFrame.Of(Groups, Checked(frame));

    /// <summary>What of a frame is covered before it is shown; null when the object asks for no shutter.</summary>
    /// <param name="frame">0-based.</param>
    public DisplayShutter? ShutterOf(int frame) => Groups.Macro(DicomTag.FrameDisplayShutterSequence, Checked(frame)) is { } own
        ? new ShutterReader(own, PixelAspectRatio, []).Read(Overlays)
        : _shutter;

    /// <summary>The bits of an overlay plane for a frame, as far as they lie over it; null when the plane has none for the frame.</summary>
    /// <param name="plane">One of <see cref="Overlays"/>, or a plane that a presentation state brings.</param>
    /// <param name="frame">0-based.</param>
    /// <exception cref="DicomImageException">The pixel cells that an embedded plane lies in cannot be read.</exception>
    public OverlayBitmap? GetOverlay(OverlayPlane plane, int frame) =>
        plane.IsEmbedded ? EmbeddedOverlay(plane, Checked(frame)) : plane.Cut(Checked(frame), Columns, Rows);

    /// <summary>The windows that the object offers for a frame, in its order; empty when it gives none that can be used.</summary>
    /// <param name="frame">0-based.</param>
    public IReadOnlyList<VoiWindow> Windows(int frame) => _gray.Read(Checked(frame)).Windows;

    /// <summary>The VOI LUTs that the object offers for a frame, in its order; empty when it gives none that can be used.</summary>
    /// <param name="frame">0-based.</param>
    public IReadOnlyList<LookupTable> VoiLuts(int frame) => _gray.Read(Checked(frame)).VoiLuts;

    /// <summary>What the stored values of a frame mean in physical terms, for reading values off it; empty when the object does not tell.</summary>
    /// <param name="frame">0-based.</param>
    public IReadOnlyList<RealWorldMapping> RealWorldMappings(int frame) => _gray.RealWorld(Checked(frame));

    /// <summary>Decodes a frame to stored values. Nothing is kept: the caller owns the result.</summary>
    /// <param name="index">0-based.</param>
    /// <exception cref="DicomImageException">The frame cannot be decoded; the message names the attribute and the frame.</exception>
    public PixelFrame GetFrame(int index) => Decode(_frames, Checked(index));

    /// <summary>
    /// The pipeline that the object asks for: its modality transformation, its first window, else its first VOI LUT, else a window over the
    /// range of this very frame (see <see cref="GrayPipeline.IsWindowDerived"/>), for which the frame is decoded: hand it in when you have it.
    /// </summary>
    /// <param name="frame">0-based.</param>
    public GrayPipeline PipelineOf(int frame)
    {
        var own = OwnPipeline(frame);
        return own.Window is null && own.VoiLut is null && _layout.Kind.IsGray() ? own.ResolveFor(GetFrame(frame)) : own;
    }

    /// <summary>The same, with the frame's pixels at hand.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="pixels">What <see cref="GetFrame"/> gave for it.</param>
    public GrayPipeline PipelineOf(int frame, PixelFrame pixels)
    {
        var own = OwnPipeline(frame);
        return pixels.Kind.IsGray() ? own.ResolveFor(pixels) : own;
    }

    /// <summary>
    /// The pipeline for looking at a frame: as <see cref="PipelineOf(int, PixelFrame)"/>, but where the object gives neither window nor VOI
    /// LUT, the one that most of the picture fits in (<see cref="RobustWindow"/>), the same for all frames of the image.
    /// </summary>
    /// <param name="frame">0-based.</param>
    /// <param name="pixels">What <see cref="GetFrame"/> gave for it.</param>
    public GrayPipeline ViewPipelineOf(int frame, PixelFrame pixels)
    {
        var own = OwnPipeline(frame);
        return own.Window is null && own.VoiLut is null && pixels.Kind.IsGray()
            ? own with { Window = _viewWindow.Of(this, frame, pixels), IsWindowDerived = true }
            : own;
    }

    /// <summary>What the object says about the grey values of a frame; no window is made up.</summary>
    internal GrayPipeline OwnPipeline(int frame) => _gray.Read(Checked(frame)).Pipeline;

    private PaletteLut IndexPalette(List<string> notes)
    {
        var (lowest, highest) = _layout.StoredRange;
        return new PaletteReader(Dataset, notes).Read((int)lowest, (int)Math.Min(highest, int.MaxValue), _layout.IsSigned ? (int)-lowest : 0);
    }

    // The same cells, read as if the plane's bit were all that is stored.
    private OverlayBitmap EmbeddedOverlay(OverlayPlane plane, int frame)
    {
        var layout = _layout with { BitsStored = 1, HighBit = plane.Bit, IsSigned = false, Photometric = PhotometricInterpretation.Monochrome2 };
        var (source, _) = FrameSources.Of(Dataset, layout, []);
        var bits = Decode(source, frame);
        var coverage = new byte[Columns * Rows];
        for (var i = 0; i < coverage.Length; i++)
        {
            coverage[i] = bits.ValueAt(i % Columns, i / Columns) != 0 ? byte.MaxValue : (byte)0;
        }

        return new OverlayBitmap(0, 0, Columns, Rows, coverage);
    }

    private static PixelFrame Decode(IFrameSource source, int frame)
    {
        try
        {
            return source.Decode(frame);
        }
        catch (DicomFormatException fault)
        {
            throw new DicomImageException(PixelDataName, $"frame {frame + 1} cannot be read: {fault.Message}", fault);
        }
    }

    private static (double First, double Second)? Pair(DicomDataset holder, DicomTag tag) =>
        holder.GetDouble(tag) is { } first && holder.GetDouble(tag, 1) is { } second && first > 0 && second > 0 && double.IsFinite(first / second)
            ? (first, second)
            : null;

    private int Checked(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)NumberOfFrames, nameof(frame));
        return frame;
    }
}
