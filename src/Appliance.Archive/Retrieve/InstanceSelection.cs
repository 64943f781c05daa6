using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// Which instances are meant: those that belong to every list given. An empty list selects nothing by itself; at least one list must have
/// something in it. UID lists are those of C-MOVE and C-GET (PS3.4 C.4.2.1.4).
/// </summary>
public sealed record InstanceSelection
{
    /// <summary>Patient IDs, compared exactly.</summary>
    public IReadOnlyList<string> PatientIds { get; init; } = [];

    /// <summary>Study Instance UIDs.</summary>
    public IReadOnlyList<DicomUID> StudyUids { get; init; } = [];

    /// <summary>Series Instance UIDs.</summary>
    public IReadOnlyList<DicomUID> SeriesUids { get; init; } = [];

    /// <summary>SOP Instance UIDs.</summary>
    public IReadOnlyList<DicomUID> SopInstanceUids { get; init; } = [];

    /// <summary>Whether it selects nothing at all.</summary>
    public bool IsEmpty => PatientIds.Count + StudyUids.Count + SeriesUids.Count + SopInstanceUids.Count == 0;
}
