using System.Globalization;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// <c>ls associations</c>: those that are open in the node that runs on the archive, and the latest that ended, from the node's log. With
/// <c>-v</c> each with its contexts.
/// </summary>
internal static class AssociationListing
{
    /// <summary>How many of those that ended are shown.</summary>
    public const int MostEnded = 20;

    private static readonly int[] Widths = [7, 3, 16, 21, 11, 24, 20];

    public static int Run(VerbContext verb)
    {
        var (open, ended) = AssociationHistory.Read(verb.Profile.DataFolder, verb.Profile.LogFolder, MostEnded);
        var isTitled = false;
        foreach (var record in ended.Concat(open?.Open ?? []))
        {
            if (!isTitled && !verb.Output.IsQuiet)
            {
                Write(verb, ["State", "Dir", "Peer", "Address", "Started", "Did", "Rate", "Outcome"]);
                isTitled = true;
            }

            Tell(verb, record);
        }

        verb.Output.Note(open is null
            ? $"no node runs on {verb.Profile.DataFolder}; ended: {ended.Count}"
            : string.Create(CultureInfo.InvariantCulture, $"{open.Node}: {open.Count} open as of {open.Time.ToLocalTime():HH:mm:ss}; ended: {ended.Count}"));
        return ExitCode.Success;
    }

    private static void Tell(VerbContext verb, AssociationRecord record)
    {
        verb.Output.Json(json => AssociationJson.Write(json, record));
        Write(verb,
        [
            AssociationText.StateOf(record), AssociationText.DirectionOf(record), AssociationText.PeerOf(record), TerminalText.Clean(record.Association.Remote),
            AssociationText.StartOf(record, DateTimeOffset.Now), AssociationText.OperationsOf(record), AssociationText.RateOf(record),
            TerminalText.Clean(record.Outcome ?? ""),
        ]);
        if (verb.Output.IsVerbose)
        {
            foreach (var (label, value) in AssociationText.DetailsOf(record).Where(detail => detail.Value.Length > 0))
            {
                verb.Output.Line($"    {TerminalText.Fit(label, 12)}{value}");
            }
        }
    }

    private static void Write(VerbContext verb, string[] cells) =>
        verb.Output.Line(string.Join(" ", cells.Select((cell, column) => column < Widths.Length ? TerminalText.Fit(cell, Widths[column]) : cell)).TrimEnd());
}
