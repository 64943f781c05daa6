using System.CommandLine;
using Appliance.Archive;
using Appliance.Node;

namespace Appliance;

/// <summary><c>import PATH ...</c>: files, folders, DICOMDIR and zip into the archive, byte for byte.</summary>
internal static class ImportVerb
{
    public static Verb Create(VerbHost host)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files, folders, DICOMDIR files, zips.",
            Arity = ArgumentArity.OneOrMore,
        };
        var verb = new Verb("import", "Bring files into the archive.")
        {
            Examples =
            [
                ("appliance import /media/cdrom", "everything on a disc, DICOMDIR or not"),
                ("appliance import study.zip scans/", "a zip and a folder"),
            ],
        };
        verb.Arguments.Add(paths);
        host.Attach(verb, context => Task.Run(() => RunAsync(context, context.Value(paths) ?? []), context.Cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, string[] paths)
    {
        DicomArchive? archive = null;
        try
        {
            archive = Composition.OpenArchive(verb.Profile, readOnly: false);
            return await RunAsync(verb, paths, new ArchiveImportTarget(archive), isNode: false);
        }
        catch (ArchiveException inUse) when (archive is null && inUse.Kind == ArchiveErrorKind.InUse)
        {
            // A store has one owner: what is read here goes to it.
            await using var node = await NodeImportTarget.FindAsync(verb);
            return node is null ? throw new ArchiveException(inUse.Kind, inUse.Message, inUse) : await RunAsync(verb, paths, node, isNode: true);
        }
        finally
        {
            archive?.Dispose();
        }
    }

    private static async Task<int> RunAsync(VerbContext verb, string[] paths, IImportTarget target, bool isNode)
    {
        using var progress = new Progress(verb.Output, "files looked at");
        var counts = await new Importer(target).ImportAsync(
            paths,
            (step, soFar) =>
            {
                Tell(verb.Output, step);
                progress.Report(soFar.Total, null);
            },
            verb.Cancellation);

        verb.Output.Line($"{(isNode ? $"imported or replaced {counts.Imported}" : $"imported {counts.Imported}, replaced {counts.Replaced}")}, not DICOM {counts.NotDicom}, failed {counts.Failed}");
        if (isNode)
        {
            verb.Output.Note($"they went to the running node {RunningNode.Find(verb.Profile.DataFolder)}, which has the archive open; it does not tell what it replaced, and the files' own headers stay behind");
        }

        verb.Output.Json(json =>
        {
            json.WriteNumber("imported", counts.Imported);
            if (isNode)
            {
                json.WriteNull("replaced");
            }
            else
            {
                json.WriteNumber("replaced", counts.Replaced);
            }

            json.WriteNumber("notDicom", counts.NotDicom);
            json.WriteNumber("failed", counts.Failed);
        });
        if (counts.Failed > 0)
        {
            return ExitCode.InvalidInput;
        }

        return counts.Imported + counts.Replaced > 0 ? ExitCode.Success : throw new VerbException(
            ExitCode.NoValidInput, $"nothing was imported from {string.Join(", ", paths)}: no DICOM object is there (-v tells for each file why it is none)");
    }

    private static void Tell(VerbOutput output, ImportStep step)
    {
        switch (step.Outcome)
        {
            case ImportOutcome.Failed:
                output.Error($"{step.Source}: {step.Reason}");
                break;
            case ImportOutcome.NotDicom:
                output.Detail($"{step.Source}: not DICOM: {step.Reason}");
                break;
            case var kept when step.Reason is { } oddity:
                output.Note($"{step.Source}: {kept.ToString().ToLowerInvariant()}, though {oddity}");
                break;
            default:
                output.Detail($"{step.Source}: {(step.Outcome == ImportOutcome.Replaced ? "replaced" : "imported")}");
                break;
        }
    }
}
