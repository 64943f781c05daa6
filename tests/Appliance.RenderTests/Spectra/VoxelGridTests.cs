using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>Made-up grids: first voxel at (-20, -30, 40), 12 mm apart in a row and 15 mm in a column, 20 mm thick, axial.</summary>
public sealed class VoxelGridTests
{
    private static readonly FramePlane Axial = new(new(-100, -100, 44), new(1, 0, 0), new(0, 1, 0));
    private static readonly FramePlane Sagittal = new(new(5, -100, 100), new(0, 1, 0), new(0, 0, -1));

    [Fact]
    public void Voxels_OfAGrid_LieWhereThePlaneMacrosSay()
    {
        var grid = Grid();
        Assert.Equal((3, 4), (grid.Rows, grid.Columns));
        Assert.Equal((12, 15, 20), grid.VoxelSize);
        Assert.Equal(new PatientVector(-20, -30, 40), grid.BoxOf(0, 0).Centre);
        Assert.Equal(new PatientVector(16, 0, 40), grid.BoxOf(2, 3).Centre);
    }

    [Fact]
    public void Section_WithAParallelImage_IsTheVoxelInItsPixels()
    {
        // Half millimetre columns, two millimetre rows: x from -2 to 10 is pixels 196 to 220, y from -22.5 to -7.5 is rows 38.75 to 46.25.
        var outline = Grid().BoxOf(1, 2).Section(Axial, (2, 0.5));
        Assert.Equal([(196, 38.75), (196, 46.25), (220, 38.75), (220, 46.25)], outline.Order());
    }

    [Fact]
    public void Section_WithAnImageAtRightAngles_IsTheVoxelsSide()
    {
        // At x = 5 lies the third column, from -2 to 10: y from -37.5 to -22.5 to the right, z from 50 to 30 downwards.
        var outline = Grid().BoxOf(0, 2).Section(Sagittal, (1, 1));
        Assert.Equal([(62.5, 50), (62.5, 70), (77.5, 50), (77.5, 70)], outline.Order());
        Assert.Empty(Grid().BoxOf(0, 0).Section(Sagittal, (1, 1)));
    }

    [Fact]
    public void Section_AcrossTheDiagonal_HasSixCornersAroundTheMiddle()
    {
        // A cube cut at right angles to its diagonal through its middle: a regular hexagon of side sqrt(2).
        var cube = new PatientBox(new(0, 0, 0), new(1, 0, 0), new(0, 1, 0), new(0, 0, 1));
        var row = new PatientVector(1, -1, 0).Unit()!.Value;
        var column = new PatientVector(1, 1, 1).Unit()!.Value.Cross(row);
        var outline = cube.Section(new FramePlane(new(0, 0, 0), row, column), (1, 1));
        Assert.Equal(6, outline.Count);
        for (var i = 0; i < 6; i++)
        {
            var (a, b) = (outline[i], outline[(i + 1) % 6]);
            Assert.Equal(Math.Sqrt(2), Math.Sqrt(Math.Pow(a.Column - b.Column, 2) + Math.Pow(a.Row - b.Row, 2)), 1e-9);
        }
    }

    [Theory]
    [InlineData(-25.9, -37.4, 30.1, 0, 0)]
    [InlineData(16, 0, 49.9, 2, 3)]
    [InlineData(-14.1, -22.4, 40, 1, 0)]
    [InlineData(-13.9, -22.6, 40, 0, 1)]
    public void Voxel_AtAPoint_IsTheOneAroundIt(double x, double y, double z, int row, int column) =>
        Assert.Equal(new VoxelIndex(row, column), Grid().VoxelAt(new(x, y, z)));

    [Theory]
    [InlineData(-26.1, 0, 40)]
    [InlineData(22.1, 0, 40)]
    [InlineData(0, 7.6, 40)]
    [InlineData(0, 0, 50.1)]
    public void Voxel_AtAPointBeside_IsNone(double x, double y, double z) => Assert.Null(Grid().VoxelAt(new(x, y, z)));

    [Fact]
    public void BestPlane_AmongImages_IsTheParallelOneNearestToTheVoxel()
    {
        var near = Axial with { Position = new(-100, -100, 41) };
        var beyond = Axial with { Position = new(-100, -100, 90) };
        Assert.Equal(3, Grid().BestPlane(1, 2, [Sagittal, null, Axial, near, beyond]));
        Assert.Equal(0, Grid().BestPlane(1, 2, [Sagittal, beyond]));
        Assert.Equal(-1, Grid().BestPlane(1, 0, [Sagittal, beyond, null]));
    }

    [Fact]
    public void Localized_BySlabs_IsTheBoxWhereTheyMeet()
    {
        var box = Grid().Localized!.Value;
        Assert.Equal(new PatientVector(5, -10, 30), box.Centre);
        Assert.Equal((new PatientVector(10, 0, 0), new PatientVector(0, 10, 0), new PatientVector(0, 0, 10)), (box.First, box.Second, box.Third));
    }

    [Fact]
    public void Localized_ByObliqueSlabs_HasItsFacesOnThem()
    {
        double[][] normals = [[0.6, 0.8, 0], [-0.8, 0.6, 0], [0, 0.28, 0.96]];
        var dataset = Made().Dataset();
        dataset.SetSequence(DicomTag.VolumeLocalizationSequence, [.. normals.Select(normal => new DicomDataset()
            .Set(DicomTag.SlabThickness, 30.0).Set(DicomTag.SlabOrientation, normal).Set(DicomTag.MidSlabPosition, 1.0, 2.0, 3.0))]);
        var box = DicomSpectroscopy.Open(dataset).GridOf(0)!.Localized!.Value;
        foreach (var (normal, way) in normals.Zip([box.First, box.Second, box.Third]))
        {
            var at = new PatientVector(normal[0], normal[1], normal[2]);
            Assert.Equal(0, (box.Centre - new PatientVector(1, 2, 3)).Dot(at), 1e-9);
            Assert.Equal(15, (box.Centre + way - new PatientVector(1, 2, 3)).Dot(at), 1e-9);
        }
    }

    [Fact]
    public void SingleVoxel_WithoutASpacing_IsTheLocalizedVolume()
    {
        // PS3.3 10.7.1.3 permits a spacing of 0 where there is one voxel.
        var dataset = MadeUpSpectroscopy.OfLines(default(SpectralLine)).Dataset();
        dataset.GetItems(DicomTag.SharedFunctionalGroupsSequence)[0].GetItems(DicomTag.PixelMeasuresSequence)[0].Set(DicomTag.PixelSpacing, "0", "0");
        var grid = DicomSpectroscopy.Open(dataset).GridOf(0)!;
        Assert.Equal(grid.Localized, grid.BoxOf(0, 0));
        Assert.Equal((20, 20, 20), grid.VoxelSize);
    }

    [Fact]
    public void Grid_WithoutAPlace_IsNone()
    {
        var dataset = Made().Dataset();
        dataset.GetItems(DicomTag.PerFrameFunctionalGroupsSequence)[0].Remove(DicomTag.PlanePositionSequence);
        Assert.Null(DicomSpectroscopy.Open(dataset).GridOf(0));
    }

    private static MadeUpSpectroscopy Made() => new() { Rows = 3, Columns = 4, Points = 4, Point = (_, _, _) => 1 };

    private static VoxelGrid Grid() => DicomSpectroscopy.Open(Made().Dataset()).GridOf(0)!;
}
