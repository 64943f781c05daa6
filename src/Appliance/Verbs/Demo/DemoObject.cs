using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>One object of the tour: a file, and what it says it is.</summary>
internal sealed record DemoObject
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    public required string PatientName { get; init; }

    public required string StudyUid { get; init; }

    public required string SeriesUid { get; init; }

    public required string InstanceUid { get; init; }

    /// <summary>The object as something to send; its bytes are read from the file.</summary>
    public required StoreItem Item { get; init; }

    /// <summary>Bytes of the data set.</summary>
    public long Length => Item.Length;

    /// <summary>Looks into a file.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file, or does not name its study, series and instance.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DemoObject Of(string path)
    {
        using var file = DicomFile.Open(path, new DicomReadOptions { StopBefore = DicomTag.PixelData });
        return new DemoObject
        {
            Path = path,
            PatientName = file.Dataset.GetText(DicomTag.PatientName) ?? "",
            StudyUid = Named(file, DicomTag.StudyInstanceUID),
            SeriesUid = Named(file, DicomTag.SeriesInstanceUID),
            InstanceUid = Named(file, DicomTag.SOPInstanceUID),
            Item = StoredItems.OfFile(path),
        };
    }

    private static string Named(DicomFile file, DicomTag tag) =>
        file.Dataset.GetString(tag) ?? throw new DicomFormatException($"the object has no {tag.Keyword}: it belongs to no study that could be found again", 0, tag.ToString());
}
