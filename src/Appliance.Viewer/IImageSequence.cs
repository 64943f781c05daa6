using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// Frames in the order they are looked through: the frames of a multi-frame image, the images of a series, or both in a row. The viewer
/// knows no archive and no file; whoever opens it fills this in.
/// </summary>
public interface IImageSequence
{
    /// <summary>Frames over the whole sequence; 0 shows an empty window that says so.</summary>
    int Count { get; }

    /// <summary>The text for the window's title.</summary>
    string Title { get; }

    /// <summary>How long each frame lasts and in which order they are played. Its number of durations is <see cref="Count"/>; null when <see cref="Count"/> is 0.</summary>
    CineTiming? Cine { get; }

    /// <summary>
    /// Reads and decodes a frame. Called by threads of the viewer, several at a time, never by the one that draws; it may take its time.
    /// </summary>
    /// <param name="index">0-based, below <see cref="Count"/>.</param>
    /// <param name="cancellation">Asked for when the window closes.</param>
    /// <exception cref="Exception">Any; its message is shown in place of the frame, and the other frames stay reachable.</exception>
    SequenceFrame Get(int index, CancellationToken cancellation);
}

/// <summary>One frame with all that is needed to draw and describe it. Immutable.</summary>
public sealed record SequenceFrame
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

    /// <summary>The windows the object offers for this frame.</summary>
    public IReadOnlyList<VoiWindow> Windows { get; init; } = [];

    /// <summary>What is written over the picture.</summary>
    public OverlayText Text { get; init; } = OverlayText.None;

    /// <summary>The elements of the object, listed by the key T; null when they cannot be listed.</summary>
    public DicomDataset? Dataset { get; init; }

    /// <summary>A frame of an image with all that its object says: decoded, with the facts of this frame in the corners and its elements to list.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frameIndex">0-based.</param>
    /// <param name="withIdentity">False leaves out the patient in the corners, and the elements, for public display.</param>
    /// <exception cref="DicomImageException">The frame cannot be decoded.</exception>
    public static SequenceFrame Of(DicomImage image, int frameIndex, bool withIdentity = true) => Of(
        image, frameIndex, OverlayText.Of(ImageFacts.LabelsOf(image, frameIndex, withIdentity)), withIdentity ? image.Dataset : null);

    /// <summary>A frame of an image with words of one's own: decodes it and takes over what the image says about it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frameIndex">0-based.</param>
    /// <param name="text">What is written over the picture.</param>
    /// <param name="dataset">The elements of the object; null when they are not to be listed.</param>
    /// <exception cref="DicomImageException">The frame cannot be decoded.</exception>
    public static SequenceFrame Of(DicomImage image, int frameIndex, OverlayText text, DicomDataset? dataset = null)
    {
        var pixels = image.GetFrame(frameIndex);
        return new SequenceFrame
        {
            Image = image,
            FrameIndex = frameIndex,
            Pixels = pixels,
            Pipeline = image.PipelineOf(frameIndex, pixels),
            Palette = image.Palette,
            PixelAspectRatio = image.PixelAspectRatio,
            Windows = image.Windows(frameIndex),
            Text = text,
            Dataset = dataset,
        };
    }
}
