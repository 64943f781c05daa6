namespace Appliance.Browser;

/// <summary>What the browser shows, wherever it comes from: this process's archive, or a node that is asked over the network.</summary>
internal interface IBrowserSource
{
    /// <summary>One line about the node, for the head of the screen.</summary>
    string StatusLine { get; }

    /// <summary>Counts up whenever what <see cref="Load"/> would answer may have changed. Read from the screen's thread.</summary>
    long Version { get; }

    /// <summary>The node's associations, open ones first; see <see cref="AssociationRows"/>. Quick: read from the screen's thread.</summary>
    IReadOnlyList<BrowserRow> Associations(DateTimeOffset now);

    /// <summary>The rows of <paramref name="level"/> under the parent's key (null at the top). Called off the screen's thread.</summary>
    BrowserPage Load(BrowserLevel level, string? parentKey, CancellationToken cancellationToken);

    /// <summary>The frames of an instance, or of the first instance with a picture below a study or series; null with a reason when there
    /// are none to show. <paramref name="onlyOne"/> takes a single instance, for a preview. Called off the screen's thread.</summary>
    IBrowserPicture? OpenPicture(BrowserLevel level, string key, bool onlyOne, out string? whyNot);

    /// <summary>Opens the viewer window on it; false with a reason when this machine offers no display. True with a reason
    /// when it cannot be shown all the same. Called off the screen's thread.</summary>
    bool TryOpenWindow(BrowserLevel level, string key, out string? whyNot);

    /// <summary>Why nothing can be deleted, in words; null when it can.</summary>
    string? WhyNothingCanBeDeleted { get; }

    /// <summary>What deleting these rows would take out; nothing is deleted yet. Called off the screen's thread.</summary>
    DeletionPlan PlanDeletion(BrowserLevel level, string? parentKey, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Runs a command line of the <c>:</c> prompt on the marked (or selected) rows, and answers with one line for the screen.</summary>
    Task<string> RunCommandAsync(string command, BrowserLevel level, IReadOnlyList<string> keys, CancellationToken cancellationToken);
}
