using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary><c>find PEER -L LEVEL -k KEY[=VALUE]</c>: C-FIND (PS3.4 C.4.1) as a table, or one JSON object per match.</summary>
internal static class FindVerb
{
    public static Verb Create(VerbHost host)
    {
        var options = new FindOptions();
        var verb = new Verb("find", "Search a peer.")
        {
            Examples =
            [
                ("appliance find pacs -k PatientName=SMITH* -k StudyDate=20240101-", "studies of the Smiths since 2024"),
                ("appliance find pacs -L series -k StudyInstanceUID=1.2.3", "the series of one study"),
                ("appliance find pacs -k PatientID=42 --json", "one JSON object per match"),
            ],
        };
        options.AddTo(verb);
        host.Attach(verb, context => RunAsync(context, options));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, FindOptions options)
    {
        var peer = options.Peers.Take(verb, verb.Value(options.Peer) ?? [], out var rest);
        if (rest.Count > 0)
        {
            throw new VerbException(ExitCode.Usage, $"'{rest[0]}' follows the peer; keys are given with -k KEY=VALUE");
        }

        var keys = QueryKeys.Parse(verb.Value(options.Keys));
        var level = QueryKeys.LevelOf(verb.Value(options.Level), keys);
        var model = options.ModelOf(verb, level);
        var asked = keys.Where(key => key.Tag != DicomTag.QueryRetrieveLevel).Select(key => key.Tag);
        IReadOnlyList<DicomTag> columns = [.. (keys.Count == 0 ? [] : asked).Union(QueryKeys.UsualColumns(level))];
        var identifier = QueryKeys.Identifier(level, [.. columns.Select(tag => (tag, "")), .. keys]);

        await using var client = await Associations.OpenAsync(verb, peer.Address, options.Peers.CallingTitle(verb), QueryContexts.Find(model));
        var table = new MatchTable(verb.Output, columns);
        DicomStatus? failure = null;
        await foreach (var match in client.FindAsync(model, identifier, verb.Cancellation))
        {
            if (match.Identifier is { } found)
            {
                table.Add(found);
            }
            else if (!match.Status.IsSuccess)
            {
                failure = match.Status;
                verb.Output.Error($"{peer.Address} ends the search with {match.Status}{(match.Comment is { } comment ? ": " + comment : "")}", ExitCode.OperationFailed);
            }
        }

        table.Flush();
        await client.ReleaseAsync(verb.Cancellation);
        if (failure is not null)
        {
            return ExitCode.OperationFailed;
        }

        verb.Output.Note(table.Count == 1 ? "1 match" : $"{table.Count} matches");
        return ExitCode.Success;
    }
}
