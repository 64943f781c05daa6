using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The ways to a single picture of what the window shows.</summary>
internal static class StillCapture
{
    /// <summary>Opens the window, draws into it and reads back what it shows.</summary>
    /// <exception cref="WindowException">There is no display, or no GL on it.</exception>
    public static (RenderedImage Picture, ScreenshotResult Result) ByWindow(IImageSequence sequence, ViewerOptions options, FontBook fonts)
    {
        using var window = WindowFactory.Open(ViewerWindow.WindowOptionsOf(sequence, options));
        using var session = new ViewerSession(sequence, options, fonts, _ => window.Wake());
        (RenderedImage, ScreenshotResult)? taken = null;
        using var scene = WindowScene.For(window, fonts, options.Notes ?? Console.Error);
        window.Update += _ =>
        {
            session.Advance();
            if (IsReady(session, sequence))
            {
                window.RequestRender();
            }
        };
        window.Render += _ =>
        {
            if (IsReady(session, sequence))
            {
                taken = Take(session, scene, window.FramebufferSize, window.Scale, window.PixelsPerMillimetre);
                window.Close();
            }
        };
        window.Run();
        return taken ?? throw new WindowException("the window was closed before its picture was there");
    }

    /// <summary>Draws with GL into a framebuffer object.</summary>
    /// <exception cref="WindowException">There is no GL without a display here.</exception>
    public static (RenderedImage Picture, ScreenshotResult Result) Offscreen(IImageSequence sequence, ViewerOptions options, FontBook fonts)
    {
        using var context = WindowFactory.Offscreen();
        using var scene = GlScene.Create(context, fonts, offscreen: true);
        return Wait(sequence, options, fonts, scene);
    }

    /// <summary>Draws on the CPU, which is always there.</summary>
    public static (RenderedImage Picture, ScreenshotResult Result) ByCpu(IImageSequence sequence, ViewerOptions options, FontBook fonts)
    {
        using var scene = new CpuScene(fonts);
        return Wait(sequence, options, fonts, scene);
    }

    private static (RenderedImage Picture, ScreenshotResult Result) Wait(
        IImageSequence sequence, ViewerOptions options, FontBook fonts, IScene scene)
    {
        using var arrived = new AutoResetEvent(false);
        using var session = new ViewerSession(sequence, options, fonts, _ => arrived.Set());
        session.Advance();
        while (!IsReady(session, sequence))
        {
            arrived.WaitOne();
            session.Advance();
        }

        return Take(session, scene, options.CheckedSize(), scale: 1);
    }

    // While cine runs any frame of it will do; else only the one asked for.
    private static bool IsReady(ViewerSession session, IImageSequence sequence) =>
        sequence.Count == 0 || (session.IsPageReady && session.Shown is { } shown && (shown.Index == session.Index || session.IsPlaying));

    private static (RenderedImage Picture, ScreenshotResult Result) Take(ViewerSession session, IScene scene, PixelSize size, double scale, double? pixelsPerMillimetre = null)
    {
        var model = session.Scene(size, scale, scene.MaxFrameSide, pixelsPerMillimetre);
        scene.Draw(model);

        // Scripts without a font are found out while drawing; the second time their note is there too.
        model = session.Scene(size, scale, scene.MaxFrameSide, pixelsPerMillimetre);
        scene.Draw(model);
        return (scene.Capture(), new ScreenshotResult(model.Picture?.Area ?? default, scene.Description, model.MessageIsError ? model.Message : null));
    }
}
