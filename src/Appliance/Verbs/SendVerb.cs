using System.CommandLine;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// <c>send PEER FILE|DIR|UID ...</c>: C-STORE (PS3.4 Annex B), every object in its own transfer syntax where the peer takes it; on one association,
/// or on one for each instance as the conformance statement has it (4.2.3.3).
/// </summary>
internal static class SendVerb
{
    public static Verb Create(VerbHost host)
    {
        var words = new Argument<string[]>($"{PeerOptions.HelpName} FILE|DIR|UID ...")
        {
            Description = "A peer of the profile or AET@host:port, then files, folders, and UIDs of the archive.",
            Arity = ArgumentArity.OneOrMore,
        };
        var peers = new PeerOptions();
        var association = new Option<string>("--association")
        {
            Description = "selection: one association for all; per-instance: one for each object.",
            HelpName = "selection|per-instance",
            DefaultValueFactory = _ => "selection",
        };
        association.AcceptOnlyFromAmong("selection", "per-instance");
        var compress = new Option<bool>("--compress")
        {
            Description = "Send in bzip2 or deflate to a peer that takes these, whatever the objects are stored in.",
        };
        var verb = new Verb("send", "Send files, or what the archive holds, to a peer.")
        {
            Examples =
            [
                ("appliance send pacs image.dcm folder/", "files and folders"),
                ("appliance send VIEWER@192.0.2.9:104 1.2.840.1", "a study of the archive"),
                ("appliance send 192.0.2.7 104 -aec PACS image.dcm", "as DCMTK's storescu takes it"),
                ("appliance send pacs folder/ --association per-instance", "an association for each object"),
            ],
        };
        verb.Arguments.Add(words);
        verb.Options.Add(association);
        verb.Options.Add(compress);
        peers.AddTo(verb);
        host.Attach(verb, context => RunAsync(
            context, peers, context.Value(words) ?? [], context.Value(association) == "per-instance", context.Value(compress)));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, PeerOptions peers, string[] words, bool perInstance, bool compress)
    {
        var peer = peers.Take(verb, words, out var rest).Address;
        if (rest.Count == 0)
        {
            throw new VerbException(ExitCode.NoInput, "nothing to send is named: files, folders, or UIDs of the archive follow the peer");
        }

        var (items, unreadable) = Collect(verb, rest);
        if (items.Count == 0)
        {
            throw new VerbException(ExitCode.NoValidInput, $"none of {unreadable} inputs is a DICOM object that can be sent");
        }

        var options = ApplianceNode.NetworkOptionsOf(verb.Profile);
        var run = new SendRun(verb, peer, peers.CallingTitle(verb), options with { PrefersCompressed = compress || options.PrefersCompressed });
        var wasInterrupted = false;
        try
        {
            await run.SendAsync(items, perInstance);
        }
        catch (OperationCanceledException) when (verb.Cancellation.IsCancellationRequested)
        {
            wasInterrupted = true;
        }

        var left = items.Count - run.Sent - run.Failed;
        verb.Output.Line(string.Concat(
            wasInterrupted ? "interrupted: " : "",
            $"sent {run.Sent} of {items.Count} to {peer}",
            run.Failed > 0 ? $", {run.Failed} failed" : "",
            left > 0 ? $", {left} not tried" : "",
            unreadable > 0 ? $", {unreadable} unreadable" : ""));
        verb.Output.Json(json =>
        {
            json.WriteString("peer", peer.ToString());
            json.WriteNumber("sent", run.Sent);
            json.WriteNumber("refused", run.Failed);
            json.WriteNumber("notTried", left);
            json.WriteNumber("unreadable", unreadable);
        });
        return wasInterrupted ? ExitCode.Interrupted
            : run.Sent == items.Count ? unreadable > 0 ? ExitCode.InvalidInput : ExitCode.Success
            : run.Sent > 0 ? ExitCode.PartlyDone
            : run.Lost?.ExitCode ?? ExitCode.OperationFailed;
    }

    private static (List<(string Name, StoreItem Item)> Items, int Unreadable) Collect(VerbContext verb, IEnumerable<string> words)
    {
        var items = new List<(string, StoreItem)>();
        var unreadable = 0;
        foreach (var subject in SubjectFinder.Find(verb, words))
        {
            verb.Cancellation.ThrowIfCancellationRequested();
            try
            {
                var item = subject.ToSend();
                if (item.SopClassUid == DicomUID.MediaStorageDirectoryStorage)
                {
                    verb.Output.Detail($"{subject.Name}: a DICOMDIR is not sent");
                    continue;
                }

                items.Add((subject.Name, item));
            }
            catch (Exception damaged) when (damaged is DicomFormatException or IOException or UnauthorizedAccessException)
            {
                unreadable++;
                verb.Output.Error($"{subject.Name}: {damaged.Message}");
            }
        }

        return (items, unreadable);
    }
}
