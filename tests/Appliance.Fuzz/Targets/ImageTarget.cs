using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.Fuzz;

/// <summary>A whole image: the file, the image in it, its first and last frame decoded and drawn, and what is told of them.</summary>
internal sealed class ImageTarget : FuzzTarget
{
    /// <summary>
    /// A frame and its picture of a few bytes that announce the largest size which is believed unasked: values, levels, and what lies between them.
    /// </summary>
    private const long MemoryFloor = 4L * ImageLayout.MaxPixels;

    public ImageTarget(SeedCorpus corpus) => Seeds =
        [FileTarget.Seed("made-image", Made()), .. corpus.Files.Where(file => IsImage(file.Bytes)).Select(file => FileTarget.Seed(file.Name, file.Bytes))];

    public override string Name => "image";

    public override string Promise => "is drawn, with notes on what is wrong, or refused with DicomImageException; a frame has the size that the image tells";

    public override int Weight => 12;

    public override IReadOnlyList<FuzzSeed> Seeds { get; }

    public override void Run(byte[] bytes, int variant, FuzzWatch watch)
    {
        try
        {
            using var file = DicomFile.Parse(bytes, CompressedTarget.Caps);
            watch.Accepted += watch.Measured(bytes.Length, Reading.MemoryMultiple, MemoryFloor + CompressedTarget.MemoryFloor, () => Show(file.Dataset));
        }
        catch (Exception refused) when (refused is DicomFormatException or DicomImageException)
        {
            if (refused.Message.Length == 0)
            {
                throw new PromiseBrokenException("refused without a word");
            }
        }
    }

    private static int Show(DicomDataset dataset)
    {
        var image = DicomImage.Open(dataset);
        foreach (var frame in new[] { 0, image.NumberOfFrames - 1 }.Distinct())
        {
            var pixels = image.GetFrame(frame);
            var drawn = ReferenceRenderer.Render(image, pixels, image.PipelineOf(frame, pixels));
            if ((drawn.Width, drawn.Height) != (image.Columns, image.Rows) || drawn.Pixels.Length != (long)image.Columns * image.Rows * (drawn.IsColor ? 3 : 1))
            {
                throw new PromiseBrokenException($"an image of {image.Columns}x{image.Rows} is drawn as {drawn.Width}x{drawn.Height} in {drawn.Pixels.Length} bytes");
            }

            _ = ImageFacts.LabelsOf(image, frame);
            _ = image.Windows(frame);
            _ = image.PlaneOf(frame);
            _ = image.SpacingOf(frame);
        }

        if (image.Notes.Any(string.IsNullOrEmpty))
        {
            throw new PromiseBrokenException("a note without a word");
        }

        return image.Notes.Count == 0 ? 1 : 0;
    }

    private static bool IsImage(byte[] bytes)
    {
        try
        {
            using var file = DicomFile.Parse(bytes, CompressedTarget.Caps);
            return DicomImage.IsImage(file.Dataset, out _);
        }
        catch (DicomFormatException)
        {
            return false;
        }
    }

    // Small, with every step of the pipeline in it.
    private static byte[] Made() => MadeSeeds.File(MadeSeeds.Dataset()
        .Set(DicomTag.SamplesPerPixel, 1)
        .Set(DicomTag.PhotometricInterpretation, "MONOCHROME1")
        .Set(DicomTag.BitsStored, 12)
        .Set(DicomTag.HighBit, 11)
        .Set(DicomTag.WindowCenter, "2", "40")
        .Set(DicomTag.WindowWidth, "4", "400")
        .Set(DicomTag.RescaleIntercept, "-1")
        .Set(DicomTag.RescaleSlope, "2"), DicomTransferSyntax.ExplicitVRLittleEndian);
}
