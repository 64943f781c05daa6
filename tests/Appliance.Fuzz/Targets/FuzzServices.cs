using System.Runtime.CompilerServices;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Fuzz;

/// <summary>Services of a node that answer anything, and the observer that hears whether the node blames itself.</summary>
internal sealed class FuzzServices : IStoreService, IFindService, IRetrieveService, IAssociationObserver
{
    private int _operations;

    /// <summary>The first error that was not the peer's.</summary>
    public string? Fault { get; private set; }

    /// <summary>Operations carried out, whatever their status.</summary>
    public int Operations => _operations;

    public async ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
    {
        await dataSet.CopyToAsync(Stream.Null, ct);
        return DicomStatus.Success;
    }

    public async IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var i = 0; i < 3; i++)
        {
            ct.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return FindMatch.Of(new DicomDataset().Set(DicomTag.StudyInstanceUID, $"1.2.{i}"));
        }
    }

    public ValueTask<RetrievePlan> PlanAsync(RetrieveRequest request, CancellationToken ct)
    {
        var item = new StoreItem
        {
            SopClassUid = DicomUID.CTImageStorage,
            SopInstanceUid = new DicomUID("1.2.3.4"),
            TransferSyntax = DicomTransferSyntax.ImplicitVRLittleEndian,
            Length = 100,
            OpenDataSet = () => new MemoryStream(new byte[100]),
        };
        return ValueTask.FromResult(RetrievePlan.Send([item, item], request.MoveDestination is null ? null : new PeerAddress("NOBODY", "fuzz", 104)));
    }

    public void Opened(AssociationInfo association)
    {
    }

    public void Rejected(AssociationInfo association, AssociationRejection rejection)
    {
    }

    public void Operation(AssociationInfo association, string verb, DicomStatus status, long bytes) => Interlocked.Increment(ref _operations);

    public void Remarked(AssociationInfo association, string verb, string remark)
    {
    }

    public void Closed(AssociationInfo association, string outcome) => Hear(outcome);

    /// <summary>Nobody answers at the destination of a C-MOVE, which is no fault of the node.</summary>
    public void Failed(AssociationInfo association, string verb, Exception error)
    {
        if (error is not AssociationException)
        {
            Fault ??= $"{verb}: {error}";
        }
    }

    public void Disconnected(string remote, string reason) => Hear(reason);

    private void Hear(string outcome)
    {
        if (outcome.Contains("internal error", StringComparison.Ordinal))
        {
            Fault ??= outcome;
        }
    }
}
