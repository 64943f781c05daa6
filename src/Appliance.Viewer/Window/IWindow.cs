using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// One window of the desktop with a GL context of its own, in the shape of Silk.NET.Windowing's <c>IWindow</c>. All members belong to the
/// thread that called <see cref="Run"/>, except <see cref="Wake"/> and <see cref="Close"/>, which any thread may call.
/// </summary>
internal interface IWindow : IDisposable
{
    /// <summary>Raised once, with the context current, before the first update.</summary>
    event Action? Load;

    /// <summary>Raised on every turn of the loop with the seconds since the last one; decides whether a picture is due.</summary>
    event Action<double>? Update;

    /// <summary>Raised when a picture is due, with the context current; the buffers are swapped after it.</summary>
    event Action<double>? Render;

    /// <summary>Raised when the drawable area has another size, in pixels.</summary>
    event Action<PixelSize>? FramebufferResize;

    /// <summary>Raised once, with the context current, before the window goes.</summary>
    event Action? Closing;

    /// <summary>Raised for every key, button, wheel, motion and focus event, in the order they came.</summary>
    event Action<InputEvent>? Input;

    /// <summary>The drawable area in pixels.</summary>
    PixelSize FramebufferSize { get; }

    /// <summary>How much larger than 96 dpi the desktop draws: 1 is plain, 2 is a dense display.</summary>
    double Scale { get; }

    /// <summary>How densely the pixels lie on the monitor under the middle of the window; null when it does not tell so that it can be believed.</summary>
    double? PixelsPerMillimetre { get; }

    /// <summary>The text in the title bar; any Unicode text.</summary>
    string Title { get; set; }

    /// <summary>Normal or full screen.</summary>
    WindowState State { get; set; }

    /// <summary>Whether swapping waits for the display's refresh.</summary>
    bool VSync { get; set; }

    /// <summary>The GL context of this window; null when it has none and is drawn by <see cref="Present"/>.</summary>
    IGraphicsContext? Context { get; }

    /// <summary>Why there is no GL context; null when there is one, or when none was asked for.</summary>
    string? NoContextReason { get; }

    /// <summary>Whether the buffers of the context are swapped after each <see cref="Render"/>; off where pictures are given to <see cref="Present"/>.</summary>
    bool ShouldSwapAutomatically { get; set; }

    /// <summary>
    /// The longest time the loop may sleep before the next <see cref="Update"/>; null sleeps until an event or <see cref="Wake"/>.
    /// Set it in <see cref="Update"/>: the loop uses no processor time while nothing moves.
    /// </summary>
    TimeSpan? SleepAtMost { get; set; }

    /// <summary>Shows a picture drawn in memory, from the top left corner on.</summary>
    void Present(RenderedImage picture);

    /// <summary>Asks for a picture on this turn of the loop.</summary>
    void RequestRender();

    /// <summary>Ends the sleep of the loop; any thread.</summary>
    void Wake();

    /// <summary>Asks the loop to end after this turn; any thread.</summary>
    void Close();

    /// <summary>Shows the window and serves it until it is closed.</summary>
    void Run();
}

/// <summary>How the window lies on the desktop.</summary>
internal enum WindowState
{
    /// <summary>A window with its frame.</summary>
    Normal,

    /// <summary>The whole screen, without a frame.</summary>
    FullScreen,
}

/// <summary>A size in whole pixels.</summary>
internal readonly record struct PixelSize(int Width, int Height);

/// <summary>What a window begins with.</summary>
/// <param name="Title">The title bar's text.</param>
/// <param name="Size">The wished drawable area, in pixels.</param>
/// <param name="State">Normal or full screen.</param>
/// <param name="WithoutGl">Make no GL context, even where there could be one.</param>
internal sealed record WindowOptions(string Title, PixelSize Size, WindowState State = WindowState.Normal, bool WithoutGl = false);

/// <summary>A GL context and the way to its functions.</summary>
internal interface IGraphicsContext : IDisposable
{
    /// <summary>What made the context, for notes: "EGL 1.5 on X11" for instance.</summary>
    string Description { get; }

    /// <summary>The address of a GL function, or 0 when there is none.</summary>
    nint GetProcAddress(string name);

    /// <summary>Binds the context to the calling thread.</summary>
    void MakeCurrent();

    /// <summary>Brings the drawn picture to the screen; nothing when there is no screen.</summary>
    void SwapBuffers();
}
