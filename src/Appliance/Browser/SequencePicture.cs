using System.Globalization;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance.Browser;

/// <summary>
/// A sequence of frames drawn on the CPU for the terminal as their objects or a presentation state ask, shutters and overlays with them, with a window
/// of its own once the user has changed it.
/// </summary>
internal sealed class SequencePicture(SubjectSequence sequence) : IBrowserPicture
{
    private const double Step = 0.1;

    // Few pixels, so that lines are still thick when they become the cells of a terminal.
    private static readonly (int Width, int Height) PageSize = (480, 360);

    // More pages than this are a folder to look through, not a text to read.
    private const int MostPages = 32;

    // Lines over a picture of more pixels are drawn thicker, so that something of them is left in a terminal of usual width.
    private const double PixelsAcross = 160;
    private VoiWindow? _window;
    private VoiWindow? _shown;
    private bool _invert;
    private bool _showGraphics = true;
    private string? _state = sequence.States.Named?.SopInstanceUid;
    private PictureFrame? _frame;
    private IReadOnlyList<string> _runNotes = [];

    public string Title => sequence.Title;

    public int Count => sequence.Count;

    public int? First => sequence.FirstNamedFrame;

    public double PixelAspectRatio { get; private set; } = 1;

    public string WindowText => (_shown is { } window
        ? string.Create(CultureInfo.InvariantCulture, $"C {window.Center:0.#} W {window.Width:0.#}")
        : "") + (_invert ? " inverted" : "");

    public string StateText
    {
        get
        {
            if (_frame is not { States: { Count: > 0 } states } frame)
            {
                return "";
            }

            var way = frame.Way(_state);
            var words = way.Graphics.OfType<FrameGraphic.Words>().Count();
            return way.State is null ? $"s: {states.Count} presentation state{(states.Count == 1 ? "" : "s")}"
                : TerminalText.Clean(string.Join("; ", [$"state {way.Label}", .. words == 0 ? [] : new[] { $"{words} text{(words == 1 ? "" : "s")} only in the window" }, .. way.Notes]));
        }
    }

    public string NoteText => TerminalText.Clean(string.Join("; ", _runNotes.Concat(_frame?.Notes ?? [])));

    public string? Text
    {
        get
        {
            if (!sequence.IsText || Count > MostPages)
            {
                return null;
            }

            var pages = new List<string>();
            for (var index = 0; index < Count; index++)
            {
                var frame = sequence.Get(index, CancellationToken.None);
                pages.Add($"{string.Join('\n', frame.Text.TopLeft.Concat(frame.Text.TopRight))}\n\n{((frame as PageFrame)?.Page as TextPage)?.ToText()}");
            }

            return TerminalLines(string.Join("\n\n", pages));
        }
    }

    public string? SaveDocument()
    {
        for (var index = 0; index < Math.Min(Count, MostPages); index++)
        {
            if (sequence.Get(index, CancellationToken.None) is PageFrame { Page.Attachment: { } attachment })
            {
                return $"saved {attachment.SaveTo(Composition.Exports)}";
            }
        }

        return null;
    }

    public void AdjustWindow(int centerSteps, int widthSteps)
    {
        if ((_window ?? _shown) is { } window)
        {
            _window = window with
            {
                Center = window.Center + (centerSteps * Step * window.Width),
                Width = Math.Max(window.Width * Math.Pow(1 + Step, widthSteps), 1),
            };
        }
    }

    public void ResetWindow() => (_window, _invert) = (null, false);

    public void Invert() => _invert = !_invert;

    // What the user had set belongs to the way it was set in.
    public void NextState()
    {
        _state = _frame?.NextState(_state)?.State;
        ResetWindow();
    }

    public void ToggleGraphics() => _showGraphics = !_showGraphics;

    public RenderedImage Render(int index)
    {
        (_frame, _runNotes) = (null, sequence.NotesOf(index));
        switch (sequence.Get(index, CancellationToken.None))
        {
            case PictureFrame picture:
                return Render(picture);
            case PageFrame page:
                (PixelAspectRatio, _shown) = (1, null);

                // Words in the corners cannot be read in cells, and would leave the page little room.
                return PageRendering.Render(page with { Text = OverlayText.None }, PageSize, TextWriter.Null);
            case var other:
                throw new NotSupportedException($"a frame of the kind {other.GetType().Name} is not drawn in a terminal");
        }
    }

    public void Dispose() => sequence.Dispose();

    private static string TerminalLines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(TerminalText.Clean));

    private RenderedImage Render(PictureFrame frame)
    {
        var way = (_frame = frame).Way(_state);
        PixelAspectRatio = way.Turn.SwapsAxes ? 1 / way.PixelAspectRatio : way.PixelAspectRatio;
        var pixels = way.Subtracted ?? frame.Pixels;
        var pipeline = way.Pipeline.ResolveFor(pixels);
        pipeline = pipeline with
        {
            Window = _window ?? pipeline.Window,
            VoiLut = _window is null ? pipeline.VoiLut : null,
            Invert = pipeline.Invert ^ _invert,
        };
        _shown = pixels.Kind.IsGray() ? pipeline.Window : null;
        var picture = Over(ReferenceRenderer.Render(pixels, pipeline, frame.Palette), way);
        return way.Area?.CutFrom(picture, way.Turn) ?? picture;
    }

    // Words cannot be read in cells.
    private RenderedImage Over(RenderedImage picture, FramePresentation way)
    {
        IReadOnlyList<FrameGraphic> drawn = _showGraphics ? [.. way.Graphics.Where(graphic => graphic is not FrameGraphic.Words)] : [];
        var across = way.Area is { } area ? Math.Min(area.Right - area.Left + 1, picture.Width) : picture.Width;
        return drawn.Count == 0 ? way.Turn.Apply(picture) : PictureBurner.Burn(picture, way with { Graphics = drawn }, Math.Max(1, across / PixelsAcross));
    }
}
