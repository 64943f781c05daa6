namespace Appliance.Viewer;

/// <summary>
/// One sequence being looked at: commands change how it is shown (<see cref="ViewState"/>) or where in it one is (<see cref="FrameNavigator"/>),
/// and a <see cref="SceneModel"/> comes out. Knows nothing of windows or GL. One thread, beside the loader's own.
/// </summary>
internal sealed class ViewerSession : IDisposable
{
    private const int PanelRowsPerStep = 3;
    private static readonly TimeSpan NoteTime = TimeSpan.FromSeconds(3);
    private readonly ViewerOptions _options;
    private readonly FrameNavigator _frames;
    private readonly SceneComposer _composer;
    private readonly Action _pageChanged;
    private PageDraw? _page;
    private FramePage? _prepared;
    private readonly Lock _newsGate = new();
    private bool _hasPageNews;
    private bool _isOver;
    private (string Text, long At)? _note;

    /// <summary>Starts loading.</summary>
    /// <param name="sequence">What is looked at.</param>
    /// <param name="options">How it begins.</param>
    /// <param name="fonts">Asked for the scripts it lacks; outlives the session.</param>
    /// <param name="arrived">Called by another thread when a frame has come, or there is more of a page to draw.</param>
    public ViewerSession(IImageSequence sequence, ViewerOptions options, FontBook fonts, Action<int> arrived)
    {
        _options = options;
        _pageChanged = () =>
        {
            // What a page works on may end after the window has.
            lock (_newsGate)
            {
                if (!_isOver)
                {
                    _hasPageNews = true;
                    arrived(Index);
                }
            }
        };
        _frames = new FrameNavigator(sequence, options, arrived);
        _composer = new SceneComposer(_frames, options, fonts);
        State = new ViewState
        {
            ShowText = options.ShowText,
            Placement = new ViewPlacement(options.Fit),
            ShowTable = options.ShowTable,
            Order = _frames.Order,
            Presentation = options.Presentation,
        };
        State = options.Window is { } window ? State.With(window) : options.FullRange ? State.WithFullRange() : State;
        if (options.Play)
        {
            Say(_frames.ToggleCine());
        }
    }

    /// <summary>The frames in memory.</summary>
    public FrameLoader Loader => _frames.Loader;

    /// <summary>The frame wanted.</summary>
    public int Index => _frames.Index;

    /// <summary>The frame shown: the one wanted, or while that loads the last that was there.</summary>
    public LoadedFrame? Shown => _frames.Shown;

    /// <summary>How it is shown.</summary>
    public ViewState State { get; private set; }

    /// <summary>Cine runs.</summary>
    public bool IsPlaying => _frames.IsPlaying;

    /// <summary>The picture in the last scene, as placed; none before the first or without a frame.</summary>
    public PictureDraw? Picture { get; private set; }

    /// <summary>The file that the page in the last scene stands for; null when there is none.</summary>
    public PageAttachment? Attachment => _page?.Page.Attachment;

    /// <summary>When <see cref="Advance"/> should be called again; null when nothing moves by itself.</summary>
    public TimeSpan? UntilNext
    {
        get
        {
            var frame = _frames.UntilNext;
            TimeSpan? note = _note is { } shown ? NoteTime - _options.Clock.GetElapsedTime(shown.At) : null;
            return frame is null || note < frame ? note ?? frame : frame;
        }
    }

    /// <summary>Nothing of the page shown is still being worked out.</summary>
    public bool IsPageReady { get; private set; } = true;

    private bool HasPanel => State.ShowTags || State.ShowHelp;

    /// <summary>Follows the clock and the loader; true when the picture changes.</summary>
    public bool Advance()
    {
        var isOver = _note is { } note && _options.Clock.GetElapsedTime(note.At) >= NoteTime;
        _note = isOver ? null : _note;
        var hasMoved = _frames.Advance();
        Prepare((Shown?.Frame as PageFrame)?.Page);
        return TakePageNews() || hasMoved || isOver;
    }

    private bool TakePageNews()
    {
        lock (_newsGate)
        {
            var hadNews = _hasPageNews;
            _hasPageNews = false;
            return hadNews;
        }
    }

    private void Prepare(FramePage? page)
    {
        if (page != _prepared)
        {
            _prepared?.Rest();
            _prepared = page;
        }

        IsPageReady = page?.Prepare(State.Page, _pageChanged) != false;
    }

    /// <summary>Offers an event to the page that is shown.</summary>
    /// <param name="input">What happened.</param>
    /// <param name="before">The state of the mouse until then.</param>
    /// <returns>False when there is no page, or it has no use for the event.</returns>
    public bool Handle(InputEvent input, InputState before) =>
        _page is { } page && !HasPanel && Turn(page.Page.Handle(input, before, page.Place, State.Page));

    /// <summary>Carries out a command that concerns what is shown.</summary>
    /// <returns>False for commands that are the window's business.</returns>
    public bool Handle(ViewerCommand command, PixelSize viewport, double scale) =>
        (_page is { } page && !HasPanel && Turn(page.Page.Handle(command, page.Place, State.Page)))
        || Move(command, viewport, scale)
        || Show(command)
        || Change(command, viewport);

    /// <summary>Shows a short note at the bottom for a few seconds.</summary>
    public void Note(string text) => _note = (text, _options.Clock.GetTimestamp());

    /// <summary>What the window shows now.</summary>
    /// <param name="size">The drawable area.</param>
    /// <param name="scale">How much larger than plain text is drawn.</param>
    /// <param name="maxFrameSide">The longest side of a frame that can be drawn.</param>
    /// <param name="pixelsPerMillimetre">As the monitor tells it; null where it does not.</param>
    public SceneModel Scene(PixelSize size, double scale, int maxFrameSide, double? pixelsPerMillimetre = null)
    {
        var scene = _composer.Compose(State, _note?.Text, size, scale, maxFrameSide, ScreenDensity.Of(pixelsPerMillimetre, scale));
        (Picture, _page) = (scene.Picture, scene.Page);
        return scene;
    }

    public void Dispose()
    {
        lock (_newsGate)
        {
            _isOver = true;
        }

        _prepared?.Rest();
        _frames.Dispose();
        _composer.Dispose();
    }

    private bool Turn(PageState? turned)
    {
        State = turned is null ? State : State with { Page = turned };
        return turned is not null;
    }

    // Commands about the place in the sequence.
    private bool Move(ViewerCommand command, PixelSize viewport, double scale)
    {
        switch (command)
        {
            case ViewerCommand.Step step when HasPanel:
                ScrollPanel(step.Frames * PanelRowsPerStep, viewport, scale);
                return true;
            case ViewerCommand.Step step:
                _frames.Step(Shown?.Frame is PageFrame ? Math.Sign(step.Frames) : step.Frames);
                return true;
            case ViewerCommand.First:
                _frames.First();
                return true;
            case ViewerCommand.Last:
                _frames.Last();
                return true;
            case ViewerCommand.ToggleCine:
                Say(_frames.ToggleCine());
                return true;
            case ViewerCommand.NextOrder:
                Say(_frames.NextOrder());
                State = State with { Order = _frames.Order };
                return true;
            default:
                return false;
        }
    }

    // Commands that depend on the frame shown.
    private bool Show(ViewerCommand command)
    {
        switch (command)
        {
            case ViewerCommand.ToggleTable:
                ToggleTable();
                return true;
            case ViewerCommand.ScrollColumns columns:
                ScrollColumns(columns.Columns);
                return true;
            case ViewerCommand.Preset preset:
                Take(GrayCommands.TakePreset(State, Shown?.Frame, preset.Number));
                return true;
            case ViewerCommand.DragWindow drag:
                Take(GrayCommands.DragWindow(State, Picture, Shown?.Frame, drag));

                // Several drags may come before the next picture: each builds on the one before.
                Picture = Picture is { } picture && State.Window is { } dragged ? picture with { Pipeline = picture.Pipeline with { Window = dragged } } : Picture;
                return true;
            case ViewerCommand.NextState:
                Take(GrayCommands.NextState(State, Shown?.Frame, _options.Fit));
                return true;
            default:
                return false;
        }
    }

    private void Take((ViewState State, string? Note) change)
    {
        State = change.State;
        Say(change.Note);
    }

    private void Say(string? note)
    {
        if (note is not null)
        {
            Note(note);
        }
    }

    private void ToggleTable()
    {
        if (!State.ShowTable && (Shown?.Frame is not PictureFrame frame || _composer.Table.ColumnsOf(frame) == 0))
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
            State = State with { TableColumn = Math.Clamp(State.TableColumn + columns, 0, Math.Max(0, _composer.Table.ColumnsOf(frame) - 1)) };
        }
    }

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
            ViewerCommand.Reset when HasPanel => State with { ShowHelp = false, ShowTags = false },
            ViewerCommand.Reset when State.ShowTable => State with { ShowTable = false },
            ViewerCommand.Reset => State.AsObjectAsks(_options.Fit) with { Page = null },
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
        var count = _composer.WordsFor(State).Panel()?.Rows.Count ?? 0;
        var last = Math.Max(0, count - PanelPainter.RowsThatFit(viewport.Height, scale));
        State = State with { PanelRow = Math.Clamp(State.PanelRow + rows, 0, last) };
    }
}
