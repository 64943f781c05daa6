namespace Appliance.Viewer;

/// <summary>Opens the window of the system this runs on.</summary>
internal static class WindowFactory
{
    /// <exception cref="WindowException">There is no window here; the message says what is missing.</exception>
    public static IWindow Open(WindowOptions options) =>
        OperatingSystem.IsLinux() || OperatingSystem.IsFreeBSD()
            ? X11Window.Open(options)
            : throw new WindowException("the viewer has no window layer for this system yet");

    /// <summary>A current GL context that draws into framebuffer objects, without a display.</summary>
    /// <exception cref="WindowException">There is none here; the message says what was tried.</exception>
    public static IGraphicsContext Offscreen() => EglContext.Offscreen();
}
