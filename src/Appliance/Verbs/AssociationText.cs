using System.Globalization;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>An association of the node in words for a list: in <c>ls associations</c> and in the browser.</summary>
internal static class AssociationText
{
    private const double Kilo = 1_000;
    private const double Mega = 1_000_000;

    /// <summary>Whether it is open, ended, was refused, or was never asked for.</summary>
    public static string StateOf(AssociationRecord record) =>
        record.Outcome is null ? "open" : record.IsRejected ? "refused" : record.Association.CallingAeTitle.Length == 0 ? "none" : "ended";

    /// <summary>Who opened it: the peer or we.</summary>
    public static string DirectionOf(AssociationRecord record) => record.Association.IsInbound ? "in" : "out";

    /// <summary>The other side's title.</summary>
    public static string PeerOf(AssociationRecord record) =>
        TerminalText.Clean(record.Association.IsInbound ? record.Association.CallingAeTitle : record.Association.CalledAeTitle);

    /// <summary>What was done, by service.</summary>
    public static string OperationsOf(AssociationRecord record)
    {
        var done = string.Join(", ", record.Operations.Select(operation => $"{TerminalText.Clean(operation.Key)} {operation.Value}"));
        return record.Failures > 0 ? Invariant($"{done} ({record.Failures} failed)") : done;
    }

    /// <summary>Instances and megabytes per second, of the last seconds for an open one, else over its life; empty where nothing goes.</summary>
    public static string RateOf(AssociationRecord record) => RateText(record.Outcome is null ? record.Recent : record.Overall);

    /// <summary>A rate in words; empty for none.</summary>
    public static string RateText(AssociationRate rate)
    {
        var instances = rate.InstancesPerSecond > 0 ? Invariant($"{rate.InstancesPerSecond:0.#}/s ") : "";
        return rate.IsZero ? "" : instances + (rate.BytesPerSecond >= Mega / 10
            ? Invariant($"{rate.BytesPerSecond / Mega:0.0} MB/s") : Invariant($"{rate.BytesPerSecond / Kilo:0.0} kB/s"));
    }

    /// <summary>The local time it began: of today the time alone.</summary>
    public static string StartOf(AssociationRecord record, DateTimeOffset now)
    {
        var started = record.Association.Started.ToLocalTime();
        return started.ToString(started.Date == now.ToLocalTime().Date ? "HH:mm:ss" : "MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>Everything, label and value; contexts last, one each.</summary>
    public static IEnumerable<(string Label, string Value)> DetailsOf(AssociationRecord record)
    {
        var association = record.Association;
        yield return ("state", record.Outcome is { } outcome ? $"{StateOf(record)}: {TerminalText.Clean(outcome)}" : "open");
        yield return ("calling", TerminalText.Clean($"{association.CallingAeTitle} calls {association.CalledAeTitle}"));
        yield return (association.IsInbound ? "from" : "to", TerminalText.Clean(association.Remote));
        yield return ("peer", TerminalText.Clean($"{association.PeerImplementationClassUid} {association.PeerImplementationVersion}".Trim()));
        yield return ("started", association.Started.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        yield return ("lasted", Invariant($"{record.Duration.TotalSeconds:0.0} s"));
        yield return ("did", OperationsOf(record));
        yield return ("bytes", Invariant($"{record.Bytes}"));
        yield return ("rate", RateText(record.Overall));
        if (record.Outcome is null)
        {
            yield return (Invariant($"last {AssociationRecord.RecentSeconds} s"), RateText(record.Recent));
        }

        if (record.LastFailure is { } failure)
        {
            yield return ("failure", failure);
        }

        foreach (var context in association.Contexts)
        {
            yield return (Invariant($"context {context.Id}"),
                $"{context.AbstractSyntax.Name}: {(context.IsAccepted ? context.TransferSyntax!.Name : ContextWords.Of(context.Result))}");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
