using Appliance.Imaging;
using Appliance.RenderTests.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Gl;

/// <summary>Turned pictures, shutters, overlays and figures: GL and CPU show the same, and what they show is right.</summary>
public sealed class PresentedPictureTests
{
    private const string Uid = "1.2.3";

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void Picture_Turned_IsTheReferenceTurned(int turns, bool flip)
    {
        using (OffscreenGl.Open())
        {
            // Only asks whether there is GL: the door below opens its own.
        }

        var frame = Frame(new SpatialTransform(turns, flip), []);
        var expected = new SpatialTransform(turns, flip).Apply(ReferenceRenderer.Render(frame.Pixels, frame.Pipeline));
        foreach (var backend in (ViewerBackend[])[ViewerBackend.Cpu, ViewerBackend.Offscreen])
        {
            var (picture, result) = ViewerWindow.Capture(new FixedSequence(frame), Options(backend) with { ShowText = false });
            Assert.Equal(((double)expected.Width, (double)expected.Height), (result.Area.Width, result.Area.Height));
            for (var i = 0; i < expected.Pixels.Length; i++)
            {
                var (x, y) = ((i % expected.Width) + (int)result.Area.X, (i / expected.Width) + (int)result.Area.Y);
                Assert.InRange(picture.Pixels[((y * picture.Width) + x) * 3] - expected.Pixels[i], -1, 1);
            }
        }
    }

    [Theory]
    [InlineData(0, false, 1)]
    [InlineData(1, true, 1)]
    [InlineData(3, false, 2)]
    public void Graphics_ByGlAndByCpu_AreTheSame(int turns, bool flip, double zoom)
    {
        using (OffscreenGl.Open())
        {
            // As above.
        }

        FrameGraphic[] graphics =
        [
            new FrameGraphic.Shutter(new ShutterShape.Rectangle(3, 4, 44, 30), default),
            new FrameGraphic.Shutter(new ShutterShape.Circle(24, 18, 19, 1), new DisplayColor(80, 80, 80)),
            Bits(),
        ];
        var frame = Frame(new SpatialTransform(turns, flip), graphics);
        var options = Options(ViewerBackend.Cpu) with { Fit = zoom == 2 ? ViewerFit.Double : ViewerFit.OneToOne, Smooth = false };
        var (byCpu, result) = ViewerWindow.Capture(new FixedSequence(frame), options);
        var (byGl, _) = ViewerWindow.Capture(new FixedSequence(frame), options with { Backend = ViewerBackend.Offscreen });
        var apart = 0;
        for (var y = (int)result.Area.Y; y < result.Area.Y + result.Area.Height; y++)
        {
            for (var x = (int)result.Area.X; x < result.Area.X + result.Area.Width; x++)
            {
                var at = ((y * byCpu.Width) + x) * 3;
                apart += Math.Abs(byCpu.Pixels[at] - byGl.Pixels[at]) > 1 ? 1 : 0;
            }
        }

        // On the rim of the circle, which is some 120 pixels long, a pixel may fall either way.
        Assert.InRange(apart, 0, (int)(16 * zoom));
    }

    [Fact]
    public void Shutters_CoverJustThePixelsThatTheyDoNotShow()
    {
        ShutterShape[] shapes =
        [
            new ShutterShape.Rectangle(3, 4, 44, 30), new ShutterShape.Circle(24, 18, 15, 1), new ShutterShape.Circle(20, 30, 20, 2),
            new ShutterShape.Polygon([(5, 5), (40, 12), (20, 37)]),
        ];
        foreach (var shape in shapes)
        {
            var burnt = Burn(default, [new FrameGraphic.Shutter(shape, new DisplayColor(77, 77, 77))]);
            var wrong = Enumerable.Range(0, burnt.Pixels.Length).Count(i => burnt.Pixels[i] == 77 == shape.Shows((i % burnt.Width) + 1, (i / burnt.Width) + 1));

            // Pixels whose middle lies on the very edge of a polygon or circle may fall either way.
            Assert.InRange(wrong, 0, shape is ShutterShape.Rectangle ? 0 : 12);
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void Bits_AreSetWhereTheirPixelsGo(int turns, bool flip)
    {
        var bits = Bits();
        var marks = new byte[48 * 40];
        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] = bits.Bitmap.IsSet(i % 48, i / 48) ? (byte)201 : (byte)10;
        }

        var expected = new SpatialTransform(turns, flip).Apply(new RenderedImage(48, 40, false, marks));
        Assert.Equal(expected.Pixels, Burn(new SpatialTransform(turns, flip), [bits]).Pixels);
    }

    [Fact]
    public void Region_LetsTheImageShineThrough()
    {
        var burnt = Burn(default, [Bits() with { IsRegion = true }]);
        Assert.InRange(burnt.Pixels[(5 * 48) + 5], 60, 100);
        Assert.Equal(10, burnt.Pixels[0]);
    }

    // Each figure leaves its colour where geometry says, and nothing far from it.
    [Theory]
    [InlineData(GraphicKind.Polyline, true, 10, 10, 30, 10, 30, 30, 10, 30, 10, 10)]
    [InlineData(GraphicKind.Circle, true, 20, 20, 30, 20)]
    [InlineData(GraphicKind.Ellipse, true, 10, 20, 30, 20, 20, 10, 20, 30)]
    [InlineData(GraphicKind.Interpolated, true, 10, 20, 20, 10, 30, 20, 20, 30, 10, 20)]
    [InlineData(GraphicKind.Polyline, false, 10, 10, 30, 10, 30, 30, 10, 30, 10, 10)]
    [InlineData(GraphicKind.Circle, false, 20, 20, 30, 20)]
    public void Figures_AreDrawnWhereTheyLie(GraphicKind kind, bool filled, params int[] places)
    {
        var points = Enumerable.Range(0, places.Length / 2).Select(i => new GraphicPoint(places[i * 2], places[(i * 2) + 1], GraphicUnits.Pixel)).ToArray();
        var burnt = Burn(default, [new FrameGraphic.Figure(kind, points, filled, DisplayColor.White)]);
        int At(int x, int y) => burnt.Pixels[(y * burnt.Width) + x];
        Assert.InRange(Math.Max(At(19, 29), At(19, 30)), 150, 255);
        Assert.InRange(At(20, 20), filled ? 60 : 10, filled ? 150 : 10);
        Assert.Equal(10, At(45, 37));
    }

    [Fact]
    public void DisplayUnits_AreSharesOfThePartShown_AsTurned()
    {
        // The part is columns 11 to 30, rows 11 to 30; turned by 90 degrees its upper left is the image's 10,30.
        var point = new FrameGraphic.Figure(GraphicKind.Point, [new GraphicPoint(0.25, 0, GraphicUnits.Display)], false, DisplayColor.White);
        var area = new DisplayedArea(11, 11, 30, 30, PresentationSize.ScaleToFit, 0, null, 1);
        var way = new FramePresentation { Pipeline = new GrayPipeline(), Graphics = [point], Turn = new SpatialTransform(1, false), Area = area };
        var burnt = PictureBurner.Burn(new RenderedImage(48, 40, false, Enumerable.Repeat((byte)10, 48 * 40).ToArray()), way);

        // Turned the image is 40 wide; the part begins at 40 - 30 = 10 across and 10 down, and is 20 across.
        var brightest = Array.IndexOf(burnt.Pixels, burnt.Pixels.Max());
        Assert.InRange(brightest % burnt.Width, 11, 18);
        Assert.InRange(brightest / burnt.Width, 6, 13);
    }

    [Fact]
    public void Colours_OfGraphics_MakeAGreyPictureColoured()
    {
        var grey = Burn(default, [Bits()]);
        var coloured = Burn(default, [Bits() with { Color = new DisplayColor(255, 0, 0) }]);
        Assert.False(grey.IsColor);
        Assert.True(coloured.IsColor);
        Assert.Equal([255, 0, 0], coloured.Pixels.AsSpan(((5 * 48) + 5) * 3, 3).ToArray());
    }

    private static RenderedImage Burn(SpatialTransform turn, FrameGraphic[] graphics) => PictureBurner.Burn(
        new RenderedImage(48, 40, false, Enumerable.Repeat((byte)10, 48 * 40).ToArray()), new FramePresentation { Pipeline = new GrayPipeline(), Graphics = graphics, Turn = turn });

    // A stripe that is not symmetrical in any way.
    private static FrameGraphic.Bits Bits()
    {
        var coverage = new byte[12 * 9];
        for (var i = 0; i < coverage.Length; i++)
        {
            coverage[i] = i % 12 == 0 || i / 12 == 2 ? byte.MaxValue : (byte)0;
        }

        return new FrameGraphic.Bits(new OverlayBitmap(5, 3, 12, 9, coverage), false, new DisplayColor(201, 201, 201));
    }

    private static PictureFrame Frame(SpatialTransform turn, FrameGraphic[] graphics)
    {
        var bytes = new byte[48 * 40];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)MadeUp.Pattern(i % 48, i / 48, 255);
        }

        var pipeline = new GrayPipeline { Window = new VoiWindow(128, 256) };
        return new PictureFrame
        {
            Pixels = new PixelFrame(48, 40, PixelKind.Gray8, 8, bytes),
            Pipeline = pipeline,
            States = [new FramePresentation { State = Uid, Label = "TURNED", Pipeline = pipeline, Turn = turn, Graphics = graphics }],
        };
    }

    private static ViewerOptions Options(ViewerBackend backend) =>
        new() { Backend = backend, Fit = ViewerFit.OneToOne, Width = 400, Height = 300, Presentation = Uid, Notes = TextWriter.Null };
}
