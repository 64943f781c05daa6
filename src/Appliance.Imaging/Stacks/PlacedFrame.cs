using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// A frame, or a grid of voxels, as a rectangle in space: its plane, its size, and whose coordinates these are. Columns and rows are those of
/// the image: (0, 0) is the centre of the first pixel, and the rectangle reaches half a pixel beyond the outer centres (PS3.3 C.7.6.2.1.1).
/// </summary>
/// <param name="Plane">Position and orientation.</param>
/// <param name="Rows">Rows, at least 1.</param>
/// <param name="Columns">Columns, at least 1.</param>
/// <param name="RowSpacing">Millimetres from row to row, above zero.</param>
/// <param name="ColumnSpacing">Millimetres from column to column, above zero.</param>
/// <param name="FrameOfReference">Frame of Reference UID: places can be compared only where it is the same. Empty when not told.</param>
public sealed record PlacedFrame(FramePlane Plane, int Rows, int Columns, double RowSpacing, double ColumnSpacing, string FrameOfReference)
{
    /// <summary>The voxels that the rectangle is the middle of, of spectra: they reach through its plane to both sides. Null for images.</summary>
    public VoxelGrid? Voxels { get; init; }

    /// <summary>Whether places of the two can be compared: a common frame of reference, told by both, and coordinates of the same kind.</summary>
    public bool SharesSpaceWith(PlacedFrame other) =>
        FrameOfReference.Length > 0 && FrameOfReference == other.FrameOfReference && Plane.Space == other.Plane.Space;

    /// <summary>The point at a place of the image, in millimetres.</summary>
    /// <param name="column">From the centre of the first column on; parts of a pixel are allowed.</param>
    /// <param name="row">From the centre of the first row on.</param>
    public PatientVector PointAt(double column, double row) =>
        Plane.Position + (Plane.RowDirection * (column * ColumnSpacing)) + (Plane.ColumnDirection * (row * RowSpacing));

    /// <summary>The place of the image that a point lies at, or above: the foot of the plumb line.</summary>
    public (double Column, double Row) PlaceOf(PatientVector point)
    {
        var (x, y) = Along(point - Plane.Position);
        return (x / ColumnSpacing, y / RowSpacing);
    }

    /// <summary>How many millimetres a point lies above the plane, along its normal.</summary>
    public double HeightOf(PatientVector point) => (point - Plane.Position).Dot(Plane.Normal) / Plane.Normal.Length;

    /// <summary>Where a frame of an object lies; null when the object does not tell place, size and spacing.</summary>
    /// <param name="dataset">An image, or a spectroscopy object: both have rows, columns and pixel spacing.</param>
    /// <param name="frame">0-based.</param>
    public static PlacedFrame? Of(DicomDataset dataset, int frame) => Of(new FunctionalGroups(dataset), frame);

    internal static PlacedFrame? Of(FunctionalGroups groups, int frame)
    {
        var dataset = groups.Dataset;
        if (FramePlane.Of(groups, frame) is not { } plane
            || dataset.GetInt32(DicomTag.Rows) is not ({ } rows and > 0)
            || dataset.GetInt32(DicomTag.Columns) is not ({ } columns and > 0)
            || groups.MacroOrDataset(DicomTag.PixelMeasuresSequence, frame).GetDoubles(DicomTag.PixelSpacing) is not [{ } down and > 0, { } across and > 0, ..]
            || !double.IsFinite(down) || !double.IsFinite(across))
        {
            return null;
        }

        var reference = dataset.GetString(plane.Space == PlaneSpace.Volume ? DicomTag.VolumeFrameOfReferenceUID : DicomTag.FrameOfReferenceUID);
        return new PlacedFrame(plane, rows, columns, down, across, reference ?? dataset.GetString(DicomTag.FrameOfReferenceUID) ?? "");
    }

    // Directions that are not quite at right angles are taken as they are: the two shares are solved for together.
    private (double X, double Y) Along(PatientVector way)
    {
        var (x, y) = (way.Dot(Plane.RowDirection), way.Dot(Plane.ColumnDirection));
        var skew = Plane.RowDirection.Dot(Plane.ColumnDirection);
        var scale = 1 - (skew * skew);
        return ((x - (skew * y)) / scale, (y - (skew * x)) / scale);
    }
}
