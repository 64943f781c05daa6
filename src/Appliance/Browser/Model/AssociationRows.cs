using Appliance.Node;

namespace Appliance.Browser;

/// <summary>The node's associations as list lines: open ones first, then those that ended, the latest first in each.</summary>
internal static class AssociationRows
{
    /// <summary>The columns, in the order of a row's cells.</summary>
    public static IReadOnlyList<BrowserColumn> Columns =>
    [
        new("State", 7, 1), new("Dir", 3, 5), new("Peer", 10, 0), new("Address", 15, 4), new("Since", 8, 6), new("Did", 12, 2), new("Rate", 17, 3),
    ];

    /// <summary>A row for each.</summary>
    /// <param name="open">The open ones, oldest first.</param>
    /// <param name="ended">Those that ended, oldest first.</param>
    /// <param name="now">To tell today from other days.</param>
    public static IReadOnlyList<BrowserRow> Of(IReadOnlyList<AssociationRecord> open, IReadOnlyList<AssociationRecord> ended, DateTimeOffset now) =>
        [.. open.Reverse().Concat(ended.Reverse()).Take(BrowserPage.Limit).Select(record => Of(record, now))];

    private static BrowserRow Of(AssociationRecord record, DateTimeOffset now) => new(
        $"{record.Association.Id}",
        Says(record),
        [
            AssociationText.StateOf(record), AssociationText.DirectionOf(record), AssociationText.PeerOf(record), HostOf(record.Association.Remote),
            AssociationText.StartOf(record, now), AssociationText.OperationsOf(record), AssociationText.RateOf(record),
        ],
        [.. AssociationText.DetailsOf(record).Select(detail => new BrowserDetail(detail.Label, detail.Value))]);

    /// <summary>What there is to say in one line: how it ended, else the last failure, else how many contexts there are.</summary>
    private static string Says(AssociationRecord record)
    {
        var contexts = record.Association.Contexts;
        return TerminalText.Clean(record.Outcome ?? record.LastFailure ?? $"{contexts.Count(context => context.IsAccepted)} of {contexts.Count} contexts accepted");
    }

    // The port of the other side says little and takes room; it is among the details.
    private static string HostOf(string remote) => TerminalText.Clean(remote.LastIndexOf(':') is > 0 and var colon ? remote[..colon] : remote);
}
