using System.CommandLine;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary>
/// <c>find PEER -L LEVEL -k KEY[=VALUE]</c>: C-FIND (PS3.4 C.4.1) as a table, or one JSON object per match; with <c>--recursive</c> the whole
/// tree below. A single attempt is made, and nothing is filtered here (4.2.4.3.1.1, 4.2.4.3.1.3.1).
/// </summary>
internal static class FindVerb
{
    public static Verb Create(VerbHost host)
    {
        var options = new FindOptions();
        var recursive = new Option<bool>("--recursive", "-r") { Description = "All levels below too, on one association, as a tree." };
        var relational = new Option<bool>("--relational") { Description = "Propose relational queries: keys of any level, none owed of the levels above." };
        var verb = new Verb("find", "Search a peer.")
        {
            Examples =
            [
                ("appliance find pacs -k PatientName=SMITH* -k StudyDate=20240101-", "studies of the Smiths since 2024"),
                ("appliance find pacs -L series -k StudyInstanceUID=1.2.3", "the series of one study"),
                ("appliance find pacs -r -k PatientID=42", "studies, their series, their images"),
                ("appliance find pacs -L series --relational -k Modality=MR -k StudyDate=20240101-", "series of all studies since 2024, if the peer agrees"),
                ("appliance find pacs -k PatientID=42 --json", "one JSON object per match"),
            ],
        };
        options.AddTo(verb);
        verb.Options.Add(recursive);
        verb.Options.Add(relational);
        host.Attach(verb, context => RunAsync(context, options, context.Value(recursive), context.Value(relational)));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, FindOptions options, bool isRecursive, bool isRelational)
    {
        var peer = options.Peers.Take(verb, verb.Value(options.Peer) ?? [], out var rest);
        if (rest.Count > 0)
        {
            throw new VerbException(ExitCode.Usage, $"'{rest[0]}' follows the peer; keys are given with -k KEY=VALUE");
        }

        var keys = QueryKeys.Parse(verb.Value(options.Keys));
        var level = QueryKeys.LevelOf(verb.Value(options.Level), keys);
        var model = options.ModelOf(verb, level);
        if (isRecursive && verb.Value(options.Level) is null && model == FindModel.PatientRoot)
        {
            level = QueryLevel.Patient;
        }

        var proposed = QueryContexts.Find(model, isRelational ? QueryOptions.Relational : QueryOptions.None);
        await using var client = await Associations.OpenAsync(verb, peer.Address, options.Peers.CallingTitle(verb), proposed);
        if (isRelational && !client.Association.Contexts.Any(context => context.QueryOptions.HasFlag(QueryOptions.Relational)))
        {
            verb.Output.Note($"{peer.Address} does not agree to relational queries: it may want the unique keys of the levels above (-k StudyInstanceUID=...)");
        }

        var query = new PeerQuery(client, peer, model, verb.Output);
        var code = isRecursive ? await FindTreeAsync(verb, query, level, keys) : await FindLevelAsync(verb, query, level, keys);
        await client.ReleaseAsync(verb.Cancellation);
        return code;
    }

    private static async Task<int> FindLevelAsync(VerbContext verb, PeerQuery query, QueryLevel level, IReadOnlyList<(DicomTag Tag, string Value)> keys)
    {
        var asked = keys.Select(key => key.Tag).Where(tag => tag != DicomTag.QueryRetrieveLevel);
        IReadOnlyList<DicomTag> columns = [.. asked.Union(QueryKeys.UsualColumns(level))];
        var returned = columns.Union(RequestedKeys.Of(level, query.Model)).Select(tag => (tag, ""));
        var table = new MatchTable(verb.Output, columns) { Level = level };
        try
        {
            await foreach (var found in query.AskAsync(level, [.. returned, .. keys], "", verb.Cancellation))
            {
                table.Add(found);
            }
        }
        finally
        {
            // What came before an interruption or a lost association is shown.
            table.Flush();
        }

        if (query.Failed > 0)
        {
            return table.Count > 0 ? ExitCode.PartlyDone : ExitCode.OperationFailed;
        }

        verb.Output.Note(table.Count == 1 ? "1 match" : $"{table.Count} matches");
        return ExitCode.Success;
    }

    private static async Task<int> FindTreeAsync(VerbContext verb, PeerQuery query, QueryLevel level, IReadOnlyList<(DicomTag Tag, string Value)> keys)
    {
        var find = new RecursiveFind(query, keys, new FoundTree(verb.Output, level).Add, verb.Output);
        await find.RunAsync(level, verb.Cancellation);
        verb.Output.Note($"{find.Count} found in {query.Succeeded + query.Failed} queries{(query.Failed > 0 ? $", {query.Failed} of them failed" : "")}");
        return query.Failed + find.NotFollowed == 0 ? ExitCode.Success
            : find.Count > 0 ? ExitCode.PartlyDone
            : ExitCode.OperationFailed;
    }
}
