namespace Appliance.Viewer;

/// <summary>Opens the window of the system this runs on.</summary>
internal static class WindowFactory
{
    private const string NoWindowLayer = "the viewer has no window layer for this system yet";

    /// <exception cref="WindowException">There is no window here; the message says what is missing.</exception>
    public static IWindow Open(WindowOptions options) =>
        OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD()
            ? X11Window.Open(options)
            : throw new WindowException(NoWindowLayer);

    /// <summary>Connects to the display and leaves it again.</summary>
    /// <exception cref="WindowException">There is none; the message says what is missing.</exception>
    public static void CheckDisplay()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsFreeBSD())
        {
            throw new WindowException(NoWindowLayer);
        }

        using var connection = X11Connection.Open();
    }

    /// <summary>A current GL context that draws into framebuffer objects, without a display.</summary>
    /// <exception cref="WindowException">There is none here; the message says what was tried.</exception>
    public static IGraphicsContext Offscreen() => EglContext.Offscreen();
}
