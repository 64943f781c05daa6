using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads text and graphic objects of the Graphic Annotation module (PS3.3 C.10.5). What cannot be made out is left out with a note.</summary>
internal sealed class AnnotationReader(GraphicLayers layers, List<string> notes)
{
    /// <summary>More objects than this in a state are not read.</summary>
    public const int MaxObjects = 10_000;

    /// <summary>More places than this in one object are not read.</summary>
    public const int MaxPoints = 65_536;

    private const int MaxLines = 200;
    private int _objects;

    /// <summary>The objects of one item, which share a layer.</summary>
    public IReadOnlyList<FrameGraphic> Read(DicomDataset annotation)
    {
        var color = layers.ColorOf(annotation.GetString(DicomTag.GraphicLayer));
        var graphics = new List<FrameGraphic>();
        foreach (var item in annotation.GetItems(DicomTag.GraphicObjectSequence))
        {
            Add(graphics, FigureOf(item, color));
        }

        foreach (var item in annotation.GetItems(DicomTag.TextObjectSequence))
        {
            Add(graphics, WordsOf(item, color));
        }

        Compounds(annotation);
        return graphics;
    }

    private void Add(List<FrameGraphic> graphics, FrameGraphic? graphic)
    {
        if (graphic is not null && ++_objects <= MaxObjects)
        {
            graphics.Add(graphic);
        }
        else if (_objects == MaxObjects + 1)
        {
            notes.Add($"{ImageLayoutReader.Name(DicomTag.GraphicAnnotationSequence)}: more than {MaxObjects} objects; the rest is left out");
        }
    }

    private FrameGraphic.Figure? FigureOf(DicomDataset item, DisplayColor color)
    {
        var type = item.GetString(DicomTag.GraphicType)?.Trim().ToUpperInvariant() ?? "";
        var (kind, least) = type switch
        {
            "POINT" => (GraphicKind.Point, 1),
            "POLYLINE" => (GraphicKind.Polyline, 2),
            "INTERPOLATED" => (GraphicKind.Interpolated, 2),
            "CIRCLE" => (GraphicKind.Circle, 2),
            "ELLIPSE" => (GraphicKind.Ellipse, 4),
            _ => (GraphicKind.Point, 0),
        };
        if (least == 0)
        {
            return Refused<FrameGraphic.Figure>(DicomTag.GraphicType, $"'{type}' is no kind of figure; it is left out");
        }

        var units = Units(item, DicomTag.GraphicAnnotationUnits);
        var points = Points(item.GetDoubles(DicomTag.GraphicData), units);
        if (points.Count < least)
        {
            return Refused<FrameGraphic.Figure>(DicomTag.GraphicData, $"{points.Count} places are too few for {type}; it is left out");
        }

        var line = item.GetItems(DicomTag.LineStyleSequence) is [var style, ..] ? style : null;
        var thickness = line?.GetDouble(DicomTag.LineThickness) ?? 1;
        return new FrameGraphic.Figure(kind, points, "Y".Equals(item.GetString(DicomTag.GraphicFilled)?.Trim(), StringComparison.OrdinalIgnoreCase), ColorOf(line, DicomTag.PatternOnColorCIELabValue, color))
        {
            Thickness = thickness is > 0 and < 100 ? thickness : 1,
            IsDashed = "DASHED".Equals(line?.GetString(DicomTag.LineDashingStyle)?.Trim(), StringComparison.OrdinalIgnoreCase),
        };
    }

    private FrameGraphic.Words? WordsOf(DicomDataset item, DisplayColor color)
    {
        var lines = (item.GetText(DicomTag.UnformattedTextValue) ?? "").ReplaceLineEndings("\n").TrimEnd().Split('\n').Take(MaxLines).ToArray();
        if (lines.All(string.IsNullOrWhiteSpace))
        {
            return null;
        }

        var boxUnits = Units(item, DicomTag.BoundingBoxAnnotationUnits);
        var from = Points(item.GetDoubles(DicomTag.BoundingBoxTopLeftHandCorner), boxUnits);
        var to = Points(item.GetDoubles(DicomTag.BoundingBoxBottomRightHandCorner), boxUnits);
        var anchor = Points(item.GetDoubles(DicomTag.AnchorPoint), Units(item, DicomTag.AnchorPointAnnotationUnits));
        if ((from.Count == 0 || to.Count == 0) && anchor.Count == 0)
        {
            return Refused<FrameGraphic.Words>(DicomTag.AnchorPoint, "a text with neither a bounding box nor an anchor point; it is left out");
        }

        var text = item.GetItems(DicomTag.TextStyleSequence) is [var style, ..] ? style : null;
        return new FrameGraphic.Words(
            lines,
            from.Count > 0 && to.Count > 0 ? (from[0], to[0]) : null,
            item.GetString(DicomTag.BoundingBoxTextHorizontalJustification)?.Trim().ToUpperInvariant() switch
            {
                "RIGHT" => TextJustification.Right,
                "CENTER" => TextJustification.Center,
                _ => TextJustification.Left,
            },
            anchor.Count > 0 ? anchor[0] : null,
            "Y".Equals(item.GetString(DicomTag.AnchorPointVisibility)?.Trim(), StringComparison.OrdinalIgnoreCase),
            ColorOf(text, DicomTag.TextColorCIELabValue, color));
    }

    // Each has plain figures or texts beside it that show the same, linked by its ID (PS3.3 C.10.5.1.3.1): those are drawn in its place.
    private void Compounds(DicomDataset annotation)
    {
        var standIns = annotation.GetItems(DicomTag.GraphicObjectSequence).Concat(annotation.GetItems(DicomTag.TextObjectSequence))
            .Select(item => item.GetInt64(DicomTag.CompoundGraphicInstanceID)).OfType<long>().ToHashSet();
        var left = annotation.GetItems(DicomTag.CompoundGraphicSequence)
            .Where(item => item.GetInt64(DicomTag.CompoundGraphicInstanceID) is not { } id || !standIns.Contains(id)).ToList();
        if (left.Count > 0)
        {
            var kinds = string.Join(", ", left.Select(item => item.GetString(DicomTag.CompoundGraphicType) ?? "of no type").Distinct().Take(8));
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{ImageLayoutReader.Name(DicomTag.CompoundGraphicSequence)}: {left.Count} compound graphics ({kinds}) without the plain figures that stand for them are not drawn"));
        }
    }

    // MATRIX counts pixels of a whole slide, which for one frame is the same as PIXEL.
    private GraphicUnits Units(DicomDataset item, DicomTag tag)
    {
        var term = item.GetString(tag)?.Trim().ToUpperInvariant();
        if (term is not (null or "PIXEL" or "DISPLAY" or "MATRIX"))
        {
            notes.Add($"{ImageLayoutReader.Name(tag)}: '{term}' is no unit, taken as PIXEL");
        }

        return term == "DISPLAY" ? GraphicUnits.Display : GraphicUnits.Pixel;
    }

    private static IReadOnlyList<GraphicPoint> Points(IReadOnlyList<double> numbers, GraphicUnits units)
    {
        var points = new List<GraphicPoint>();
        for (var i = 0; i + 1 < numbers.Count && points.Count < MaxPoints; i += 2)
        {
            if (double.IsFinite(numbers[i]) && double.IsFinite(numbers[i + 1]))
            {
                points.Add(new GraphicPoint(numbers[i], numbers[i + 1], units));
            }
        }

        return points;
    }

    private static DisplayColor ColorOf(DicomDataset? style, DicomTag tag, DisplayColor otherwise) =>
        style is null ? otherwise : DisplayColor.OfCieLab(style, tag) ?? otherwise;

    private T? Refused<T>(DicomTag tag, string why)
        where T : FrameGraphic
    {
        notes.Add($"{ImageLayoutReader.Name(tag)}: {why}");
        return null;
    }
}
