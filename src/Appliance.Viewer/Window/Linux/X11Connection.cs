using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Appliance.Viewer;

/// <summary>
/// An open connection to an X server. Protocol errors are told on standard error and a lost server sets <see cref="IsLost"/>; Xlib's own
/// answer to both is to end the process, which a node that is receiving must not do.
/// </summary>
internal sealed unsafe class X11Connection : IDisposable
{
    private readonly Dictionary<string, nint> _atoms = [];
    private GCHandle _self;
    private bool _disposed;

    private X11Connection(nint display)
    {
        Display = display;
        Screen = X11Native.XDefaultScreen(display);
        Root = X11Native.XRootWindow(display, Screen);
    }

    public nint Display { get; }

    public int Screen { get; }

    public nint Root { get; }

    /// <summary>The server is gone: no further call may be made on <see cref="Display"/>.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Connects to the display named by DISPLAY.</summary>
    /// <exception cref="WindowException">No libX11, no display named, or none that answers.</exception>
    public static X11Connection Open()
    {
        if (!NativeLibrary.TryLoad(X11Native.Library, out var library))
        {
            throw new WindowException($"{X11Native.Library} is not installed here (Debian, Ubuntu: libx11-6; Fedora: libX11)");
        }

        var named = Environment.GetEnvironmentVariable("DISPLAY");
        if (string.IsNullOrEmpty(named))
        {
            throw new WindowException("no display: DISPLAY is not set (over SSH: ssh -X; under Wayland: XWayland must be enabled)");
        }

        _ = X11Native.XInitThreads();
        X11Native.XSetErrorHandler(&OnError);
        X11Native.XSetIOErrorHandler(&OnIoError);
        var display = X11Native.XOpenDisplay(named);
        if (display == 0)
        {
            throw new WindowException($"no display: the X server of DISPLAY={named} does not answer or refuses this user (xauth, XAUTHORITY)");
        }

        var connection = new X11Connection(display);
        connection.SurviveLoss(library);
        return connection;
    }

    /// <summary>The number of a name known to the server.</summary>
    public nint Atom(string name)
    {
        if (!_atoms.TryGetValue(name, out var atom))
        {
            atom = X11Native.XInternAtom(Display, name, onlyIfExists: false);
            _atoms.Add(name, atom);
        }

        return atom;
    }

    /// <summary>Whether a window manager that follows the desktop's conventions runs; in a booth there may be none.</summary>
    public bool HasWindowManager()
    {
        nint type;
        int format;
        nuint items, after;
        byte* value = null;
        var status = X11Native.XGetWindowProperty(
            Display, Root, Atom("_NET_SUPPORTING_WM_CHECK"), 0, 1, 0, X11Constants.WindowType, &type, &format, &items, &after, &value);
        if (value is not null)
        {
            _ = X11Native.XFree(value);
        }

        return status == 0 && items == 1;
    }

    /// <summary>The desktop's resources, among them Xft.dpi.</summary>
    public string Resources() => Marshal.PtrToStringUTF8((nint)X11Native.XResourceManagerString(Display)) ?? "";

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!IsLost)
        {
            _ = X11Native.XCloseDisplay(Display);
        }

        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    // libX11 1.7 and later let a program outlive its server; with older ones Xlib ends the process, and nothing can be done about it.
    private void SurviveLoss(nint library)
    {
        if (NativeLibrary.TryGetExport(library, "XSetIOErrorExitHandler", out var address))
        {
            _self = GCHandle.Alloc(this);
            ((delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, void*, void>, void*, void>)address)(
                Display, &OnLost, (void*)GCHandle.ToIntPtr(_self));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLost(nint display, void* self)
    {
        if (GCHandle.FromIntPtr((nint)self).Target is X11Connection connection)
        {
            connection.IsLost = true;
        }
    }

    // Xlib's own handler ends the process before it asks the one above, which is where the loss is noted; the window's loop then tells it.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnIoError(nint display) => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnError(nint display, X11ErrorEvent* error)
    {
        const int Room = 256;
        var text = stackalloc byte[Room];
        _ = X11Native.XGetErrorText(display, error->ErrorCode, text, Room);
        var words = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        Console.Error.WriteLine($"X11: {words} (request {error->RequestCode}.{error->MinorCode}, resource 0x{error->ResourceId:X})");
        return 0;
    }
}
