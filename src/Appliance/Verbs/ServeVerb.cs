using Appliance.Node;

namespace Appliance;

/// <summary><c>serve</c>: the node alone, until Ctrl-C or SIGTERM.</summary>
internal static class ServeVerb
{
    public static Verb Create(VerbHost host)
    {
        var options = new ServeOptions();
        var verb = new Verb("serve", "Run the node: receive, store, answer queries, until Ctrl-C.")
        {
            Examples =
            [
                ("appliance serve", "as the profile says"),
                ("appliance serve --aet STICK --port 0", "another title, any free port"),
                ("appliance serve --peer WS=VIEWER@192.0.2.9:104", "with one more place C-MOVE may send to"),
            ],
        };
        options.AddTo(verb);
        host.Attach(verb, context => RunAsync(context, options));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, ServeOptions options)
    {
        var profile = options.Over(verb);
        using var archive = Composition.OpenForNode(profile, verb.Output.Note);
        await using var node = await Composition.StartNodeAsync(profile, archive, verb.Output.Note, verb.Cancellation);
        node.Associations.Changed += TellOf(node, verb.Output);

        if (node.SecureEndPoint is { } secure && !secure.Equals(node.LocalEndPoint))
        {
            verb.Output.Line($"TLS at {node.AeTitle}@{secure}");
        }

        // Scripts wait for this line: from here on associations are accepted.
        verb.Output.Line($"listening {node.AeTitle}@{node.LocalEndPoint}");
        verb.Output.Json(json =>
        {
            json.WriteString("listening", $"{node.AeTitle}@{node.LocalEndPoint}");
            json.WriteString("aeTitle", node.AeTitle);
            json.WriteNumber("port", node.LocalEndPoint.Port);
            if (node.SecureEndPoint is { } over)
            {
                json.WriteNumber("tlsPort", over.Port);
            }
        });

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (verb.Cancellation.Register(stopped.SetResult))
        {
            await stopped.Task;
        }

        verb.Output.Note("stopping");
        return ExitCode.Success;
    }

    /// <summary>With <c>-v</c>, a line for each association that ended.</summary>
    private static Action TellOf(ApplianceNode node, VerbOutput output)
    {
        HashSet<long> told = [];
        var gate = new Lock();
        return () =>
        {
            if (!output.IsVerbose)
            {
                return;
            }

            lock (gate)
            {
                // The log remembers a bounded number, and associations end in any order.
                var ended = node.Associations.Ended;
                foreach (var record in ended.Where(record => !told.Contains(record.Association.Id)))
                {
                    var (did, rate) = (AssociationText.OperationsOf(record), AssociationText.RateOf(record));
                    output.Detail(TerminalText.Clean($"{AssociationText.DirectionOf(record)} {AssociationText.PeerOf(record)} {record.Association.Remote}: "
                        + $"{(did.Length == 0 ? "no operation" : did)}, {record.Bytes} bytes{(rate.Length == 0 ? "" : ", " + rate)}; {record.Outcome}"));
                }

                told = [.. ended.Select(record => record.Association.Id)];
            }
        };
    }
}
