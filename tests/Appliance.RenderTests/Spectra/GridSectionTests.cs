using Appliance.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>
/// What a made-up grid cuts out of images: 3 rows of 4 voxels of 12 x 15 x 20 mm, from x = -26 to 22, y = -37.5 to 7.5 and z = 30 to 50; the
/// excited volume is a cube of 20 mm about (5, -10, 30).
/// </summary>
public sealed class GridSectionTests
{
    private const string Reference = MadeUpSpectroscopy.FrameOfReference;

    // 200 x 200 pixels of a millimetre, the first at (-100, -100, 44).
    private static readonly PlacedFrame Axial = new(new FramePlane(new(-100, -100, 44), new(1, 0, 0), new(0, 1, 0)), 200, 200, 1, 1, Reference);

    // Rows of 1 mm, columns of 2 mm, at x = 5: the first pixel at y = -100, z = 100.
    private static readonly PlacedFrame Sagittal = new(new FramePlane(new(5, -100, 100), new(0, 1, 0), new(0, 0, -1)), 200, 100, 1, 2, Reference);

    private static DicomSpectroscopy Grid { get; } = DicomSpectroscopy.Open(new MadeUpSpectroscopy { Rows = 3, Columns = 4, Points = 2, Point = (_, _, _) => 1 }.Dataset());

    [Fact]
    public void Section_WithAParallelImage_IsTheGridWithAllItsBorders()
    {
        var section = GridSection.Of(Axial, Grid.GridOf(0)!);
        Assert.Equal((74, 62.5, 122, 107.5), Bounds(section.Outline));

        // Columns meet at x = -14, -2, 10, rows at y = -22.5 and -7.5.
        Assert.Equal([(86, 62.5, 86, 107.5), (98, 62.5, 98, 107.5), (110, 62.5, 110, 107.5)], section.Borders.Take(3).Select(Box));
        Assert.Equal([(74, 77.5, 122, 77.5), (74, 92.5, 122, 92.5)], section.Borders.Skip(3).Select(Box));

        // The volume ends at z = 40, below the image.
        Assert.Empty(section.Volume);
    }

    [Fact]
    public void Section_WithAnImageAtRightAngles_IsTheSlabWithTheBordersOfRows()
    {
        var section = GridSection.Of(Sagittal, Grid.GridOf(0)!);
        Assert.Equal((31.25, 50, 53.75, 70), Bounds(section.Outline));
        Assert.Equal([(38.75, 50, 38.75, 70), (46.25, 50, 46.25, 70)], section.Borders.Select(Box));
        Assert.Equal((40, 60, 50, 80), Bounds(section.Volume));
    }

    [Fact]
    public void Section_WithAnImageBesideTheVoxels_IsNothing()
    {
        var section = GridSection.Of(Axial with { Plane = Axial.Plane with { Position = new(-100, -100, 51) } }, Grid.GridOf(0)!);
        Assert.Empty(section.Outline);
        Assert.Empty(section.Borders);
    }

    [Fact]
    public void Section_ReachingBeyondAnImage_EndsAtItsEdges()
    {
        // 100 columns from x = -100 on end at -0.5, in the third column of voxels: its right side and one border are not on the image.
        var section = GridSection.Of(Axial with { Columns = 100 }, Grid.GridOf(0)!);
        Assert.Equal((74, 62.5, 99.5, 107.5), Bounds(section.Outline));
        Assert.Equal(3, section.Outline.Count);
        Assert.Equal(4, section.Borders.Count);
    }

    [Fact]
    public void Lines_OverAPicture_AreThoseOfTheGridOfTheSameFrameOfReferenceAlone()
    {
        var objects = new[] { SeriesObject.Of(Grid) };
        var planes = Arrangement.Of(objects).ReferencePlanes;
        var picture = new PicturePlace(new ImageArea(10, 20, 400, 400), 200, 200, default);
        var lines = SceneLines.Of(planes, Axial, picture);
        Assert.Equal((4, 5), (lines.Count(line => line.Kind == SceneLineKind.Frame), lines.Count(line => line.Kind == SceneLineKind.Border)));

        // Twice as large, 10 to the right and 20 down, and half a pixel from its middle to its corner.
        Assert.Equal(10 + ((74 + 0.5) * 2), lines.Where(line => line.Kind == SceneLineKind.Frame).Min(line => Math.Min(line.FromX, line.ToX)), 1e-3);
        Assert.Equal(20 + ((107.5 + 0.5) * 2), lines.Max(line => Math.Max(line.FromY, line.ToY)), 1e-3);
        Assert.Equal("1:1", Assert.Single(lines, line => line.Label.Length > 0).Label);
        Assert.Empty(SceneLines.Of(planes, Axial with { FrameOfReference = "1.2.3" }, picture));
    }

    [Fact]
    public void Borders_TooCloseInTheWindow_AreLeftOut()
    {
        var planes = Arrangement.Of([SeriesObject.Of(Grid)]).ReferencePlanes;
        var small = SceneLines.Of(planes, Axial, new PicturePlace(new ImageArea(0, 0, 50, 50), 200, 200, default));
        Assert.Equal(4, small.Count);
        Assert.All(small, line => Assert.Equal(SceneLineKind.Frame, line.Kind));
    }

    [Fact]
    public void SingleVoxel_PlacedByItsSlabsAlone_IsAnOutlineToo()
    {
        var dataset = new MadeUpSpectroscopy { Points = 2, Point = (_, _, _) => 1 }.Dataset();
        dataset.SetSequence(Dicom.DicomTag.SharedFunctionalGroupsSequence, new Dicom.DicomDataset());
        var place = Assert.Single(SeriesObject.Of(DicomSpectroscopy.Open(dataset)).Places)!;
        Assert.Equal((-5, -20, 15, 0), PatientBounds(GridSection.Of(Axial with { Plane = Axial.Plane with { Position = new(-100, -100, 30) } }, place.Voxels!)));
    }

    // The excited volume of one voxel is the voxel, and is not drawn twice.
    private static (double, double, double, double) PatientBounds(GridSection section)
    {
        Assert.Empty(section.Volume);
        var (left, top, right, bottom) = Bounds(section.Outline);
        return (left - 100, top - 100, right - 100, bottom - 100);
    }

    private static (double Left, double Top, double Right, double Bottom) Bounds(IReadOnlyList<ReferenceLine> lines)
    {
        var boxes = lines.Select(Box).ToList();
        return (boxes.Min(box => box.Left), boxes.Min(box => box.Top), boxes.Max(box => box.Right), boxes.Max(box => box.Bottom));
    }

    private static (double Left, double Top, double Right, double Bottom) Box(ReferenceLine line) => (
        Math.Round(Math.Min(line.FromColumn, line.ToColumn), 6), Math.Round(Math.Min(line.FromRow, line.ToRow), 6),
        Math.Round(Math.Max(line.FromColumn, line.ToColumn), 6), Math.Round(Math.Max(line.FromRow, line.ToRow), 6));
}
