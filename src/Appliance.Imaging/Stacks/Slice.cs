using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>What has to be known of a single-frame image to find its place in the stack of its series; the object behind it is not needed.</summary>
public sealed record Slice
{
    /// <summary>Where it lies; null when it does not tell.</summary>
    public FramePlane? Plane { get; init; }

    /// <summary>Frame of Reference UID; empty when not told.</summary>
    public string FrameOfReference { get; init; } = "";

    /// <summary>Rows.</summary>
    public int Rows { get; init; }

    /// <summary>Columns.</summary>
    public int Columns { get; init; }

    /// <summary>Pixel spacing in millimetres; null when not told.</summary>
    public (double Row, double Column)? Spacing { get; init; }

    /// <summary>
    /// Temporal Position Identifier (0020,0100) or Index (0020,9128); where neither is told, Trigger Time or Frame Reference Time, which order
    /// the images of one place as well.
    /// </summary>
    public double? TemporalPosition { get; init; }

    /// <summary>
    /// When it was taken, in milliseconds from any start that the series has in common: Trigger Time, Frame Reference Time, else Acquisition
    /// DateTime, or Date and Time.
    /// </summary>
    public double? Moment { get; init; }

    /// <summary>Echo Number(s) (0018,0086), the first.</summary>
    public double? EchoNumber { get; init; }

    /// <summary>Echo Time (0018,0081) in milliseconds.</summary>
    public double? EchoTime { get; init; }

    /// <summary>Diffusion b-value in s/mm2.</summary>
    public double? BValue { get; init; }

    /// <summary>Image Type (0008,0008) as it stands: magnitude and phase of one echo differ in nothing else.</summary>
    public string ImageType { get; init; } = "";

    /// <summary>Acquisition Number (0020,0012).</summary>
    public int? AcquisitionNumber { get; init; }

    /// <summary>Instance Number (0020,0013).</summary>
    public int? InstanceNumber { get; init; }

    /// <summary>SOP Instance UID.</summary>
    public string SopInstanceUid { get; init; } = "";

    /// <summary>Reads a single-frame image, or the first frame of one that has several.</summary>
    public static Slice Of(DicomImage image)
    {
        var (dataset, groups) = (image.Dataset, image.Groups);
        double? Number(DicomTag tag) => groups.Holder(tag, 0).GetDouble(tag) is { } number && double.IsFinite(number) ? number : null;
        return new Slice
        {
            Plane = image.PlaneOf(0),
            FrameOfReference = dataset.GetString(DicomTag.FrameOfReferenceUID) ?? "",
            Rows = image.Rows,
            Columns = image.Columns,
            Spacing = image.SpacingOf(0),
            TemporalPosition = Number(DicomTag.TemporalPositionIdentifier) ?? Number(DicomTag.TemporalPositionIndex)
                ?? Number(DicomTag.TriggerTime) ?? Number(DicomTag.FrameReferenceTime),
            Moment = MomentOf(groups),
            EchoNumber = Number(DicomTag.EchoNumbers),
            EchoTime = Number(DicomTag.EchoTime) ?? Number(DicomTag.EffectiveEchoTime),
            BValue = Number(DicomTag.DiffusionBValue),
            ImageType = dataset.GetText(DicomTag.ImageType) ?? "",
            AcquisitionNumber = dataset.GetInt32(DicomTag.AcquisitionNumber),
            InstanceNumber = dataset.GetInt32(DicomTag.InstanceNumber),
            SopInstanceUid = dataset.GetString(DicomTag.SOPInstanceUID) ?? "",
        };
    }

    private static double? MomentOf(FunctionalGroups groups)
    {
        foreach (var tag in (ReadOnlySpan<DicomTag>)
            [DicomTag.TriggerTime, DicomTag.FrameReferenceTime, DicomTag.FrameReferenceDateTime, DicomTag.AcquisitionDateTime])
        {
            if (FrameTimes.MomentOf(groups.Holder(tag, 0), tag) is { } moment)
            {
                return moment;
            }
        }

        // The date without the time is no moment, the time without the date is one within a day.
        var (date, time) = (groups.Dataset.GetString(DicomTag.AcquisitionDate), groups.Dataset.GetString(DicomTag.AcquisitionTime));
        return DicomTimeRange.TryParse(time, out var within) && within.From is { } at
            ? at.ToTimeSpan().TotalMilliseconds + (DicomDateRange.TryParse(date, out var day) && day.From is { } on ? on.DayNumber * TimeSpan.FromDays(1).TotalMilliseconds : 0)
            : null;
    }
}
