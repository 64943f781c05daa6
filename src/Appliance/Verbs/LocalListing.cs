using System.Runtime.CompilerServices;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary>
/// Searches the archive of the profile: through the node that has it open, where one runs, so that what was stored a moment ago is seen;
/// else by opening it.
/// </summary>
internal static class LocalListing
{
    /// <summary>The matches at one level.</summary>
    /// <param name="verb">The running verb.</param>
    /// <param name="level">What to list.</param>
    /// <param name="keys">What must match, and what is asked for (empty values).</param>
    /// <param name="ct">Ends the enumeration.</param>
    public static async IAsyncEnumerable<DicomDataset> MatchesAsync(
        VerbContext verb, QueryLevel level, IReadOnlyList<(DicomTag Tag, string Value)> keys, [EnumeratorCancellation] CancellationToken ct = default)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, verb.Cancellation);
        await using var client = await Associations.TryOpenLocalAsync(
            verb, [.. QueryContexts.Find(FindModel.StudyRoot), .. QueryContexts.Find(FindModel.PatientRoot)]);
        if (client is not null)
        {
            await foreach (var match in FromNodeAsync(client, level, keys, linked.Token))
            {
                yield return match;
            }

            await client.ReleaseAsync(linked.Token);
            yield break;
        }

        if (!Directory.Exists(verb.Profile.DataFolder) && !DicomArchive.Exists(verb.Profile.DataFolder))
        {
            verb.Output.Note($"there is no archive in {verb.Profile.DataFolder} yet; 'appliance import' and 'appliance serve' make one");
            yield break;
        }

        foreach (var match in verb.Archive.Query(new QueryRequest(level, QueryKeys.Identifier(level, keys)) { FuzzyNames = verb.Profile.FuzzyNames }, linked.Token))
        {
            yield return match;
        }
    }

    /// <summary>
    /// Walks down level by level, as a hierarchical query must (PS3.4 C.4.1.2.1): the keys of each level are asked at that level.
    /// </summary>
    private static async IAsyncEnumerable<DicomDataset> FromNodeAsync(
        DicomClient client, QueryLevel level, IReadOnlyList<(DicomTag Tag, string Value)> keys, [EnumeratorCancellation] CancellationToken ct)
    {
        if (level <= QueryLevel.Study)
        {
            await foreach (var match in FindAsync(client, level, keys, ct))
            {
                yield return match;
            }

            yield break;
        }

        var above = level - 1;
        var unique = above == QueryLevel.Study ? DicomTag.StudyInstanceUID : DicomTag.SeriesInstanceUID;
        var asked = keys.Where(key => key.Value.Length > 0 && key.Tag != DicomTag.SOPInstanceUID && (above != QueryLevel.Study || key.Tag != DicomTag.SeriesInstanceUID));

        // One operation at a time on an association: the parents are known before their children are asked for.
        var parents = new List<(DicomTag Tag, string Value)[]>();
        await foreach (var parent in FromNodeAsync(client, above, [(unique, ""), (DicomTag.StudyInstanceUID, ""), .. asked], ct))
        {
            parents.Add([(DicomTag.StudyInstanceUID, parent.GetString(DicomTag.StudyInstanceUID) ?? ""), (unique, parent.GetString(unique) ?? "")]);
        }

        // A query owes one value for each level above; what has none can be seen only where the archive is opened itself.
        foreach (var path in parents.Where(path => path.All(key => key.Value.Length > 0)))
        {
            await foreach (var match in FindAsync(client, level, [.. keys, .. path], ct))
            {
                yield return match;
            }
        }
    }

    private static async IAsyncEnumerable<DicomDataset> FindAsync(
        DicomClient client, QueryLevel level, IReadOnlyList<(DicomTag Tag, string Value)> keys, [EnumeratorCancellation] CancellationToken ct)
    {
        var model = level == QueryLevel.Patient ? FindModel.PatientRoot : FindModel.StudyRoot;
        await foreach (var match in client.FindAsync(model, QueryKeys.Identifier(level, keys), ct))
        {
            if (match.Identifier is { } found)
            {
                yield return found;
            }
            else if (!match.Status.IsSuccess)
            {
                throw new VerbException(ExitCode.OperationFailed, $"the running node ends the search with {match.Status}: {match.Comment}");
            }
        }
    }
}
