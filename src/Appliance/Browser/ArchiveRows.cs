using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Browser;

/// <summary>Turns the archive's answers into rows: one query per level, one row per answer, told in words.</summary>
internal static class ArchiveRows
{
    // A patient has no key of its own in the information model: what names one is the ID, and name and birth date where there is none.
    private const char Separator = '\u001f';

    public static BrowserPage Load(DicomArchive archive, BrowserLevel level, string? parentKey, CancellationToken cancellationToken)
    {
        var rows = new List<BrowserRow>();
        var keys = Keys(level, parentKey);
        foreach (var answer in archive.Query(new QueryRequest(QueryLevelOf(level), keys), cancellationToken))
        {
            // An ID may hold the wildcards * and ?, and an empty one matches all: what came is held against what was meant.
            if (level == BrowserLevel.Studies && PatientKey(answer) != parentKey)
            {
                continue;
            }

            if (rows.Count == BrowserPage.Limit)
            {
                return new BrowserPage(Ordered(level, rows), More: true);
            }

            rows.Add(RowOf(level, answer));
        }

        return new BrowserPage(Ordered(level, rows), More: false);
    }

    public static QueryLevel QueryLevelOf(BrowserLevel level) => level switch
    {
        BrowserLevel.Patients => QueryLevel.Patient,
        BrowserLevel.Studies => QueryLevel.Study,
        BrowserLevel.Series => QueryLevel.Series,
        _ => QueryLevel.Image,
    };

    private static DicomDataset Keys(BrowserLevel level, string? parentKey)
    {
        var keys = new DicomDataset();
        DicomTag[] asked = level switch
        {
            BrowserLevel.Patients =>
            [
                DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.PatientSex,
                DicomTag.NumberOfPatientRelatedStudies, DicomTag.NumberOfPatientRelatedSeries, DicomTag.NumberOfPatientRelatedInstances,
            ],
            BrowserLevel.Studies =>
            [
                DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.StudyDate, DicomTag.StudyTime,
                DicomTag.StudyDescription, DicomTag.AccessionNumber, DicomTag.StudyID, DicomTag.ModalitiesInStudy,
                DicomTag.ReferringPhysicianName, DicomTag.StudyInstanceUID, DicomTag.NumberOfStudyRelatedSeries,
                DicomTag.NumberOfStudyRelatedInstances,
            ],
            BrowserLevel.Series =>
            [
                DicomTag.SeriesNumber, DicomTag.Modality, DicomTag.SeriesDescription, DicomTag.ProtocolName, DicomTag.BodyPartExamined,
                DicomTag.SeriesDate, DicomTag.SeriesTime, DicomTag.SeriesInstanceUID, DicomTag.NumberOfSeriesRelatedInstances,
            ],
            _ =>
            [
                DicomTag.InstanceNumber, DicomTag.SOPClassUID, DicomTag.SOPInstanceUID, DicomTag.NumberOfFrames, DicomTag.Rows,
                DicomTag.Columns, DicomTag.ContentDate, DicomTag.ContentTime, DicomTag.ImageType,
            ],
        };
        foreach (var tag in asked)
        {
            keys.Set(tag);
        }

        switch (level)
        {
            case BrowserLevel.Studies when parentKey is not null:
                var id = parentKey.Split(Separator)[0];
                keys.Set(DicomTag.PatientID, id.Length > 0 ? [id] : []);
                break;
            case BrowserLevel.Series:
                keys.Set(DicomTag.StudyInstanceUID, parentKey ?? "");
                break;
            case BrowserLevel.Instances:
                keys.Set(DicomTag.SeriesInstanceUID, parentKey ?? "");
                break;
        }

        return keys;
    }

    private static BrowserRow RowOf(BrowserLevel level, DicomDataset answer) => level switch
    {
        BrowserLevel.Patients => Patient(answer),
        BrowserLevel.Studies => Study(answer),
        BrowserLevel.Series => Series(answer),
        _ => Instance(answer),
    };

    private static BrowserRow Patient(DicomDataset answer)
    {
        var name = Name(answer, DicomTag.PatientName);
        var id = Text(answer, DicomTag.PatientID);
        var born = Date(answer, DicomTag.PatientBirthDate);
        var sex = Text(answer, DicomTag.PatientSex);
        var studies = Text(answer, DicomTag.NumberOfPatientRelatedStudies);
        return new BrowserRow(
            PatientKey(answer), name.Length > 0 ? name : id.Length > 0 ? id : "(no name)",
            [name.Length > 0 ? name : "(no name)", id, born, sex, studies],
            Details(
                ("Patient", name), ("ID", id), ("Born", born), ("Sex", sex), ("Studies", studies),
                ("Series", Text(answer, DicomTag.NumberOfPatientRelatedSeries)),
                ("Instances", Text(answer, DicomTag.NumberOfPatientRelatedInstances))));
    }

    private static BrowserRow Study(DicomDataset answer)
    {
        var date = Date(answer, DicomTag.StudyDate);
        var modalities = string.Join('/', answer.GetStrings(DicomTag.ModalitiesInStudy));
        var description = Text(answer, DicomTag.StudyDescription);
        var accession = Text(answer, DicomTag.AccessionNumber);
        var series = Text(answer, DicomTag.NumberOfStudyRelatedSeries);
        var instances = Text(answer, DicomTag.NumberOfStudyRelatedInstances);
        return new BrowserRow(
            Text(answer, DicomTag.StudyInstanceUID), description.Length > 0 ? description : date.Length > 0 ? date : "(study)",
            [date, modalities, description, accession, series, instances],
            Details(
                ("Study", description), ("Date", date), ("Time", Time(answer, DicomTag.StudyTime)), ("Accession", accession),
                ("Study ID", Text(answer, DicomTag.StudyID)), ("Referring", Name(answer, DicomTag.ReferringPhysicianName)),
                ("Modalities", modalities), ("Series", series), ("Instances", instances), ("UID", Text(answer, DicomTag.StudyInstanceUID))));
    }

    private static BrowserRow Series(DicomDataset answer)
    {
        var number = Text(answer, DicomTag.SeriesNumber);
        var modality = Text(answer, DicomTag.Modality);
        var description = Text(answer, DicomTag.SeriesDescription);
        var instances = Text(answer, DicomTag.NumberOfSeriesRelatedInstances);
        return new BrowserRow(
            Text(answer, DicomTag.SeriesInstanceUID), description.Length > 0 ? description : $"series {number}",
            [number, modality, description, instances],
            Details(
                ("Series", description), ("Number", number), ("Modality", modality), ("Protocol", Text(answer, DicomTag.ProtocolName)),
                ("Body part", Text(answer, DicomTag.BodyPartExamined)), ("Date", Date(answer, DicomTag.SeriesDate)),
                ("Time", Time(answer, DicomTag.SeriesTime)), ("Instances", instances), ("UID", Text(answer, DicomTag.SeriesInstanceUID))));
    }

    private static BrowserRow Instance(DicomDataset answer)
    {
        var number = Text(answer, DicomTag.InstanceNumber);
        var kind = new DicomUID(Text(answer, DicomTag.SOPClassUID)).Name.Replace(" Storage", "", StringComparison.Ordinal);
        var frames = Text(answer, DicomTag.NumberOfFrames);
        var (columns, rows) = (Text(answer, DicomTag.Columns), Text(answer, DicomTag.Rows));
        var size = columns.Length > 0 && rows.Length > 0 ? $"{columns}x{rows}" : "";
        return new BrowserRow(
            Text(answer, DicomTag.SOPInstanceUID), $"instance {number}",
            [number, kind, frames, size],
            Details(
                ("Kind", kind), ("Number", number), ("Frames", frames), ("Size", size),
                ("Image type", string.Join('\\', answer.GetStrings(DicomTag.ImageType))), ("Date", Date(answer, DicomTag.ContentDate)),
                ("Time", Time(answer, DicomTag.ContentTime)), ("UID", Text(answer, DicomTag.SOPInstanceUID))));
    }

    private static List<BrowserRow> Ordered(BrowserLevel level, List<BrowserRow> rows) => level switch
    {
        BrowserLevel.Patients => [.. rows.OrderBy(row => row.Cells[0], StringComparer.OrdinalIgnoreCase)],
        BrowserLevel.Studies => [.. rows.OrderByDescending(row => row.Cells[0], StringComparer.Ordinal)],
        _ => [.. rows.OrderBy(row => int.TryParse(row.Cells[0], out var number) ? number : int.MaxValue)],
    };

    private static string PatientKey(DicomDataset answer)
    {
        var id = Text(answer, DicomTag.PatientID);
        return id.Length > 0
            ? id
            : $"{Separator}{Text(answer, DicomTag.PatientName)}{Separator}{Text(answer, DicomTag.PatientBirthDate)}";
    }

    private static List<BrowserDetail> Details(params ReadOnlySpan<(string Label, string Value)> facts)
    {
        var details = new List<BrowserDetail>();
        foreach (var (label, value) in facts)
        {
            if (value.Length > 0)
            {
                details.Add(new BrowserDetail(label, value));
            }
        }

        return details;
    }

    private static string Text(DicomDataset answer, DicomTag tag) => TerminalText.Clean(answer.GetString(tag) ?? "");

    private static string Name(DicomDataset answer, DicomTag tag) =>
        answer.GetString(tag) is { } name ? TerminalText.Clean(DicomPersonName.Parse(name).Display) : "";

    private static string Date(DicomDataset answer, DicomTag tag) =>
        Text(answer, tag) is { Length: 8 } date ? $"{date[..4]}-{date[4..6]}-{date[6..]}" : Text(answer, tag);

    private static string Time(DicomDataset answer, DicomTag tag) =>
        Text(answer, tag) is { Length: >= 4 } time ? $"{time[..2]}:{time[2..4]}" : Text(answer, tag);
}
