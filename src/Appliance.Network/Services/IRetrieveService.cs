using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>Says what C-GET and C-MOVE shall send (PS3.4 C.4.2, C.4.3); the sending itself is the network's.</summary>
public interface IRetrieveService
{
    /// <summary>What retrieves may do beyond the baseline; of these only <see cref="QueryOptions.Relational"/> has a meaning (PS3.4 C.5.2.1).</summary>
    QueryOptions QueryOptions => QueryOptions.None;

    /// <summary>Resolves an identifier into instances and, for C-MOVE, the destination title into an address.</summary>
    /// <param name="request">Who asks for what, to where.</param>
    /// <param name="ct">Cancelled when the association ends.</param>
    /// <returns>A plan, or a refusal with its status (A801H for an unknown destination, A900H for an unusable identifier).</returns>
    ValueTask<RetrievePlan> PlanAsync(RetrieveRequest request, CancellationToken ct);
}

/// <summary>One C-GET or C-MOVE request.</summary>
/// <param name="Association">Who asks.</param>
/// <param name="Model">The information model of the SOP class.</param>
/// <param name="Identifier">The unique keys, with (0008,0052) Query/Retrieve Level.</param>
/// <param name="MoveDestination">AE title to send to, for C-MOVE; null for C-GET.</param>
public sealed record RetrieveRequest(AssociationInfo Association, FindModel Model, DicomDataset Identifier, string? MoveDestination)
{
    /// <summary>What was agreed for the class of this request: with <see cref="QueryOptions.Relational"/> keys of levels above may be missing.</summary>
    public QueryOptions QueryOptions { get; init; }
}

/// <summary>What a retrieve shall send, or why it is refused.</summary>
public sealed record RetrievePlan
{
    /// <summary>Success when there is a plan (also an empty one), else the failure to answer.</summary>
    public required DicomStatus Status { get; init; }

    /// <summary>
    /// The instances, in the order to send. Each is asked for as its turn comes (and once before, for the presentation contexts of a C-MOVE), so
    /// a list may make them on demand and hold no more than it needs to find them.
    /// </summary>
    public IReadOnlyList<StoreItem> Items { get; init; } = [];

    /// <summary>Where C-MOVE sends; null for C-GET.</summary>
    public PeerAddress? Destination { get; init; }

    /// <summary>What keeps the instances there until the retrieve has ended, however it ends; disposed then. Null when nothing does.</summary>
    public IDisposable? Hold { get; init; }

    /// <summary>Error Comment (0000,0902) of a refusal.</summary>
    public string? Comment { get; init; }

    /// <summary>Offending Element (0000,0901) of a refusal.</summary>
    public IReadOnlyList<DicomTag>? OffendingElements { get; init; }

    /// <summary>A plan that sends <paramref name="items"/>.</summary>
    public static RetrievePlan Send(IReadOnlyList<StoreItem> items, PeerAddress? destination = null) =>
        new() { Status = DicomStatus.Success, Items = items, Destination = destination };

    /// <summary>A refusal.</summary>
    public static RetrievePlan Refuse(DicomStatus status, string comment, params DicomTag[] offending) =>
        new() { Status = status, Comment = comment, OffendingElements = offending };
}
