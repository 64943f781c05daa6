using System.Globalization;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary>How the retrieves of a <c>get</c> ended, each status of Table 4.2.5.3.1.3.4-1 in words, with counts and what to change.</summary>
/// <param name="verb">The running verb.</param>
/// <param name="destination">The node of ours that C-MOVE sends to; null for C-GET, and where it sends to another's.</param>
/// <param name="elsewhere">The title of that other, or null.</param>
internal sealed class RetrieveReport(VerbContext verb, PeerAddress? destination, string? elsewhere = null)
{
    private readonly HashSet<ushort> _advised = [];
    private PeerAddress? _unknownAt;
    private int _done;
    private int _incomplete;
    private int _received;

    /// <summary>Tells how one retrieve ended.</summary>
    public void Add(PeerAddress source, DicomDataset identifier, RetrieveResult result)
    {
        var counts = result.SubOperations;
        var received = counts.Completed + counts.Warning;
        _done++;
        _received += received;
        _incomplete += result.Status.IsSuccess && counts.Failed == 0 ? 0 : 1;
        var level = identifier.GetString(DicomTag.QueryRetrieveLevel);
        var warnings = counts.Warning > 0 ? Invariant($", {counts.Warning} of them with a warning") : "";
        var left = counts.Remaining is > 0 and var remaining ? Invariant($", {remaining} not tried") : "";
        verb.Output.Line(Invariant($"{source}: {result.Status}; {received} received{warnings}, {counts.Failed} failed{left}"));
        verb.Output.Json(json =>
        {
            json.WriteString("peer", source.ToString());
            json.WriteString("level", level);
            json.WriteString("status", result.Status.ToString());
            json.WriteNumber("code", result.Status.Code);
            json.WriteNumber("received", received);
            json.WriteNumber("warnings", counts.Warning);
            json.WriteNumber("failed", counts.Failed);
            json.WriteNumber("notTried", counts.Remaining ?? 0);
        });
        foreach (var failed in result.FailedInstances)
        {
            verb.Output.Error($"not received: {TerminalText.Clean(failed)}");
        }

        if (result.Comment is { } comment)
        {
            verb.Output.Note($"the peer adds: {TerminalText.Clean(comment)}");
        }

        _unknownAt = result.Status == DicomStatus.MoveDestinationUnknown ? source : _unknownAt;
        if (_advised.Add(result.Status.Code) && Advice(result.Status) is { } advice)
        {
            verb.Output.Note(advice);
        }
    }

    /// <summary>Tells what holds for all of them, and the exit code.</summary>
    /// <param name="leftOut">Entities that could not even be asked for.</param>
    public async Task<int> FinishAsync(int leftOut)
    {
        if (_unknownAt is { } peer && destination is { } node)
        {
            var host = await LocalAddress.TowardsAsync(peer, CancellationToken.None);
            verb.Output.Note(Invariant($"{peer} does not know the destination: enter title {node.AeTitle}, host {host}, port {node.Port} there, or use --via get"));
        }
        else if (_unknownAt is { } other && elsewhere is not null)
        {
            verb.Output.Note($"{other} does not know the destination {elsewhere}: enter its title, host and port there");
        }

        return verb.Cancellation.IsCancellationRequested ? ExitCode.Interrupted
            : _incomplete + leftOut == 0 ? ExitCode.Success
            : _received > 0 || _incomplete < _done ? ExitCode.PartlyDone
            : ExitCode.OperationFailed;
    }

    private static string? Advice(DicomStatus status) => status.Code switch
    {
        0xA701 or 0xA702 or 0xA700 => "the peer is short of resources: ask for less at a time, or try again later",
        >= 0xA900 and <= 0xA9FF => "the peer misses a unique key: name the UIDs of all levels above with -k, or use the other model (-P, -S)",
        0xB000 => "some instances did not come: the peer's log says why; a second get asks for all of them again",
        >= 0xC000 and <= 0xCFFF => "the peer could not carry it out: its log says why",
        0x0122 or 0x0211 => "the peer does not offer this service: try the other one with --via",
        0xFE00 => "cancelled: what came before is kept",
        _ => null,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
