using Terminal.Gui.App;

namespace Appliance.Browser;

/// <summary>
/// Loads the rows of a place off the screen's thread whenever the source has changed: one at a time, and never in a loop that would starve the
/// node. Called on the screen's thread.
/// </summary>
/// <param name="source">What is listed.</param>
/// <param name="state">Where the browser is; takes the rows.</param>
/// <param name="clock">Keeps slow lists apart.</param>
/// <param name="app">The running application.</param>
/// <param name="shown">Called when the state has new rows.</param>
/// <param name="failed">Called with the reason when the place cannot be loaded.</param>
/// <param name="closing">Set when the screen closes.</param>
internal sealed class PlaceLoader(
    IBrowserSource source, BrowserState state, TimeProvider clock, Func<IApplication?> app, Action shown, Action<string> failed, CancellationToken closing)
{
    // A list that takes long to load is loaded seldom: the node's own work goes first.
    private const int RestPerLoad = 5;
    private long _shownVersion = -1;
    private bool _isLoading;
    private DateTimeOffset _nextLoad;

    /// <summary>Loads the place at once, as the user has moved to it.</summary>
    public void LoadNow()
    {
        _nextLoad = default;
        LoadAgain();
    }

    /// <summary>Loads the place although nothing is known to have changed.</summary>
    public void LoadAgain()
    {
        _shownVersion = -1;
        Follow();
    }

    /// <summary>Loads the place when the source has changed since.</summary>
    public void Follow()
    {
        var version = source.Version;
        if (app() is null || _isLoading || version == _shownVersion || clock.GetUtcNow() < _nextLoad)
        {
            return;
        }

        _isLoading = true;
        var (level, parent) = (state.Level, state.ParentKey);
        var started = clock.GetTimestamp();
        _ = Task.Run(() => Load(level, parent, version, started), closing);
    }

    private void Load(BrowserLevel level, string? parent, long version, long started)
    {
        BrowserPage? page = null;
        var failure = "";
        try
        {
            page = source.Load(level, parent, closing);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e) when (BrowserFaults.CanBeShown(e))
        {
            failure = e.Message;
        }

        var took = clock.GetElapsedTime(started);
        app()?.Invoke(() => OnLoaded(level, parent, version, took, page, failure));
    }

    private void OnLoaded(BrowserLevel level, string? parent, long version, TimeSpan took, BrowserPage? page, string failure)
    {
        _isLoading = false;
        if (level != state.Level || parent != state.ParentKey)
        {
            Follow();
            return;
        }

        _nextLoad = clock.GetUtcNow() + (took * RestPerLoad);
        _shownVersion = version;
        if (page is null)
        {
            failed(failure);
            return;
        }

        state.Show(page);
        shown();
    }
}
