using System.CommandLine;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary><c>send PEER FILE|DIR|UID ...</c>: C-STORE (PS3.4 Annex B), every object in its own transfer syntax where the peer takes it.</summary>
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
        var verb = new Verb("send", "Send files, or what the archive holds, to a peer.")
        {
            Examples =
            [
                ("appliance send pacs image.dcm folder/", "files and folders"),
                ("appliance send VIEWER@192.0.2.9:104 1.2.840.1", "a study of the archive"),
                ("appliance send 192.0.2.7 104 -aec PACS image.dcm", "as DCMTK's storescu takes it"),
            ],
        };
        verb.Arguments.Add(words);
        peers.AddTo(verb);
        host.Attach(verb, context => RunAsync(context, peers, context.Value(words) ?? []));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, PeerOptions peers, string[] words)
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

        var (sent, refused) = await SendAsync(verb, peer, peers.CallingTitle(verb), items);
        verb.Output.Line($"sent {sent} of {items.Count} to {peer}{(unreadable > 0 ? $", {unreadable} unreadable" : "")}");
        verb.Output.Json(json =>
        {
            json.WriteString("peer", peer.ToString());
            json.WriteNumber("sent", sent);
            json.WriteNumber("refused", refused);
            json.WriteNumber("unreadable", unreadable);
        });
        return refused > 0 ? ExitCode.OperationFailed : unreadable > 0 ? ExitCode.InvalidInput : ExitCode.Success;
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

    private static async Task<(int Sent, int Refused)> SendAsync(
        VerbContext verb, PeerAddress peer, string calling, List<(string Name, StoreItem Item)> items)
    {
        var sent = 0;
        var refused = 0;
        using var progress = new Progress(verb.Output, "instances sent");
        foreach (var batch in SendBatches.Of(items))
        {
            await using var client = await Associations.OpenAsync(
                verb, peer, calling, StorageContexts.For(batch.Select(entry => (entry.Item.SopClassUid, entry.Item.TransferSyntax)).Distinct()));
            foreach (var (name, item) in batch)
            {
                var (status, problem) = await StoreAsync(client, item, verb.Cancellation);
                if (status is { IsFailure: false })
                {
                    sent++;
                    verb.Output.Detail($"{name}: {status}");
                }
                else
                {
                    refused++;
                    verb.Output.Error($"{name}: {problem ?? $"{peer} answers {status}"}");
                }

                progress.Report(sent + refused, items.Count);
            }

            await client.ReleaseAsync(verb.Cancellation);
        }

        return (sent, refused);
    }

    /// <summary>One attempt; what stops one instance (refused context, unreadable bytes) does not stop the next.</summary>
    private static async Task<(DicomStatus? Status, string? Problem)> StoreAsync(DicomClient client, StoreItem item, CancellationToken ct)
    {
        try
        {
            return (await client.StoreAsync(item, ct), null);
        }
        catch (DimseException refused)
        {
            return (null, refused.Message);
        }
    }
}
