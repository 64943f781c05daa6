using System.Runtime.InteropServices;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Gl;

/// <summary>Gives the display named in DISPLAY a monitor of a given size: Xvfb's own claims what makes 96 dpi.</summary>
internal static unsafe partial class TestMonitor
{
    /// <summary>Makes the display's one output a monitor of a size.</summary>
    /// <param name="width">In millimetres.</param>
    /// <param name="height">In millimetres.</param>
    public static void SetSize(int width, int height)
    {
        if (!NativeLibrary.TryLoad(X11Monitors.Library, out _))
        {
            Assert.Skip($"no {X11Monitors.Library} here");
        }

        using var connection = X11Connection.Open();
        int count;
        var monitor = X11Monitors.XRRGetMonitors(connection.Display, connection.Root, 1, &count);
        Assert.Equal(1, count);
        monitor->Name = connection.Atom("made-up");
        monitor->IsAutomatic = 0;
        (monitor->WidthInMillimetres, monitor->HeightInMillimetres) = (width, height);
        XRRSetMonitor(connection.Display, connection.Root, monitor);
        _ = X11Native.XSync(connection.Display, 0);
        X11Monitors.XRRFreeMonitors(monitor);
    }

    [LibraryImport(X11Monitors.Library)]
    private static partial void XRRSetMonitor(nint display, nint window, X11Monitor* monitor);
}
