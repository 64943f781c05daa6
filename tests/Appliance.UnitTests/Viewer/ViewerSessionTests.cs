using Appliance.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

public sealed class ViewerSessionTests : IDisposable
{
    private static readonly PixelSize Size = new(200, 100);
    private readonly ManualClock _clock = new();
    private readonly FontBook _fonts = new([]);
    private readonly AutoResetEvent _arrived = new(false);

    public void Dispose()
    {
        _fonts.Dispose();
        _arrived.Dispose();
    }

    [Fact]
    public void Empty_Sequence_SaysSoAndTakesEveryCommand()
    {
        using var session = Open(new GreySequence(0));
        foreach (var command in (ViewerCommand[])[new ViewerCommand.Step(1), new ViewerCommand.Last(), new ViewerCommand.ToggleCine(), new ViewerCommand.Preset(3),
            new ViewerCommand.DragWindow(3, 4), new ViewerCommand.ToggleTags(), new ViewerCommand.Reset(), new ViewerCommand.Zoom(2, 5, 5)])
        {
            Assert.True(session.Handle(command, Size, 1));
            session.Advance();
        }

        var scene = session.Scene(Size, 1, 4096);
        Assert.Null(scene.Picture);
        Assert.Contains("no image", scene.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_BeyondTheEnds_StaysInside()
    {
        using var session = Open(new GreySequence(3));
        session.Handle(new ViewerCommand.Step(-5), Size, 1);
        Assert.Equal(0, session.Index);
        session.Handle(new ViewerCommand.Step(50), Size, 1);
        Assert.Equal(2, session.Index);
    }

    [Fact]
    public void Frame_ThatFails_ShowsItsReasonAndLeavesTheOthersReachable()
    {
        using var session = Open(new GreySequence(3, broken: 1));
        session.Handle(new ViewerCommand.Step(1), Size, 1);
        WaitFor(session, 1);
        var scene = session.Scene(Size, 1, 4096);
        Assert.True(scene.MessageIsError);
        Assert.Contains("no codec", scene.Message, StringComparison.Ordinal);
        session.Handle(new ViewerCommand.Step(1), Size, 1);
        WaitFor(session, 2);
        Assert.NotNull(session.Scene(Size, 1, 4096).Picture);
    }

    [Fact]
    public void DragWindow_OnTheFilesWindow_WidensAndDarkens_AndResetBringsItBack()
    {
        using var session = Open(new GreySequence(1));
        WaitFor(session, 0);
        var own = session.Scene(Size, 1, 4096).Picture!.Value.Pipeline.Window!.Value;
        session.Handle(new ViewerCommand.DragWindow(40, 40), Size, 1);
        var dragged = session.Scene(Size, 1, 4096).Picture!.Value.Pipeline.Window!.Value;
        Assert.True(dragged.Width > own.Width && dragged.Center > own.Center);
        session.Handle(new ViewerCommand.Reset(), Size, 1);
        Assert.Equal(own, session.Scene(Size, 1, 4096).Picture!.Value.Pipeline.Window);
    }

    [Fact]
    public void Presets_OfHounsfieldImage_AreThoseOfCt_AndZeroIsTheFiles()
    {
        using var session = Open(new GreySequence(1) { Unit = "HU" });
        WaitFor(session, 0);
        session.Handle(new ViewerCommand.Preset(2), Size, 1);
        Assert.Equal(new VoiWindow(-600, 1500), session.Scene(Size, 1, 4096).Picture!.Value.Pipeline.Window);
        session.Handle(new ViewerCommand.Preset(0), Size, 1);
        Assert.Equal(new VoiWindow(100, 200), session.Scene(Size, 1, 4096).Picture!.Value.Pipeline.Window);
    }

    [Fact]
    public void Invert_OfAGreyImage_TurnsThePipelineRound()
    {
        using var session = Open(new GreySequence(1));
        WaitFor(session, 0);
        session.Handle(new ViewerCommand.Invert(), Size, 1);
        Assert.True(session.Scene(Size, 1, 4096).Picture!.Value.Pipeline.Invert);
    }

    [Fact]
    public void Cine_DecodingSlow_FollowsTheClockNotTheDecoder()
    {
        using var session = Open(new GreySequence(50));
        WaitFor(session, 0);
        session.Handle(new ViewerCommand.ToggleCine(), Size, 1);
        _clock.Advance(40 * 20);
        session.Advance();
        Assert.Equal(20, session.Index);
        WaitFor(session, 20);
        session.Handle(new ViewerCommand.ToggleCine(), Size, 1);
        _clock.Advance(4000);
        session.Advance();
        Assert.Equal(20, session.Index);
    }

    [Fact]
    public void DerivedWindow_OverFramesOfOneSequence_StaysThatOfTheFirst()
    {
        using var session = Open(new GreySequence(2) { Derived = true });
        WaitFor(session, 0);
        var first = session.Scene(Size, 1, 4096).Picture!.Value.Pipeline.Window;
        session.Handle(new ViewerCommand.Step(1), Size, 1);
        WaitFor(session, 1);
        Assert.Equal(first, session.Scene(Size, 1, 4096).Picture!.Value.Pipeline.Window);
    }

    [Fact]
    public void Frame_LargerThanTheCardTakes_SaysSo()
    {
        using var session = Open(new GreySequence(1));
        WaitFor(session, 0);
        var scene = session.Scene(Size, 1, maxFrameSide: 4);
        Assert.Null(scene.Picture);
        Assert.True(scene.MessageIsError);
    }

    [Fact]
    public void Loader_SmallBudget_KeepsWithinItAndStillShowsEveryFrame()
    {
        var options = new ViewerOptions { Clock = _clock, MemoryBudget = 5 * 1100 };
        using var session = new ViewerSession(new GreySequence(40), options, _fonts, _ => _arrived.Set());
        for (var index = 0; index < 40; index++)
        {
            WaitFor(session, index);
            Assert.InRange(session.Loader.Held, 1, 6);
            session.Handle(new ViewerCommand.Step(1), Size, 1);
        }
    }

    [Fact]
    public void States_AreOfferedOneAfterTheOther_AndTheUsersWindowGoesWithThem()
    {
        using var session = Open(new GreySequence(1) { States = 2 });
        WaitFor(session, 0);
        Assert.Contains("S: 2 presentation states", session.Scene(Size, 1, 4096).WindowLines);
        session.Handle(new ViewerCommand.DragWindow(50, 0), Size, 1);
        var shown = new List<(double? Center, string Line)>();
        for (var i = 0; i < 3; i++)
        {
            session.Handle(new ViewerCommand.NextState(), Size, 1);
            var scene = session.Scene(Size, 1, 4096);
            shown.Add((scene.Picture!.Value.Pipeline.Window?.Center, scene.WindowLines[0]));
        }

        Assert.Equal([(1, "State 1 of 2: STATE 1"), (2, "State 2 of 2: STATE 2"), (100, "S: 2 presentation states")], shown);
    }

    [Fact]
    public void State_NamedAtTheStart_IsAppliedWithAllItBrings()
    {
        using var session = new ViewerSession(
            new GreySequence(1) { States = 2 }, new ViewerOptions { Clock = _clock, Presentation = "1.2" }, _fonts, _ => _arrived.Set());
        WaitFor(session, 0);
        var scene = session.Scene(Size, 1, 4096);
        Assert.Equal(new SpatialTransform(1, false), scene.Picture!.Value.Turn);
        Assert.Equal(("F", "H", "L", "R"), (scene.Text!.Orientation.Left, scene.Text.Orientation.Right, scene.Text.Orientation.Top, scene.Text.Orientation.Bottom));
        Assert.Single(scene.Graphics);
        Assert.Contains("not drawn", scene.Notes);
        session.Handle(new ViewerCommand.ToggleText(), Size, 1);
        Assert.Empty(session.Scene(Size, 1, 4096).Graphics);
    }

    // 8 pixels of 2 mm down and 0.5 mm across in a window of 200x100; turned by a right angle the columns run downwards.
    [Theory]
    [InlineData(null, 100 / (8 * 2.0))]
    [InlineData("1.2", 50 / (8 * 0.5))]
    public void Scale_IsThatOfTheDirectionDownwards(string? state, double pixelsPerMillimetre)
    {
        using var session = new ViewerSession(
            new GreySequence(1) { States = 2, Scale = new PixelScale(2, 0.5), AspectRatio = 4 }, new ViewerOptions { Clock = _clock, Presentation = state }, _fonts, _ => _arrived.Set());
        WaitFor(session, 0);
        Assert.Equal(pixelsPerMillimetre, session.Scene(Size, 1, 4096).ScaleBar!.Value.PixelsPerMillimetre, 6);
    }

    [Theory]
    [InlineData(null, "TRUE SIZE, screen taken as 96 dpi", 3.779)]
    [InlineData(5.0, "TRUE SIZE  screen 127 dpi", 5)]
    public void TrueSize_SaysWhatItGoesBy_UntilItIsZoomed(double? pixelsPerMillimetre, string words, double perPixel)
    {
        using var session = new ViewerSession(
            new GreySequence(1) { States = 1, Area = new DisplayedArea(1, 1, 8, 8, PresentationSize.TrueSize, 0, (1, 1), 1) },
            new ViewerOptions { Clock = _clock, Presentation = "1.1" }, _fonts, _ => _arrived.Set());
        WaitFor(session, 0);
        var scene = session.Scene(Size, 1, 4096, pixelsPerMillimetre);
        Assert.Contains(words, scene.WindowLines);
        Assert.Equal(perPixel, scene.Picture!.Value.Area.Width / 8, 0.001);

        session.Handle(new ViewerCommand.Zoom(2, 5, 5), Size, 1);
        Assert.DoesNotContain(session.Scene(Size, 1, 4096, pixelsPerMillimetre).WindowLines, line => line.StartsWith("TRUE SIZE", StringComparison.Ordinal));
        session.Handle(new ViewerCommand.Reset(), Size, 1);
        Assert.Contains(words, session.Scene(Size, 1, 4096, pixelsPerMillimetre).WindowLines);
        session.Handle(new ViewerCommand.NextState(), Size, 1);
        Assert.DoesNotContain(session.Scene(Size, 1, 4096, pixelsPerMillimetre).WindowLines, line => line.StartsWith("TRUE SIZE", StringComparison.Ordinal));
    }

    [Fact]
    public void State_ThatIsNotForTheFrame_GivesWayToTheOneAskedForThatIs()
    {
        using var session = new ViewerSession(
            new GreySequence(1) { States = 2, AskedState = "1.2" }, new ViewerOptions { Clock = _clock, Presentation = "1.9" }, _fonts, _ => _arrived.Set());
        WaitFor(session, 0);
        Assert.Contains("State 2 of 2: STATE 2", session.Scene(Size, 1, 4096).WindowLines);
        session.Handle(new ViewerCommand.NextState(), Size, 1);
        Assert.Contains("S: 2 presentation states", session.Scene(Size, 1, 4096).WindowLines);
    }

    [Fact]
    public void States_WhereThereAreNone_AreSaidToBeNone()
    {
        using var session = Open(new GreySequence(1));
        WaitFor(session, 0);
        session.Handle(new ViewerCommand.NextState(), Size, 1);
        Assert.Contains("no presentation state", session.Scene(Size, 1, 4096).Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Window_AskedForFromTheStart_IsThatOfAllFramesUntilAnotherIsTaken()
    {
        var options = new ViewerOptions { Clock = _clock, Window = new VoiPreset("lung", new VoiWindow(-600, 1500)) };
        using var session = new ViewerSession(new GreySequence(3), options, _fonts, _ => _arrived.Set());
        WaitFor(session, 0);
        Assert.Equal(["lung", "C -600  W 1500"], session.Scene(Size, 1, 4096).WindowLines.Take(2));
        session.Handle(new ViewerCommand.Step(1), Size, 1);
        WaitFor(session, 1);
        Assert.Equal("lung", session.Scene(Size, 1, 4096).WindowLines[0]);
        session.Handle(new ViewerCommand.Preset(0), Size, 1);
        Assert.Equal("C 100  W 200", session.Scene(Size, 1, 4096).WindowLines[0]);
    }

    private ViewerSession Open(IImageSequence sequence) =>
        new(sequence, new ViewerOptions { Clock = _clock }, _fonts, _ => _arrived.Set());

    private void WaitFor(ViewerSession session, int index)
    {
        session.Advance();
        while (session.Shown?.Index != index)
        {
            Assert.True(_arrived.WaitOne(TimeSpan.FromSeconds(30)), $"frame {index} never came");
            session.Advance();
        }
    }

    private sealed class GreySequence(int count, int broken = -1) : IImageSequence
    {
        public string? Unit { get; init; }

        public bool Derived { get; init; }

        public int States { get; init; }

        public string? AskedState { get; init; }

        public DisplayedArea? Area { get; init; }

        public PixelScale? Scale { get; init; }

        public double AspectRatio { get; init; } = 1;

        public int Count => count;

        public string Title => "grey";

        public CineTiming? Cine => count == 0 ? null : CineTiming.Uniform(count, 40);

        public SequenceFrame Get(int index, CancellationToken cancellation)
        {
            if (index == broken)
            {
                throw new InvalidOperationException("no codec for this");
            }

            var pixels = new byte[64];
            Array.Fill(pixels, (byte)(index * 3));
            pixels[0] = (byte)(255 - index);
            var frame = new PixelFrame(8, 8, PixelKind.Gray8, 8, pixels);
            var pipeline = new GrayPipeline { ModalityUnit = Unit };
            return new PictureFrame
            {
                Pixels = frame,
                Presets = Unit == "HU" ? VoiPresets.Hounsfield : [],
                Pipeline = Derived ? pipeline.ResolveFor(frame) : pipeline with { Window = new VoiWindow(100, 200) },
                Text = new OverlayText { Orientation = new OrientationLetters("L", "R", "H", "F") },
                States = [.. Enumerable.Range(1, States).Select(number => State(number) with { Area = Area, PixelAspectRatio = AspectRatio })],
                Scale = Scale,
                PixelAspectRatio = AspectRatio,
                AskedState = AskedState,
            };
        }

        private static FramePresentation State(int number) => new()
        {
            State = $"1.{number}",
            Label = $"STATE {number}",
            Pipeline = new GrayPipeline { Window = new VoiWindow(number, 10) },
            Turn = new SpatialTransform(number - 1, false),
            Graphics = [new FrameGraphic.Figure(GraphicKind.Point, [new GraphicPoint(1, 1, GraphicUnits.Pixel)], false, DisplayColor.White)],
            Notes = ["not drawn"],
        };
    }
}
