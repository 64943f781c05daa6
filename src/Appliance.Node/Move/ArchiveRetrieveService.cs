using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>
/// RETRIEVE-SCP on an archive: turns the identifier of a C-GET or C-MOVE into the stored instances, and the destination's title into a peer.
/// Data sets leave exactly as they are stored.
/// </summary>
/// <param name="archive">Where the instances lie.</param>
/// <param name="peers">Where a C-MOVE may send to.</param>
internal sealed class ArchiveRetrieveService(DicomArchive archive, PeerBook peers) : IRetrieveService
{
    /// <summary>Relational retrieves: a unique key alone is enough, those of the levels above may be missing (PS3.4 C.4.2.2.2, C.4.3.2.2).</summary>
    public QueryOptions QueryOptions => QueryOptions.Relational;

    /// <inheritdoc/>
    public ValueTask<RetrievePlan> PlanAsync(RetrieveRequest request, CancellationToken ct) => ValueTask.FromResult(Plan(request, ct));

    private RetrievePlan Plan(RetrieveRequest request, CancellationToken ct)
    {
        var relational = request.QueryOptions.HasFlag(QueryOptions.Relational);
        if (!QueryLevels.TryRead(request.Model, relational, request.Identifier, out var level, out var problem))
        {
            return RetrievePlan.Refuse(DicomStatus.IdentifierDoesNotMatch, problem.Value.Comment, problem.Value.Elements);
        }

        Peer? destination = null;
        if (request.MoveDestination is { } title && !peers.TryGetMoveDestination(title, out destination))
        {
            return RetrievePlan.Refuse(DicomStatus.MoveDestinationUnknown, $"'{title}' is no move destination here");
        }

        var selection = SelectionOf(request.Model, request.Identifier, level);
        var key = QueryLevels.UniqueKeyOf(level);
        if (!request.Identifier.GetStrings(key).Any(value => value.Length > 0))
        {
            return RetrievePlan.Refuse(DicomStatus.IdentifierDoesNotMatch, $"needs {key.Keyword}", key);
        }

        try
        {
            return Planned(archive.Instances(selection, ct), destination?.Address);
        }
        catch (ArchiveException failure)
        {
            // 4.2.7.4.1.3.4: C000H when the query of the archive failed for any reason; A701H is never sent.
            return RetrievePlan.Refuse(DicomStatus.UnableToProcess, failure.Message);
        }
    }

    /// <summary>Holds the studies for the whole retrieve, so that retention takes none of them while others are still sent.</summary>
    private RetrievePlan Planned(IEnumerable<InstanceRow> rows, PeerAddress? destination)
    {
        var holds = archive.HoldStudies();
        try
        {
            return RetrievePlan.Send(new RetrieveItems(archive, rows.Where(holds.TryHold)), destination) with { Hold = holds };
        }
        catch
        {
            holds.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The instances below the values of the unique keys down to the level; each may be a list (PS3.4 C.4.2.1.4). In the study root the patient's
    /// ID is no unique key: a requestor that sends it along gets the study whose UID it names.
    /// </summary>
    private static InstanceSelection SelectionOf(FindModel model, DicomDataset identifier, QueryLevel level) => new()
    {
        PatientIds = model == FindModel.StudyRoot ? [] : Values(identifier, DicomTag.PatientID, QueryLevel.Patient, level),
        StudyUids = Uids(identifier, DicomTag.StudyInstanceUID, QueryLevel.Study, level),
        SeriesUids = Uids(identifier, DicomTag.SeriesInstanceUID, QueryLevel.Series, level),
        SopInstanceUids = Uids(identifier, DicomTag.SOPInstanceUID, QueryLevel.Image, level),
    };

    private static IReadOnlyList<DicomUID> Uids(DicomDataset identifier, DicomTag key, QueryLevel of, QueryLevel level) =>
        [.. Values(identifier, key, of, level).Select(value => new DicomUID(value))];

    private static IReadOnlyList<string> Values(DicomDataset identifier, DicomTag key, QueryLevel of, QueryLevel level) =>
        of > level ? [] : [.. identifier.GetStrings(key).Where(value => value.Length > 0).Distinct()];
}
