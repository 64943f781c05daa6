using Appliance.Dicom;

namespace Appliance;

/// <summary>An object in one line, for the title of a window.</summary>
internal static class SubjectTitle
{
    /// <summary>Patient, study and series, as far as they are there.</summary>
    public static string Of(DicomDataset dataset)
    {
        var name = dataset.GetString(DicomTag.PatientName)?.Replace('^', ' ').Trim();
        var parts = new[] { name, dataset.GetString(DicomTag.StudyDescription), dataset.GetString(DicomTag.SeriesDescription) };
        var title = string.Join(" - ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
        return TerminalText.Clean(title.Length > 0 ? title : dataset.GetString(DicomTag.SOPInstanceUID) ?? "object");
    }
}
