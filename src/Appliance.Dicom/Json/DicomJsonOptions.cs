namespace Appliance.Dicom;

/// <summary>How data sets are written to and read from the DICOM JSON model; given per call.</summary>
public sealed record DicomJsonOptions
{
    /// <summary>What is done when nothing else is asked.</summary>
    public static DicomJsonOptions Default { get; } = new();

    /// <summary>
    /// When writing: binary values longer than this, in bytes, are referred to by BulkDataURI (PS3.18 F.2.6) instead of standing inline.
    /// Encapsulated values are always referred to: PS3.18 has no inline form for them.
    /// </summary>
    public long LongestInline { get; init; } = 1L << 20;

    /// <summary>
    /// When writing: makes the BulkDataURI of an element. Null makes a reference relative to the object itself, <c>?offset=N&amp;length=N</c>: where
    /// the value field stands, in bytes, in the source that the data set was read from.
    /// </summary>
    public Func<DicomElement, string>? BulkUri { get; init; }

    /// <summary>
    /// When reading: brings the element that a BulkDataURI stands for, or null where it cannot. Null when bulk data is not to be had: a
    /// reference is then an error.
    /// </summary>
    public Func<DicomTag, DicomVR, string, DicomElement?>? FetchBulk { get; init; }

    /// <summary>How deep sequences may be nested, reading and writing; at most <see cref="DicomLimits.MaxDepth"/>.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>When reading: how many elements, items and values one text may hold in all levels together.</summary>
    public int MaxElements { get; init; } = 16_000_000;
}
