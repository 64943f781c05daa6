namespace Appliance.Viewer;

/// <summary>Turns X11 key symbols (keysymdef.h) into the viewer's keys.</summary>
internal static class X11Keys
{
    /// <summary>The key a symbol stands for, or <see cref="Key.None"/>.</summary>
    public static Key FromSymbol(nint symbol) => symbol switch
    {
        >= 'a' and <= 'z' => Key.A + (int)(symbol - 'a'),
        >= 'A' and <= 'Z' => Key.A + (int)(symbol - 'A'),
        >= '0' and <= '9' => Key.D0 + (int)(symbol - '0'),
        >= 0xFFB0 and <= 0xFFB9 => Key.D0 + (int)(symbol - 0xFFB0),
        0xFF51 or 0xFF96 => Key.Left,
        0xFF52 or 0xFF97 => Key.Up,
        0xFF53 or 0xFF98 => Key.Right,
        0xFF54 or 0xFF99 => Key.Down,
        0xFF50 or 0xFF95 => Key.Home,
        0xFF57 or 0xFF9C => Key.End,
        0xFF55 or 0xFF9A => Key.PageUp,
        0xFF56 or 0xFF9B => Key.PageDown,
        0xFF1B => Key.Escape,
        0xFF0D or 0xFF8D => Key.Enter,
        ' ' or 0xFF80 => Key.Space,
        0xFF09 or 0xFF89 => Key.Tab,
        0xFF08 => Key.Backspace,
        0xFFFF or 0xFF9F => Key.Delete,
        '+' or 0xFFAB => Key.Plus,
        '-' or 0xFFAD => Key.Minus,
        '?' => Key.Question,
        0xFFBE => Key.F1,
        0xFFC8 => Key.F11,
        _ => Key.None,
    };

    /// <summary>The modifier keys of an event's state word.</summary>
    public static KeyModifiers Modifiers(uint state) =>
        ((state & X11Constants.ShiftMask) != 0 ? KeyModifiers.Shift : 0)
        | ((state & X11Constants.ControlMask) != 0 ? KeyModifiers.Control : 0)
        | ((state & X11Constants.AltMask) != 0 ? KeyModifiers.Alt : 0);
}
