using System.Globalization;

namespace Appliance.Dicom;

/// <summary>The content tree of structured reports and key object selections (PS3.3 C.17.3) as an outline to read.</summary>
public static class ReportOutline
{
    /// <summary>Whether a data set is the root of a content tree.</summary>
    public static bool IsReport(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.GetString(DicomTag.ValueType) is not null
            && (dataset.Contains(DicomTag.ContentSequence) || dataset.GetItems(DicomTag.ConceptNameCodeSequence).Count > 0);
    }

    /// <summary>The content items in reading order, the root first. What an item lacks is empty; nothing is left out.</summary>
    /// <param name="dataset">The report, or any content item of one.</param>
    public static IEnumerable<ReportLine> Lines(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Walk(dataset);
    }

    /// <summary>
    /// What a coded entry says (PS3.3 8.8): its meaning, else its code and scheme; null for an item that is no coded entry.
    /// </summary>
    /// <param name="entry">An item of a code sequence.</param>
    /// <param name="withCode">Whether code value and scheme follow the meaning, as <c>Head (T-D1100, SRT)</c>.</param>
    public static string? CodedEntry(DicomDataset entry, bool withCode = false)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var code = entry.GetString(DicomTag.CodeValue) ?? entry.GetString(DicomTag.LongCodeValue) ?? entry.GetString(DicomTag.URNCodeValue);
        var meaning = entry.GetString(DicomTag.CodeMeaning);
        var full = (code, entry.GetString(DicomTag.CodingSchemeDesignator)) switch
        {
            (null, _) => null,
            ({ } value, null) => $"({value})",
            var (value, scheme) => $"({value}, {scheme})",
        };
        return meaning is null ? full : withCode && full is not null ? $"{meaning} {full}" : meaning;
    }

    // A stack instead of recursion: trees from outside may be deep.
    private static IEnumerable<ReportLine> Walk(DicomDataset root)
    {
        var open = new Stack<(DicomDataset Item, string Number, int Depth)>();
        open.Push((root, "1", 0));
        while (open.TryPop(out var next))
        {
            yield return Line(next.Item, next.Number, next.Depth);
            var children = next.Item.GetItems(DicomTag.ContentSequence);
            for (var i = children.Count - 1; i >= 0; i--)
            {
                open.Push((children[i], string.Create(CultureInfo.InvariantCulture, $"{next.Number}.{i + 1}"), next.Depth + 1));
            }
        }
    }

    private static ReportLine Line(DicomDataset item, string number, int depth)
    {
        var type = item.GetString(DicomTag.ValueType) ?? "";
        var measured = item.GetItems(DicomTag.MeasuredValueSequence);
        return new ReportLine(
            number,
            depth,
            item.GetString(DicomTag.RelationshipType) ?? "",
            type,
            Code(item, DicomTag.ConceptNameCodeSequence),
            ValueOf(item, type),
            measured.Count > 0 ? Code(measured[0], DicomTag.MeasurementUnitsCodeSequence) : "");
    }

    private static string ValueOf(DicomDataset item, string type) => type switch
    {
        "TEXT" => item.GetText(DicomTag.TextValue) ?? "",
        "NUM" => Number(item),
        "CODE" => Code(item, DicomTag.ConceptCodeSequence),
        "DATETIME" => Moment(item, DicomTag.DateTime, DicomVR.DT),
        "DATE" => Moment(item, DicomTag.Date, DicomVR.DA),
        "TIME" => Moment(item, DicomTag.Time, DicomVR.TM),
        "PNAME" => DicomPersonName.Parse(Plain(item, DicomTag.PersonName)).Display,
        "UIDREF" => Named(Plain(item, DicomTag.UID)),
        "IMAGE" or "COMPOSITE" or "WAVEFORM" => References(item),
        "SCOORD" or "SCOORD3D" => Coordinates(item),
        "TCOORD" => Plain(item, DicomTag.TemporalRangeType),
        "CONTAINER" => "",
        _ => item.GetItems(DicomTag.ReferencedContentItemIdentifier).Count == 0 && item.Contains(DicomTag.ReferencedContentItemIdentifier)
            ? "see item " + string.Join('.', item.GetStrings(DicomTag.ReferencedContentItemIdentifier))
            : "",
    };

    private static string Number(DicomDataset item)
    {
        var measured = item.GetItems(DicomTag.MeasuredValueSequence);
        var value = measured.Count > 0 ? Plain(measured[0], DicomTag.NumericValue) : "";
        var qualifier = Code(item, DicomTag.NumericValueQualifierCodeSequence);
        return qualifier.Length == 0 ? value : $"{value} [{qualifier}]".TrimStart();
    }

    private static string References(DicomDataset item) => string.Join("; ", item.GetItems(DicomTag.ReferencedSOPSequence).Select(reference =>
    {
        var frames = reference.GetStrings(DicomTag.ReferencedFrameNumber);
        var text = $"{Named(Plain(reference, DicomTag.ReferencedSOPClassUID))} {Plain(reference, DicomTag.ReferencedSOPInstanceUID)}".Trim();
        return frames.Count == 0 ? text : $"{text}, frame {string.Join(", ", frames)}";
    }));

    private static string Coordinates(DicomDataset item)
    {
        var numbers = item.GetDoubles(DicomTag.GraphicData);
        var shown = string.Join(' ', numbers.Take(8).Select(number => number.ToString("0.###", CultureInfo.InvariantCulture)));
        return $"{Plain(item, DicomTag.GraphicType)} {shown}{(numbers.Count > 8 ? " ..." : "")}".Trim();
    }

    private static string Code(DicomDataset item, DicomTag tag) =>
        item.GetItems(tag) is [var entry, ..] ? CodedEntry(entry) ?? "" : "";

    private static string Moment(DicomDataset item, DicomTag tag, DicomVR vr) => DicomMomentText.Describe(item.GetString(tag), vr) ?? Plain(item, tag);

    private static string Plain(DicomDataset item, DicomTag tag) => item.GetString(tag) ?? "";

    private static string Named(string uid) => new DicomUID(uid).Name;
}
