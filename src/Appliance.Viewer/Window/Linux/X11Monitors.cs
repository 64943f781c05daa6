using System.Runtime.InteropServices;

namespace Appliance.Viewer;

/// <summary>The monitors of an X display, as RandR 1.5 lists them. Without libXrandr, or with an older server, there are none.</summary>
internal static unsafe partial class X11Monitors
{
    internal const string Library = "libXrandr.so.2";
    private static readonly (int Major, int Minor) Needed = (1, 5);

    /// <summary>How densely the pixels lie on the monitor that a place is on.</summary>
    /// <param name="connection">The display.</param>
    /// <param name="x">From the left edge of the whole desktop.</param>
    /// <param name="y">From its upper edge.</param>
    /// <returns>Null when there is no such monitor, or what it tells of its size is not to be believed.</returns>
    public static double? PixelsPerMillimetre(X11Connection connection, int x, int y)
    {
        if (!IsThere(connection.Display))
        {
            return null;
        }

        int count;
        var monitors = XRRGetMonitors(connection.Display, connection.Root, getActive: 1, &count);
        if (monitors is null)
        {
            return null;
        }

        double? found = null;
        for (var i = 0; i < count && found is null; i++)
        {
            found = monitors[i].Contains(x, y) ? ScreenDensity.OfMonitor(monitors[i].Width, monitors[i].Height, monitors[i].WidthInMillimetres, monitors[i].HeightInMillimetres) : null;
        }

        XRRFreeMonitors(monitors);
        return found;
    }

    private static bool IsThere(nint display)
    {
        int events, errors, major, minor;
        return NativeLibrary.TryLoad(Library, out var library) && NativeLibrary.TryGetExport(library, nameof(XRRGetMonitors), out _)
            && XRRQueryExtension(display, &events, &errors) != 0 && XRRQueryVersion(display, &major, &minor) != 0 && (major, minor).CompareTo(Needed) >= 0;
    }

    [LibraryImport(Library)]
    private static partial int XRRQueryExtension(nint display, int* events, int* errors);

    [LibraryImport(Library)]
    private static partial int XRRQueryVersion(nint display, int* major, int* minor);

    [LibraryImport(Library)]
    internal static partial X11Monitor* XRRGetMonitors(nint display, nint window, int getActive, int* count);

    [LibraryImport(Library)]
    internal static partial void XRRFreeMonitors(X11Monitor* monitors);
}
