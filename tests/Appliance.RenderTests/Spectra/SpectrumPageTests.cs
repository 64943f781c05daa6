using Appliance.Imaging;
using Appliance.Viewer;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>The page of spectra: keys and mouse turn its state, and what it draws lies where its axes say.</summary>
public sealed class SpectrumPageTests : IDisposable
{
    private const int Width = 800;
    private const int Height = 600;

    // Without a font, so that pictures are the same everywhere.
    private readonly FontBook _fonts = new([]);
    private readonly TextPainter _text;

    public SpectrumPageTests() => _text = new TextPainter(_fonts);

    private PagePlace Place => new(SKRect.Create(0, 0, Width, Height), _text, 1);

    public void Dispose()
    {
        _text.Dispose();
        _fonts.Dispose();
    }

    [Fact]
    public void Arrows_OnAGrid_SelectWithinIt()
    {
        var page = PageOf(MadeUpKinds.Grid());
        Assert.Equal((2, 2), page.SelectedOf(new SpectrumPageState()));
        var state = Press(page, null, Key.Right, Key.Right, Key.Right, Key.Up);
        Assert.Equal((1, 3), page.SelectedOf(state));
    }

    [Fact]
    public void Arrows_OnOneVoxel_AreLeftToTheViewer() => Assert.Null(Handle(PageOf(MadeUpKinds.TwoFrames()), null, Down(Key.Right)));

    [Fact]
    public void Click_OnACell_SelectsItsVoxel()
    {
        var page = PageOf(MadeUpKinds.Grid());
        var grid = page.PlacesOf(Place, new SpectrumPageState()).Grid;
        var click = new InputEvent(InputKind.PointerDown, Button: PointerButton.Left, X: (int)(grid.Left + (grid.Width * 0.9f)), Y: (int)(grid.Top + (grid.Height * 0.1f)));
        Assert.Equal((0, 3), page.SelectedOf(Handle(page, null, click)!));
    }

    [Fact]
    public void Click_OnTheLocalizer_SelectsTheVoxelUnderIt()
    {
        // The image lies in the grid, 3 mm a pixel from (-80, -100): the voxel in row 2, column 4 is centred at (16, -15), pixel (32, 28.3).
        var image = new SpectrumLocalizer(new RenderedImage(64, 64, false, new byte[64 * 64]), new FramePlane(new(-80, -100, 38), new(1, 0, 0), new(0, 1, 0)), (3, 3));
        var page = new SpectrumPage(DicomSpectroscopy.Open(MadeUpKinds.Grid().Dataset()).GetFrame(0), [image], []);
        var place = page.PlacesOf(Place, new SpectrumPageState()).Localizer;
        var side = Math.Min(place.Width, place.Height);
        InputEvent At(double column, double row) => new(
            InputKind.PointerDown, Button: PointerButton.Left,
            X: (int)(place.MidX + ((((column + 0.5) / 64) - 0.5) * side)), Y: (int)(place.Top + ((row + 0.5) / 64 * side)));
        var state = Handle(page, null, At(32, 28.3))!;
        Assert.Equal((1, 3), page.SelectedOf(state));

        // Its place stays when no image reaches a voxel, so that nothing jumps when another is selected.
        var far = new SpectrumPage(page.Frame, [image with { Plane = image.Plane with { Position = new(-80, -100, 90) } }], []);
        Assert.Null(far.LocalizerOf(state));
        Assert.Equal(place, far.PlacesOf(Place, state).Localizer);

        // Beside the voxels nothing is selected anew.
        Assert.Equal((1, 3), page.SelectedOf(Handle(page, state, At(5, 5))!));
    }

    [Fact]
    public void UsualRange_OfASpectrumThatDoesNotReachAsFar_EndsWithIt()
    {
        // 500 Hz are 3.9 ppm about 4.7.
        var page = PageOf(new MadeUpSpectroscopy { Width = 500, Point = (_, _, _) => 1 });
        var (high, low) = page.RangeOf(Press(page, null, Key.D1));
        Assert.Equal((4.3, 4.7 - (250 / 127.74)), (high, low));
    }

    [Fact]
    public void Help_OfAPage_HasEveryKeyOnce()
    {
        FramePage[] pages = [PageOf(MadeUpKinds.Grid()), new TextPage([])];
        foreach (var page in pages)
        {
            var frame = new PageFrame { Page = page };
            var shown = new LoadedFrame(0, frame, null);
            var panel = new SceneWords(new Gl.FixedSequence(frame), new ViewState { ShowHelp = true }, 0, shown, playing: false, waiting: false).Panel()!;
            var keys = panel.Rows.SelectMany(row => row.Left.Split("  ·  ")).ToList();
            Assert.Equal(keys.Distinct(StringComparer.Ordinal), keys);
            Assert.Contains("Q", keys);
        }
    }

    [Fact]
    public void Enter_AgainAndAgain_GoesThroughTheLayouts()
    {
        var page = PageOf(MadeUpKinds.Grid());
        var grid = Press(page, null, Key.Enter);
        Assert.True(page.PlacesOf(Place, grid).Plot.IsEmpty);
        var single = Press(page, grid, Key.L);
        Assert.True(page.PlacesOf(Place, single).Grid.IsEmpty);
        Assert.Equal(SpectrumLayout.Both, Press(page, single, Key.L).Layout);
    }

    [Fact]
    public void Mode_OfComplexPoints_GoesThroughAllFour()
    {
        var page = PageOf(MadeUpKinds.TwoFrames());
        var state = new SpectrumPageState();
        var seen = new List<SpectrumMode>();
        for (var i = 0; i < 4; i++)
        {
            state = Press(page, state, Key.M);
            seen.Add(state.Mode!.Value);
        }

        Assert.Equal([SpectrumMode.Phase, SpectrumMode.Real, SpectrumMode.Imaginary, SpectrumMode.Magnitude], seen);
    }

    [Theory]
    [InlineData("REAL", "M")]
    [InlineData("REAL", "P")]
    [InlineData("REAL", "A")]
    [InlineData("MAGNITUDE", "M")]
    [InlineData("MAGNITUDE", "B")]
    [InlineData("MAGNITUDE", "G")]
    [InlineData("MAGNITUDE", "Z")]
    public void Key_ThatMeansNothingToOnePartOfSpectra_IsAnsweredInWords(string representation, string key)
    {
        var page = PageOf(new MadeUpSpectroscopy { Domain = "FREQUENCY", Representation = representation, Point = (_, _, _) => 1 });
        var state = Press(page, null, Enum.Parse<Key>(key));
        Assert.NotNull(state.Note);
        Assert.Equal(new SpectrumPageState(), state with { Note = null });
        Assert.Null(Press(page, state, Key.S).Note);
    }

    [Fact]
    public void Wheel_OverAPlace_ZoomsAndKeepsItsValueThere()
    {
        var page = PageOf(MadeUpKinds.TwoFrames());
        var plot = page.PlacesOf(Place, new SpectrumPageState()).Plot;
        var x = (int)(plot.Left + (plot.Width * 0.7f));
        var state = Handle(page, null, new InputEvent(InputKind.Wheel, X: x, Y: (int)plot.MidY, Delta: 3))!;
        var (before, after) = (page.RangeOf(new SpectrumPageState()), page.RangeOf(state));
        Assert.Equal((before.High - before.Low) / (1.2 * 1.2 * 1.2), after.High - after.Low, 1e-6);
        Assert.Equal(
            new SpectrumScale(plot.Left, plot.Width, before.High, before.Low).ValueAt(x), new SpectrumScale(plot.Left, plot.Width, after.High, after.Low).ValueAt(x), 1e-6);
        Assert.Null(Handle(page, state, new InputEvent(InputKind.Wheel, X: x, Y: (int)plot.MidY, Delta: -9))!.Range);
    }

    [Fact]
    public void LeftDrag_OnAZoomedPlot_MovesTheAxisWithThePointerAndNotBeyondItsEnds()
    {
        var page = PageOf(MadeUpKinds.TwoFrames());
        var state = Press(page, null, Key.D1);
        Assert.Equal((4.3, 0.3), page.RangeOf(state));
        var plot = page.PlacesOf(Place, state).Plot;
        var moved = Drag(page, state, PointerButton.Left, (int)plot.MidX, (int)plot.MidY, 100, 0);
        Assert.Equal(4.3 + (100 / plot.Width * 4), page.RangeOf(moved).High, 1e-4);
        var far = Drag(page, state, PointerButton.Left, (int)plot.MidX, (int)plot.MidY, -1_000_000, 0);
        Assert.Equal(page.WholeRange(far).Low, page.RangeOf(far).Low, 1e-9);
        Assert.Equal(4, page.RangeOf(far).High - page.RangeOf(far).Low, 1e-9);
    }

    [Fact]
    public void RightDrag_OverTheWindow_TurnsThePhase()
    {
        var page = PageOf(MadeUpKinds.TwoFrames());
        var state = Drag(page, null, PointerButton.Right, 300, 300, 20, -10);
        Assert.Equal((10, 20), (state.Settings.ZeroOrderPhase, state.Settings.FirstOrderPhase));
        Assert.Equal(SpectrumMode.Real, state.Mode);

        // The pivot is the highest line, NAA.
        Assert.Equal(2.01, state.Settings.PhasePivot!.Value, 0.02);
    }

    [Fact]
    public void Filters_AndZeroFilling_GoThroughTheirSteps()
    {
        var page = PageOf(MadeUpKinds.TwoFrames());
        var state = Press(page, null, Key.B, Key.B, Key.G, Key.Z, Key.Z);
        Assert.Equal(new SpectrumSettings { ExponentialWidth = 2, GaussianWidth = 1, ZeroFillFactor = 4 }, state.Settings);
        Assert.Equal(0, Press(page, state, Key.B, Key.B, Key.B, Key.B, Key.B).Settings.ExponentialWidth);
        Assert.Equal(1, Handle(page, state, Down(Key.B) with { Modifiers = KeyModifiers.Shift })!.Settings.ExponentialWidth);
    }

    [Fact]
    public void ShiftArrows_OnAPpmAxis_MoveTheScale()
    {
        var page = PageOf(MadeUpKinds.Grid());
        var state = Handle(page, null, Down(Key.Left) with { Modifiers = KeyModifiers.Shift })!;
        state = Handle(page, state, Down(Key.Up) with { Modifiers = KeyModifiers.Shift })!;
        Assert.Equal(0.11, state.Settings.ReferenceShift, 1e-9);
        Assert.Equal(page.WholeRange(new SpectrumPageState()).High + 0.11, page.WholeRange(state).High, 1e-9);
    }

    [Fact]
    public void AutomaticPhase_OnAndOff_TurnsTheLinesUp()
    {
        var lines = MadeUpSpectroscopy.Brain().Select(line => line with { Phase = 120 }).ToArray();
        var page = PageOf(MadeUpSpectroscopy.OfLines(lines));
        var state = Press(page, null, Key.A);
        Worked(page, state);
        var values = page.DetailOf(state)!.Values!;
        var (low, high) = values.ExtremesOf(0, values.Count - 1);
        Assert.True(values[high] > 10 * -values[low]);
        Assert.False(Press(page, state, Key.A).AutomaticPhase);
    }

    [Fact]
    public void Curve_OfALine_IsDrawnAtItsPlaceOnTheAxis()
    {
        var page = PageOf(MadeUpSpectroscopy.OfLines(MadeUpSpectroscopy.Brain()[0]));
        var state = new SpectrumPageState { Range = (4, 0) };
        using var bitmap = Draw(page, state);
        var plot = page.PlacesOf(Place, state).Plot;

        // The highest bright pixel of the curve, inside the frame, belongs to the line at 2.01 ppm.
        var (bestX, bestY) = (0, Height);
        for (var y = (int)plot.Top + 3; y < plot.Bottom - 3; y++)
        {
            for (var x = (int)plot.Left + 3; x < plot.Right - 3; x++)
            {
                (bestX, bestY) = bitmap.GetPixel(x, y).Red > 150 && y < bestY ? (x, y) : (bestX, bestY);
            }
        }

        var scale = new SpectrumScale(plot.Left, plot.Width, 4, 0);
        Assert.Equal(scale.XOf(2.01), bestX + 0.5, 4.0);
        Assert.InRange(bestY, plot.Top, plot.Top + (plot.Height * 0.1));
    }

    [Fact]
    public void Map_OfATwoDimensionalSpectrum_HasItsHighestLineWhereBothAxesSay()
    {
        var page = PageOf(MadeUpKinds.TwoDimensional());
        var state = new SpectrumPageState();
        using var bitmap = Draw(page, state);
        var plot = page.PlacesOf(Place, state).Plot;
        var inside = from x in Enumerable.Range((int)plot.Left + 3, (int)plot.Width - 6)
                     from y in Enumerable.Range((int)plot.Top + 3, (int)plot.Height - 6)
                     select (x, y);
        var brightest = inside.MaxBy(at => bitmap.GetPixel(at.x, at.y).Red);
        var (low, high) = page.DetailOf(state)!.Map!.RowRange;
        var value = page.Frame.RowAxis!.ValueAt(-340);
        Assert.Equal(plot.Left + ((1000 + 340) / 2000.0 * plot.Width), brightest.x, plot.Width / 128.0);
        Assert.Equal(plot.Top + ((high - value) / (high - low) * plot.Height), brightest.y, plot.Height / 64.0);
    }

    [Fact]
    public void Curve_OfFarMorePointsThanPixels_KeepsItsPeak()
    {
        var values = new double[100_000];
        values[77_777] = 5;
        using var path = SpectrumCurve.Of(new VoxelValues(values), new PointRange(0, values.Length - 1), 0, 1 / 500.0, value => (float)(10 - value));
        Assert.InRange(path.PointCount, 200, 401);
        Assert.Equal(5, path.Bounds.Top);
    }

    [Fact]
    public void Voxel_BeyondTheData_LeavesTheOthersToSee()
    {
        var dataset = MadeUpKinds.Grid().Dataset();
        dataset.SetBytes(Dicom.DicomTag.SpectroscopyData, Dicom.DicomVR.OF, dataset.GetBytes(Dicom.DicomTag.SpectroscopyData)[..(5 * 512 * 8)]);
        var frame = DicomSpectroscopy.Open(dataset).GetFrame(0);
        Assert.Equal(5, frame.Signals.Count(signal => signal is not null));
        Assert.Contains(frame.Notes, note => note.Contains("20480 bytes", StringComparison.Ordinal));
        using var bitmap = Draw(new SpectrumPage(frame, [], []), new SpectrumPageState { Selected = (3, 3) });
        Assert.True(bitmap.Width == Width);
    }

    [Fact]
    public void Ticks_OfARange_AreRoundAndWithinIt()
    {
        var ticks = AxisTicks.Between(-3.1, 12.4, 8);
        Assert.Equal((-2, 2, 8), (ticks.First, ticks.Step, ticks.Count));
        Assert.Equal(["-2", "0", "2"], [ticks.TextAt(0), ticks.TextAt(1), ticks.TextAt(2)]);
        Assert.Equal("0.05", AxisTicks.Between(0, 0.2, 4).TextAt(1));
        Assert.Equal("0", AxisTicks.Between(0, 1e7, 2).TextAt(0));
        Assert.Equal("5e6", AxisTicks.Between(0, 1e7, 2).TextAt(1));
        Assert.Equal(0, AxisTicks.Between(1, 1, 4).Count);
        Assert.Equal((-180, 90, 5), (AxisTicks.OfAngles(-201, 201).First, AxisTicks.OfAngles(-201, 201).Step, AxisTicks.OfAngles(-201, 201).Count));
        Assert.Equal((-15, 15, 3), (AxisTicks.OfAngles(-20, 20).First, AxisTicks.OfAngles(-20, 20).Step, AxisTicks.OfAngles(-20, 20).Count));
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("single-voxel")]
    [InlineData("two-dimensional")]
    public void MadeUpSpectra_OfThisKind_AreDrawnAsInTheirGoldenFile(string kind)
    {
        var image = new byte[64 * 64];
        Array.Fill<byte>(image, 60);
        var localizer = new SpectrumLocalizer(
            new RenderedImage(64, 64, false, image), new FramePlane(new(-80, -100, 38), new(1, 0, 0), new(0, 1, 0)), (3, 3));
        var page = new SpectrumPage(DicomSpectroscopy.Open(MadeUpKinds.All[kind]().Dataset()).GetFrame(0), kind == "grid" ? [localizer] : [],
            kind == "grid" ? [new SpectrumCut(new ReferenceLine(1.25, -0.5, 1.25, 3.5), "1:1")] : []);
        using var bitmap = Draw(page, new SpectrumPageState { Mode = SpectrumMode.Real });
        Golden.AssertSame(bitmap, $"spectra-{kind}");
    }

    private static SpectrumPage PageOf(MadeUpSpectroscopy made) => new(DicomSpectroscopy.Open(made.Dataset()).GetFrame(0), [], []);

    private SKBitmap Draw(SpectrumPage page, SpectrumPageState state)
    {
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Black);
        Worked(page, state);
        page.Draw(canvas, Place, state);
        return bitmap;
    }

    // As the window does: asked again until all is there.
    private static void Worked(SpectrumPage page, SpectrumPageState? state)
    {
        Assert.True(SpinWait.SpinUntil(() => page.Prepare(state, () => { }), TimeSpan.FromMinutes(1)));
        Assert.Null(page.Error);
    }

    private SpectrumPageState Press(SpectrumPage page, SpectrumPageState? state, params Key[] keys) =>
        keys.Aggregate(state, (before, key) => Handle(page, before, Down(key)) ?? before)!;

    private SpectrumPageState Drag(SpectrumPage page, SpectrumPageState? state, PointerButton button, int x, int y, int byX, int byY) =>
        Handle(page, state, new InputEvent(InputKind.PointerMove, X: x + byX, Y: y + byY), new InputState(DragTool.Window, button, x, y, x, y))!;

    private SpectrumPageState? Handle(SpectrumPage page, SpectrumPageState? state, InputEvent input, InputState before = default)
    {
        Worked(page, state);
        return (SpectrumPageState?)page.Handle(input, before, Place, state);
    }

    private static InputEvent Down(Key key) => new(InputKind.KeyDown, key);
}
