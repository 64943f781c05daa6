using Terminal.Gui.App;

namespace Appliance.Browser;

/// <summary>
/// Deletes rows: counts what would go, asks, deletes. Counting and deleting happen off the screen's thread; one at a time.
/// </summary>
/// <param name="source">What is deleted from.</param>
/// <param name="app">The running application.</param>
/// <param name="tell">Takes a line for the screen; called on its thread.</param>
/// <param name="done">Called on the screen's thread when rows are gone.</param>
/// <param name="closing">Set when the screen closes: what is gone stays gone.</param>
internal sealed class EntityDeleter(IBrowserSource source, Func<IApplication?> app, Action<string> tell, Action done, CancellationToken closing)
{
    private bool _isBusy;

    /// <summary>Begins with the counting; the rest follows by itself.</summary>
    public void Begin(BrowserLevel level, string? parentKey, IReadOnlyList<string> keys)
    {
        if (_isBusy || keys.Count == 0)
        {
            return;
        }

        if (source.WhyNothingCanBeDeleted is { } whyNot)
        {
            tell($"nothing can be deleted here: {whyNot}");
            return;
        }

        _isBusy = true;
        tell("counting ...");
        _ = RunAsync(() => source.PlanDeletion(level, parentKey, keys, closing), Ask);
    }

    private void Ask(DeletionPlan plan)
    {
        if (plan.Instances == 0)
        {
            End("nothing is stored here any more");
            return;
        }

        using var question = new ConfirmScreen($"Delete, for good:\n\n  {plan.Words}\n\nThis cannot be undone.", "delete");
        app()!.Run(question);
        if (!question.IsConfirmed)
        {
            End("nothing was deleted");
            return;
        }

        tell($"deleting {plan.Words} ...");
        _ = RunAsync(() => plan.Run(_ => { }, closing), deleted =>
        {
            End($"deleted {deleted}");
            done();
        });
    }

    private void End(string words)
    {
        _isBusy = false;
        tell(words);
    }

    private async Task RunAsync<T>(Func<T> work, Action<T> then)
    {
        try
        {
            var result = await Task.Run(work, closing).ConfigureAwait(false);
            app()?.Invoke(() => then(result));
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The screen closes: there is nobody to tell.
        }
        catch (Exception e) when (BrowserFaults.CanBeShown(e))
        {
            app()?.Invoke(() => End(e.Message));
        }
    }
}
