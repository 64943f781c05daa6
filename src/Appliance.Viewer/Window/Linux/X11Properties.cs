using System.Text;

namespace Appliance.Viewer;

/// <summary>What a window tells the desktop about itself: its name, its class, that it can be closed, full screen.</summary>
internal sealed unsafe class X11Properties(X11Connection connection, nint window)
{
    private const int StateRemove = 0;
    private const int StateAdd = 1;

    /// <summary>The message type and value by which the desktop asks a window to close.</summary>
    public nint DeleteWindow { get; } = connection.Atom("WM_DELETE_WINDOW");

    public void Announce()
    {
        var delete = DeleteWindow;
        _ = X11Native.XSetWMProtocols(connection.Display, window, &delete, 1);
        Change(X11Constants.WmClass, X11Constants.StringType, "appliance\0appliance\0"u8);
    }

    /// <summary>Sets the title as UTF-8 (EWMH), and as plain letters for very old desktops.</summary>
    public void SetTitle(string title)
    {
        var text = Encoding.UTF8.GetBytes(title);
        Change(connection.Atom("_NET_WM_NAME"), connection.Atom("UTF8_STRING"), text);
        Change(X11Constants.WmName, X11Constants.StringType, Encoding.Latin1.GetBytes(title));
    }

    /// <summary>Full screen before the window is shown: as a property the desktop reads when it places the window.</summary>
    public void BeginFullScreen()
    {
        var state = connection.Atom("_NET_WM_STATE_FULLSCREEN");
        _ = X11Native.XChangeProperty(
            connection.Display, window, connection.Atom("_NET_WM_STATE"), X11Constants.AtomType, 32, X11Constants.PropertyReplace, &state, 1);
    }

    /// <summary>Full screen while the window is shown: a request to the window manager (EWMH _NET_WM_STATE).</summary>
    public void RequestFullScreen(bool on)
    {
        var message = new X11Event
        {
            Type = X11Constants.ClientMessage,
            Window = window,
            MessageType = connection.Atom("_NET_WM_STATE"),
            Format = 32,
            Data0 = on ? StateAdd : StateRemove,
            Data1 = connection.Atom("_NET_WM_STATE_FULLSCREEN"),
            Data3 = 1,
        };
        const nint ToManager = X11Constants.SubstructureNotifyMask | X11Constants.SubstructureRedirectMask;
        _ = X11Native.XSendEvent(connection.Display, connection.Root, 0, ToManager, &message);
    }

    private void Change(nint property, nint type, ReadOnlySpan<byte> value)
    {
        fixed (byte* data = value)
        {
            _ = X11Native.XChangeProperty(
                connection.Display, window, property, type, 8, X11Constants.PropertyReplace, data, value.Length);
        }
    }
}
