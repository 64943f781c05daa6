using System.CommandLine;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance;

/// <summary><c>ls [patients|studies|series|instances]</c>: what the archive holds, matched as C-FIND matches.</summary>
internal static class LsVerb
{
    public static Verb Create(VerbHost host)
    {
        var what = new Argument<string>("patients|studies|series|instances")
        {
            Description = "What to list.",
            DefaultValueFactory = _ => "studies",
        };
        var keys = QueryKeys.NewOption();
        var verb = new Verb("ls", "List what the archive holds.")
        {
            Examples =
            [
                ("appliance ls", "all studies"),
                ("appliance ls patients -k PatientName=YAMADA*", "patients by name"),
                ("appliance ls instances -k SeriesInstanceUID=1.2.3 --json", "the instances of a series, an object a line"),
            ],
        };
        verb.Arguments.Add(what);
        verb.Options.Add(keys);
        host.Attach(verb, context => RunAsync(context, context.Value(what)!, context.Value(keys)));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, string what, string[]? words)
    {
        var level = what.ToUpperInvariant() switch
        {
            "PATIENTS" or "PATIENT" => QueryLevel.Patient,
            "STUDIES" or "STUDY" => QueryLevel.Study,
            "SERIES" => QueryLevel.Series,
            "INSTANCES" or "INSTANCE" or "IMAGES" or "IMAGE" => QueryLevel.Image,
            _ => throw new VerbException(ExitCode.Usage, $"'{what}' cannot be listed: patients, studies, series or instances"),
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
