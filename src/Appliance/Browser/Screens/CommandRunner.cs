using Terminal.Gui.App;

namespace Appliance.Browser;

/// <summary>Runs typed commands off the screen's thread.</summary>
/// <param name="source">What carries them out.</param>
/// <param name="app">The running application.</param>
/// <param name="done">Takes the answer, or why there is none; called on the screen's thread.</param>
/// <param name="closing">Set when the screen closes: nobody is told then.</param>
internal sealed class CommandRunner(IBrowserSource source, Func<IApplication?> app, Action<string> done, CancellationToken closing)
{
    /// <summary>Begins a command; the answer follows by itself.</summary>
    /// <param name="command">As typed, without the colon.</param>
    /// <param name="level">The level listed.</param>
    /// <param name="keys">The rows that it acts on.</param>
    public void Begin(string command, BrowserLevel level, IReadOnlyList<string> keys) => _ = RunAsync(command, level, keys);

    private async Task RunAsync(string command, BrowserLevel level, IReadOnlyList<string> keys)
    {
        string answer;
        try
        {
            answer = await Task.Run(() => source.RunCommandAsync(command, level, keys, closing), closing).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e) when (BrowserFaults.CanBeShown(e))
        {
            answer = e.Message;
        }

        app()?.Invoke(() => done(answer));
    }
}
