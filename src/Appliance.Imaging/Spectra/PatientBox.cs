namespace Appliance.Imaging;

/// <summary>A box in the patient, at any angle: a voxel, or the volume that was excited. In millimetres.</summary>
/// <param name="Centre">Its middle.</param>
/// <param name="First">From the middle to one face; the face opposite is as far the other way. So for the other two.</param>
/// <param name="Second">To another face.</param>
/// <param name="Third">To the third.</param>
public readonly record struct PatientBox(PatientVector Centre, PatientVector First, PatientVector Second, PatientVector Third)
{
    /// <summary>
    /// The outline that the box cuts out of the plane of an image: the corners of a polygon of three to six, in order, as columns and rows
    /// of the image counted from 0 at the middle of its first pixel. Empty when the box does not reach the plane.
    /// </summary>
    /// <param name="plane">The plane of the image.</param>
    /// <param name="spacing">Distance between rows and between columns of its pixels in millimetres.</param>
    public IReadOnlyList<(double Column, double Row)> Section(FramePlane plane, (double Row, double Column) spacing)
    {
        Span<PatientVector> corners = stackalloc PatientVector[8];
        Span<double> heights = stackalloc double[8];
        for (var i = 0; i < 8; i++)
        {
            corners[i] = Corner(i);
            heights[i] = corners[i].Dot(plane.Normal) - plane.Depth;
        }

        var crossings = new List<(double Column, double Row)>();
        for (var i = 0; i < 8; i++)
        {
            for (var axis = 1; axis <= 4; axis *= 2)
            {
                if ((i & axis) == 0 && Crossing(corners, heights, i, i | axis) is { } crossing)
                {
                    AddOnce(crossings, InPixels(crossing, plane, spacing));
                }
            }
        }

        return crossings.Count < 3 ? [] : InOrder(crossings);
    }

    /// <summary>The distance of the middle from the plane of an image, in millimetres; positive along its normal.</summary>
    public double HeightOver(FramePlane plane) => Centre.Dot(plane.Normal) - plane.Depth;

    /// <summary>A point of the patient as column and row of an image, counted from 0 at the middle of its first pixel, seen along its normal.</summary>
    internal static (double Column, double Row) InPixels(PatientVector point, FramePlane plane, (double Row, double Column) spacing)
    {
        var from = point - plane.Position;
        return (from.Dot(plane.RowDirection) / spacing.Column, from.Dot(plane.ColumnDirection) / spacing.Row);
    }

    private PatientVector Corner(int index) =>
        Centre + (First * ((index & 1) == 0 ? -1 : 1)) + (Second * ((index & 2) == 0 ? -1 : 1)) + (Third * ((index & 4) == 0 ? -1 : 1));

    // A corner in the plane itself counts as above it, so that a face in the plane gives its outline once.
    private static PatientVector? Crossing(ReadOnlySpan<PatientVector> corners, ReadOnlySpan<double> heights, int from, int to) =>
        heights[from] >= 0 == heights[to] >= 0 ? null : corners[from] + ((corners[to] - corners[from]) * (heights[from] / (heights[from] - heights[to])));

    private static void AddOnce(List<(double Column, double Row)> corners, (double Column, double Row) corner)
    {
        const double same = 1e-9;
        if (!corners.Exists(other => Math.Abs(other.Column - corner.Column) < same && Math.Abs(other.Row - corner.Row) < same))
        {
            corners.Add(corner);
        }
    }

    // The section of a box is convex: its corners are in order by their direction from the middle.
    private static List<(double Column, double Row)> InOrder(List<(double Column, double Row)> corners)
    {
        var middle = (Column: corners.Average(corner => corner.Column), Row: corners.Average(corner => corner.Row));
        return [.. corners.OrderBy(corner => Math.Atan2(corner.Row - middle.Row, corner.Column - middle.Column))];
    }
}
