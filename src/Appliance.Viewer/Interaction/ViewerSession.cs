using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// One sequence being looked at: which frame, how it is shown, whether cine runs. Knows nothing of windows or GL; commands go in, a
/// <see cref="SceneModel"/> comes out. One thread, beside the loader's own.
/// </summary>
internal sealed class ViewerSession : IDisposable
{
    private const int FullRangeKey = 9;

    private static readonly TimeSpan NoteTime = TimeSpan.FromSeconds(3);

    // Displays do not tell their size reliably: plain pixels are taken as 96 to an inch, as desktops do.
    private const double PlainPixelsPerMillimetre = 96 / 25.4;
    private const int MaxNotes = 3;

    // Shorter waits are not worth a word: it would only flash.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);
    private readonly IImageSequence _stored;
    private readonly ViewerOptions _options;
    private readonly Action<int> _arrived;
    private readonly FrameTableRows _table = new();
    private IImageSequence _sequence;
    private CineClock? _clock;
    private readonly FontBook _fonts;
    private readonly TextPainter _measure;
    private PageDraw? _page;
    private (object Of, GrayPipeline Pipeline)? _derived;
    private (string Text, long At)? _note;
    private long? _waitingSince;
    private bool _waiting;
    private int _direction = 1;

    /// <summary>Starts loading.</summary>
    /// <param name="sequence">What is looked at.</param>
    /// <param name="options">How it begins.</param>
    /// <param name="fonts">Asked for the scripts it lacks; outlives the session.</param>
    /// <param name="arrived">Called by a loader's thread when a frame has come.</param>
    public ViewerSession(IImageSequence sequence, ViewerOptions options, FontBook fonts, Action<int> arrived)
    {
        _stored = sequence;
        _options = options;
        _arrived = arrived;
        _fonts = fonts;
        _measure = new TextPainter(fonts);
        State = new ViewState
        {
            ShowText = options.ShowText,
            Placement = new ViewPlacement(options.Fit),
            ShowTable = options.ShowTable,
            Order = OrderOf(options.Order),
            Presentation = options.Presentation,
        };
        _sequence = Ordered(State.Order);
        Index = Math.Clamp(options.Frame, 0, Math.Max(0, sequence.Count - 1));
        Loader = new FrameLoader(_sequence, options.MemoryBudget, arrived);
        _clock = ClockOf(_sequence);
        if (sequence.Count > 0)
        {
            Loader.Focus(Index, 1, playing: false);
        }

        if (options.Play)
        {
            ToggleCine();
        }
    }

    /// <summary>The frames in memory.</summary>
    public FrameLoader Loader { get; private set; }

    /// <summary>The frame wanted.</summary>
    public int Index { get; private set; }

    /// <summary>The frame shown: the one wanted, or while that loads the last that was there.</summary>
    public LoadedFrame? Shown { get; private set; }

    /// <summary>How it is shown.</summary>
    public ViewState State { get; private set; }

    /// <summary>Cine runs.</summary>
    public bool IsPlaying => _clock?.IsRunning == true;

    /// <summary>The picture in the last scene, as placed; none before the first or without a frame.</summary>
    public PictureDraw? Picture { get; private set; }

    /// <summary>The file that the page in the last scene stands for; null when there is none.</summary>
    public PageAttachment? Attachment => _page?.Page.Attachment;

    /// <summary>When <see cref="Advance"/> should be called again; null when nothing moves by itself.</summary>
    public TimeSpan? UntilNext
    {
        get
        {
            var clock = _options.Clock;
            var times = new List<TimeSpan>(3);
            if (IsPlaying)
            {
                times.Add(_clock!.UntilNext());
            }

            if (_note is { } shown)
            {
                times.Add(NoteTime - clock.GetElapsedTime(shown.At));
            }

            if (_waitingSince is { } since && !_waiting)
            {
                times.Add(Patience - clock.GetElapsedTime(since));
            }

            return times.Count == 0 ? null : times.Min();
        }
    }

    /// <summary>Follows the clock and the loader; true when the picture changes.</summary>
    public bool Advance()
    {
        var before = (Shown, Index, _note, _waiting);
        if (_note is { } note && _options.Clock.GetElapsedTime(note.At) >= NoteTime)
        {
            _note = null;
        }

        if (_sequence.Count == 0)
        {
            return before != (Shown, Index, _note, _waiting);
        }

        if (IsPlaying)
        {
            Index = _clock!.Due();

            // What is being decoded now will be seen only when it is done: aim that far ahead.
            Loader.Focus(_clock.DueIn(Loader.DecodeTime), 1, playing: true);
            Shown = Loader.Find(Index) ?? Newest() ?? Shown;
        }
        else
        {
            Loader.Focus(Index, _direction, playing: false);
            Shown = Loader.Find(Index) ?? Shown;
        }

        _waitingSince = Shown is null || (Shown.Index != Index && !IsPlaying) ? _waitingSince ?? _options.Clock.GetTimestamp() : null;
        _waiting = _waitingSince is { } since && _options.Clock.GetElapsedTime(since) >= Patience;
        return before != (Shown, Index, _note, _waiting);
    }

    /// <summary>Offers an event to the page that is shown.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="before">The state of the mouse until then.</param>
    /// <returns>False when there is no page, or it has no use for the event.</returns>
    public bool Handle(InputEvent input, InputState before) =>
        _page is { } page && !State.ShowTags && !State.ShowHelp && Turn(page.Page.Handle(input, before, page.Place, State.Page));

    /// <summary>Carries out a command that concerns what is shown.</summary>
    /// <returns>False for commands that are the window's business.</returns>
    public bool Handle(ViewerCommand command, PixelSize viewport, double scale)
    {
        if (_page is { } page && !State.ShowTags && !State.ShowHelp && Turn(page.Page.Handle(command, page.Place, State.Page)))
        {
            return true;
        }

        switch (command)
        {
            case ViewerCommand.Step step when State.ShowTags || State.ShowHelp:
                ScrollPanel(step.Frames * 3, viewport, scale);
                return true;
            case ViewerCommand.Step step:
                GoTo(Index + (Shown?.Frame is PageFrame ? Math.Sign(step.Frames) : step.Frames), Math.Sign(step.Frames));
                return true;
            case ViewerCommand.First:
                GoTo(0, 1);
                return true;
            case ViewerCommand.Last:
                GoTo(_sequence.Count - 1, -1);
                return true;
            case ViewerCommand.ToggleCine:
                ToggleCine();
                return true;
            case ViewerCommand.NextOrder:
                NextOrder();
                return true;
            case ViewerCommand.ToggleTable:
                ToggleTable();
                return true;
            case ViewerCommand.ScrollColumns columns:
                ScrollColumns(columns.Columns);
                return true;
            case ViewerCommand.Preset preset:
                TakePreset(preset.Number);
                return true;
            case ViewerCommand.DragWindow drag:
                DragWindow(drag);
                return true;
            case ViewerCommand.NextState:
                NextState();
                return true;
            default:
                return Change(command, viewport);
        }
    }

    /// <summary>Shows a short note at the bottom for a few seconds.</summary>
    public void Note(string text) => _note = (text, _options.Clock.GetTimestamp());

    /// <summary>What the window shows now.</summary>
    public SceneModel Scene(PixelSize size, double scale, int maxFrameSide)
    {
        var describing = new SceneWords(_sequence, State, Index, Shown, IsPlaying, _waiting);
        var frame = Shown?.Frame;
        var picture = frame as PictureFrame;
        var fits = picture is null || Math.Max(picture.Pixels.Width, picture.Pixels.Height) <= maxFrameSide;
        var way = picture?.Way(State.Presentation);
        Picture = picture is not null && fits ? Place(picture, way!, size, scale) : null;
        var frameLines = State.ShowText ? describing.FrameLines() : [];
        _page = frame is PageFrame page ? Place(page, size, scale, frameLines.Count) : null;
        return new SceneModel
        {
            Size = size,
            Scale = scale,
            Picture = Picture,
            Graphics = State.ShowText && way is not null ? way.Graphics : [],
            Shown = way?.Area,
            ScaleBar = State.ShowText && picture?.Scale is { } millimetres && Picture is { } measured ? ScaleOf(millimetres, measured) : null,
            Page = _page,
            Upcoming = Upcoming(),
            Text = State.ShowText ? TextOf(frame, way) : null,
            FrameLines = frameLines,
            WindowLines = State.ShowText && Picture is { } placed ? describing.WindowLines(placed) : [],
            Message = fits ? describing.Message() : $"This frame of {picture!.Pixels.Width} x {picture.Pixels.Height} pixels is larger than the {maxFrameSide} that this GL can show.",
            MessageIsError = !fits || Shown?.Error is not null,
            Notes = Notes(picture, way),
            Lines = State is { ShowText: true, ShowLines: true } && Picture is { } cut
                ? SceneLines.Of(_sequence.ReferencePlanes, picture?.Place, cut.Place)
                : [],
            Table = State.ShowTable && picture is not null ? _table.Around(picture, State.Order, State.TableColumn, TablePainter.RowsThatFit(size.Height, scale)) : null,
            Track = State.ShowText && _sequence.Count > 1 ? new SceneTrack(Index, Loader.Presence()) : null,
            Panel = describing.Panel(),
        };
    }

    public void Dispose()
    {
        Loader.Dispose();
        _measure.Dispose();
    }

    private bool Turn(PageState? turned)
    {
        State = turned is null ? State : State with { Page = turned };
        return turned is not null;
    }

    private PageDraw Place(PageFrame frame, PixelSize size, double scale, int frameLines)
    {
        var words = State.ShowText ? frame.Text : OverlayText.None;
        var below = Math.Max(words.BottomLeft.Count + frameLines, words.BottomRight.Count);
        return new PageDraw(frame.Page, PagePlace.Between(size, scale, Math.Max(words.TopLeft.Count, words.TopRight.Count), below, _measure), State.Page);
    }

    private PictureDraw Place(PictureFrame frame, FramePresentation way, PixelSize size, double scale)
    {
        var area = ViewGeometry.Place(frame.Pixels.Width, frame.Pixels.Height, way, size, State.Placement, PlainPixelsPerMillimetre * scale);
        var pipeline = way.State is null ? OwnPipeline(frame) : way.Pipeline;
        return new PictureDraw(frame.Pixels, State.Apply(pipeline, frame.Pixels), frame.Palette, area, _options.Smooth) { Turn = way.Turn };
    }

    private static OverlayText TextOf(SequenceFrame? frame, FramePresentation? way)
    {
        var text = frame?.Text ?? OverlayText.None;
        return way is null || way.Turn.IsIdentity ? text : text with { Orientation = text.Orientation.Turned(way.Turn) };
    }

    private static ScaleBar ScaleOf(PixelScale scale, PictureDraw picture) => new(
        picture.Turn.SwapsAxes ? picture.Area.Height / picture.Frame.Width / scale.Column : picture.Area.Height / picture.Frame.Height / scale.Row, scale.Caveat);

    // A window made up from the range of a frame is kept for the whole image: in cine the greys would flicker with every frame's own.
    private GrayPipeline OwnPipeline(PictureFrame frame)
    {
        if (!frame.Pipeline.IsWindowDerived)
        {
            return frame.Pipeline;
        }

        var of = frame.Image ?? (object)_sequence;
        if (_derived is not { } kept || !ReferenceEquals(kept.Of, of))
        {
            _derived = (of, frame.Pipeline);
        }

        return frame.Pipeline with { Window = _derived!.Value.Pipeline.Window };
    }

    private IReadOnlyList<PixelFrame> Upcoming()
    {
        var frames = new List<PixelFrame>();
        foreach (var index in LoadPlan.Wanted(_sequence.Count, Index, _direction, IsPlaying, TextureRing.Slots - 1).Skip(1).Take(TextureRing.Slots - 1))
        {
            if (Loader.Find(index)?.Frame is PictureFrame frame)
            {
                frames.Add(frame.Pixels);
            }
        }

        return frames;
    }

    // Decoding is late: the frame due least long ago that is there, rather than none.
    private LoadedFrame? Newest()
    {
        for (var back = 1; back < Math.Min(_sequence.Count, 64); back++)
        {
            var index = (Index - back + _sequence.Count) % _sequence.Count;
            if (index == Shown?.Index)
            {
                return Shown;
            }

            if (Loader.Find(index) is { } frame)
            {
                return frame;
            }
        }

        return null;
    }

    private IReadOnlyList<string> Notes(PictureFrame? frame, FramePresentation? way)
    {
        var notes = new List<string>();
        if (_note is { } note)
        {
            notes.Add(note.Text);
        }

        if (State.ShowText && frame?.Pixels.Note is { } odd)
        {
            notes.Add(odd);
        }

        if (State.ShowText && way is not null)
        {
            notes.AddRange(way.Notes.Take(MaxNotes));
        }

        if (State.ShowText && _fonts.Missing.Count > 0)
        {
            notes.Add($"No font on this machine for: {string.Join(", ", _fonts.Missing)}");
        }

        return notes;
    }

    private void GoTo(int index, int direction)
    {
        if (_sequence.Count == 0)
        {
            return;
        }

        _clock?.Stop();
        _direction = direction;
        Index = Math.Clamp(index, 0, _sequence.Count - 1);
    }

    // The frame looked at stays; what has been decoded is let go, as everything has another number now.
    private void NextOrder()
    {
        if (_stored.DimensionOrder is not { } order)
        {
            Note(_stored.Count > 1 ? "No other order: these frames tell no dimensions, or lie in their order" : "A single frame has no order");
            return;
        }

        var (stored, wasPlaying) = (State.Order == FrameOrder.Dimension ? order[Index] : Index, IsPlaying);
        State = State with { Order = State.Order == FrameOrder.Dimension ? FrameOrder.Stored : FrameOrder.Dimension };
        _sequence = Ordered(State.Order);
        _clock = ClockOf(_sequence);
        Loader.Dispose();
        Loader = new FrameLoader(_sequence, _options.MemoryBudget, _arrived);
        Index = State.Order == FrameOrder.Dimension ? order.ToList().IndexOf(stored) : stored;
        Shown = Shown is { } shown ? shown with { Index = Index } : null;
        if (wasPlaying)
        {
            _clock?.Start(Index);
        }

        Note(State.Order == FrameOrder.Dimension ? "Frames in the order of their dimensions" : "Frames as they are stored");
    }

    private FrameOrder OrderOf(FrameOrder wanted) => _stored.DimensionOrder is null ? FrameOrder.Stored : wanted;

    private IImageSequence Ordered(FrameOrder order) =>
        order == FrameOrder.Dimension && _stored.DimensionOrder is { } places ? new ReorderedSequence(_stored, places) : _stored;

    private CineClock? ClockOf(IImageSequence sequence) => sequence.Count > 1 && sequence.Cine is { } timing ? new CineClock(timing, _options.Clock) : null;

    private void ToggleTable()
    {
        if (!State.ShowTable && (Shown?.Frame is not PictureFrame frame || _table.ColumnsOf(frame) == 0))
        {
            Note(Shown?.Frame is PictureFrame { Image.NumberOfFrames: > 1 } ? "Nothing varies over these frames" : "This object has one frame: T lists its elements");
            return;
        }

        State = State with { ShowTable = !State.ShowTable, TableColumn = 0 };
    }

    private void ScrollColumns(int columns)
    {
        if (State.ShowTable && Shown?.Frame is PictureFrame frame)
        {
            State = State with { TableColumn = Math.Clamp(State.TableColumn + columns, 0, Math.Max(0, _table.ColumnsOf(frame) - 1)) };
        }
    }

    private void ToggleCine()
    {
        if (_clock is null)
        {
            Note(_sequence.Count == 0 ? "There is nothing to play" : "A single frame cannot be played");
        }
        else if (_clock.IsRunning)
        {
            _clock.Stop();
        }
        else
        {
            _direction = 1;
            _clock.Start(Index);
        }
    }

    private void DragWindow(ViewerCommand.DragWindow drag)
    {
        if (Picture is not { } picture)
        {
            return;
        }

        if (!picture.Frame.Kind.IsGray())
        {
            Note(NoWindow);
            return;
        }

        State = State with
        {
            Window = ViewState.Dragged(ViewState.WindowOf(picture.Pipeline), drag.X, drag.Y),
            VoiLut = null,
            FullRange = false,
            PresetName = null,
        };

        // Several drags may come before the next picture: each builds on the one before.
        Picture = picture with { Pipeline = picture.Pipeline with { Window = State.Window } };
    }

    private void TakePreset(int number)
    {
        if (number == 0)
        {
            State = State.WithOwnWindow();
            Note("Window of the image");
            return;
        }

        if (Shown?.Frame is not PictureFrame frame || !frame.Pixels.Kind.IsGray())
        {
            Note(NoWindow);
            return;
        }

        IReadOnlyList<VoiPreset> presets = State.Presentation is null ? frame.Presets : [.. StateWindows(frame.Way(State.Presentation)), .. frame.Presets];
        if (number == FullRangeKey)
        {
            State = State.WithOwnWindow() with { FullRange = true, PresetName = "full range" };
        }
        else if (number <= presets.Count)
        {
            var (name, window, table) = presets[number - 1];
            State = State.WithOwnWindow() with { Window = window, VoiLut = table, PresetName = name };
        }
        else
        {
            Note($"This image has no window {number}");
        }
    }

    private static IEnumerable<VoiPreset> StateWindows(FramePresentation way) =>
        way.Windows.Select((window, i) => new VoiPreset(window.Explanation ?? $"window {i + 1} of the presentation state", window));

    // What the user had set belongs to the way it was set in.
    private void NextState()
    {
        if (Shown?.Frame is not PictureFrame { States: { Count: > 0 } states } frame)
        {
            Note("There is no presentation state for this image");
            return;
        }

        var now = frame.Way(State.Presentation).State;
        var place = now is null ? 0 : states.TakeWhile(state => state.State != now).Count() + 1;
        var next = place < states.Count ? states[place] : null;
        State = State with
        {
            Presentation = next?.State,
            Placement = new ViewPlacement(_options.Fit),
            Window = null,
            VoiLut = null,
            FullRange = false,
            PresetName = null,
            Inverted = false,
        };
        Note(next is null ? "Without a presentation state" : $"Presentation state {next.Label}");
    }

    private string NoWindow => Shown?.Frame is PageFrame ? "There is no window to set here" : "Colour images have no window";

    private bool Change(ViewerCommand command, PixelSize viewport)
    {
        ViewState? changed = command switch
        {
            ViewerCommand.Zoom zoom => State with { Placement = ViewGeometry.ZoomAt(State.Placement, zoom.Factor, zoom.AtX, zoom.AtY, viewport) },
            ViewerCommand.Pan pan => State with { Placement = State.Placement with { PanX = State.Placement.PanX + pan.X, PanY = State.Placement.PanY + pan.Y } },
            ViewerCommand.Invert => State with { Inverted = !State.Inverted },
            ViewerCommand.ToggleText => State with { ShowText = !State.ShowText },
            ViewerCommand.NextLayout => State with { Placement = new ViewPlacement(Next(State.Placement.Fit)) },
            ViewerCommand.ToggleTags => State with { ShowTags = !State.ShowTags, ShowHelp = false, PanelRow = 0 },
            ViewerCommand.ToggleHelp => State with { ShowHelp = !State.ShowHelp, ShowTags = false, PanelRow = 0 },
            ViewerCommand.ToggleLines => State with { ShowLines = !State.ShowLines },
            ViewerCommand.UseTool use => State with { Tool = use.Tool },
            ViewerCommand.Reset when State.ShowHelp || State.ShowTags => State with { ShowHelp = false, ShowTags = false },
            ViewerCommand.Reset when State.ShowTable => State with { ShowTable = false },
            ViewerCommand.Reset => State with
            {
                Placement = new ViewPlacement(_options.Fit),
                Window = null,
                VoiLut = null,
                FullRange = false,
                PresetName = null,
                Inverted = false,
                Page = null,
            },
            _ => null,
        };
        State = changed ?? State;
        return changed is not null;
    }

    private static ViewerFit Next(ViewerFit fit) => fit switch
    {
        ViewerFit.Window => ViewerFit.OneToOne,
        ViewerFit.OneToOne => ViewerFit.Double,
        _ => ViewerFit.Window,
    };

    private void ScrollPanel(int rows, PixelSize viewport, double scale)
    {
        var count = new SceneWords(_sequence, State, Index, Shown, IsPlaying, _waiting).Panel()?.Rows.Count ?? 0;
        var last = Math.Max(0, count - PanelPainter.RowsThatFit(viewport.Height, scale));
        State = State with { PanelRow = Math.Clamp(State.PanelRow + rows, 0, last) };
    }
}
