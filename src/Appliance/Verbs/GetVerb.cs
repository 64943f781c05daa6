using System.CommandLine;
using Appliance.Network;

namespace Appliance;

/// <summary>
/// <c>get PEER -k ... [--via move|get]</c>: brings objects of a peer into the archive, by C-GET on one association, or by C-MOVE to our own
/// node, which the peer must know by title; with <c>-aem AET</c> to whatever node the peer knows by that. A single attempt is made for each entity (4.2.5.3.1.1).
/// </summary>
internal static class GetVerb
{
    public static Verb Create(VerbHost host)
    {
        var options = new FindOptions();
        var via = new Option<string>("--via")
        {
            Description = "get: on this association; move: the peer, or the Retrieve AE that it names, calls our node back, which it must know.",
            HelpName = "get|move",
            DefaultValueFactory = _ => "get",
        };
        via.AcceptOnlyFromAmong("get", "move");
        var destination = new Option<string?>("--destination", "-aem")
        {
            Description = "C-MOVE to the node that the peer knows by this title, instead of to ours.",
            HelpName = "AET",
        };
        var verb = new Verb("get", "Bring objects of a peer into the archive.")
        {
            Examples =
            [
                ("appliance get pacs -k StudyInstanceUID=1.2.3", "a study, by C-GET"),
                ("appliance get pacs -k PatientID=42 -k StudyDate=20240101-", "every study that matches"),
                ("appliance get pacs -L series -k StudyInstanceUID=1.2.3 -k SeriesInstanceUID=1.2.3.4 --via move", "a series, by C-MOVE"),
                ("appliance get pacs -k StudyInstanceUID=1.2.3 -aem WORKSTATION", "from the peer to a third node, as DCMTK's movescu does"),
            ],
        };
        options.AddTo(verb);
        verb.Options.Add(via);
        verb.Options.Add(destination);
        host.Attach(verb, context => RunAsync(context, options, context.Value(via) == "move", ElsewhereOf(context.Value(destination))));
        return verb;
    }

    private static string? ElsewhereOf(string? title) => title is null || PeerAddress.IsValidAeTitle(title) ? title
        : throw new VerbException(ExitCode.Usage, $"'{title}' is no application entity title: 1 to 16 characters of ASCII without backslash");

    private static async Task<int> RunAsync(VerbContext verb, FindOptions options, bool viaMove, string? elsewhere)
    {
        var byMove = viaMove || elsewhere is not null;
        var peer = options.Peers.Take(verb, verb.Value(options.Peer) ?? [], out var rest);
        if (rest.Count > 0)
        {
            throw new VerbException(ExitCode.Usage, $"'{rest[0]}' follows the peer; what to get is given with -k KEY=VALUE");
        }

        var keys = QueryKeys.Parse(verb.Value(options.Keys));
        var level = QueryKeys.LevelOf(verb.Value(options.Level), keys);
        var model = options.ModelOf(verb, level);
        var calling = options.Peers.CallingTitle(verb);
        var plan = await new RetrieveTargets(verb, peer, calling, model).PlanAsync(level, keys, byMove);
        if (plan.Targets.Count == 0)
        {
            verb.Output.Note($"{peer.Address} has nothing that matches");
            return plan.LeftOut == 0 ? ExitCode.Success : ExitCode.OperationFailed;
        }

        await using var place = byMove && elsewhere is null ? await ReceivingPlace.AsDestinationAsync(verb) : ReceivingPlace.Undecided(verb);
        var destination = elsewhere ?? place.Node?.AeTitle;
        var report = new RetrieveReport(verb, place.Node, elsewhere);
        foreach (var group in plan.Targets.GroupBy(target => target.Source))
        {
            IReadOnlyList<PresentationContextRequest> contexts = byMove
                ? QueryContexts.Move(model)
                : [.. QueryContexts.Get(model), .. GetContexts.For(plan.Classes)];
            await using var client = await Associations.OpenAsync(verb, group.Key.Address, calling, contexts);
            await RetrieveAsync(verb, client, place, report, group, model, destination);
        }

        var code = await report.FinishAsync(plan.LeftOut);
        return elsewhere is null && place.Refusal is { } full && code != ExitCode.Interrupted ? throw new VerbException(ExitCode.ArchiveNotWritable, full) : code;
    }

    private static async Task RetrieveAsync(
        VerbContext verb, DicomClient client, ReceivingPlace place, RetrieveReport report, IEnumerable<RetrieveTarget> targets, FindModel model, string? destination)
    {
        var store = destination is not null ? null : await place.OpenAsync(client.Association);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(verb.Cancellation, place.Refused);
        var linked = ending.Token;
        using var progress = new Progress(verb.Output, "instances");
        var told = new Progress<SubOperations>(counts => progress.Report(counts.Done, counts.Done + (counts.Remaining ?? 0)));
        foreach (var (source, identifier) in targets)
        {
            if (linked.IsCancellationRequested)
            {
                break;
            }

            try
            {
                report.Add(source.Address, identifier, store is null
                    ? await client.MoveAsync(model, identifier, destination!, told, linked)
                    : await client.GetAsync(model, identifier, store, told, linked));
            }
            catch (DimseException notOffered) when (store is not null)
            {
                throw new VerbException(ExitCode.NoContext, $"{notOffered.Message} With --via move the peer sends to our node instead.", notOffered);
            }
        }

        // What was cancelled has been answered by the peer: the association is still in good order.
        await client.ReleaseAsync(CancellationToken.None);
    }
}
