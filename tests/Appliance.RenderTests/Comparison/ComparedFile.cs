using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.RenderTests.Comparison;

/// <summary>Rows of the table for one file: every frame of short ones, the first, middle and last of long ones.</summary>
internal static class ComparedFile
{
    private const int MostFrames = 20;

    /// <summary>The rows; none for a file that holds no pixel data or that nobody could read.</summary>
    public static IReadOnlyList<ComparedRow> Rows(string name, string path, PydicomPeer pydicom)
    {
        DicomFile file;
        try
        {
            file = DicomFile.Open(path);
        }
        catch (DicomFormatException fault)
        {
            return [ComparedRow.NotShown(name, "", fault.Message)];
        }

        using (file)
        {
            return HasPixels(file.Dataset) ? Rows(name, path, file, pydicom) : [];
        }
    }

    private static ComparedRow[] Rows(string name, string path, DicomFile file, PydicomPeer pydicom)
    {
        try
        {
            var image = DicomImage.Open(file.Dataset);
            (int Number, PixelFrame Pixels)[] frames = [.. Frames(image.NumberOfFrames).Select(number => (number, image.GetFrame(number)))];
            var values = ValueOpinions.Of(path, file, image, frames, pydicom);
            return [.. frames.Select((frame, i) => new ComparedRow(name, frame.Number + 1, KindOf(image), file.TransferSyntax.Name,
                [.. values[i], .. PictureOpinions.Of(path, image, frame.Pixels, frame.Number)]))];
        }
        catch (DicomImageException fault)
        {
            return [ComparedRow.NotShown(name, file.TransferSyntax.Name, fault.Message)];
        }
    }

    private static bool HasPixels(DicomDataset dataset) =>
        dataset.Contains(DicomTag.PixelData) || dataset.Contains(DicomTag.FloatPixelData) || dataset.Contains(DicomTag.DoubleFloatPixelData);

    private static IEnumerable<int> Frames(int count) => count <= MostFrames ? Enumerable.Range(0, count) : [0, count / 2, count - 1];

    private static string KindOf(DicomImage image)
    {
        var planar = image is { SamplesPerPixel: 3 } && image.Dataset.GetInt32(DicomTag.PlanarConfiguration) == 1 ? " planar" : "";
        return $"{image.Dataset.GetString(DicomTag.PhotometricInterpretation)?.Trim()} {image.BitsAllocated}/{image.BitsStored}{(image.IsSigned ? " signed" : "")}{planar}";
    }
}
