using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>One stored instance: what names it and where its bytes are. A value: it stays as it was when the archive changes.</summary>
public sealed record InstanceRow
{
    /// <summary>(0010,0020) of the object; empty when it has none.</summary>
    public required string PatientId { get; init; }

    /// <summary>(0020,000D); empty for the few classes of object that belong to no study.</summary>
    public required DicomUID StudyUid { get; init; }

    /// <summary>(0020,000E); empty for the few classes of object that belong to no series.</summary>
    public required DicomUID SeriesUid { get; init; }

    /// <summary>(0008,0018), unique in the archive.</summary>
    public required DicomUID SopInstanceUid { get; init; }

    /// <summary>(0008,0016).</summary>
    public required DicomUID SopClassUid { get; init; }

    /// <summary>How the stored data set is encoded.</summary>
    public required DicomTransferSyntax TransferSyntax { get; init; }

    /// <summary>Bytes of the whole stored stream: header and data set.</summary>
    public required long Length { get; init; }

    /// <summary>Bytes before the data set: preamble, prefix and meta information; 0 for a file stored without them.</summary>
    public required int HeaderLength { get; init; }

    /// <summary>When it was stored, in UTC.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>Who sent it; empty when it did not come over the network.</summary>
    public required string SourceAet { get; init; }

    /// <summary>(0008,0060); empty when it has none.</summary>
    public required string Modality { get; init; }

    /// <summary>(0020,0013); null when absent or no number.</summary>
    public required int? InstanceNumber { get; init; }

    /// <summary>(0028,0008); 1 when absent.</summary>
    public required int NumberOfFrames { get; init; }

    /// <summary>Bytes of each of its chunks but the last.</summary>
    internal int ChunkSize { get; init; } = Chunks.Size;

    /// <summary>Where it stands in the archive.</summary>
    internal EntityId Id { get; init; }

    /// <summary>How the first numbers of an instance row are laid out.</summary>
    internal static class Numbers
    {
        public const int Length = 0;
        public const int HeaderLength = 1;
        public const int Received = 2;
        public const int ChunkSize = 3;
    }

    /// <summary>Reads a stored row.</summary>
    internal static InstanceRow Parse(EntityId id, ReadOnlySpan<byte> bytes)
    {
        var row = new RowReader(bytes);
        return new InstanceRow
        {
            Id = id,
            PatientId = row.Text(DicomTag.PatientID.Value),
            StudyUid = new DicomUID(row.Text(DicomTag.StudyInstanceUID.Value)),
            SeriesUid = new DicomUID(row.Text(DicomTag.SeriesInstanceUID.Value)),
            SopInstanceUid = new DicomUID(row.Text(DicomTag.SOPInstanceUID.Value)),
            SopClassUid = new DicomUID(row.Text(DicomTag.SOPClassUID.Value)),
            TransferSyntax = DicomTransferSyntax.Of(new DicomUID(row.Text(DicomTag.TransferSyntaxUID.Value))),
            SourceAet = row.Text(DicomTag.SourceApplicationEntityTitle.Value),
            Modality = row.Text(DicomTag.Modality.Value),
            InstanceNumber = Int32(row.Text(DicomTag.InstanceNumber.Value)),
            NumberOfFrames = Math.Max(Int32(row.Text(DicomTag.NumberOfFrames.Value)) ?? 1, 1),
            Length = (long)row.Number(Numbers.Length),
            HeaderLength = (int)row.Number(Numbers.HeaderLength),
            ChunkSize = row.TryNumber(Numbers.ChunkSize) is { } size and > 0 and <= Chunks.MostSize ? (int)size : Chunks.MostSize,
            Received = DateTimeOffset.FromUnixTimeMilliseconds((long)row.Number(Numbers.Received)),
        };
    }

    private static int? Int32(string text)
    {
        var end = text.IndexOf('\\');
        return int.TryParse(end < 0 ? text : text.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }
}
