using Appliance.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Gl;

/// <summary>What the viewer's doors show, against the CPU renderer, by each way of drawing.</summary>
public sealed class ScreenshotTests
{
    private const int Side = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Offscreen_OneToOneWithoutText_AgreesWithReferenceAndIsBlackAround()
    {
        using (OffscreenGl.Open())
        {
            // Only asks whether there is GL: the door below opens its own.
        }

        AssertAgrees(ViewerBackend.Offscreen);
    }

    [Fact]
    public void Cpu_OneToOneWithoutText_AgreesWithReferenceAndIsBlackAround() => AssertAgrees(ViewerBackend.Cpu);

    [Fact]
    public void Window_OneToOneWithoutText_AgreesWithReferenceAndIsBlackAround()
    {
        using var display = TestDisplay.Open();
        AssertAgrees(ViewerBackend.Window);
    }

    [Fact]
    public async Task Window_KeysOfTheKeyboard_ReachTheSessionAndQClosesIt()
    {
        using var display = TestDisplay.Open();
        foreach (var backend in (ViewerBackend[])[ViewerBackend.Auto, ViewerBackend.Cpu])
        {
            var folder = Directory.CreateTempSubdirectory("export");
            try
            {
                var options = new ViewerOptions { Backend = backend, ExportFolder = folder.FullName, Width = 320, Height = 300, ShowText = false, Notes = TextWriter.Null };
                var code = Task.Run(() => ViewerWindow.Run(new PhantomSequence(), options), TestContext.Current.CancellationToken);
                display.Type("End", "e");
                Assert.True(SpinWait.SpinUntil(() => Directory.GetFiles(folder.FullName).Length > 0, Patience), "E exported nothing");
                display.Type("q");
                Assert.Equal(ViewerWindow.Closed, await code.WaitAsync(Patience, TestContext.Current.CancellationToken));
                Assert.EndsWith("frame24.png", Directory.GetFiles(folder.FullName)[0], StringComparison.Ordinal);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    [Fact]
    public async Task Window_ToldToEnd_ClosesThoughNothingMovesInIt()
    {
        using var display = TestDisplay.Open();
        using var ending = new CancellationTokenSource();
        var code = Task.Run(() => ViewerWindow.Run(new PhantomSequence(), new ViewerOptions(), ending.Token), TestContext.Current.CancellationToken);
        display.WaitForWindow();
        await ending.CancelAsync();
        Assert.Equal(ViewerWindow.Closed, await code.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Window_ServerEnds_ReturnsInsteadOfEndingTheProcess()
    {
        using var display = TestDisplay.Open();
        using var notes = new StringWriter();
        var code = Task.Run(() => ViewerWindow.Run(new PhantomSequence(), new ViewerOptions { Notes = notes }), TestContext.Current.CancellationToken);
        display.WaitForWindow();
        display.EndServer();
        Assert.Equal(ViewerWindow.NoWindow, await code.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Contains("ended the connection", notes.ToString(), StringComparison.Ordinal);
    }

    // Pixels of 2 mm on a screen of 1280 pixels that tells 256 mm, 5 pixels to one; and on one that tells only what servers make up, 96 dpi.
    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 2 * 96 / 25.4)]
    public void Window_OfAPictureInTrueSize_ShowsItsMillimetres(bool tellsSize, double perPixel)
    {
        using var display = TestDisplay.Open();
        if (tellsSize)
        {
            TestMonitor.SetSize(256, 205);
        }

        var pixels = new PixelFrame(48, 40, PixelKind.Gray8, 8, new byte[48 * 40]);
        var pipeline = new GrayPipeline { Window = new VoiWindow(128, 256) };
        var area = new DisplayedArea(1, 1, 48, 40, PresentationSize.TrueSize, 0, (2, 2), 1);
        var frame = new PictureFrame { Pixels = pixels, Pipeline = pipeline, States = [new FramePresentation { State = "1.2.3", Pipeline = pipeline, Area = area }] };

        var (_, result) = ViewerWindow.Capture(new FixedSequence(frame), new ViewerOptions { Backend = ViewerBackend.Window, Presentation = "1.2.3", Notes = TextWriter.Null });

        // 205 mm are not quite the 204.8 of square pixels.
        Assert.InRange(result.Area.Width / 48, perPixel - 0.01, perPixel + 0.01);
        Assert.InRange(result.Area.Height / 40, perPixel - 0.01, perPixel + 0.01);
    }

    [Fact]
    public void Screenshot_OfTheWindow_IsWhatTheFileHolds()
    {
        using var display = TestDisplay.Open();
        var folder = Directory.CreateTempSubdirectory("shot");
        try
        {
            var path = Path.Combine(folder.FullName, "shot.ppm");
            var options = Bare(ViewerBackend.Window) with { ScreenshotPath = path };
            Assert.Equal(ViewerWindow.Closed, ViewerWindow.Run(new PhantomSequence(), options, TestContext.Current.CancellationToken));
            var (picture, _) = ViewerWindow.Capture(new PhantomSequence(), options);
            Assert.Equal(picture.Pixels, File.ReadAllBytes(path)[^picture.Pixels.Length..]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Text_SwitchedOn_IsDrawnOverThePictureAndNowhereWithoutIt()
    {
        var (with, _) = ViewerWindow.Capture(new PhantomSequence(), Bare(ViewerBackend.Cpu) with { ShowText = true });
        var (without, _) = ViewerWindow.Capture(new PhantomSequence(), Bare(ViewerBackend.Cpu));
        Assert.NotEqual(with.Pixels, without.Pixels);
        Assert.True(without.Pixels.AsSpan(0, 300 * 3).IndexOfAnyExcept((byte)0) < 0, "something is drawn in the empty corner");
    }

    [Fact]
    public void Empty_Sequence_IsABlackPictureWithoutAnArea()
    {
        var (picture, result) = ViewerWindow.Capture(new PhantomSequence(0), Bare(ViewerBackend.Cpu));
        Assert.Equal((340, 300), (picture.Width, picture.Height));
        Assert.Equal(default, result.Area);
        Assert.Null(result.Error);
    }

    [Fact]
    public void Auto_WithoutADisplay_FallsBackAndSaysWhy()
    {
        using var none = TestDisplay.None();
        using var notes = new StringWriter();
        var (_, result) = ViewerWindow.Capture(new PhantomSequence(), Bare(ViewerBackend.Auto) with { Notes = notes });
        Assert.Contains("DISPLAY is not set", notes.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("X11", result.Drawer, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithoutADisplay_SaysWhyAndReturnsItsCode()
    {
        using var none = TestDisplay.None();
        using var notes = new StringWriter();
        Assert.Equal(ViewerWindow.NoWindow, ViewerWindow.Run(new PhantomSequence(), new ViewerOptions { Notes = notes }, TestContext.Current.CancellationToken));
        Assert.Contains("DISPLAY is not set", notes.ToString(), StringComparison.Ordinal);
    }

    private static ViewerOptions Bare(ViewerBackend backend) => new()
    {
        Backend = backend,
        Fit = ViewerFit.OneToOne,
        ShowText = false,
        Width = 340,
        Height = 300,
        Frame = 5,
        Notes = TextWriter.Null,
    };

    private static void AssertAgrees(ViewerBackend backend)
    {
        var sequence = new PhantomSequence();
        var (picture, result) = ViewerWindow.Capture(sequence, Bare(backend));
        Assert.Equal(new ImageArea(42, 22, Side, Side), result.Area);
        var frame = (PictureFrame)sequence.Get(5, CancellationToken.None);
        var reference = ReferenceRenderer.Render(frame.Pixels, frame.Pipeline);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var (column, row) = (x - (int)result.Area.X, y - (int)result.Area.Y);
                var inside = column is >= 0 and < Side && row is >= 0 and < Side;
                var expected = inside ? reference.Pixels[(row * Side) + column] : 0;
                Assert.InRange(picture.Pixels[((y * picture.Width) + x) * 3] - expected, -1, 1);
            }
        }
    }
}
