using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Reads the Display Shutter and Bitmap Display Shutter modules, or an item of the Frame Display Shutter Sequence, which has the same
/// attributes. A shape that cannot be made out is left out with a note: better too much of a picture than none.
/// </summary>
internal sealed class ShutterReader(DicomDataset holder, double pixelAspectRatio, List<string> notes)
{
    /// <summary>The shutter; null when there is none.</summary>
    /// <param name="overlays">Among them a bitmap shutter finds its plane.</param>
    public DisplayShutter? Read(IReadOnlyList<OverlayPlane> overlays)
    {
        var shapes = new List<ShutterShape>();
        OverlayPlane? bitmap = null;
        foreach (var term in holder.GetStrings(DicomTag.ShutterShape))
        {
            ShutterShape? shape = null;
            switch (term.Trim().ToUpperInvariant())
            {
                case "RECTANGULAR":
                    shape = Rectangle();
                    break;
                case "CIRCULAR":
                    shape = Circle();
                    break;
                case "POLYGONAL":
                    shape = Polygon();
                    break;
                case "BITMAP":
                    bitmap = Bitmap(overlays);
                    break;
                case "":
                    break;
                default:
                    Note(DicomTag.ShutterShape, $"'{term}' is no shape of a shutter; it is left out");
                    break;
            }

            if (shape is not null)
            {
                shapes.Add(shape);
            }
        }

        return shapes.Count == 0 && bitmap is null ? null : new DisplayShutter(shapes, bitmap, Color());
    }

    private ShutterShape.Rectangle? Rectangle()
    {
        var (left, right) = (holder.GetInt32(DicomTag.ShutterLeftVerticalEdge), holder.GetInt32(DicomTag.ShutterRightVerticalEdge));
        var (top, bottom) = (holder.GetInt32(DicomTag.ShutterUpperHorizontalEdge), holder.GetInt32(DicomTag.ShutterLowerHorizontalEdge));
        if (left is null || right is null || top is null || bottom is null || right < left || bottom < top)
        {
            Note(DicomTag.ShutterShape, $"RECTANGULAR with the edges {left}, {top}, {right}, {bottom} leaves nothing visible; it is left out");
            return null;
        }

        return new(left.Value, top.Value, right.Value, bottom.Value);
    }

    // Centre and vertices are row before column.
    private ShutterShape.Circle? Circle()
    {
        var (row, column) = (holder.GetInt32(DicomTag.CenterOfCircularShutter), holder.GetInt32(DicomTag.CenterOfCircularShutter, 1));
        var radius = holder.GetDouble(DicomTag.RadiusOfCircularShutter);
        if (row is null || column is null || radius is not > 0 || !double.IsFinite(radius.Value))
        {
            Note(DicomTag.ShutterShape, $"CIRCULAR with the centre {row}, {column} and the radius {radius} is no circle; it is left out");
            return null;
        }

        return new(column.Value, row.Value, radius.Value, pixelAspectRatio);
    }

    private ShutterShape.Polygon? Polygon()
    {
        var numbers = holder.GetDoubles(DicomTag.VerticesOfThePolygonalShutter);
        if (numbers.Count < 6 || numbers.Any(number => !(Math.Abs(number) <= int.MaxValue)))
        {
            Note(DicomTag.VerticesOfThePolygonalShutter, $"{numbers.Count} numbers are no polygon; it is left out");
            return null;
        }

        return new([.. Enumerable.Range(0, numbers.Count / 2).Select(i => ((int)numbers[(i * 2) + 1], (int)numbers[i * 2]))]);
    }

    private OverlayPlane? Bitmap(IReadOnlyList<OverlayPlane> overlays)
    {
        var group = holder.GetInt32(DicomTag.ShutterOverlayGroup);
        var plane = overlays.FirstOrDefault(overlay => overlay.Group == group);
        if (plane is null)
        {
            Note(DicomTag.ShutterOverlayGroup, $"{group:X4} is the group of no overlay here; the bitmap shutter is left out");
        }

        return plane;
    }

    private DisplayColor Color() => DisplayColor.OfCieLab(holder, DicomTag.ShutterPresentationColorCIELabValue)
        ?? (holder.GetInt32(DicomTag.ShutterPresentationValue) is { } value ? DisplayColor.OfPValue(value) : default);

    private void Note(DicomTag tag, string note) => notes.Add($"{ImageLayoutReader.Name(tag)}: {note}");
}
