using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>A frame of pixels: stored values, and what the object wants to become of them.</summary>
public sealed record PictureFrame : SequenceFrame
{
    /// <summary>The decoded stored values.</summary>
    public required PixelFrame Pixels { get; init; }

    /// <summary>The grey pipeline the object asks for; not used for colour frames.</summary>
    public required GrayPipeline Pipeline { get; init; }

    /// <summary>The image the frame is of; null for frames that are of none.</summary>
    public DicomImage? Image { get; init; }

    /// <summary>The frame's place in its image, 0-based.</summary>
    public int FrameIndex { get; init; }

    /// <summary>The colours of a frame of palette indices.</summary>
    public PaletteLut? Palette { get; init; }

    /// <summary>Height of a pixel divided by its width.</summary>
    public double PixelAspectRatio { get; init; } = 1;

    /// <summary>Where it lies, for the lines of other frames; null when it does not tell.</summary>
    public PlacedFrame? Place { get; init; }

    /// <summary>What in the object contradicts itself, and how it was taken; empty for most.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The windows the object offers for this frame.</summary>
    public IReadOnlyList<VoiWindow> Windows { get; init; } = [];

    /// <summary>What the digit keys offer: windows and VOI LUTs of the object, then those in common use for its modality.</summary>
    public IReadOnlyList<VoiPreset> Presets { get; init; } = [];

    /// <summary>What the object itself wants drawn over the picture: its shutter and overlays.</summary>
    public IReadOnlyList<FrameGraphic> Graphics { get; init; } = [];

    /// <summary>Millimetres that a pixel stands for; null when not known.</summary>
    public PixelScale? Scale { get; init; }

    /// <summary>The ways that presentation states have the frame shown.</summary>
    public IReadOnlyList<FramePresentation> States { get; init; } = [];

    /// <summary>Of those, the state that was asked for by name, by its SOP Instance UID: where one state is in force that is not for this frame, this one is. Null for none.</summary>
    public string? AskedState { get; init; }

    internal override long Cost => Pixels.Data.Length + States.Sum(state => (long)(state.Subtracted?.Data.Length ?? 0))
        + Graphics.Concat(States.SelectMany(state => state.Graphics)).OfType<FrameGraphic.Bits>().Sum(bits => (long)bits.Bitmap.Coverage.Length);

    /// <summary>The way a state has the frame shown; where that is not for this frame, the state asked for by name that is; else the object's own.</summary>
    /// <param name="state">The state's SOP Instance UID; null for the object's own way.</param>
    public FramePresentation Way(string? state) => (state is null ? null : WayOf(state) ?? WayOf(AskedState)) ?? new FramePresentation
    {
        Pipeline = Pipeline,
        Windows = Windows,
        PixelAspectRatio = PixelAspectRatio,
        Graphics = Graphics,
    };

    /// <summary>The presentation state after the one in force: one after the other, then the object's own way, which is null.</summary>
    /// <param name="state">The SOP Instance UID of the one in force; null for the object's own way.</param>
    public FramePresentation? NextState(string? state)
    {
        var now = Way(state).State;
        var place = now is null ? 0 : States.TakeWhile(other => other.State != now).Count() + 1;
        return place < States.Count ? States[place] : null;
    }

    /// <summary>What the digit keys offer while a state is in force: its windows, then <see cref="Presets"/>.</summary>
    /// <param name="state">The state's SOP Instance UID; null for the object's own way.</param>
    public IReadOnlyList<VoiPreset> PresetsFor(string? state) => state is null ? Presets : [.. Way(state).StatePresets, .. Presets];

    private FramePresentation? WayOf(string? state) => States.FirstOrDefault(way => way.State == state);

    /// <summary>A frame of an image with all that its object says: decoded, with the facts of this frame in the corners and its elements to list.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frameIndex">0-based.</param>
    /// <param name="withIdentity">False leaves out the patient in the corners, and the elements, for public display.</param>
    /// <exception cref="DicomImageException">The frame cannot be decoded.</exception>
    public static PictureFrame Of(DicomImage image, int frameIndex, bool withIdentity = true) => Of(
        image, frameIndex, OverlayText.Of(ImageFacts.LabelsOf(image, frameIndex, withIdentity)), withIdentity ? image.Dataset : null);

    /// <summary>A frame of an image with words of one's own: decodes it and takes over what the image says about it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frameIndex">0-based.</param>
    /// <param name="text">What is written over the picture.</param>
    /// <param name="dataset">The elements of the object; null when they are not to be listed.</param>
    /// <exception cref="DicomImageException">The frame cannot be decoded.</exception>
    public static PictureFrame Of(DicomImage image, int frameIndex, OverlayText text, DicomDataset? dataset = null)
    {
        var pixels = image.GetFrame(frameIndex);
        var own = FramePresentation.Own(image, frameIndex, pixels);
        return new PictureFrame
        {
            Image = image,
            FrameIndex = frameIndex,
            Pixels = pixels,
            Pipeline = image.ViewPipelineOf(frameIndex, pixels),
            Palette = image.Palette,
            PixelAspectRatio = own.PixelAspectRatio,
            Place = image.PlaceOf(frameIndex),
            Notes = [.. image.Notes, .. image.Dimensions.Notes, .. own.Notes],
            Windows = own.Windows,
            Presets = VoiPresets.Of(image, frameIndex),
            Graphics = own.Graphics,
            Scale = PixelScale.Of(image, frameIndex),
            Text = text,
            Dataset = dataset,
        };
    }
}
