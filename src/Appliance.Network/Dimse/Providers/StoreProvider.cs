using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>C-STORE as SCP (PS3.7 9.1.1): hands the data set on as it comes in, and answers.</summary>
internal static class StoreProvider
{
    internal static async ValueTask<OperationResult> RunAsync(DimseExchange exchange, Message request, IStoreService? store, IAssociationObserver? observer)
    {
        var command = request.Command;
        var dataSet = exchange.Reader.DataSet;
        DicomStatus status;
        string? comment = null;
        try
        {
            status = await HandOnAsync(exchange, request, store, dataSet).ConfigureAwait(false);
        }
        catch (AssociationException)
        {
            throw;
        }
        catch (OperationCanceledException) when (exchange.Guard.Ended.IsCancellationRequested)
        {
            throw await exchange.Upper.InterruptedAsync().ConfigureAwait(false);
        }
        catch (DimseException e)
        {
            (status, comment) = (e.Status, e.Message);
        }
        catch (Exception e)
        {
            // Whatever a service does wrong fails this one operation; the observer is told all of it, the peer the gist.
            observer?.Failed(exchange.Association, command.Verb, e);
            (status, comment) = (DicomStatus.UnableToProcess, e.Message);
        }
        if (dataSet is not null)
        {
            await dataSet.DrainAsync().ConfigureAwait(false);
        }
        await exchange.RespondAsync(request, status, comment).ConfigureAwait(false);
        return new OperationResult(status, dataSet?.Count ?? 0);
    }

    private static ValueTask<DicomStatus> HandOnAsync(DimseExchange exchange, Message request, IStoreService? store, IncomingDataSet? dataSet)
    {
        var command = request.Command;
        // Private classes too: the context would not have been accepted, or proposed by us, if this class were not wanted.
        if (store is null || NegotiationPolicy.KindOf(request.Context.AbstractSyntax, PrivateStorageClasses.All) != ServiceKind.Storage)
        {
            throw new DimseException(DicomStatus.SopClassNotSupported, $"no storage on the context of {request.Context.AbstractSyntax.Name}");
        }
        if (dataSet is null)
        {
            throw new DimseException(DicomStatus.UnableToProcess, "C-STORE came without a data set");
        }
        if (command.SopInstance is null)
        {
            throw new DimseException(DicomStatus.MistypedArgument, "C-STORE came without a usable Affected SOP Instance UID (0000,1000)");
        }
        var details = new StoreRequest(
            exchange.Association,
            command.SopClass is null ? request.Context.AbstractSyntax : new DicomUID(command.SopClass),
            new DicomUID(command.SopInstance),
            request.Context.TransferSyntax!,
            command.MoveOriginator,
            command.MoveOriginatorMessageId);
        return store.StoreAsync(details, dataSet, exchange.Guard.Ended);
    }
}
