using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>The words around a picture, as the image tells them of a frame, in the viewer's form.</summary>
internal static class ImageText
{
    /// <summary>The words of a frame.</summary>
    public static OverlayText Of(DicomImage image, int frame)
    {
        var labels = ImageFacts.LabelsOf(image, frame);
        return new OverlayText
        {
            TopLeft = labels.TopLeft,
            TopRight = labels.TopRight,
            BottomLeft = labels.BottomLeft,
            BottomRight = labels.BottomRight,
            Orientation = new OrientationLetters(labels.Left, labels.Right, labels.Top, labels.Bottom),
        };
    }

    /// <summary>One line for the title of a window.</summary>
    public static string TitleOf(DicomDataset dataset)
    {
        var name = dataset.GetString(DicomTag.PatientName)?.Replace('^', ' ').Trim();
        var parts = new[] { name, dataset.GetString(DicomTag.StudyDescription), dataset.GetString(DicomTag.SeriesDescription) };
        var title = string.Join(" - ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
        return TerminalText.Clean(title.Length > 0 ? title : dataset.GetString(DicomTag.SOPInstanceUID) ?? "image");
    }
}
