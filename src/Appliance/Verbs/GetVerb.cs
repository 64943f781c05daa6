using System.CommandLine;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// <c>get PEER -k ... [--via move|get]</c>: brings objects of a peer into the archive, by C-GET on one association, or by C-MOVE to our own
/// node, which the peer must know by title.
/// </summary>
internal static class GetVerb
{
    public static Verb Create(VerbHost host)
    {
        var options = new FindOptions();
        var via = new Option<string>("--via")
        {
            Description = "get: on this association; move: the peer calls our node back, which it must know.",
            HelpName = "get|move",
            DefaultValueFactory = _ => "get",
        };
        via.AcceptOnlyFromAmong("get", "move");
        var verb = new Verb("get", "Bring objects of a peer into the archive.")
        {
            Examples =
            [
                ("appliance get pacs -k StudyInstanceUID=1.2.3", "a study, by C-GET"),
                ("appliance get pacs -L series -k StudyInstanceUID=1.2.3 -k SeriesInstanceUID=1.2.3.4 --via move", "a series, by C-MOVE"),
            ],
        };
        options.AddTo(verb);
        verb.Options.Add(via);
        host.Attach(verb, context => RunAsync(context, options, context.Value(via) == "move"));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, FindOptions options, bool byMove)
    {
        var peer = options.Peers.Take(verb, verb.Value(options.Peer) ?? [], out var rest).Address;
        if (rest.Count > 0)
        {
            throw new VerbException(ExitCode.Usage, $"'{rest[0]}' follows the peer; what to get is given with -k KEY=VALUE");
        }

        var keys = QueryKeys.Parse(verb.Value(options.Keys));
        var level = QueryKeys.LevelOf(verb.Value(options.Level), keys);
        var model = options.ModelOf(verb, level);
        var identifier = QueryKeys.Identifier(level, keys);
        identifier.Remove(DicomTag.SpecificCharacterSet);
        using var progress = new Progress(verb.Output, "instances");
        var told = new Progress<SubOperations>(counts => progress.Report(counts.Done, counts.Done + (counts.Remaining ?? 0)));

        var calling = options.Peers.CallingTitle(verb);
        var result = byMove
            ? await MoveAsync(verb, peer, calling, model, identifier, told)
            : await GetAsync(verb, peer, calling, model, identifier, told);
        return Tell(verb.Output, peer, result);
    }

    private static async Task<RetrieveResult> GetAsync(
        VerbContext verb, PeerAddress peer, string calling, FindModel model, DicomDataset identifier, IProgress<SubOperations> progress)
    {
        using var archive = Composition.OpenArchive(verb.Profile, readOnly: false);
        await using var client = await Associations.OpenAsync(verb, peer, calling, [.. QueryContexts.Get(model), .. GetContexts.All]);
        var result = await client.GetAsync(model, identifier, new ArchiveStoreService(archive), progress, verb.Cancellation);
        await client.ReleaseAsync(verb.Cancellation);
        return result;
    }

    private static async Task<RetrieveResult> MoveAsync(
        VerbContext verb, PeerAddress peer, string calling, FindModel model, DicomDataset identifier, IProgress<SubOperations> progress)
    {
        // A node that has the archive open already receives as well as one of our own would.
        if (RunningNode.Find(verb.Profile.DataFolder) is { } running)
        {
            verb.Output.Detail($"the instances go to the running node {running}");
            return await MoveToAsync(verb, peer, calling, model, identifier, running.AeTitle, progress);
        }

        using var archive = Composition.OpenArchive(verb.Profile, readOnly: false);
        await using var node = await Composition.StartNodeAsync(verb.Profile, archive, verb.Output.Note, verb.Cancellation);
        return await MoveToAsync(verb, peer, calling, model, identifier, node.AeTitle, progress);
    }

    private static async Task<RetrieveResult> MoveToAsync(
        VerbContext verb, PeerAddress peer, string calling, FindModel model, DicomDataset identifier, string destination, IProgress<SubOperations> progress)
    {
        await using var client = await Associations.OpenAsync(verb, peer, calling, QueryContexts.Move(model));
        var result = await client.MoveAsync(model, identifier, destination, progress, verb.Cancellation);
        await client.ReleaseAsync(verb.Cancellation);
        return result;
    }

    private static int Tell(VerbOutput output, PeerAddress peer, RetrieveResult result)
    {
        var counts = result.SubOperations;
        output.Line($"{peer}: {result.Status}; {counts.Completed + counts.Warning} received, {counts.Failed} failed");
        output.Json(json =>
        {
            json.WriteString("peer", peer.ToString());
            json.WriteString("status", result.Status.ToString());
            json.WriteNumber("received", counts.Completed + counts.Warning);
            json.WriteNumber("failed", counts.Failed);
        });
        foreach (var failed in result.FailedInstances)
        {
            output.Error($"not received: {failed}");
        }

        if (result.Status == DicomStatus.MoveDestinationUnknown)
        {
            output.Note("the peer does not know this node by its title: enter it there with its address and port, or use --via get");
        }

        if (result.Comment is { } comment)
        {
            output.Note($"the peer adds: {comment}");
        }

        return result.Status.IsSuccess && counts.Failed == 0 ? ExitCode.Success
            : result.Status.IsWarning ? ExitCode.PartlyDone
            : ExitCode.OperationFailed;
    }
}
