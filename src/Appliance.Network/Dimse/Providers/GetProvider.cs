namespace Appliance.Network;

/// <summary>C-GET as SCP (PS3.7 9.1.3, PS3.4 C.4.3): sends the instances on the association of the request.</summary>
internal static class GetProvider
{
    internal static ValueTask<OperationResult> RunAsync(DimseExchange exchange, Message request, NodeServices services) =>
        RetrieveProvider.RunAsync(exchange, request, services, ServiceKind.Get, plan => SendAsync(exchange, request, plan));

    private static async ValueTask<OperationResult> SendAsync(DimseExchange exchange, Message request, RetrievePlan plan)
    {
        var progress = new RetrieveProgress(exchange, request, plan.Items.Count);
        var isCancelled = false;
        foreach (var item in plan.Items)
        {
            if (isCancelled)
            {
                break;
            }
            var context = StoreSender.ContextFor(exchange.Association.Contexts, item, asRequestor: false, exchange.Options.PrefersCompressed);
            if (context is null)
            {
                progress.Failed(item, $"no context to send {item.SopClassUid.Name} back as {item.TransferSyntax.Name}");
            }
            else
            {
                try
                {
                    progress.Done(item, await StoreSender.SendAsync(exchange, context, item, originator: null, id => isCancelled |= id == request.Command.MessageId).ConfigureAwait(false));
                }
                catch (DimseException e)
                {
                    progress.Failed(item, e.Message);
                }
            }
            await progress.TellAsync().ConfigureAwait(false);
        }
        return await progress.EndAsync(isCancelled).ConfigureAwait(false);
    }
}
