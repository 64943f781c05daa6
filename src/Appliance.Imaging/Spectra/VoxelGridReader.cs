using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads where voxels lie: from the plane macros, else, for a single voxel, from the slabs that were excited.</summary>
internal static class VoxelGridReader
{
    /// <summary>Three directions that span less of a unit cube than this enclose no box that can be relied on.</summary>
    private const double LeastVolume = 1e-3;

    /// <summary>The grid of a frame; null when the object does not tell.</summary>
    public static VoxelGrid? Read(DicomSpectroscopy spectroscopy, int frame)
    {
        var localized = Localized(spectroscopy.Dataset);
        if (FirstVoxel(spectroscopy.Groups, frame) is { } first)
        {
            return new VoxelGrid(spectroscopy.Rows, spectroscopy.Columns, first, localized);
        }

        return localized is { } box && spectroscopy is { Rows: 1, Columns: 1 } ? new VoxelGrid(1, 1, box, box) : null;
    }

    private static PatientBox? FirstVoxel(FunctionalGroups groups, int frame)
    {
        var measures = groups.MacroOrDataset(DicomTag.PixelMeasuresSequence, frame);
        if (FramePlane.Of(groups, frame) is not { Space: PlaneSpace.Patient } plane
            || Half(measures, DicomTag.PixelSpacing, 0) is not { } row || Half(measures, DicomTag.PixelSpacing, 1) is not { } column)
        {
            return null;
        }

        var thickness = Half(measures, DicomTag.SliceThickness, 0) ?? Half(measures, DicomTag.SpacingBetweenSlices, 0) ?? Math.Min(row, column);
        return new PatientBox(plane.Position, plane.RowDirection * column, plane.ColumnDirection * row, plane.Normal * thickness);
    }

    private static double? Half(DicomDataset measures, DicomTag tag, int index) =>
        measures.GetDouble(tag, index) is { } size && size > 0 && double.IsFinite(size) ? size / 2 : null;

    /// <summary>Where three slabs meet. Each is <c>|normal . (x - middle)| &lt;= thickness / 2</c>; the faces of the box are theirs.</summary>
    private static PatientBox? Localized(DicomDataset dataset)
    {
        if (dataset.GetItems(DicomTag.VolumeLocalizationSequence) is not [var a, var b, var c, ..]
            || Slab.Of(a) is not { } first || Slab.Of(b) is not { } second || Slab.Of(c) is not { } third)
        {
            return null;
        }

        // Each side of the box runs where the other two slabs meet.
        var (along1, along2, along3) = (second.Normal.Cross(third.Normal), third.Normal.Cross(first.Normal), first.Normal.Cross(second.Normal));
        var volume = first.Normal.Dot(along1);
        if (Math.Abs(volume) < LeastVolume)
        {
            return null;
        }

        var centre = (along1 * (first.Depth / volume)) + (along2 * (second.Depth / volume)) + (along3 * (third.Depth / volume));
        return new PatientBox(
            centre, along1 * (first.HalfThickness / volume), along2 * (second.HalfThickness / volume), along3 * (third.HalfThickness / volume));
    }

    /// <summary>A selected slab; its depth is the place of its middle along its normal.</summary>
    private readonly record struct Slab(PatientVector Normal, double Depth, double HalfThickness)
    {
        public static Slab? Of(DicomDataset item)
        {
            var middle = PatientVector.Of(item.GetDoubles(DicomTag.MidSlabPosition));
            return PatientVector.Of(item.GetDoubles(DicomTag.SlabOrientation))?.Unit() is { } normal && middle is { } at && Half(item, DicomTag.SlabThickness, 0) is { } half
                ? new Slab(normal, at.Dot(normal), half)
                : null;
        }
    }
}
