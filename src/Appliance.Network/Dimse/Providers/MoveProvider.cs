namespace Appliance.Network;

/// <summary>
/// C-MOVE as SCP (PS3.7 9.1.4, PS3.4 C.4.2): sends the instances on one association of our own to the destination. Requests on several
/// associations are carried out at once, each with its own destination.
/// </summary>
internal static class MoveProvider
{
    internal static ValueTask<OperationResult> RunAsync(DimseExchange exchange, Message request, NodeServices services, AssociationNumbers numbers) =>
        RetrieveProvider.RunAsync(exchange, request, services, ServiceKind.Move, plan => SendAsync(exchange, request, services, numbers, plan));

    private static async ValueTask<OperationResult> SendAsync(
        DimseExchange exchange, Message request, NodeServices services, AssociationNumbers numbers, RetrievePlan plan)
    {
        var progress = new RetrieveProgress(exchange, request, plan.Items.Count);
        if (plan.Items.Count == 0)
        {
            return await progress.EndAsync(isCancelled: false).ConfigureAwait(false);
        }
        using var watch = new CancelWatch(exchange, request.Command.MessageId);
        var next = 0;
        try
        {
            var contexts = StorageContexts.For(plan.Items.Select(i => (i.SopClassUid, i.TransferSyntax)));
            await using var destination = await MoveDestination.OpenAsync(plan.Destination!, contexts, services, exchange.Options, numbers, watch.Token).ConfigureAwait(false);
            var originator = (exchange.Association.CallingAeTitle, request.Command.MessageId);
            for (; next < plan.Items.Count && !watch.Token.IsCancellationRequested; next++)
            {
                var item = plan.Items[next];
                try
                {
                    progress.Done(item, await destination.StoreAsync(item, originator, exchange.Guard.Ended).ConfigureAwait(false));
                }
                catch (DimseException e)
                {
                    progress.Failed(item, e.Status == DicomStatus.SopClassNotSupported ? $"destination takes no {item.SopClassUid.Name}" : e.Message);
                }
                await progress.TellAsync().ConfigureAwait(false);
            }
            await destination.ReleaseAsync(exchange.Guard.Ended).ConfigureAwait(false);
        }
        catch (AssociationException e) when (!exchange.Guard.Ended.IsCancellationRequested)
        {
            // The destination refused or left: nothing more is attempted (statement 4.2.7.4.1.1), what remained has failed.
            services.Observer?.Failed(exchange.Association, request.Command.Verb, e);
            // Error Comment has room for 64 characters: the reason of a rejection must be among them.
            var why = e.Rejection is { } rejection ? $"destination rejects us: {rejection.Why}" : e.Message;
            for (; next < plan.Items.Count; next++)
            {
                progress.Failed(plan.Items[next], why);
            }
        }
        catch (OperationCanceledException) when (watch.IsCancelled)
        {
            // Cancelled before the destination had answered: the final response says how many remained.
        }
        catch (OperationCanceledException) when (exchange.Guard.Ended.IsCancellationRequested)
        {
            throw await exchange.Upper.InterruptedAsync().ConfigureAwait(false);
        }
        return await progress.EndAsync(watch.IsCancelled).ConfigureAwait(false);
    }
}
