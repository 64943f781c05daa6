using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>Chooses, among the images of a frame of reference, those that the voxels of a grid are shown on, and draws them.</summary>
internal static class SpectrumLocalizers
{
    /// <summary>No more pictures than this are drawn for one grid: each is kept with its page.</summary>
    private const int MostPictures = 32;

    /// <summary>Images larger than this are passed over: a localizer is small, and one picture is kept for each slice.</summary>
    private const int MostPixels = 1 << 20;

    // More lines than this hide the curves under them.
    private const int MostCuts = 9;

    // Of larger grids every so-manieth voxel is asked for.
    private const int MostVoxels = 1024;

    /// <summary>The best image for each voxel, each image once.</summary>
    public static IReadOnlyList<SpectrumLocalizer> Of(VoxelGrid grid, IEnumerable<ImageContent> images)
    {
        var whole = grid.Whole;
        List<(DicomImage Image, int Frame, FramePlane Plane)> planes = [.. images.SelectMany(Planes).Where(candidate => whole.Section(candidate.Plane, (1, 1)).Count > 0)];
        List<FramePlane?> candidates = [.. planes.Select(candidate => (FramePlane?)candidate.Plane)];
        var chosen = new SortedSet<int>();
        var step = Math.Max(1, grid.Rows * grid.Columns / MostVoxels);
        for (var voxel = 0; voxel < grid.Rows * grid.Columns && planes.Count > 0 && chosen.Count < MostPictures; voxel += step)
        {
            chosen.Add(grid.BestPlane(voxel / grid.Columns, voxel % grid.Columns, candidates));
        }

        return [.. chosen.Where(index => index >= 0).Select(index => Draw(planes[index].Image, planes[index].Frame, planes[index].Plane)).OfType<SpectrumLocalizer>()];
    }

    /// <summary>The lines in which frames of images cut a grid; of too many those of the middle frames.</summary>
    public static IReadOnlyList<SpectrumCut> CutsOf(PlacedFrame? grid, IReadOnlyList<ReferencePlane> planes)
    {
        var cuts = planes.Where(plane => grid is not null && plane.Place.Voxels is null)
            .Select(plane => (Plane: plane, Line: ReferenceLine.Of(grid!, plane.Place))).Where(cut => cut.Line is not null).ToList();
        return [.. cuts.Where(cut => cuts.Count <= MostCuts || cut.Plane.IsMiddle).Take(MostCuts).Select(cut => new SpectrumCut(cut.Line!.Value, cut.Plane.Label))];
    }

    private static IEnumerable<(DicomImage Image, int Frame, FramePlane Plane)> Planes(ImageContent content)
    {
        var image = content.Image;
        for (var frame = 0; frame < image.NumberOfFrames && (long)image.Rows * image.Columns <= MostPixels; frame++)
        {
            if (image.PlaneOf(frame) is { Space: PlaneSpace.Patient } plane && image.SpacingOf(frame) is not null)
            {
                yield return (image, frame, plane);
            }
        }
    }

    // An image that cannot be decoded says so where it is shown itself.
    private static SpectrumLocalizer? Draw(DicomImage image, int frame, FramePlane plane)
    {
        try
        {
            var pixels = image.GetFrame(frame);
            return new SpectrumLocalizer(ReferenceRenderer.Render(image, pixels, image.PipelineOf(frame, pixels)), plane, image.SpacingOf(frame)!.Value);
        }
        catch (DicomImageException)
        {
            return null;
        }
    }
}
