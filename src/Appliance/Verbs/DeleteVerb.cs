using System.CommandLine;
using Appliance.Archive;

namespace Appliance;

/// <summary>
/// <c>delete [-k KEY=VALUE ...] [UID ...] [--yes]</c>: takes studies, series or instances out of the archive, for good. It says what would go and
/// asks; where nobody can be asked, only <c>--yes</c> deletes.
/// </summary>
internal static class DeleteVerb
{
    public static Verb Create(VerbHost host)
    {
        var uids = new Argument<string[]>("UID") { Description = "Studies, series or instances of the archive.", Arity = ArgumentArity.ZeroOrMore };
        var keys = QueryKeys.NewOption();
        var level = new Option<string?>("--level", "-L")
        {
            Description = "What is deleted of what matches the keys: patient (all studies of theirs), study, series or image.",
            HelpName = "LEVEL",
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Delete without asking." };
        var verb = new Verb("delete", "Delete studies, series or instances from the archive, for good.")
        {
            Examples =
            [
                ("appliance delete 1.2.840.1", "a study, series or instance by its UID, after asking"),
                ("appliance delete -L patient -k PatientID=42", "all there is of a patient"),
                ("appliance delete -k StudyDate=-20191231 --yes", "every study up to that day, without asking"),
                ("appliance delete -L series -k StudyInstanceUID=1.2.3 -k Modality=PR", "the presentation states of a study"),
            ],
        };
        verb.Arguments.Add(uids);
        verb.Options.Add(keys);
        verb.Options.Add(level);
        verb.Options.Add(yes);
        host.Attach(verb, context => Task.Run(
            () => Run(context, context.Value(uids) ?? [], context.Value(keys) ?? [], context.Value(level), context.Value(yes)), context.Cancellation));
        return verb;
    }

    private static int Run(VerbContext verb, string[] uids, string[] words, string? level, bool isSure)
    {
        if (uids.Length == 0 && words.Length == 0)
        {
            throw new VerbException(ExitCode.Usage, "nothing is named: give UIDs, or keys with -k KEY=VALUE; 'appliance ls' lists what there is");
        }

        if (!DicomArchive.Exists(verb.Profile.DataFolder))
        {
            throw new VerbException(ExitCode.NoInput, $"there is no archive in {verb.Profile.DataFolder}");
        }

        using var archive = Open(verb);
        var plan = PlanOf(verb, archive, uids, words, level);
        if (plan.Instances == 0)
        {
            throw new VerbException(ExitCode.NoInput, $"nothing in {archive.Folder} matches, nothing is deleted");
        }

        verb.Output.Note($"to be deleted from {archive.Folder}: {plan.Words}");
        if (!isSure && !IsConfirmed(verb, plan))
        {
            verb.Output.Note("nothing was deleted");
            return ExitCode.Interrupted;
        }

        using var progress = new Progress(verb.Output, "instances deleted");
        var deleted = plan.Run(done => progress.Report(done, plan.Instances), verb.Cancellation);
        verb.Output.Line($"deleted {deleted}");
        verb.Output.Json(json =>
        {
            json.WriteNumber("studies", plan.Studies);
            json.WriteNumber("series", plan.Series);
            json.WriteNumber("instances", deleted);
            json.WriteNumber("bytes", plan.Bytes);
        });
        return ExitCode.Success;
    }

    private static DicomArchive Open(VerbContext verb)
    {
        DicomArchive archive;
        try
        {
            archive = Composition.OpenArchive(verb.Profile, readOnly: false);
        }
        catch (ArchiveException inUse) when (inUse.Kind == ArchiveErrorKind.InUse)
        {
            throw new ArchiveException(
                ArchiveErrorKind.InUse,
                $"deleting from the archive in '{verb.Profile.DataFolder}': another program has it open, and DICOM knows no way to ask a node to delete. "
                + "Delete in its browser (d), or stop it and try again.",
                inUse);
        }

        if (archive.ReadOnlyReason is { } reason)
        {
            archive.Dispose();
            throw new ArchiveException(ArchiveErrorKind.ReadOnly, $"deleting from the archive in '{verb.Profile.DataFolder}': {reason}");
        }

        return archive;
    }

    private static DeletionPlan PlanOf(VerbContext verb, DicomArchive archive, string[] uids, string[] words, string? level)
    {
        var plan = new DeletionPlan(archive);
        foreach (var uid in uids)
        {
            if (!plan.TryAdd(uid, verb.Cancellation))
            {
                // All or nothing: a slip in one of several names must not half do it.
                throw new VerbException(ExitCode.NoInput, $"the archive in {archive.Folder} has no study, series or instance '{uid}', nothing is deleted");
            }
        }

        if (words.Length > 0)
        {
            var keys = QueryKeys.Parse(words);
            plan.AddMatches(QueryKeys.LevelOf(level, keys), keys, verb.Cancellation);
        }

        return plan;
    }

    private static bool IsConfirmed(VerbContext verb, DeletionPlan plan) =>
        verb.Confirm($"Delete {plan.Words}, for good? [y/N] ")
        ?? throw new VerbException(ExitCode.Usage, $"nobody can be asked here, so nothing is deleted: give --yes to delete {plan.Words}");
}
