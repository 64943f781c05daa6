using System.Text;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance;

/// <summary>
/// Entities as a tree for people, indented by level in lines of at most <see cref="Columns"/> columns, or as one JSON object per entity with
/// its level. With <c>-v</c> all other attributes returned stand below each.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="top">The level that is not indented.</param>
internal sealed class FoundTree(VerbOutput output, QueryLevel top)
{
    /// <summary>Width of a line, in columns as they are shown.</summary>
    public const int Columns = 80;

    private const int Indent = 2;
    private const string Gap = "  ";

    /// <summary>Adds an entity below what was added before.</summary>
    public void Add(QueryLevel level, DicomDataset found)
    {
        if (output.IsJson)
        {
            output.Json(json => FoundEntity.Write(json, level, found));
            return;
        }

        var margin = new string(' ', Indent * (level - top));
        var shown = ShownOf(level);
        var parts = shown.Select(tag => TerminalText.Clean(found.GetText(tag) ?? "")).Where(text => text.Length > 0);
        foreach (var line in Lines(margin, [level.ToString().ToLowerInvariant(), .. parts]))
        {
            output.Line(line);
        }

        if (output.IsVerbose)
        {
            foreach (var line in FoundEntity.FurtherLines(found, [.. shown, .. PathOf(level)]))
            {
                output.Line($"{margin}{Gap}{Gap}{line}");
            }
        }
    }

    /// <summary>Parts joined into lines that fit; a part begins a new line where it has no room, and is cut where it has none even so.</summary>
    internal static IEnumerable<string> Lines(string margin, IReadOnlyList<string> parts)
    {
        var hanging = margin + Gap + Gap;
        var line = new StringBuilder(margin);
        var width = margin.Length;
        var isEmpty = true;
        foreach (var part in parts)
        {
            var own = TerminalText.Width(part);
            if (!isEmpty && width + Gap.Length + own > Columns)
            {
                yield return line.ToString();
                line.Clear().Append(hanging);
                width = hanging.Length;
                isEmpty = true;
            }

            var gap = isEmpty ? "" : Gap;
            var room = Columns - width - gap.Length;
            line.Append(gap).Append(own <= room ? part : TerminalText.Fit(part, room));
            width += gap.Length + Math.Min(own, room);
            isEmpty = false;
        }

        yield return line.ToString();
    }

    private static IReadOnlyList<DicomTag> ShownOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => [DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.PatientSex],
        QueryLevel.Study =>
        [
            DicomTag.PatientName, DicomTag.PatientID, DicomTag.StudyDate, DicomTag.ModalitiesInStudy, DicomTag.StudyDescription,
            DicomTag.StudyInstanceUID,
        ],
        QueryLevel.Series => [DicomTag.Modality, DicomTag.SeriesNumber, DicomTag.SeriesDescription, DicomTag.SeriesInstanceUID],
        _ => [DicomTag.InstanceNumber, DicomTag.SOPInstanceUID],
    };

    private static IEnumerable<DicomTag> PathOf(QueryLevel level) =>
        Enumerable.Range(0, (int)level).Select(above => QueryKeys.UniqueKeyOf((QueryLevel)above));
}
