using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>
/// What is shown of one object: the frames of an image, or pages of what is none. One kind of object is one class, and <see cref="Of"/> the only
/// place that chooses. Safe on any thread; the data set's source has to stay open.
/// </summary>
internal abstract class SubjectContent
{
    /// <summary>Frames or pages, at least 1.</summary>
    public abstract int Frames { get; }

    /// <summary>Its pages are text alone, which a terminal shows as such.</summary>
    public virtual bool IsText => false;

    /// <summary>How long each of them is shown while cine runs.</summary>
    public virtual CineTiming Cine => CineTiming.Uniform(Frames, 1000 / CineTiming.DefaultRate);

    /// <summary>What decides where the object comes among others.</summary>
    /// <param name="dataset">The object.</param>
    public virtual SeriesObject PlaceOf(DicomDataset dataset) => SeriesObject.Of(dataset, Frames) with { Cine = Cine };

    /// <summary>Reads and decodes a frame.</summary>
    /// <param name="frame">0-based.</param>
    /// <exception cref="DicomImageException">It cannot be shown; the message says why.</exception>
    public abstract SequenceFrame Get(int frame);

    /// <summary>Finds out how an object is shown.</summary>
    /// <param name="dataset">Used as it is, for the life of the content.</param>
    /// <returns><see cref="ElementsContent"/> when it holds nothing to draw.</returns>
    /// <exception cref="DicomImageException">It cannot be shown; the message says what it is or lacks.</exception>
    public static SubjectContent Of(DicomDataset dataset)
    {
        if (!DicomImage.IsImage(dataset, out _) && ReportOutline.IsReport(dataset))
        {
            return new ReportContent(dataset);
        }

        if (DicomWaveform.IsWaveform(dataset) && !dataset.Contains(DicomTag.PixelData))
        {
            return new WaveformContent(DicomWaveform.Open(dataset));
        }

        if (DicomSpectroscopy.IsSpectroscopy(dataset, out _))
        {
            return new SpectrumContent(DicomSpectroscopy.Open(dataset));
        }

        if (EncapsulatedDocument.IsIn(dataset))
        {
            return new DocumentContent(dataset, EncapsulatedDocument.Open(dataset));
        }

        // What has the size or the class of a picture is one, and without its pixels it is broken; anything else never meant to be looked at.
        return HasPictureIn(dataset) ? new ImageContent(DicomImage.Open(dataset)) : new ElementsContent(dataset);
    }

    private static bool HasPictureIn(DicomDataset dataset) => dataset.Contains(DicomTag.Rows) || dataset.Contains(DicomTag.PixelData)
        || dataset.Contains(DicomTag.FloatPixelData) || dataset.Contains(DicomTag.DoubleFloatPixelData)
        || dataset.GetUID(DicomTag.SOPClassUID)?.Name.Contains("Image Storage", StringComparison.Ordinal) == true;
}

/// <summary>The frames of an image.</summary>
internal sealed class ImageContent(DicomImage image) : SubjectContent
{
    /// <summary>The image.</summary>
    public DicomImage Image => image;

    public override int Frames => image.NumberOfFrames;

    public override CineTiming Cine => image.Cine;

    public override SeriesObject PlaceOf(DicomDataset dataset) => SeriesObject.Of(image);

    public override SequenceFrame Get(int frame) => PictureFrame.Of(image, frame);
}
