using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// What the archive files of one instance: its identifiers, and the attributes of its patient, study, series and itself that queries may
/// ask for. Text is kept decoded, so that rows of different character sets can be merged, compared and answered alike.
/// </summary>
internal sealed class InstanceHead
{
    /// <summary>The last tag any key has: nothing behind it needs to be read.</summary>
    public static DicomTag ReadBefore { get; } = new(0x4008, 0x010D);

    private InstanceHead(DicomFile file)
    {
        // The meta information tells the two where a careless writer left them out of the data set.
        var dataset = file.Dataset;
        SopInstanceUid = file.SopInstanceUid.Value ?? "";
        SopClassUid = file.SopClassUid.Value ?? "";
        StudyUid = dataset.GetString(DicomTag.StudyInstanceUID) ?? "";
        SeriesUid = dataset.GetString(DicomTag.SeriesInstanceUID) ?? "";
        PatientId = FieldText.Of(dataset, DicomTag.PatientID);
        Modality = dataset.GetString(DicomTag.Modality) ?? "";
    }

    /// <summary>(0008,0018).</summary>
    public string SopInstanceUid { get; }

    /// <summary>(0008,0016).</summary>
    public string SopClassUid { get; }

    /// <summary>(0020,000D); empty for the few classes that belong to no study.</summary>
    public string StudyUid { get; }

    /// <summary>(0020,000E); empty for the few classes that belong to no series.</summary>
    public string SeriesUid { get; }

    /// <summary>(0010,0020); empty when unknown.</summary>
    public string PatientId { get; }

    /// <summary>(0008,0060) of this instance.</summary>
    public string Modality { get; }

    /// <summary>The attributes of the patient, without numbers.</summary>
    public RowWriter Patient { get; } = new();

    /// <summary>The attributes of the study and its patient, without numbers.</summary>
    public RowWriter Study { get; } = new();

    /// <summary>The attributes of the series, without numbers.</summary>
    public RowWriter Series { get; } = new();

    /// <summary>The attributes of the instance and what leads back to its series, study and patient, without numbers.</summary>
    public RowWriter Instance { get; } = new();

    /// <summary>Takes what is filed out of the front part of an object.</summary>
    /// <exception cref="ArchiveException">It has no usable SOP Instance UID or SOP Class UID.</exception>
    public static InstanceHead Of(DicomFile file, DicomTransferSyntax syntax, string? sourceAet)
    {
        var dataset = file.Dataset;
        var head = new InstanceHead(file);
        Require(head.SopInstanceUid, DicomTag.SOPInstanceUID, "SOP Instance UID");
        Require(head.SopClassUid, DicomTag.SOPClassUID, "SOP Class UID");
        Limit(syntax.Uid.Value ?? "", DicomTag.TransferSyntaxUID, "Transfer Syntax UID");
        Limit(head.StudyUid, DicomTag.StudyInstanceUID, "Study Instance UID");
        Limit(head.SeriesUid, DicomTag.SeriesInstanceUID, "Series Instance UID");
        Fill(head.Patient, dataset, QueryKeys.OfPatient);
        Fill(head.Study, dataset, QueryKeys.InStudyRow);
        Fill(head.Series, dataset, QueryKeys.OfSeries);
        head.FillInstance(dataset, syntax, sourceAet);
        return head;
    }

    private static void Fill(RowWriter row, DicomDataset dataset, IReadOnlyList<QueryKey> keys)
    {
        row.Begin();
        foreach (var key in keys)
        {
            Add(row, key.Tag, FieldText.Of(dataset, key.Tag));
        }
    }

    private static void Add(RowWriter row, DicomTag tag, string text)
    {
        if (text.Length > 0)
        {
            row.Add(tag.Value, text);
        }
    }

    private static void Require(string uid, DicomTag tag, string name)
    {
        if (uid.Length == 0)
        {
            throw new ArchiveException(
                ArchiveErrorKind.Unusable, $"the object cannot be stored: it has no {name} {tag}, by which it would be found again");
        }

        Limit(uid, tag, name);
    }

    private static void Limit(string uid, DicomTag tag, string name)
    {
        // Real files have some that are longer than the 64 characters of the standard. Keys cut off at their own limit, behind which two
        // of them could be taken for one another.
        if (uid.Length > KeyWriter.MaxTextLength)
        {
            throw new ArchiveException(
                ArchiveErrorKind.Unusable,
                $"the object cannot be stored: its {name} {tag} has {uid.Length} characters where {DicomUID.MaxLength} are allowed "
                + $"and up to {KeyWriter.MaxTextLength} are tolerated");
        }
    }

    private void FillInstance(DicomDataset dataset, DicomTransferSyntax syntax, string? sourceAet)
    {
        Instance.Begin();
        foreach (var tag in InstanceFields)
        {
            Add(Instance, tag, tag.Value switch
            {
                _ when tag == DicomTag.TransferSyntaxUID => syntax.Uid.Value,
                _ when tag == DicomTag.SourceApplicationEntityTitle => sourceAet?.Trim() ?? "",
                _ when tag == DicomTag.SOPInstanceUID => SopInstanceUid,
                _ when tag == DicomTag.SOPClassUID => SopClassUid,
                _ => FieldText.Of(dataset, tag),
            });
        }
    }

    private static readonly DicomTag[] InstanceFields =
    [
        .. QueryKeys.OfImage.Select(key => key.Tag)
            .Concat([DicomTag.Modality, DicomTag.PatientID, DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID])
            .OrderBy(tag => tag.Value),
    ];
}
