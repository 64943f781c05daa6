using System.Numerics;
using Appliance.Imaging;
using Appliance.Viewer;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>Grids of a size that no drawing thread has the time for.</summary>
public sealed class LargeSpectraTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly SpectralAxis Axis = new() { Width = 2000, TransmitterFrequency = 127.74, ChemicalShiftReference = 4.7, Unit = SpectralUnit.Ppm, Nucleus = "1H" };

    private readonly FontBook _fonts = new([]);
    private readonly TextPainter _text;

    public LargeSpectraTests() => _text = new TextPainter(_fonts);

    private PagePlace Place => new(SKRect.Create(0, 0, 800, 600), _text, 1);

    public void Dispose()
    {
        _text.Dispose();
        _fonts.Dispose();
    }

    [Fact]
    public void Grid_OfManyVoxels_IsWorkedOutByOtherThreadsWhileThePageIsDrawnAndTurned()
    {
        var frame = FrameOf(32, 32, 2048);
        var page = new SpectrumPage(frame, [], []);
        var here = Environment.CurrentManagedThreadId;
        var threads = new System.Collections.Concurrent.ConcurrentBag<int>();
        Action told = () => threads.Add(Environment.CurrentManagedThreadId);
        Assert.False(page.Prepare(null, told));
        Draw(page, null);
        var state = (SpectrumPageState)page.Handle(new InputEvent(InputKind.KeyDown, Key.M), default, Place, null)!;
        state = (SpectrumPageState)page.Handle(new InputEvent(InputKind.KeyDown, Key.Right), default, Place, state)!;
        Assert.True(SpinWait.SpinUntil(() => page.Prepare(state, told), Soon));
        Assert.Null(page.Coming);
        Assert.Equal(SpectrumMode.Phase, page.Grid!.Mode);
        Assert.Equal(1024, page.Grid.Done);
        Assert.DoesNotContain(here, threads);

        // All voxels hold the same line, in all of them worked out alike.
        var wanted = SpectrumProcessor.Transform(frame.Signals[0]!, Axis, SpectrumSettings.None).Values(SpectrumMode.Phase);
        foreach (var voxel in new[] { 0, 500, 1023 })
        {
            var values = page.Grid.ValuesOf(voxel)!;
            Assert.All(Enumerable.Range(0, wanted.Length), i => Assert.Equal(wanted[i], values[i], 1e-4));
        }

        Draw(page, state);
    }

    [Fact]
    public void ZeroFilling_OfAGridThatIsLarge_StaysWithTheVoxelDrawnLarge()
    {
        var state = new SpectrumPageState { Settings = new SpectrumSettings { ZeroFillFactor = 8 } };
        var large = FrameOf(32, 32, 2048);
        Assert.Equal(2, SpectrumRecipe.OfGrid(large, state).Settings.ZeroFillFactor);
        Assert.Equal(8, SpectrumRecipe.Of(large, state).Settings.ZeroFillFactor);
        Assert.Equal(8, SpectrumRecipe.OfGrid(FrameOf(6, 8, 256), state).Settings.ZeroFillFactor);
        var page = new SpectrumPage(large, [], []);
        Assert.True(SpinWait.SpinUntil(() => page.Prepare(state, () => { }), Soon));
        Assert.Equal((2 * 2048, 8 * 2048), (page.Grid!.ValuesOf(0)!.Count, page.DetailOf(state)!.Values!.Count));
    }

    [Fact]
    public void Grid_OfMoreVoxelsThanThereIsRoomFor_SaysSoAndDrawsTheSelectedOne()
    {
        var page = new SpectrumPage(FrameOf(200, 200, 4), [], []);
        Assert.True(SpinWait.SpinUntil(() => page.Prepare(null, () => { }), Soon));
        Assert.Null(page.Grid);
        Assert.NotNull(page.DetailOf(new SpectrumPageState())!.Values);
        Draw(page, null);
    }

    [Fact]
    public void Cells_OfALargeGrid_AreDrawnAgainOnlyWhenTheyLookDifferent()
    {
        var page = new SpectrumPage(FrameOf(16, 16, 256), [], []);
        var state = new SpectrumPageState();
        var first = Picture(page, state);
        var drawn = 0;
        SKImage Kept(SpectrumPageState now)
        {
            Picture(page, now);
            var grid = page.PlacesOf(Place, now).Grid;
            return page.CellsAs(
                new SpectrumCellsLook(page.Grid!, page.Grid!.Done, page.AxisOf(now), page.RangeOf(now), now.Gain, now.OwnScales, grid), () =>
                {
                    drawn++;
                    return SKImage.Create(new SKImageInfo(1, 1));
                });
        }

        var before = Kept(state);
        Assert.Same(before, Kept(state with { Selected = (2, 3) }));
        Assert.NotSame(before, Kept(state with { Gain = 3 }));
        Assert.Equal(0, drawn);

        // With the gain of before, what was drawn at first.
        Assert.Equal(first, Picture(page, state));
        Assert.NotEqual(first, Picture(page, state with { Gain = 3 }));
    }

    [Fact]
    public void Session_WithALargeGrid_IsReadyWhenItIsWorkedOutAndNotBefore()
    {
        var arrived = new AutoResetEvent(false);
        using var session = new ViewerSession(
            new FixedPages(new SpectrumPage(FrameOf(32, 32, 2048), [], [])), new ViewerOptions { ShowText = false }, _fonts, _ => arrived.Set());
        while (session.Shown is null)
        {
            session.Advance();
            arrived.WaitOne(TimeSpan.FromMilliseconds(10));
        }

        // A key turns the page while its first values are under way, and what the window shows is never waited for.
        Assert.True(session.Scene(new PixelSize(640, 480), 1, 4096).Page is not null);
        session.Handle(new InputEvent(InputKind.KeyDown, Key.M), default);
        var news = 0;
        Assert.True(SpinWait.SpinUntil(() =>
        {
            news += session.Advance() ? 1 : 0;
            return session.IsPageReady;
        }, Soon));
        Assert.True(news > 0);
        Assert.Equal(SpectrumMode.Phase, ((SpectrumPage)session.Scene(new PixelSize(640, 480), 1, 4096).Page!.Page).Grid!.Mode);
    }

    [Fact]
    public void Extremes_OfAnyStretch_AreThoseOfLookingAtEveryValue()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 333).Select(_ => (double)random.Next(-20, 20)).ToArray();
        var kept = new VoxelValues(values);
        for (var round = 0; round < 2000; round++)
        {
            var first = random.Next(values.Length);
            var last = random.Next(first, values.Length);
            var stretch = values[first..(last + 1)];
            Assert.Equal((first + Array.IndexOf(stretch, stretch.Min()), first + Array.IndexOf(stretch, stretch.Max())), kept.ExtremesOf(first, last));
        }
    }

    [Fact]
    public void Map_OfMorePointsThanAScreenHas_KeepsEveryPeak()
    {
        var rows = Enumerable.Range(0, 3000).Select(row => new Spectrum([.. Enumerable.Range(0, 5).Select(i => row == 2001 && i == 3 ? new Complex(0, -7) : 1)], Axis, null)).ToList();
        var map = SpectralMap.Of(new SpectralPlane(rows, Axis with { Unit = SpectralUnit.Hertz }), CancellationToken.None);
        Assert.Equal((1000, 5, 3, 1), (map.Rows, map.Columns, map.RowStep, map.Step));
        Assert.Equal((7, 7, 1), (map[667, 3], map.Highest, map[666, 3]));
    }

    // The same signal everywhere: what a voxel costs does not depend on what is in it.
    private static SpectroscopyFrame FrameOf(int rows, int columns, int points)
    {
        var signal = new SpectralSignal([.. Enumerable.Range(0, points).Select(i => new SpectralLine(120, 1, 5).SignalAt(i / 2000.0))], points, SignalDomain.Time);
        return new SpectroscopyFrame(rows, columns, [.. Enumerable.Repeat(signal, rows * columns)], Axis, null, DataRepresentation.Complex, null, []);
    }

    private SKColor[] Picture(SpectrumPage page, SpectrumPageState state)
    {
        Assert.True(SpinWait.SpinUntil(() => page.Prepare(state, () => { }), Soon));
        using var bitmap = new SKBitmap(new SKImageInfo(800, 600, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Black);
        page.Draw(canvas, Place, state);
        return bitmap.Pixels;
    }

    private void Draw(SpectrumPage page, PageState? state)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(800, 600, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Black);
        page.Draw(canvas, Place, state);

        // The frame around the large plot at least.
        Assert.Contains(bitmap.Pixels, pixel => pixel.Red > 40);
    }

    private sealed class FixedPages(params FramePage[] pages) : IImageSequence
    {
        public int Count => pages.Length;

        public string Title => "pages";

        public CineTiming? Cine => null;

        public SequenceFrame Get(int index, CancellationToken cancellation) => new PageFrame { Page = pages[index] };
    }
}
