namespace Appliance.Imaging;

/// <summary>Where the voxels of a frame lie in the patient (PS3.3 C.7.6.16.2.1, C.7.6.16.2.3, C.7.6.16.2.4).</summary>
/// <param name="Rows">Rows of voxels.</param>
/// <param name="Columns">Columns of voxels.</param>
/// <param name="First">The voxel in the first row and column.</param>
/// <param name="Localized">The volume that was excited, where the selected slabs meet (Volume Localization Sequence); null when the object does not tell.</param>
public sealed record VoxelGrid(int Rows, int Columns, PatientBox First, PatientBox? Localized)
{
    /// <summary>The direction at right angles to the grid.</summary>
    public PatientVector Normal => First.First.Cross(First.Second);

    /// <summary>Width, height and depth of a voxel in millimetres.</summary>
    public (double Width, double Height, double Depth) VoxelSize => (2 * First.First.Length, 2 * First.Second.Length, 2 * First.Third.Length);

    /// <summary>The box of a voxel.</summary>
    /// <param name="row">From 0 on.</param>
    /// <param name="column">From 0 on.</param>
    public PatientBox BoxOf(int row, int column) => First with { Centre = First.Centre + (First.First * (2 * column)) + (First.Second * (2 * row)) };

    /// <summary>The voxel that a point lies in; null when it lies in none.</summary>
    public VoxelIndex? VoxelAt(PatientVector point)
    {
        var (across, down, through) = (First.First, First.Second, First.Third);
        var volume = across.Dot(down.Cross(through));
        if (volume == 0)
        {
            return null;
        }

        // In halves of a voxel from the middle of the first one, also where the sides are not at right angles.
        var from = point - First.Centre;
        var column = Math.Floor(((from.Dot(down.Cross(through)) / volume) + 1) / 2);
        var row = Math.Floor(((from.Dot(through.Cross(across)) / volume) + 1) / 2);
        var isWithin = column >= 0 && column < Columns && row >= 0 && row < Rows && Math.Abs(from.Dot(across.Cross(down)) / volume) <= 1;
        return isWithin ? new VoxelIndex((int)row, (int)column) : null;
    }

    /// <summary>All voxels together.</summary>
    public PatientBox Whole => new(
        First.Centre + (First.First * (Columns - 1)) + (First.Second * (Rows - 1)), First.First * Columns, First.Second * Rows, First.Third);

    /// <summary>The rectangle through the middle of the voxels; null when they have no extent.</summary>
    /// <param name="frameOfReference">Frame of Reference UID; empty when not told.</param>
    public PlacedFrame? In(string frameOfReference) => First.First.Unit() is { } along && First.Second.Unit() is { } down
        ? new PlacedFrame(new FramePlane(First.Centre, along, down), Rows, Columns, VoxelSize.Height, VoxelSize.Width, frameOfReference) { Voxels = this }
        : null;

    /// <summary>
    /// Which of several images shows a voxel best: among those whose plane it reaches the one nearest to the grid's own direction, and of
    /// these the one nearest to its middle. Negative when it reaches none.
    /// </summary>
    /// <param name="row">Row of the voxel.</param>
    /// <param name="column">Column of the voxel.</param>
    /// <param name="planes">The planes of the images; null for those whose place is not known.</param>
    public int BestPlane(int row, int column, IReadOnlyList<FramePlane?> planes)
    {
        var box = BoxOf(row, column);
        var normal = Normal;
        var best = -1;
        var (bestAlong, bestHeight) = (double.NegativeInfinity, double.PositiveInfinity);
        for (var i = 0; i < planes.Count; i++)
        {
            if (planes[i] is not { } plane || box.Section(plane, (1, 1)).Count == 0)
            {
                continue;
            }

            // Directions are told apart in steps of a few degrees, so that among parallel images nearness decides.
            var along = Math.Round(Math.Abs(plane.Normal.Dot(normal)) / (plane.Normal.Length * normal.Length), 2);
            var height = Math.Abs(box.HeightOver(plane));
            if (along > bestAlong || (along == bestAlong && height < bestHeight))
            {
                (best, bestAlong, bestHeight) = (i, along, height);
            }
        }

        return best;
    }
}
