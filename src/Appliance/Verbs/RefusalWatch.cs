using Appliance.Network;

namespace Appliance;

/// <summary>
/// Receives through another service and remembers why the first instance was refused for want of resources: when the archive takes nothing any
/// more, each further one would only fail the same way.
/// </summary>
/// <param name="store">Takes the instances.</param>
/// <param name="refused">Called once, with the reason.</param>
internal sealed class RefusalWatch(IStoreService store, Action<string> refused) : IStoreService
{
    private int _told;

    /// <inheritdoc/>
    public async ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
    {
        try
        {
            var status = await store.StoreAsync(request, dataSet, ct);
            if (status == DicomStatus.OutOfResources)
            {
                Tell("the running node takes nothing more: it has no room, or may not write; 'appliance doctor' says which");
            }

            return status;
        }
        catch (DimseException refusal) when (refusal.Status == DicomStatus.OutOfResources)
        {
            Tell(refusal.Message);
            throw;
        }
    }

    private void Tell(string why)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            refused(why);
        }
    }
}
