using Appliance.Archive;

namespace Appliance;

/// <summary>
/// <c>rebuild</c>: makes the database of the archive anew from the stored bytes alone. It asks nothing, because it destroys nothing: the old database
/// goes when the new one is complete and has all that the old one had.
/// </summary>
internal static class RebuildVerb
{
    public static Verb Create(VerbHost host)
    {
        var verb = new Verb("rebuild", "Make the archive's database anew from the stored bytes.")
        {
            Examples =
            [
                ("appliance rebuild", "after damage to the database, or when it is lost; takes as long as reading all objects"),
                ("appliance --data /media/stick/data rebuild", "the archive of another folder"),
            ],
        };
        host.Attach(verb, context => Task.Run(() => Run(context), context.Cancellation));
        return verb;
    }

    private static int Run(VerbContext verb)
    {
        UpkeepPlace.Require(verb);
        var result = Rebuild(verb);
        UpkeepPlace.Tell(verb.Output, "damaged", result.Damaged);
        UpkeepPlace.Tell(verb.Output, "missing", result.Missing);
        foreach (var unfinished in result.Unfinished.Named)
        {
            verb.Output.Detail(unfinished);
        }

        if (result.Unfinished.Count > 0)
        {
            verb.Output.Note($"{result.Unfinished.Count} objects have no end: most were never finished, and nobody was told that they are stored (-v names them)");
        }

        if (result.OldDatabaseFault is { } fault)
        {
            verb.Output.Note($"there was no old database to compare with to the end: {fault}");
        }

        if (result.KeptAs is { } kept)
        {
            verb.Output.Note($"the old database is kept as '{kept}': delete it when nobody can make use of it any more");
        }

        verb.Output.Line($"rebuilt {result.Instances} instances ({result.Bytes >> 20} MiB), damaged {result.Damaged.Count}, missing {result.Missing.Count}, deleted or replaced before {result.Gone}");
        verb.Output.Json(json =>
        {
            json.WriteNumber("instances", result.Instances);
            json.WriteNumber("bytes", result.Bytes);
            json.WriteNumber("damaged", result.Damaged.Count);
            json.WriteNumber("missing", result.Missing.Count);
            json.WriteNumber("unfinished", result.Unfinished.Count);
            json.WriteNumber("gone", result.Gone);
            json.WriteString("keptAs", result.KeptAs);
        });
        return result.Damaged.Count + result.Missing.Count == 0 ? ExitCode.Success : throw new VerbException(
            ExitCode.InvalidInput,
            $"the archive in '{verb.Profile.DataFolder}' is in use again, and without what is named above: fetch that again from where it came from ('appliance get')");
    }

    private static ArchiveRebuildResult Rebuild(VerbContext verb)
    {
        using var teller = new ArchiveTeller(verb.Output);
        try
        {
            return DicomArchive.Rebuild(verb.Profile.DataFolder, progress: teller, cancel: verb.Cancellation);
        }
        catch (ArchiveException inUse) when (inUse.Kind == ArchiveErrorKind.InUse)
        {
            throw UpkeepPlace.InUse(verb, "rebuilt", inUse);
        }
    }
}
