using System.Runtime.InteropServices;

namespace Appliance.Viewer;

/// <summary>Xlib's event union on a 64-bit system: the fields the window reads, at their places for each kind of event.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal struct X11Event
{
    [FieldOffset(0)] public int Type;
    [FieldOffset(8)] public nint Serial;
    [FieldOffset(16)] public int SendEvent;
    [FieldOffset(24)] public nint Display;
    [FieldOffset(32)] public nint Window;

    // ClientMessage.
    [FieldOffset(40)] public nint MessageType;
    [FieldOffset(48)] public int Format;
    [FieldOffset(56)] public nint Data0;
    [FieldOffset(64)] public nint Data1;
    [FieldOffset(72)] public nint Data2;
    [FieldOffset(80)] public nint Data3;

    // FocusIn, FocusOut.
    [FieldOffset(40)] public int FocusMode;

    // ConfigureNotify.
    [FieldOffset(56)] public int ConfiguredWidth;
    [FieldOffset(60)] public int ConfiguredHeight;

    // KeyPress, ButtonPress, MotionNotify and their releases.
    [FieldOffset(56)] public nint Time;
    [FieldOffset(64)] public int X;
    [FieldOffset(68)] public int Y;
    [FieldOffset(80)] public uint State;
    [FieldOffset(84)] public uint Detail;
}

/// <summary>Xlib's XErrorEvent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct X11ErrorEvent
{
    public int Type;
    public nint Display;
    public nint ResourceId;
    public nuint Serial;
    public byte ErrorCode;
    public byte RequestCode;
    public byte MinorCode;
}

/// <summary>Xlib's XVisualInfo.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct X11VisualInfo
{
    public nint Visual;
    public nint VisualId;
    public int Screen;
    public int Depth;
    public int VisualClass;
    public nuint RedMask;
    public nuint GreenMask;
    public nuint BlueMask;
    public int ColormapSize;
    public int BitsPerRgb;
}

/// <summary>Xlib's XSetWindowAttributes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct X11SetWindowAttributes
{
    public nint BackgroundPixmap;
    public nuint BackgroundPixel;
    public nint BorderPixmap;
    public nuint BorderPixel;
    public int BitGravity;
    public int WinGravity;
    public int BackingStore;
    public nuint BackingPlanes;
    public nuint BackingPixel;
    public int SaveUnder;
    public nint EventMask;
    public nint DoNotPropagateMask;
    public int OverrideRedirect;
    public nint Colormap;
    public nint Cursor;
}

/// <summary>XRRMonitorInfo: one monitor as RandR lists it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct X11Monitor
{
    public nint Name;
    public int IsPrimary;
    public int IsAutomatic;
    public int Outputs;
    public int X;
    public int Y;
    public int Width;
    public int Height;
    public int WidthInMillimetres;
    public int HeightInMillimetres;
    public nint OutputList;

    /// <summary>Whether a place of the desktop lies on it.</summary>
    public readonly bool Contains(int x, int y) => x >= X && x < X + Width && y >= Y && y < Y + Height;
}

/// <summary>Numbers of the X11 protocol and of Xlib that the window uses.</summary>
internal static class X11Constants
{
    public const int KeyPress = 2;
    public const int KeyRelease = 3;
    public const int ButtonPress = 4;
    public const int ButtonRelease = 5;
    public const int MotionNotify = 6;
    public const int FocusIn = 9;
    public const int FocusOut = 10;
    public const int Expose = 12;
    public const int ConfigureNotify = 22;
    public const int ClientMessage = 33;

    public const nint KeyPressMask = 1 << 0;
    public const nint KeyReleaseMask = 1 << 1;
    public const nint ButtonPressMask = 1 << 2;
    public const nint ButtonReleaseMask = 1 << 3;
    public const nint PointerMotionMask = 1 << 6;
    public const nint ExposureMask = 1 << 15;
    public const nint StructureNotifyMask = 1 << 17;
    public const nint SubstructureNotifyMask = 1 << 19;
    public const nint SubstructureRedirectMask = 1 << 20;
    public const nint FocusChangeMask = 1 << 21;

    public const nuint AttributeBackgroundPixel = 1 << 1;
    public const nuint AttributeBorderPixel = 1 << 3;
    public const nuint AttributeBitGravity = 1 << 4;
    public const nuint AttributeEventMask = 1 << 11;
    public const nuint AttributeColormap = 1 << 13;

    public const uint InputOutput = 1;
    public const int NorthWestGravity = 1;
    public const nint VisualIdMask = 1;
    public const int ZPixmap = 2;
    public const int PropertyReplace = 0;
    public const nint AtomType = 4;
    public const nint StringType = 31;
    public const nint WindowType = 33;
    public const nint WmClass = 67;
    public const nint WmName = 39;
    public const int RevertToParent = 2;

    public const uint ShiftMask = 1 << 0;
    public const uint ControlMask = 1 << 2;
    public const uint AltMask = 1 << 3;
}
