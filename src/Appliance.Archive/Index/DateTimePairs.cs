using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>Which date belongs to which time: a query that has both compares them as one (note 1 of the conformance statement's table).</summary>
internal static class DateTimePairs
{
    private static readonly (DicomTag Date, DicomTag Time)[] Pairs =
    [
        (DicomTag.PatientBirthDate, DicomTag.PatientBirthTime),
        (DicomTag.StudyDate, DicomTag.StudyTime),
        (DicomTag.SeriesDate, DicomTag.SeriesTime),
        (DicomTag.PerformedProcedureStepStartDate, DicomTag.PerformedProcedureStepStartTime),
        (DicomTag.AcquisitionDate, DicomTag.AcquisitionTime),
        (DicomTag.ContentDate, DicomTag.ContentTime),
    ];

    /// <summary>The time that belongs to a date.</summary>
    public static DicomTag? TimeOf(DicomTag date)
    {
        foreach (var pair in Pairs)
        {
            if (pair.Date == date)
            {
                return pair.Time;
            }
        }

        return null;
    }
}
