using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>Answers C-FIND (PS3.4 C.4.1).</summary>
public interface IFindService
{
    /// <summary>What queries may do beyond the baseline; told to peers that ask (PS3.4 C.5.1.1).</summary>
    QueryOptions QueryOptions => QueryOptions.None;

    /// <summary>
    /// Matches an identifier. Each match is yielded with <see cref="DicomStatus.Pending"/> or <see cref="DicomStatus.PendingWarning"/>; the end of
    /// the sequence is answered with success. A failure is one last <see cref="FindMatch"/> with its status and no identifier.
    /// </summary>
    /// <param name="request">Who asks for what.</param>
    /// <param name="ct">Cancelled by C-CANCEL and when the association ends: stop yielding, nothing is owed afterwards.</param>
    IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, CancellationToken ct);
}

/// <summary>The query/retrieve information models (PS3.4 C.3).</summary>
public enum FindModel
{
    /// <summary>Study Root (1.2.840.10008.5.1.4.1.2.2.x).</summary>
    StudyRoot,

    /// <summary>Patient Root (1.2.840.10008.5.1.4.1.2.1.x).</summary>
    PatientRoot,
}

/// <summary>One C-FIND request.</summary>
/// <param name="Association">Who asks.</param>
/// <param name="Model">The information model of the SOP class.</param>
/// <param name="Identifier">The keys, with (0008,0052) Query/Retrieve Level among them when the peer sent it.</param>
public sealed record FindRequest(AssociationInfo Association, FindModel Model, DicomDataset Identifier)
{
    /// <summary>What was agreed for the class of this request: with <see cref="QueryOptions.Relational"/> keys of levels above may be missing.</summary>
    public QueryOptions QueryOptions { get; init; }
}

/// <summary>One C-FIND response: a match, or the final status.</summary>
/// <param name="Status">Pending for a match; a failure ends the operation.</param>
/// <param name="Identifier">The match, present exactly with a pending status.</param>
/// <param name="Comment">Error Comment (0000,0902) of a failure; only its first 64 plain characters travel.</param>
/// <param name="OffendingElements">Offending Element (0000,0901) of a failure.</param>
public sealed record FindMatch(
    DicomStatus Status, DicomDataset? Identifier, string? Comment = null, IReadOnlyList<DicomTag>? OffendingElements = null)
{
    /// <summary>A plain match (FF00H).</summary>
    public static FindMatch Of(DicomDataset identifier) => new(DicomStatus.Pending, identifier);

    /// <summary>A final failure.</summary>
    public static FindMatch Failure(DicomStatus status, string comment, params DicomTag[] offending) => new(status, null, comment, offending);
}
