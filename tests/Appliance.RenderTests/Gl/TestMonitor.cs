using System.Runtime.InteropServices;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Gl;

/// <summary>Gives the display named in DISPLAY a monitor of a given size: Xvfb's own claims what makes 96 dpi.</summary>
internal static unsafe partial class TestMonitor
{
    private const string Library = "libXrandr.so.2";

    /// <summary>Makes the display's one output a monitor of a size.</summary>
    /// <param name="width">In millimetres.</param>
    /// <param name="height">In millimetres.</param>
    public static void SetSize(int width, int height)
    {
        if (!NativeLibrary.TryLoad(Library, out _))
        {
            Assert.Skip($"no {Library} here");
        }

        using var connection = X11Connection.Open();
        int count;
        var monitor = XRRGetMonitors(connection.Display, connection.Root, 1, &count);
        Assert.Equal(1, count);
        monitor->Name = connection.Atom("made-up");
        monitor->IsAutomatic = 0;
        (monitor->WidthInMillimetres, monitor->HeightInMillimetres) = (width, height);
        XRRSetMonitor(connection.Display, connection.Root, monitor);
        _ = X11Native.XSync(connection.Display, 0);
        XRRFreeMonitors(monitor);
    }

    [LibraryImport(Library)]
    private static partial Monitor* XRRGetMonitors(nint display, nint window, int getActive, int* count);

    [LibraryImport(Library)]
    private static partial void XRRSetMonitor(nint display, nint window, Monitor* monitor);

    [LibraryImport(Library)]
    private static partial void XRRFreeMonitors(Monitor* monitors);

    /// <summary>XRRMonitorInfo.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Monitor
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
    }
}
