using System.CommandLine;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance;

/// <summary>
/// <c>ls [patients|studies|series|instances]</c>: what the archive holds, matched as C-FIND matches; <c>ls associations</c>: who is connected to
/// the node, and who was.
/// </summary>
internal static class LsVerb
{
    public static Verb Create(VerbHost host)
    {
        var what = new Argument<string>("patients|studies|series|instances|associations")
        {
            Description = "What to list.",
            DefaultValueFactory = _ => "studies",
        };
        var keys = QueryKeys.NewOption();
        var verb = new Verb("ls", "List what the archive holds, or the node's associations.")
        {
            Examples =
            [
                ("appliance ls", "all studies"),
                ("appliance ls patients -k PatientName=YAMADA*", "patients by name"),
                ("appliance ls instances -k SeriesInstanceUID=1.2.3 --json", "the instances of a series, an object a line"),
                ("appliance ls associations -v", "open ones and the latest that ended, with their contexts"),
            ],
        };
        verb.Arguments.Add(what);
        verb.Options.Add(keys);
        host.Attach(verb, context => RunAsync(context, context.Value(what)!, context.Value(keys)));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, string what, string[]? words)
    {
        if (string.Equals(what, "associations", StringComparison.OrdinalIgnoreCase))
        {
            return words is { Length: > 0 }
                ? throw new VerbException(ExitCode.Usage, "associations are listed as they are: -k is for what the archive holds")
                : AssociationListing.Run(verb);
        }

        var level = what.ToUpperInvariant() switch
        {
            "PATIENTS" or "PATIENT" => QueryLevel.Patient,
            "STUDIES" or "STUDY" => QueryLevel.Study,
            "SERIES" => QueryLevel.Series,
            "INSTANCES" or "INSTANCE" or "IMAGES" or "IMAGE" => QueryLevel.Image,
            _ => throw new VerbException(ExitCode.Usage, $"'{what}' cannot be listed: patients, studies, series, instances or associations"),
        };

        var keys = QueryKeys.Parse(words);
        IReadOnlyList<DicomTag> columns = [.. QueryKeys.UsualColumns(level).Union(keys.Select(key => key.Tag))];
        var table = new MatchTable(verb.Output, columns);
        await foreach (var match in LocalListing.MatchesAsync(verb, level, [.. columns.Select(tag => (tag, "")), .. keys]))
        {
            table.Add(match);
        }

        table.Flush();
        verb.Output.Note($"{what}: {table.Count}");
        return ExitCode.Success;
    }
}
