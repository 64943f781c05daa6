using Appliance.Archive;
using Appliance.Node;

namespace Appliance;

/// <summary>What <c>check</c> and <c>rebuild</c> have in common: both need the archive to themselves, and both tell what they found.</summary>
internal static class UpkeepPlace
{
    private const string Advice = "'appliance rebuild'";

    /// <summary>Throws when the profile's folder holds no archive, not even the remains of one: none is to be made by looking for it.</summary>
    public static void Require(VerbContext verb)
    {
        if (!DicomArchive.HoldsAny(verb.Profile.DataFolder))
        {
            throw new VerbException(ExitCode.NoInput, $"there is no archive in {verb.Profile.DataFolder}");
        }
    }

    /// <summary>The error of an archive that another process has open.</summary>
    public static VerbException InUse(VerbContext verb, string what, ArchiveException inUse)
    {
        var who = RunningNode.Find(verb.Profile.DataFolder) is { } node ? $"the node {node} has it open" : "another process has it open";
        return new VerbException(
            ExitCode.ArchiveUnusable,
            $"the archive in '{verb.Profile.DataFolder}' cannot be {what}: {who}, and would change it meanwhile. Stop it and try again.",
            inUse);
    }

    /// <summary>A message of damage that ends with what to do.</summary>
    public static string WithAdvice(string message) =>
        message.Contains(Advice, StringComparison.Ordinal) ? message : $"{message} Run {Advice}: it makes the database anew from the stored bytes.";

    /// <summary>Tells findings, a line each.</summary>
    public static void Tell(VerbOutput output, string kind, Findings findings)
    {
        foreach (var sentence in findings.Named)
        {
            if (output.IsJson)
            {
                output.Json(json => json.WriteString(kind, sentence));
            }
            else
            {
                output.Error(sentence);
            }
        }

        if (findings.Count > findings.Named.Count)
        {
            output.Note($"and {findings.Count - findings.Named.Count} more");
        }
    }
}
