using Appliance.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

public sealed class ViewGeometryTests
{
    private static readonly PixelSize Window = new(1000, 600);

    [Fact]
    public void Fit_WideImage_TouchesTheSides() =>
        Assert.Equal(new ImageArea(0, 50, 1000, 500), ViewGeometry.Place(200, 100, 1, Window, new ViewPlacement()));

    [Fact]
    public void Fit_PixelsTwiceAsHighAsWide_ShowsTheImageTwiceAsHigh() =>
        Assert.Equal(new ImageArea(350, 0, 300, 600), ViewGeometry.Place(100, 100, 2, Window, new ViewPlacement()));

    [Fact]
    public void Fit_PixelsTwiceAsWideAsHigh_ShowsTheImageTwiceAsWide() =>
        Assert.Equal(new ImageArea(0, 50, 1000, 500), ViewGeometry.Place(100, 100, 0.5, Window, new ViewPlacement()));

    [Fact]
    public void Turned_ByARightAngle_HasItsSidesAndItsPixelsSwapped() => Assert.Equal(
        new ImageArea(350, 0, 300, 600), Place(200, 100, new SpatialTransform(1, false), null));

    [Fact]
    public void Part_ScaledToFit_FillsTheWindowAndTheRestReachesBeyond()
    {
        // Columns 101 to 150 and rows 1 to 30 of 200x100 fill the window twenty times enlarged.
        var part = new DisplayedArea(101, 1, 150, 30, PresentationSize.ScaleToFit, 0, null, 1);
        Assert.Equal(new ImageArea(-2000, 0, 4000, 2000), Place(200, 100, default, part));

        // Flipped, the part lies as far from the right edge as it did from the left.
        Assert.Equal(new ImageArea(-1000, 0, 4000, 2000), Place(200, 100, new SpatialTransform(0, true), part));
    }

    [Fact]
    public void Part_Magnified_IsCentredAtItsRatio()
    {
        var part = new DisplayedArea(1, 1, 100, 100, PresentationSize.Magnify, 3, null, 1);
        Assert.Equal(new ImageArea(350, 150, 600, 300), Place(200, 100, default, part));
    }

    [Fact]
    public void Part_InTrueSize_HasItsMillimetres()
    {
        // 200 columns of half a millimetre at 4 pixels to one are 400 pixels.
        var part = new DisplayedArea(1, 1, 200, 100, PresentationSize.TrueSize, 0, (0.5, 0.5), 1);
        Assert.Equal(new ImageArea(300, 200, 400, 200), Place(200, 100, default, part));
    }

    // Pixels of 0.5 mm down and 0.25 across, at 4 to a millimetre 2 down and 1 across: 200x100 are 200 by 200 of the window, whichever way they are turned.
    // The part is the left half of the upper 40 rows; its middle lies in the middle of the window.
    [Theory]
    [InlineData(0, false, 450, 260)]
    [InlineData(1, false, 340, 250)]
    [InlineData(2, false, 350, 140)]
    [InlineData(3, false, 460, 150)]
    [InlineData(0, true, 350, 260)]
    [InlineData(1, true, 460, 250)]
    [InlineData(3, true, 340, 150)]
    public void Part_InTrueSize_TurnedAndFlipped_HasItsMillimetresAndItsMiddleInTheMiddle(int turns, bool flip, double x, double y) => Assert.Equal(
        new ImageArea(x, y, 200, 200),
        Place(200, 100, new SpatialTransform(turns, flip), new DisplayedArea(1, 1, 100, 40, PresentationSize.TrueSize, 0, (0.5, 0.25), 2)));

    [Theory]
    [InlineData(0, 350, 180)]
    [InlineData(1, 20, 150)]
    public void Part_Magnified_OfPixelsTwiceAsHighAsWide_IsMagnifiedAcrossThem(int turns, double x, double y) => Assert.Equal(
        new ImageArea(x, y, 600, 600), Place(200, 100, new SpatialTransform(turns, false), new DisplayedArea(1, 1, 100, 40, PresentationSize.Magnify, 3, null, 2)));

    // 100x40 pixels, twice as high as wide, lie on their side: 80 across and 100 down, six times enlarged in a window of 600.
    [Fact]
    public void Part_ScaledToFit_Turned_FillsTheWindowTheOtherWay() => Assert.Equal(
        new ImageArea(-460, 0, 1200, 1200), Place(200, 100, new SpatialTransform(1, false), new DisplayedArea(1, 1, 100, 40, PresentationSize.ScaleToFit, 0, null, 2)));

    [Fact]
    public void Part_ThatReachesBeyondTheImage_LeavesRoomThere() => Assert.Equal(
        new ImageArea(500, 250, 200, 100), Place(200, 100, default, new DisplayedArea(-199, 1, 200, 100, PresentationSize.Magnify, 1, null, 1)));

    [Fact]
    public void Part_InOneToOne_IsNotUsed() => Assert.Equal(
        new ImageArea(400, 250, 200, 100),
        ViewGeometry.Place(200, 100, Way(default, new DisplayedArea(1, 1, 10, 10, PresentationSize.ScaleToFit, 0, null, 1)), Window, new ViewPlacement(ViewerFit.OneToOne), 4));

    [Theory]
    [InlineData(101, 99)]
    [InlineData(100, 100)]
    [InlineData(2000, 3001)]
    public void OneToOne_AnySize_LiesOnWholePixelsInItsOwnSize(int columns, int rows)
    {
        var area = ViewGeometry.Place(columns, rows, 1.7, Window, new ViewPlacement(ViewerFit.OneToOne));
        Assert.Equal((columns, rows), (area.Width, area.Height));
        Assert.Equal((Math.Floor(area.X), Math.Floor(area.Y)), (area.X, area.Y));
    }

    [Theory]
    [InlineData(2, 300, 200)]
    [InlineData(0.5, 900, 10)]
    public void ZoomAt_APlace_KeepsThatPlaceOfThePictureThere(double factor, int x, int y)
    {
        var before = new ViewPlacement(ViewerFit.Window, 1.5, 20, -30);
        var after = ViewGeometry.ZoomAt(before, factor, x, y, Window);
        var (from, to) = (ViewGeometry.Place(200, 100, 1, Window, before), ViewGeometry.Place(200, 100, 1, Window, after));

        // Placed on whole pixels, so the place may move by less than one.
        Assert.InRange((((x - from.X) / from.Width) - ((x - to.X) / to.Width)) * to.Width, -2, 2);
        Assert.InRange((((y - from.Y) / from.Height) - ((y - to.Y) / to.Height)) * to.Height, -2, 2);
    }

    [Fact]
    public void ZoomAt_WithoutEnd_StopsAtTheLimit()
    {
        var placement = new ViewPlacement();
        for (var i = 0; i < 100; i++)
        {
            placement = ViewGeometry.ZoomAt(placement, 3, 10, 10, Window);
        }

        Assert.Equal(ViewPlacement.MaxZoom, placement.Zoom);
        Assert.True(double.IsFinite(placement.PanX) && double.IsFinite(placement.PanY));
    }

    private static ImageArea Place(int columns, int rows, SpatialTransform turn, DisplayedArea? part) =>
        ViewGeometry.Place(columns, rows, Way(turn, part), Window, new ViewPlacement(), pixelsPerMillimetre: 4);

    private static FramePresentation Way(SpatialTransform turn, DisplayedArea? part) =>
        new() { Pipeline = new GrayPipeline(), Turn = turn, Area = part, PixelAspectRatio = part?.PixelAspectRatio ?? 1 };
}
