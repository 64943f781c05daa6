using Appliance.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

public sealed class TextPageTests : IDisposable
{
    private static readonly PixelSize Size = new(400, 300);
    private readonly FontBook _fonts = new([]);
    private readonly AutoResetEvent _arrived = new(false);

    public void Dispose()
    {
        _fonts.Dispose();
        _arrived.Dispose();
    }

    [Fact]
    public void Page_InASequence_IsDrawnInPlaceOfAPicture()
    {
        using var session = Open(2, lines: 3);
        var scene = session.Scene(Size, 1, 4096);
        Assert.Null(scene.Picture);
        Assert.Null(scene.Message);
        Assert.IsType<TextPage>(scene.Page!.Page);
        Assert.InRange(scene.Page.Place.Area.Height, 1, Size.Height);
    }

    [Fact]
    public void Step_WhileThereIsMoreText_ScrollsAndThenGoesOn()
    {
        using var session = Open(2, lines: 30);
        session.Scene(Size, 1, 4096);
        var steps = 0;
        while (session.Index == 0)
        {
            Assert.True(session.Handle(new ViewerCommand.Step(1), Size, 1));
            session.Scene(Size, 1, 4096);
            Assert.InRange(++steps, 1, 30);
        }

        Assert.InRange(steps, 3, 30);
        Assert.Equal(1, session.Index);
    }

    [Fact]
    public void Attachment_OfThePageShown_IsWhatExportSaves()
    {
        var attachment = new PageAttachment("a.pdf", new byte[3]);
        using var session = Open(new Single(new PageFrame { Page = new TextPage([new TextPageLine(0, "Document", "a")], attachment) }));
        session.Scene(Size, 1, 4096);
        Assert.Same(attachment, session.Attachment);
    }

    [Fact]
    public void Text_OfAPage_IsItsLinesSetIn() =>
        Assert.Equal("Findings\n  Size: 3 cm\n    small\n", new TextPage([new(0, "Findings", ""), new(1, "Size", "3 cm"), new(2, "", "small")]).ToText());

    [Fact]
    public void Reset_AfterScrolling_IsAtTheTopAgain()
    {
        using var session = Open(1, lines: 100);
        session.Scene(Size, 1, 4096);
        session.Handle(new ViewerCommand.Last(), Size, 1);
        Assert.NotNull(session.State.Page);
        session.Handle(new ViewerCommand.Reset(), Size, 1);
        Assert.Null(session.State.Page);
    }

    [Fact]
    public void Drag_OnAPage_ChangesNoWindow()
    {
        using var session = Open(1, lines: 1);
        session.Scene(Size, 1, 4096);
        session.Handle(new ViewerCommand.DragWindow(30, 30), Size, 1);
        Assert.Null(session.State.Window);
    }

    private ViewerSession Open(int count, int lines) => Open(new Pages(count, lines));

    private ViewerSession Open(IImageSequence sequence)
    {
        var session = new ViewerSession(sequence, new ViewerOptions(), _fonts, _ => _arrived.Set());
        session.Advance();
        while (session.Shown is null)
        {
            Assert.True(_arrived.WaitOne(TimeSpan.FromSeconds(30)), "the page never came");
            session.Advance();
        }

        return session;
    }

    private sealed class Pages(int count, int lines) : IImageSequence
    {
        public int Count => count;

        public string Title => "report";

        public CineTiming? Cine => null;

        public SequenceFrame Get(int index, CancellationToken cancellation) =>
            new PageFrame { Page = new TextPage([.. Enumerable.Range(0, lines).Select(line => new TextPageLine(line % 3, "Finding", $"line {line}"))]) };
    }

    private sealed class Single(SequenceFrame frame) : IImageSequence
    {
        public int Count => 1;

        public string Title => "document";

        public CineTiming? Cine => null;

        public SequenceFrame Get(int index, CancellationToken cancellation) => frame;
    }
}
