namespace Appliance.Viewer;

/// <summary>Turns events of X11 into the viewer's.</summary>
internal static unsafe class X11Input
{
    private const uint WheelUp = 4;
    private const uint WheelDown = 5;

    /// <summary>The viewer's event for one of X11, or null where it has none.</summary>
    public static InputEvent? Translate(nint display, X11Event* source) => source->Type switch
    {
        X11Constants.KeyPress => Key(display, source, InputKind.KeyDown),
        X11Constants.KeyRelease => Key(display, source, InputKind.KeyUp),
        X11Constants.ButtonPress => Button(source, pressed: true),
        X11Constants.ButtonRelease => Button(source, pressed: false),
        X11Constants.MotionNotify => Pointer(source, InputKind.PointerMove, PointerButton.None, 0),
        X11Constants.FocusIn => new InputEvent(InputKind.FocusGained),
        X11Constants.FocusOut => new InputEvent(InputKind.FocusLost),
        _ => null,
    };

    private static InputEvent? Key(nint display, X11Event* source, InputKind kind)
    {
        nint symbol;
        _ = X11Native.XLookupString(source, null, 0, &symbol, 0);
        var key = X11Keys.FromSymbol(symbol);

        // A keyboard switched to Cyrillic or Greek letters still has Latin ones in another group: the key's place counts, not its sign.
        for (var group = 0; key == Viewer.Key.None && group < 4; group++)
        {
            key = X11Keys.FromSymbol(X11Native.XkbKeycodeToKeysym(display, (byte)source->Detail, group, 0));
        }

        return key == Viewer.Key.None ? null : new InputEvent(kind, key, X: source->X, Y: source->Y, Modifiers: X11Keys.Modifiers(source->State));
    }

    private static InputEvent? Button(X11Event* source, bool pressed)
    {
        if (source->Detail is WheelUp or WheelDown)
        {
            return pressed ? Pointer(source, InputKind.Wheel, PointerButton.None, source->Detail == WheelUp ? 1 : -1) : null;
        }

        var button = source->Detail switch
        {
            1 => PointerButton.Left,
            2 => PointerButton.Middle,
            3 => PointerButton.Right,
            _ => PointerButton.None,
        };
        return button == PointerButton.None
            ? null
            : Pointer(source, pressed ? InputKind.PointerDown : InputKind.PointerUp, button, 0);
    }

    private static InputEvent Pointer(X11Event* source, InputKind kind, PointerButton button, double delta) =>
        new(kind, Button: button, X: source->X, Y: source->Y, Delta: delta, Modifiers: X11Keys.Modifiers(source->State));
}
