using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>Makes a <see cref="SceneModel"/> of where a <see cref="FrameNavigator"/> is and how the user has things shown. One thread.</summary>
/// <param name="frames">The way through the sequence.</param>
/// <param name="options">How pictures are drawn.</param>
/// <param name="fonts">Measures words, and tells which scripts it lacks; outlives the composer.</param>
internal sealed class SceneComposer(FrameNavigator frames, ViewerOptions options, FontBook fonts) : IDisposable
{
    private const int MaxNotes = 3;
    private readonly TextPainter _measure = new(fonts);
    private (object Of, GrayPipeline Pipeline)? _derived;

    /// <summary>What varies over the frames of the image shown.</summary>
    public FrameTableRows Table { get; } = new();

    /// <summary>What the window shows.</summary>
    /// <param name="state">How the user has things shown.</param>
    /// <param name="said">A short note that stands for a few seconds; null for none.</param>
    /// <param name="size">The drawable area.</param>
    /// <param name="scale">How much larger than plain text is drawn.</param>
    /// <param name="maxFrameSide">The longest side of a frame that can be drawn.</param>
    /// <param name="density">Of the screen, for pictures in their true size.</param>
    public SceneModel Compose(ViewState state, string? said, PixelSize size, double scale, int maxFrameSide, ScreenDensity density)
    {
        var words = WordsFor(state);
        var frame = frames.Shown?.Frame;
        var picture = frame as PictureFrame;
        var way = picture?.Way(state.Presentation);
        var fits = picture is null || Math.Max(picture.Pixels.Width, picture.Pixels.Height) <= maxFrameSide;
        PictureDraw? placed = picture is not null && fits ? Place(picture, way!, state, size, density) : null;
        var frameLines = state.ShowText ? words.FrameLines() : [];
        return new SceneModel
        {
            Size = size,
            Scale = scale,
            Picture = placed,
            Graphics = state.ShowText && way is not null ? way.Graphics : [],
            Shown = way?.Area,
            ScaleBar = state.ShowText && picture?.Scale is { } millimetres && placed is { } measured ? ScaleOf(millimetres, measured) : null,
            Page = frame is PageFrame page ? Place(page, state, size, scale, frameLines.Count) : null,
            Upcoming = frames.Upcoming(),
            Text = state.ShowText ? TextOf(frame, way) : null,
            FrameLines = frameLines,
            WindowLines = state.ShowText && placed is { } shown ? words.WindowLines(shown, density) : [],
            Message = fits ? words.Message() : $"This frame of {picture!.Pixels.Width} x {picture.Pixels.Height} pixels is larger than the {maxFrameSide} that this GL can show.",
            MessageIsError = !fits || frames.Shown?.Error is not null,
            Notes = Notes(state, said, picture, way),
            Lines = state is { ShowText: true, ShowLines: true } && placed is { } cut
                ? SceneLines.Of(frames.Sequence.ReferencePlanes, picture?.Place, cut.Place)
                : [],
            Table = state.ShowTable && picture is not null ? Table.Around(picture, state.Order, state.TableColumn, TablePainter.RowsThatFit(size.Height, scale)) : null,
            Track = state.ShowText && frames.Sequence.Count > 1 ? new SceneTrack(frames.Index, frames.Loader.Presence()) : null,
            Panel = words.Panel(),
        };
    }

    /// <summary>The words that the viewer adds, as things are now.</summary>
    public SceneWords WordsFor(ViewState state) =>
        new(frames.Sequence, state, frames.Index, frames.Shown, frames.IsPlaying, frames.IsWaiting);

    public void Dispose() => _measure.Dispose();

    private PageDraw Place(PageFrame frame, ViewState state, PixelSize size, double scale, int frameLines)
    {
        var words = state.ShowText ? frame.Text : OverlayText.None;
        var below = Math.Max(words.BottomLeft.Count + frameLines, words.BottomRight.Count);
        var place = PagePlace.Between(size, scale, Math.Max(words.TopLeft.Count, words.TopRight.Count), below, _measure);
        return new PageDraw(frame.Page, place with { ShowLines = state is { ShowText: true, ShowLines: true } }, state.Page);
    }

    private PictureDraw Place(PictureFrame frame, FramePresentation way, ViewState state, PixelSize size, ScreenDensity density)
    {
        var area = ViewGeometry.Place(frame.Pixels.Width, frame.Pixels.Height, way, size, state.Placement, density.PixelsPerMillimetre);
        var pipeline = way.State is null ? OwnPipeline(frame) : way.Pipeline;
        var pixels = way.Subtracted ?? frame.Pixels;
        return new PictureDraw(pixels, state.Apply(pipeline, pixels), frame.Palette, area, options.Smooth) { Turn = way.Turn };
    }

    // A window made up from the range of a frame is kept for the whole image: in cine the greys would flicker with every frame's own.
    private GrayPipeline OwnPipeline(PictureFrame frame)
    {
        if (!frame.Pipeline.IsWindowDerived)
        {
            return frame.Pipeline;
        }

        var of = frame.Image ?? (object)frames.Sequence;
        if (_derived is not { } kept || !ReferenceEquals(kept.Of, of))
        {
            _derived = (of, frame.Pipeline);
        }

        return frame.Pipeline with { Window = _derived!.Value.Pipeline.Window };
    }

    private static OverlayText TextOf(SequenceFrame? frame, FramePresentation? way)
    {
        var text = frame?.Text ?? OverlayText.None;
        return way is null || way.Turn.IsIdentity ? text : text with { Orientation = text.Orientation.Turned(way.Turn) };
    }

    private static ScaleBar ScaleOf(PixelScale scale, PictureDraw picture) => new(
        picture.Turn.SwapsAxes ? picture.Area.Height / picture.Frame.Width / scale.Column : picture.Area.Height / picture.Frame.Height / scale.Row, scale.Caveat);

    private IReadOnlyList<string> Notes(ViewState state, string? said, PictureFrame? frame, FramePresentation? way)
    {
        List<string> notes = said is null ? [] : [said];
        if (!state.ShowText)
        {
            return notes;
        }

        if (frame?.Pixels.Note is { } odd)
        {
            notes.Add(odd);
        }

        notes.AddRange(way?.Notes.Take(MaxNotes) ?? []);
        if (fonts.Missing.Count > 0)
        {
            notes.Add($"No font on this machine for: {string.Join(", ", fonts.Missing)}");
        }

        return notes;
    }
}
