namespace Appliance.Imaging;

/// <summary>
/// What a grid of voxels cuts out of an image, as lines in its pixels as far as they lie on it, (0, 0) being the centre of the first one.
/// All empty where the voxels do not reach the image.
/// </summary>
/// <param name="Outline">Around all voxels.</param>
/// <param name="Borders">Between rows and between columns of voxels.</param>
/// <param name="Volume">Around the volume that was excited.</param>
public sealed record GridSection(IReadOnlyList<ReferenceLine> Outline, IReadOnlyList<ReferenceLine> Borders, IReadOnlyList<ReferenceLine> Volume)
{
    // Of finer grids the outline alone is drawn: borders would cover the image.
    private const int MaxBorders = 512;

    /// <summary>The section of a grid with an image. That the two have a common frame of reference is the caller's business.</summary>
    /// <param name="image">The image that the lines are drawn on.</param>
    /// <param name="grid">The voxels.</param>
    public static GridSection Of(PlacedFrame image, VoxelGrid grid) =>
        new(Around(grid.Whole, image), [.. BordersOf(grid, image)], grid.Localized is { } volume && volume != grid.Whole ? Around(volume, image) : []);

    /// <summary>The outline that a box cuts out of an image, as far as it lies on it.</summary>
    /// <param name="box">The box.</param>
    /// <param name="image">The image.</param>
    public static IReadOnlyList<ReferenceLine> Around(PatientBox box, PlacedFrame image)
    {
        var corners = box.Section(image.Plane, (image.RowSpacing, image.ColumnSpacing));
        return
        [
            .. corners.Select((from, i) => (From: from, To: corners[(i + 1) % corners.Count]))
                .Select(side => new ReferenceLine(side.From.Column, side.From.Row, side.To.Column, side.To.Row).On(image)).OfType<ReferenceLine>(),
        ];
    }

    // A border is the face that a row or column of voxels shares with the next: one line for all of them.
    private static IEnumerable<ReferenceLine> BordersOf(VoxelGrid grid, PlacedFrame image)
    {
        if (grid.Rows + grid.Columns > MaxBorders)
        {
            return [];
        }

        var (whole, first) = (grid.Whole, grid.First);
        var columns = Enumerable.Range(1, grid.Columns - 1).Select(column =>
            Face(whole.Centre + (first.First * ((2 * column) - grid.Columns)), whole.Second, whole.Third, image));
        var rows = Enumerable.Range(1, grid.Rows - 1).Select(row =>
            Face(whole.Centre + (first.Second * ((2 * row) - grid.Rows)), whole.First, whole.Third, image));
        return columns.Concat(rows).OfType<PlacedFrame>().Select(face => ReferenceLine.Cut(image, face)).OfType<ReferenceLine>();
    }

    private static PlacedFrame? Face(PatientVector centre, PatientVector half, PatientVector otherHalf, PlacedFrame image) =>
        half.Unit() is { } along && otherHalf.Unit() is { } down
            ? new PlacedFrame(new FramePlane(centre, along, down, image.Plane.Space), 1, 1, 2 * otherHalf.Length, 2 * half.Length, image.FrameOfReference)
            : null;
}
