namespace Appliance.Viewer;

/// <summary>What happened at the keyboard or the mouse.</summary>
internal enum InputKind
{
    KeyDown,
    KeyUp,
    PointerDown,
    PointerUp,
    PointerMove,
    Wheel,
    FocusGained,
    FocusLost,
}

/// <summary>The keys the viewer knows, named after the sign on them; keypad digits and arrows count as their twins.</summary>
internal enum Key
{
    None,
    A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z,
    D0, D1, D2, D3, D4, D5, D6, D7, D8, D9,
    Left, Right, Up, Down, Home, End, PageUp, PageDown,
    Escape, Enter, Space, Tab, Backspace, Delete,
    Plus, Minus, Question, F1, F11,
}

/// <summary>Keys held while another input happens.</summary>
[Flags]
internal enum KeyModifiers
{
    None = 0,
    Shift = 1,
    Control = 2,
    Alt = 4,
}

/// <summary>The buttons of the mouse.</summary>
internal enum PointerButton
{
    None,
    Left,
    Middle,
    Right,
}

/// <summary>One event of keyboard or mouse, the same for every window system.</summary>
/// <param name="Kind">What happened; says which of the other values mean something.</param>
/// <param name="Key">The key, for key events.</param>
/// <param name="Button">The button, for pointer down and up.</param>
/// <param name="X">Pixels from the left edge of the drawable area.</param>
/// <param name="Y">Pixels from its top edge.</param>
/// <param name="Delta">Notches of the wheel: positive is away from the user.</param>
/// <param name="Modifiers">Keys held at that moment.</param>
internal readonly record struct InputEvent(
    InputKind Kind,
    Key Key = Key.None,
    PointerButton Button = PointerButton.None,
    int X = 0,
    int Y = 0,
    double Delta = 0,
    KeyModifiers Modifiers = KeyModifiers.None);
