using System.Runtime.CompilerServices;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>QUERY-SCP on an archive: hierarchical and relational C-FIND at patient, study, series and image level, Patient Root and Study Root.</summary>
/// <param name="archive">What is searched.</param>
/// <param name="aeTitle">The node's own title, answered as Retrieve AE Title (PS3.4 C.4.1.1.3.2).</param>
/// <param name="fuzzyNames">Whether names are found by their sound and swapped too.</param>
internal sealed class ArchiveFindService(DicomArchive archive, string aeTitle, bool fuzzyNames = true) : IFindService
{
    // Not kept in the archive: they say something of the node, and are added to every answer.
    private static readonly DicomTag[] Added = [DicomTag.RetrieveAETitle, DicomTag.InstanceAvailability];

    /// <summary>
    /// Relational queries where they are agreed; a date with its time as one moment, always (note 1 of the conformance statement's table); names by
    /// their sound as the profile has it (note 2).
    /// </summary>
    public QueryOptions QueryOptions =>
        QueryOptions.Relational | QueryOptions.CombinedDateTime | (fuzzyNames ? QueryOptions.FuzzyNames : QueryOptions.None);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        var relational = request.QueryOptions.HasFlag(QueryOptions.Relational);
        if (!QueryLevels.TryRead(request.Model, relational, request.Identifier, out var level, out var problem))
        {
            yield return FindMatch.Failure(DicomStatus.IdentifierDoesNotMatch, problem.Value.Comment, problem.Value.Elements);
            yield break;
        }

        // The search reads the disk; the association's own task goes on reading the network, so that C-CANCEL is seen.
        await Task.Yield();
        var query = new QueryRequest(level, request.Identifier) { FuzzyNames = fuzzyNames };
        var pending = query.UnsupportedKeys.Except(Added).Any() ? DicomStatus.PendingWarning : DicomStatus.Pending;
        using var matches = archive.Query(query, ct).GetEnumerator();
        while (true)
        {
            var (match, failure) = Next(matches);
            if (failure is not null)
            {
                yield return failure;
            }

            if (match is null)
            {
                yield break;
            }

            match.Set(DicomTag.QueryRetrieveLevel, QueryLevels.NameOf(level));
            match.Set(DicomTag.RetrieveAETitle, aeTitle);
            if (request.Identifier.Contains(DicomTag.InstanceAvailability))
            {
                match.Set(DicomTag.InstanceAvailability, "ONLINE");
            }

            yield return new FindMatch(pending, match);
        }
    }

    private static (DicomDataset? Match, FindMatch? Failure) Next(IEnumerator<DicomDataset> matches)
    {
        try
        {
            return (matches.MoveNext() ? matches.Current : null, null);
        }
        catch (ArchiveException failure)
        {
            return (null, FindMatch.Failure(DicomStatus.UnableToProcess, failure.Message));
        }
    }
}
