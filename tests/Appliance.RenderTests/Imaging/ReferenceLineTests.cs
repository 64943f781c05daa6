using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class ReferenceLineTests
{
    private const string Reference = "2.25.1";
    private static readonly PatientVector Left = new(1, 0, 0);
    private static readonly PatientVector Back = new(0, 1, 0);
    private static readonly PatientVector Feet = new(0, 0, -1);

    // 101 x 101 pixels of 2 mm, the middle one at the origin.
    private static readonly PlacedFrame Axial = Frame(new(-100, -100, 0), Left, Back, 101, 101, 2, 2);

    [Fact]
    public void Line_OfAPlaneAtRightAngles_IsTheRowOrColumnItCuts()
    {
        // Sagittal at x = 30: column (30 + 100) / 2 = 65, from edge to edge of the outer pixels.
        var sagittal = new FramePlane(new(30, 0, 0), Back, Feet);
        Assert.Equal(new ReferenceLine(65, -0.5, 65, 100.5), Rounded(ReferenceLine.OfPlane(Axial, sagittal)));

        // Coronal at y = -40: row 30.
        Assert.Equal(new ReferenceLine(-0.5, 30, 100.5, 30), Rounded(ReferenceLine.OfPlane(Axial, new FramePlane(new(0, -40, 0), Left, Feet))));
    }

    [Fact]
    public void Line_OfAnObliquePlane_RunsAtItsAngle()
    {
        // Through the origin, which is pixel (50, 50), turned by 30 degrees about the body's axis: down the picture by tan 30 for each column.
        var (cos, sin) = (Math.Cos(Math.PI / 6), Math.Sin(Math.PI / 6));
        var line = ReferenceLine.OfPlane(Axial, new FramePlane(new(0, 0, 0), new(cos, sin, 0), Feet))!.Value;
        Assert.Equal(sin / cos, (line.ToRow - line.FromRow) / (line.ToColumn - line.FromColumn), 9);
        Assert.Equal(50, line.FromRow + ((50 - line.FromColumn) * sin / cos), 9);
        Assert.Equal([-0.5, 100.5], new[] { line.FromColumn, line.ToColumn }.Order().Select(column => Math.Round(column, 9)));
    }

    [Fact]
    public void Line_OfADoublyObliquePlane_LiesInBothPlanes()
    {
        var row = new PatientVector(0.6, 0.64, 0.48).Unit()!.Value;
        var column = row.Cross(new PatientVector(0.3, -0.5, 0.8)).Unit()!.Value;
        var other = Frame(new(-60, -50, -40), row, column, 200, 200, 1, 1);
        var line = ReferenceLine.Of(Axial, other)!.Value;
        foreach (var (c, r) in new[] { (line.FromColumn, line.FromRow), (line.ToColumn, line.ToRow) })
        {
            Assert.Equal(0, other.HeightOf(Axial.PointAt(c, r)), 9);
        }
    }

    [Fact]
    public void Line_ReachesAsFarAsTheOtherFrame()
    {
        // Sagittal at x = 30 from y = -20 to 20 (its 21 columns of 2 mm reach from -21 to 21): rows 39.5 to 60.5.
        var small = Frame(new(30, -20, 50), Back, Feet, 51, 21, 2, 2);
        Assert.Equal(new ReferenceLine(65, 39.5, 65, 60.5), Rounded(ReferenceLine.Of(Axial, small)));

        // The same, 30 mm higher: it ends above the image and does not meet it.
        Assert.Null(ReferenceLine.Of(Axial, Frame(new(30, -20, 200), Back, Feet, 51, 21, 2, 2)));
    }

    [Fact]
    public void Line_OfAnisotropicPixels_IsInPixelsOfEach()
    {
        var flat = Frame(new(0, 0, 0), Left, Back, 10, 20, 4, 0.5);
        Assert.Equal(new ReferenceLine(6, -0.5, 6, 9.5), Rounded(ReferenceLine.OfPlane(flat, new FramePlane(new(3, 0, 0), Back, Feet))));
        Assert.Equal(new ReferenceLine(-0.5, 3, 19.5, 3), Rounded(ReferenceLine.OfPlane(flat, new FramePlane(new(0, 12, 0), Left, Feet))));
    }

    [Theory]
    [InlineData(-101.1, false)]
    [InlineData(-100.9, true)]
    [InlineData(100.9, true)]
    [InlineData(101.1, false)]
    public void Line_AtTheEdge_IsThereAsLongAsItMeetsAPixel(double x, bool meets) =>
        Assert.Equal(meets, ReferenceLine.OfPlane(Axial, new FramePlane(new(x, 0, 0), Back, Feet)) is not null);

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    public void Line_OfAParallelPlane_IsNone(double degrees)
    {
        var (cos, sin) = (Math.Cos(degrees * Math.PI / 180), Math.Sin(degrees * Math.PI / 180));
        Assert.Null(ReferenceLine.OfPlane(Axial, new FramePlane(new(0, 0, 0.1), new(cos, 0, sin), Back)));
    }

    [Fact]
    public void Line_OfAnotherFrameOfReference_IsNone()
    {
        var sagittal = Frame(new(0, -100, 100), Back, Feet, 101, 101, 2, 2);
        Assert.NotNull(ReferenceLine.Of(Axial, sagittal));
        Assert.Null(ReferenceLine.Of(Axial, sagittal with { FrameOfReference = "2.25.2" }));
        Assert.Null(ReferenceLine.Of(Axial with { FrameOfReference = "" }, sagittal with { FrameOfReference = "" }));
        Assert.Null(ReferenceLine.Of(Axial, sagittal with { Plane = sagittal.Plane with { Space = PlaneSpace.Volume } }));
    }

    [Fact]
    public void Place_OfAPointAndBack_IsTheSame()
    {
        var oblique = Frame(new(5, -7, 11), new PatientVector(1, 2, 3).Unit()!.Value, new PatientVector(-3, 0, 1).Unit()!.Value, 50, 40, 0.7, 1.3);
        var (column, row) = oblique.PlaceOf(oblique.PointAt(12.25, 33.5));
        Assert.Equal((12.25, 33.5), (Math.Round(column, 9), Math.Round(row, 9)));
        Assert.Equal(8, oblique.HeightOf(oblique.PointAt(3, 4) + (oblique.Plane.Normal * 8)), 9);
    }

    [Fact]
    public void Line_OfTheDemonstrationsSpectra_CrossesItsLocalizer()
    {
        // BRTUMSP2 is an axial grid of 6 rows and 8 columns of 15 mm at z = 40.9; its rows reach from y = -48 to 42 and its columns from x = -69.6 to
        // 50.4, so over all 15 sagittal frames of BRTUM001, whose first pixel lies at y = -105 and z = 105, with 0.820312 mm to the next.
        using var images = DicomFile.Open(Corpus.PathOf("enhanced-mr/BRTUM001"));
        using var spectra = DicomFile.Open(Corpus.PathOf("mr-spectroscopy/BRTUMSP2"));
        var grid = PlacedFrame.Of(spectra.Dataset, 0)!;
        var image = DicomImage.Open(images.Dataset);
        for (var frame = 0; frame < image.NumberOfFrames; frame++)
        {
            var line = ReferenceLine.Of(image.PlaceOf(frame)!, grid)!.Value;
            Assert.Equal((105 - 40.9) / 0.820312, line.FromRow, 6);
            Assert.Equal(line.FromRow, line.ToRow, 6);
            Assert.Equal((105 - 48) / 0.820312, Math.Min(line.FromColumn, line.ToColumn), 6);
            Assert.Equal((105 + 42) / 0.820312, Math.Max(line.FromColumn, line.ToColumn), 6);
        }

        // And the other way round: a sagittal frame at x = -8 cuts the grid along column (-8 + 62.1) / 15, from edge to edge.
        Assert.Equal(new ReferenceLine(3.606667, -0.5, 3.606667, 5.5), Rounded(ReferenceLine.Of(grid, image.PlaceOf(8)!)));
    }

    private static PlacedFrame Frame(PatientVector at, PatientVector row, PatientVector column, int rows, int columns, double rowSpacing, double columnSpacing) =>
        new(new FramePlane(at, row, column), rows, columns, rowSpacing, columnSpacing, Reference);

    // Ends in one order, without the last bits.
    private static ReferenceLine? Rounded(ReferenceLine? line) => line is not { } known ? null
        : (known.FromColumn, known.FromRow).CompareTo((known.ToColumn, known.ToRow)) <= 0
            ? new(Math.Round(known.FromColumn, 6), Math.Round(known.FromRow, 6), Math.Round(known.ToColumn, 6), Math.Round(known.ToRow, 6))
            : Rounded(new(known.ToColumn, known.ToRow, known.FromColumn, known.FromRow));
}
