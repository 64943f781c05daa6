using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Display shutters (PS3.3 C.7.6.11, C.7.6.15) as data.</summary>
public sealed class ShutterTests
{
    [Fact]
    public void Rectangle_ShowsItsEdgesAndWhatLiesBetween()
    {
        var shutter = Shutter(Rectangle(MadeUp.Gray(8, 8).Set(DicomTag.ShutterShape, "RECTANGULAR")))!;
        Assert.Equal([false, true, true, false], new[] { 9, 10, 20, 21 }.Select(column => shutter.Shows(column, 7)));
        Assert.Equal([false, true, true, false], new[] { 4, 5, 30, 31 }.Select(row => shutter.Shows(15, row)));
        Assert.Equal(default, shutter.Color);
    }

    [Fact]
    public void Circle_OfPixelsThatAreNotSquare_IsRoundOnTheDisplay()
    {
        // Pixels twice as high as wide: a radius of 10 columns is 5 rows.
        var shutter = Shutter(MadeUp.Gray(8, 8).Set(DicomTag.PixelAspectRatio, 2, 1).Set(DicomTag.ShutterShape, "CIRCULAR")
            .Set(DicomTag.CenterOfCircularShutter, 20, 24).Set(DicomTag.RadiusOfCircularShutter, 10))!;
        Assert.Equal([true, true, false, false], new[] { 24, 34, 35, 13 }.Select(column => shutter.Shows(column, 20)));
        Assert.Equal([true, true, false, false], new[] { 15, 25, 26, 14 }.Select(row => shutter.Shows(24, row)));
    }

    [Fact]
    public void Polygon_ShowsItsInside()
    {
        // A triangle with corners (column, row) 10,10 30,10 10,30, written row before column.
        var shutter = Shutter(MadeUp.Gray(8, 8).Set(DicomTag.ShutterShape, "POLYGONAL").Set(DicomTag.VerticesOfThePolygonalShutter, 10, 10, 10, 30, 30, 10))!;
        Assert.True(shutter.Shows(12, 12));
        Assert.False(shutter.Shows(28, 28));
        Assert.False(shutter.Shows(5, 12));
    }

    [Fact]
    public void Shapes_Together_ShowWhatAllOfThemShow()
    {
        var shutter = Shutter(Rectangle(MadeUp.Gray(8, 8).Set(DicomTag.ShutterShape, "RECTANGULAR", "CIRCULAR")
            .Set(DicomTag.CenterOfCircularShutter, 5, 10).Set(DicomTag.RadiusOfCircularShutter, 4)))!;
        Assert.True(shutter.Shows(11, 6));
        Assert.False(shutter.Shows(9, 6));
        Assert.False(shutter.Shows(20, 20));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(65535, 255)]
    [InlineData(32768, 128)]
    public void PresentationValue_IsAGrey(int value, int level) =>
        Assert.Equal(new DisplayColor((byte)level, (byte)level, (byte)level), Shutter(Rectangle(MadeUp.Gray(8, 8).Set(DicomTag.ShutterShape, "RECTANGULAR")
            .Set(DicomTag.ShutterPresentationValue, value)))!.Color);

    // Red of sRGB is L 54.29, a 80.81, b 69.89 for D50; the codes are those of PS3.3 C.10.7.1.1.
    [Fact]
    public void PresentationColor_OfCieLab_IsTheColourOfTheDisplay()
    {
        var color = DisplayColor.OfCieLab((int)(54.29 * 655.35), (int)((80.81 + 128) * 257), (int)((69.89 + 128) * 257));
        Assert.InRange(color.Red, 253, 255);
        Assert.InRange(color.Green, 0, 4);
        Assert.InRange(color.Blue, 0, 4);
        Assert.Equal(new DisplayColor(255, 255, 255), DisplayColor.OfCieLab(65535, 32896, 32896));
        Assert.Equal(default, DisplayColor.OfCieLab(0, 32896, 32896));
    }

    [Fact]
    public void Bitmap_IsTheOverlayOfItsGroupAndNoOverlayBesides()
    {
        var dataset = MadeUp.Gray(8, 8).Set(DicomTag.ShutterShape, "BITMAP").SetBytes(DicomTag.ShutterOverlayGroup, DicomVR.US, new byte[] { 0x04, 0x60 })
            .Set(DicomTag.ShutterPresentationValue, 65535)
            .SetBytes(new DicomTag(0x6004, 0x10), DicomVR.US, new byte[] { 2, 0 }).SetBytes(new DicomTag(0x6004, 0x11), DicomVR.US, new byte[] { 2, 0 })
            .SetBytes(new DicomTag(0x6004, 0x3000), DicomVR.OW, new byte[] { 0b1001, 0 });
        var image = DicomImage.Open(dataset);
        Assert.Equal(0x6004, image.ShutterOf(0)!.Bitmap!.Group);
        var bits = Assert.IsType<FrameGraphic.Bits>(Assert.Single(FramePresentation.Own(image, 0, image.GetFrame(0)).Graphics));
        Assert.True(bits.Bitmap.IsSet(1, 1));
    }

    [Fact]
    public void Frame_WithAShutterOfItsOwn_HasThat()
    {
        var dataset = MadeUp.Pixels(1, 8, 8, false, "MONOCHROME2", null).Set(DicomTag.NumberOfFrames, 2)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[MadeUp.Side * MadeUp.Side * 2])
            .SetSequence(DicomTag.SharedFunctionalGroupsSequence, Group(Rectangle(new DicomDataset().Set(DicomTag.ShutterShape, "RECTANGULAR"))))
            .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, new DicomDataset(), Group(new DicomDataset()
                .Set(DicomTag.ShutterShape, "CIRCULAR").Set(DicomTag.CenterOfCircularShutter, 5, 5).Set(DicomTag.RadiusOfCircularShutter, 3)));
        var image = DicomImage.Open(dataset);
        Assert.IsType<ShutterShape.Rectangle>(Assert.Single(image.ShutterOf(0)!.Shapes));
        Assert.IsType<ShutterShape.Circle>(Assert.Single(image.ShutterOf(1)!.Shapes));
    }

    [Theory]
    [InlineData("RECTANGULAR")]
    [InlineData("CIRCULAR")]
    [InlineData("POLYGONAL")]
    [InlineData("BITMAP")]
    [InlineData("STARRY")]
    public void Shape_WithoutItsNumbers_IsLeftOutWithANote(string shape)
    {
        var image = DicomImage.Open(MadeUp.Gray(8, 8).Set(DicomTag.ShutterShape, shape));
        Assert.Null(image.ShutterOf(0));
        Assert.Contains(image.Notes, note => note.Contains("left out", StringComparison.Ordinal));
    }

    private static DicomDataset Group(DicomDataset shutter) => new DicomDataset().SetSequence(DicomTag.FrameDisplayShutterSequence, shutter);

    private static DicomDataset Rectangle(DicomDataset dataset) => dataset.Set(DicomTag.ShutterLeftVerticalEdge, 10).Set(DicomTag.ShutterRightVerticalEdge, 20)
        .Set(DicomTag.ShutterUpperHorizontalEdge, 5).Set(DicomTag.ShutterLowerHorizontalEdge, 30);

    private static DisplayShutter? Shutter(DicomDataset dataset) => DicomImage.Open(dataset).ShutterOf(0);
}
