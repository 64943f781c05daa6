using System.Globalization;
using Appliance.Dicom;
using Appliance.Viewer;

namespace Appliance;

/// <summary>
/// What a key object selection selects, as lines to read: its title, and the objects of Current Requested Procedure Evidence Sequence (0040,A375) series
/// by series (PS3.3 C.17.6).
/// </summary>
internal static class KeyObjectText
{
    private const int MostObjects = 5000;

    /// <summary>The lines.</summary>
    public static IEnumerable<TextPageLine> Lines(DicomDataset dataset)
    {
        var title = dataset.GetItems(DicomTag.ConceptNameCodeSequence) is [var code, ..] ? ReportOutline.CodedEntry(code) : null;
        yield return new TextPageLine(0, "Key objects", title ?? "without a title");
        if (dataset.GetText(DicomTag.ContentDescription) is { Length: > 0 } description)
        {
            yield return new TextPageLine(1, "", description);
        }

        var listed = 0;
        foreach (var series in dataset.GetItems(DicomTag.CurrentRequestedProcedureEvidenceSequence).SelectMany(study => study.GetItems(DicomTag.ReferencedSeriesSequence)))
        {
            var objects = series.GetItems(DicomTag.ReferencedSOPSequence);
            yield return new TextPageLine(1, $"Series {series.GetString(DicomTag.SeriesInstanceUID)}", string.Create(CultureInfo.InvariantCulture, $"{objects.Count} object{(objects.Count == 1 ? "" : "s")}"));
            foreach (var reference in objects.Take(MostObjects - listed))
            {
                yield return new TextPageLine(2, "", $"{reference.GetUID(DicomTag.ReferencedSOPClassUID)?.Name} {reference.GetString(DicomTag.ReferencedSOPInstanceUID)}".Trim());
            }

            listed += Math.Min(objects.Count, MostObjects - listed);
        }

        if (listed == MostObjects)
        {
            yield return new TextPageLine(1, "", $"… no more than {MostObjects} are listed; dump lists them all");
        }

        yield return new TextPageLine(0, "", "");
        yield return new TextPageLine(0, "", "To look at the images, view them: appliance view STUDY");
        yield return new TextPageLine(0, "", "");
    }
}
