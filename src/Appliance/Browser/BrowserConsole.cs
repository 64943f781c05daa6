using Terminal.Gui.App;

namespace Appliance.Browser;

/// <summary>The door to the browser: takes the terminal, runs until the user quits, and gives it back as it was.</summary>
internal static class BrowserConsole
{
    /// <summary>Runs the browser on the calling thread.</summary>
    /// <param name="source">What it shows; stays the caller's.</param>
    /// <param name="options">How it shows it.</param>
    /// <param name="cancellationToken">Ends it from outside, as SIGTERM does.</param>
    public static void Run(IBrowserSource source, BrowserOptions options, CancellationToken cancellationToken)
    {
        using IApplication application = Application.Create();
        application.Init();
        using var screen = new BrowserScreen(source, options);
        using var ending = cancellationToken.Register(() => application.Invoke(() => application.RequestStop(screen)));
        screen.Initialized += (_, _) => screen.Start();
        application.Run(screen);
    }
}
