using System.CommandLine;
using Appliance.Archive;

namespace Appliance;

/// <summary><c>check [--quick]</c>: holds everything in the archive against everything else, and says what does not fit and what to do.</summary>
internal static class CheckVerb
{
    public static Verb Create(VerbHost host)
    {
        var quick = new Option<bool>("--quick") { Description = "Check rows, index and counts, and not the bytes of every object." };
        var verb = new Verb("check", "Verify the archive: every byte, every row, every index entry.")
        {
            Examples =
            [
                ("appliance check", "everything; takes as long as reading all objects"),
                ("appliance check --quick", "what leads to the objects, and not their bytes"),
                ("appliance check --json", "a line for each problem, then one with the counts"),
            ],
        };
        verb.Options.Add(quick);
        host.Attach(verb, context => Task.Run(() => Run(context, context.Value(quick)), context.Cancellation));
        return verb;
    }

    private static int Run(VerbContext verb, bool isQuick)
    {
        UpkeepPlace.Require(verb);
        using var archive = Open(verb);
        if (archive.UpgradedFrom is { } older)
        {
            verb.Output.Note($"the archive was of format {older}, and is of the newest now");
        }

        if (archive.Torn > 0)
        {
            verb.Output.Note($"{archive.Torn} objects that a loss of power had not left whole were taken out when it was opened");
        }

        ArchiveCheckResult result;
        using (var teller = new ArchiveTeller(verb.Output))
        {
            result = archive.Check(teller, readsBytes: !isQuick, verb.Cancellation);
        }

        UpkeepPlace.Tell(verb.Output, "problem", result.Found);
        foreach (var note in result.Notes)
        {
            verb.Output.Note(note);
        }

        var what = isQuick ? "rows, index and counts" : "every byte, row, index entry and count";
        verb.Output.Line($"checked {what} of {result.Instances} instances ({result.Bytes >> 20} MiB): {(result.Found.Count == 0 ? "no problem" : $"{result.Found.Count} problems")}");
        verb.Output.Json(json =>
        {
            json.WriteNumber("instances", result.Instances);
            json.WriteNumber("bytes", result.Bytes);
            json.WriteBoolean("quick", isQuick);
            json.WriteNumber("problems", result.Found.Count);
        });
        return result.Found.Count == 0 ? ExitCode.Success : throw new VerbException(
            ExitCode.InvalidInput,
            $"the archive in '{archive.Folder}' is damaged. What is not named above is whole: bring it to safety with 'appliance export' before anything else if the disk is failing. "
            + "Wrong rows, counts and index entries are mended by 'appliance rebuild', which makes them anew from the stored bytes. Objects whose bytes are damaged cannot be mended: "
            + "fetch them again from where they came from ('appliance get'), which replaces them.");
    }

    private static DicomArchive Open(VerbContext verb)
    {
        try
        {
            return Composition.OpenArchive(verb.Profile, readOnly: false);
        }
        catch (ArchiveException damaged) when (damaged.Kind == ArchiveErrorKind.Corrupt)
        {
            throw new VerbException(ExitCode.ArchiveUnusable, UpkeepPlace.WithAdvice(damaged.Message), damaged);
        }
        catch (ArchiveException inUse) when (inUse.Kind == ArchiveErrorKind.InUse)
        {
            throw UpkeepPlace.InUse(verb, "checked", inUse);
        }
    }
}
