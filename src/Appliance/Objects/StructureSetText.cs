using System.Globalization;
using Appliance.Dicom;
using Appliance.Viewer;

namespace Appliance;

/// <summary>The structures of an RT Structure Set (PS3.3 C.8.8.5, C.8.8.6, C.8.8.8) as lines to read: name, kind, colour, how many contours.</summary>
internal static class StructureSetText
{
    private const int MostStructures = 2000;

    /// <summary>The lines; none for other objects.</summary>
    public static IEnumerable<TextPageLine> Lines(DicomDataset dataset)
    {
        var structures = dataset.GetItems(DicomTag.StructureSetROISequence);
        if (structures.Count == 0)
        {
            yield break;
        }

        var contours = ByNumber(dataset.GetItems(DicomTag.ROIContourSequence));
        var observations = ByNumber(dataset.GetItems(DicomTag.RTROIObservationsSequence));
        yield return new TextPageLine(0, "", "");
        yield return new TextPageLine(0, "Structures", $"{structures.Count}  {dataset.GetString(DicomTag.StructureSetLabel)}".TrimEnd());
        foreach (var structure in structures.Take(MostStructures))
        {
            var number = structure.GetInt32(DicomTag.ROINumber);
            var parts = new[]
            {
                Found(observations, number)?.GetString(DicomTag.RTROIInterpretedType)?.ToLowerInvariant(),
                Found(contours, number) is { } drawn ? Contours(drawn) : "no contours",
                Volume(structure),
            };
            yield return new TextPageLine(
                1,
                string.Create(CultureInfo.InvariantCulture, $"{number} {structure.GetString(DicomTag.ROIName)}").Trim(),
                string.Join("   ", parts.Where(part => !string.IsNullOrEmpty(part))));
        }

        if (structures.Count > MostStructures)
        {
            yield return new TextPageLine(1, "", $"… and {structures.Count - MostStructures} more; dump lists them all");
        }
    }

    private static string Contours(DicomDataset drawn)
    {
        var list = drawn.GetItems(DicomTag.ContourSequence);
        var points = list.Sum(contour => Math.Max(0L, contour.GetInt32(DicomTag.NumberOfContourPoints) ?? 0));
        var kinds = string.Join(", ", list.Select(contour => contour.GetString(DicomTag.ContourGeometricType)).OfType<string>().Distinct().Select(kind => kind.ToLowerInvariant().Replace('_', ' ')));
        var text = string.Create(CultureInfo.InvariantCulture, $"{Counted(list.Count, "contour")} of {Counted(points, "point")}");
        return string.Join("   ", new[] { text, kinds, Colour(drawn) }.Where(part => part.Length > 0));
    }

    private static string Colour(DicomDataset drawn) => drawn.GetDoubles(DicomTag.ROIDisplayColor) is [var red, var green, var blue, ..]
        ? string.Create(CultureInfo.InvariantCulture, $"colour {red:0}/{green:0}/{blue:0}")
        : "";

    private static string Volume(DicomDataset structure) =>
        structure.GetDouble(DicomTag.ROIVolume) is { } volume ? string.Create(CultureInfo.InvariantCulture, $"{volume:0.###} cm³") : "";

    private static string Counted(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    // Numbers are unique in a sound object; of two with the same number the first is taken.
    private static Dictionary<int, DicomDataset> ByNumber(IReadOnlyList<DicomDataset> items)
    {
        var found = new Dictionary<int, DicomDataset>();
        foreach (var item in items)
        {
            if (item.GetInt32(DicomTag.ReferencedROINumber) is { } number)
            {
                found.TryAdd(number, item);
            }
        }

        return found;
    }

    private static DicomDataset? Found(Dictionary<int, DicomDataset> items, int? number) => number is { } key ? items.GetValueOrDefault(key) : null;
}
