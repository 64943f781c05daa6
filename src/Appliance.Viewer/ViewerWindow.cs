using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The viewer's two doors: a window that is looked at, and a picture of what it would show.</summary>
public static class ViewerWindow
{
    /// <summary>The exit code when the window was closed by the user.</summary>
    public const int Closed = 0;

    /// <summary>The exit code when there is no way to show a window here; the reason has been noted.</summary>
    public const int NoWindow = 40;

    /// <summary>The exit code of a screenshot whose frame could not be read; the picture shows the reason and has been saved.</summary>
    public const int NotShown = 20;

    /// <summary>Whether a window could be opened here, tried by connecting to the display and leaving it again.</summary>
    /// <param name="whyNot">What is missing, in words; null when nothing is.</param>
    public static bool IsDisplayPresent(out string? whyNot)
    {
        try
        {
            WindowFactory.CheckDisplay();
            whyNot = null;
            return true;
        }
        catch (WindowException missing)
        {
            whyNot = missing.Message;
            return false;
        }
    }

    /// <summary>
    /// Shows a sequence in a window until it is closed; blocks the calling thread, which becomes the window's. With a
    /// <see cref="ViewerOptions.ScreenshotPath"/> it saves the first picture instead, as <see cref="Screenshot"/> does, and returns.
    /// </summary>
    /// <param name="sequence">What is looked at.</param>
    /// <param name="options">How it begins.</param>
    /// <param name="cancellation">Closes the window.</param>
    /// <returns><see cref="Closed"/>, <see cref="NoWindow"/>, or for a screenshot of a frame that cannot be shown <see cref="NotShown"/>.</returns>
    /// <exception cref="IOException">The screenshot cannot be saved.</exception>
    public static int Run(IImageSequence sequence, ViewerOptions options, CancellationToken cancellation = default)
    {
        var notes = options.Notes ?? Console.Error;
        if (options.ScreenshotPath is not null)
        {
            var result = Screenshot(sequence, options);
            notes.WriteLine(result.Error ?? $"drawn by {result.Drawer}");
            return result.Error is null ? Closed : NotShown;
        }

        try
        {
            using var fonts = new FontBook();
            using var window = WindowFactory.Open(WindowOptionsOf(sequence, options));
            using var host = new ViewerHost(window, sequence, options, fonts);
            using var ending = cancellation.Register(window.Close);
            window.Run();
            return Closed;
        }
        catch (WindowException missing)
        {
            notes.WriteLine($"no window: {missing.Message}");
            return NoWindow;
        }
    }

    /// <summary>Draws the first picture that <see cref="Run"/> would show, saves it and returns.</summary>
    /// <param name="sequence">What is looked at.</param>
    /// <param name="options">How it looks, and where it is saved.</param>
    /// <exception cref="ArgumentException">No path, or one whose ending names no picture format.</exception>
    /// <exception cref="IOException">The picture cannot be saved.</exception>
    /// <exception cref="InvalidOperationException">The backend asked for is not available here.</exception>
    public static ScreenshotResult Screenshot(IImageSequence sequence, ViewerOptions options)
    {
        var path = options.ScreenshotPath ?? throw new ArgumentException("a screenshot needs a path to be saved at", nameof(options));
        var (picture, result) = Capture(sequence, options);
        PictureWriter.Save(picture, path);
        return result;
    }

    /// <summary>Draws the first picture that <see cref="Run"/> would show.</summary>
    /// <param name="sequence">What is looked at.</param>
    /// <param name="options">How it looks.</param>
    /// <returns>The picture, and what it was made of.</returns>
    /// <exception cref="InvalidOperationException">The backend asked for is not available here.</exception>
    public static (RenderedImage Picture, ScreenshotResult Result) Capture(IImageSequence sequence, ViewerOptions options)
    {
        using var fonts = new FontBook();
        var notes = options.Notes ?? Console.Error;
        if (!fonts.HasAny && options.ShowText)
        {
            notes.WriteLine("no text: there is no font on this machine (put one into a folder fonts beside the program)");
        }

        foreach (var (backend, capture) in (ReadOnlySpan<(ViewerBackend, Func<IImageSequence, ViewerOptions, FontBook, (RenderedImage, ScreenshotResult)>)>)
            [(ViewerBackend.Window, StillCapture.ByWindow), (ViewerBackend.Offscreen, StillCapture.Offscreen)])
        {
            if (options.Backend != ViewerBackend.Auto && options.Backend != backend)
            {
                continue;
            }

            try
            {
                return capture(sequence, options, fonts);
            }
            catch (WindowException missing) when (options.Backend == ViewerBackend.Auto)
            {
                notes.WriteLine($"not drawn by {(backend == ViewerBackend.Window ? "the window" : "GL without a display")}: {missing.Message}");
            }
            catch (WindowException missing)
            {
                throw new InvalidOperationException($"the {backend} backend is not available here: {missing.Message}", missing);
            }
        }

        return StillCapture.ByCpu(sequence, options, fonts);
    }

    internal static WindowOptions WindowOptionsOf(IImageSequence sequence, ViewerOptions options) =>
        new(sequence.Title, options.CheckedSize(), options.FullScreen ? WindowState.FullScreen : WindowState.Normal, options.Backend == ViewerBackend.Cpu);
}
