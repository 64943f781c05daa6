using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>The keys that clients commonly ask back at each level, with those that are matched.</summary>
internal static class BenchKeys
{
    public static DicomDataset Of(QueryLevel level, params ReadOnlySpan<(DicomTag Tag, string Value)> matched)
    {
        var keys = new DicomDataset();
        DicomTag[] asked = level switch
        {
            QueryLevel.Patient => [DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.NumberOfPatientRelatedStudies],
            QueryLevel.Study =>
            [
                DicomTag.StudyInstanceUID, DicomTag.PatientName, DicomTag.PatientID, DicomTag.StudyDate, DicomTag.StudyTime, DicomTag.AccessionNumber,
                DicomTag.StudyDescription, DicomTag.NumberOfStudyRelatedInstances, DicomTag.ModalitiesInStudy,
            ],
            QueryLevel.Series => [DicomTag.SeriesInstanceUID, DicomTag.Modality, DicomTag.SeriesNumber, DicomTag.NumberOfSeriesRelatedInstances],
            _ => [DicomTag.SOPInstanceUID, DicomTag.SOPClassUID, DicomTag.InstanceNumber, DicomTag.Rows],
        };
        foreach (var tag in asked)
        {
            keys.Set(tag);
        }

        foreach (var (tag, value) in matched)
        {
            keys.Set(tag, value);
        }

        if (matched.ContainsNonAscii())
        {
            keys.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        }

        return keys;
    }

    private static bool ContainsNonAscii(this ReadOnlySpan<(DicomTag Tag, string Value)> matched)
    {
        foreach (var (_, value) in matched)
        {
            if (!System.Text.Ascii.IsValid(value))
            {
                return true;
            }
        }

        return false;
    }
}
