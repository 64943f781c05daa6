namespace Appliance.Viewer;

/// <summary>What the mapping remembers between events.</summary>
/// <param name="Tool">What the left button does.</param>
/// <param name="Held">The button that is down, with which the drag began.</param>
/// <param name="StartX">Where the drag began.</param>
/// <param name="StartY">Where the drag began.</param>
/// <param name="X">Where the pointer was last.</param>
/// <param name="Y">Where the pointer was last.</param>
internal readonly record struct InputState(
    DragTool Tool = DragTool.Window, PointerButton Held = PointerButton.None, int StartX = 0, int StartY = 0, int X = 0, int Y = 0);

/// <summary>The keys and mouse of the viewer as a pure function: a state and an event give a new state and at most one command.</summary>
internal static class InputMap
{
    private const int PageFrames = 10;
    private const double ZoomPerPixel = 0.006;
    private const double ZoomPerNotch = 1.15;
    private const double ZoomPerKey = 1.25;
    private static readonly string[] PageKeys = ["C  ·  Space", "O", "T", "X", "E", "R  ·  Esc", "F  ·  F11", "?  ·  F1", "Q"];

    /// <summary>Every key with what it does, as the help shows it.</summary>
    public static IReadOnlyList<(string Keys, string Meaning)> Help { get; } =
    [
        ("left drag  ·  W", "window: right widens, down darkens"),
        ("right drag  ·  Z", "zoom"),
        ("middle drag  ·  P", "pan"),
        ("wheel  ·  arrows", "previous and next frame"),
        ("Page Up  ·  Page Down", "ten frames back and on"),
        ("Home  ·  End", "first and last frame"),
        ("Ctrl wheel  ·  +  ·  -", "zoom in steps"),
        ("C  ·  Space", "cine on and off"),
        ("0", "the image's own window"),
        ("1 … 9", "window presets"),
        ("I", "invert"),
        ("O", "overlays and text on and off"),
        ("S", "presentation states, one after the other"),
        ("L", "fit, one to one, double"),
        ("T", "all elements of the object"),
        ("V", "table of what varies over the frames"),
        ("Shift left  ·  Shift right", "columns of that table"),
        ("D", "frames as stored, or by dimensions"),
        ("X", "lines of other series on and off"),
        ("E", "export what is shown as PNG; a document as its file"),
        ("R  ·  Esc", "reset"),
        ("F  ·  F11", "full screen"),
        ("?  ·  F1", "this list"),
        ("Q", "close"),
    ];

    /// <summary>Those that mean something to a page too, and that no page has taken for itself.</summary>
    public static IReadOnlyList<(string Keys, string Meaning)> PageHelp { get; } =
    [
        ("Home  ·  End", "first and last frame"),
        .. Help.Where(entry => PageKeys.Contains(entry.Keys)),
    ];

    /// <summary>Works one event off.</summary>
    public static (InputState State, ViewerCommand? Command) Translate(InputState state, InputEvent input) => input.Kind switch
    {
        InputKind.KeyDown => OnKey(state, input),
        InputKind.PointerDown => (Begin(state, input), null),
        InputKind.PointerUp when input.Button == state.Held => (state with { Held = PointerButton.None, X = input.X, Y = input.Y }, null),
        InputKind.PointerMove => OnMove(state, input),
        InputKind.Wheel => (state with { X = input.X, Y = input.Y }, OnWheel(input)),
        InputKind.FocusLost => (state with { Held = PointerButton.None }, null),
        _ => (state, null),
    };

    private static InputState Begin(InputState state, InputEvent input) => state.Held != PointerButton.None
        ? state
        : state with { Held = input.Button, StartX = input.X, StartY = input.Y, X = input.X, Y = input.Y };

    private static (InputState State, ViewerCommand? Command) OnMove(InputState state, InputEvent input)
    {
        var (dx, dy) = (input.X - state.X, input.Y - state.Y);
        var moved = state with { X = input.X, Y = input.Y };
        if (state.Held == PointerButton.None || (dx == 0 && dy == 0))
        {
            return (moved, null);
        }

        return (moved, ToolOf(state) switch
        {
            DragTool.Zoom => new ViewerCommand.Zoom(Math.Exp(-dy * ZoomPerPixel), state.StartX, state.StartY),
            DragTool.Pan => new ViewerCommand.Pan(dx, dy),
            _ => new ViewerCommand.DragWindow(dx, dy),
        });
    }

    private static DragTool ToolOf(InputState state) => state.Held switch
    {
        PointerButton.Right => DragTool.Zoom,
        PointerButton.Middle => DragTool.Pan,
        _ => state.Tool,
    };

    private static ViewerCommand? OnWheel(InputEvent input)
    {
        if (input.Delta == 0)
        {
            return null;
        }

        return input.Modifiers.HasFlag(KeyModifiers.Control)
            ? new ViewerCommand.Zoom(Math.Pow(ZoomPerNotch, input.Delta), input.X, input.Y)
            : new ViewerCommand.Step(-Math.Sign(input.Delta));
    }

    private static (InputState State, ViewerCommand? Command) OnKey(InputState state, InputEvent input)
    {
        if (input.Modifiers.HasFlag(KeyModifiers.Control))
        {
            // Desktops close windows with these two; every other control key belongs to them as well.
            return (state, input.Key is Key.Q or Key.W ? new ViewerCommand.Quit() : null);
        }

        if (input.Modifiers.HasFlag(KeyModifiers.Shift) && input.Key is Key.Left or Key.Right)
        {
            return (state, new ViewerCommand.ScrollColumns(input.Key == Key.Left ? -1 : 1));
        }

        return input.Key switch
        {
            Key.W => Take(state, DragTool.Window),
            Key.Z => Take(state, DragTool.Zoom),
            Key.P => Take(state, DragTool.Pan),
            _ => (state, OnPlainKey(state, input.Key)),
        };
    }

    private static (InputState State, ViewerCommand? Command) Take(InputState state, DragTool tool) =>
        (state with { Tool = tool }, new ViewerCommand.UseTool(tool));

    private static ViewerCommand? OnPlainKey(InputState state, Key key) => key switch
    {
        Key.Left or Key.Up => new ViewerCommand.Step(-1),
        Key.Right or Key.Down => new ViewerCommand.Step(1),
        Key.PageUp => new ViewerCommand.Step(-PageFrames),
        Key.PageDown => new ViewerCommand.Step(PageFrames),
        Key.Home => new ViewerCommand.First(),
        Key.End => new ViewerCommand.Last(),
        Key.C or Key.Space => new ViewerCommand.ToggleCine(),
        >= Key.D0 and <= Key.D9 => new ViewerCommand.Preset(key - Key.D0),
        Key.I => new ViewerCommand.Invert(),
        Key.O => new ViewerCommand.ToggleText(),
        Key.L => new ViewerCommand.NextLayout(),
        Key.S => new ViewerCommand.NextState(),
        Key.T => new ViewerCommand.ToggleTags(),
        Key.V => new ViewerCommand.ToggleTable(),
        Key.D => new ViewerCommand.NextOrder(),
        Key.X => new ViewerCommand.ToggleLines(),
        Key.E => new ViewerCommand.Export(),
        Key.R or Key.Escape => new ViewerCommand.Reset(),
        Key.F or Key.F11 => new ViewerCommand.ToggleFullScreen(),
        Key.Question or Key.F1 => new ViewerCommand.ToggleHelp(),
        Key.Plus => new ViewerCommand.Zoom(ZoomPerKey, state.X, state.Y),
        Key.Minus => new ViewerCommand.Zoom(1 / ZoomPerKey, state.X, state.Y),
        Key.Q => new ViewerCommand.Quit(),
        _ => null,
    };
}
