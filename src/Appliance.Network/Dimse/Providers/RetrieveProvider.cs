namespace Appliance.Network;

/// <summary>What C-GET and C-MOVE as SCP have in common: reading the request, asking the service for a plan, answering refusals.</summary>
internal static class RetrieveProvider
{
    /// <summary>Runs a retrieve.</summary>
    /// <param name="exchange">The association it was asked on.</param>
    /// <param name="request">The request.</param>
    /// <param name="services">The node's services.</param>
    /// <param name="kind"><see cref="ServiceKind.Get"/> or <see cref="ServiceKind.Move"/>.</param>
    /// <param name="carryOut">Carries the plan out and sends the final response.</param>
    internal static async ValueTask<OperationResult> RunAsync(
        DimseExchange exchange, Message request, NodeServices services, ServiceKind kind, Func<RetrievePlan, ValueTask<OperationResult>> carryOut)
    {
        RetrievePlan plan;
        try
        {
            plan = await PlanAsync(exchange, request, services, kind).ConfigureAwait(false);
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
            plan = new RetrievePlan { Status = e.Status, Comment = e.Message, OffendingElements = e.OffendingElements };
        }
        catch (Exception e)
        {
            services.Observer?.Failed(exchange.Association, request.Command.Verb, e);
            plan = new RetrievePlan { Status = DicomStatus.UnableToProcess, Comment = e.Message };
        }
        if (plan.Status.IsSuccess)
        {
            using (plan.Hold)
            {
                return await carryOut(plan).ConfigureAwait(false);
            }
        }
        await exchange.RespondAsync(request, plan.Status, plan.Comment, plan.OffendingElements).ConfigureAwait(false);
        return new OperationResult(plan.Status, 0);
    }

    private static async ValueTask<RetrievePlan> PlanAsync(DimseExchange exchange, Message request, NodeServices services, ServiceKind wanted)
    {
        if (services.Retrieve is null || !QueryRetrieveClasses.TryGet(request.Context.AbstractSyntax, out var kind, out var model) || kind != wanted)
        {
            throw new DimseException(DicomStatus.SopClassNotSupported, $"no {request.Command.Verb} on the context of {request.Context.AbstractSyntax.Name}");
        }
        var identifier = await exchange.ReadIdentifierAsync(request).ConfigureAwait(false);
        var destination = wanted == ServiceKind.Move ? request.Command.MoveDestination : null;
        if (wanted == ServiceKind.Move && destination is null)
        {
            throw new DimseException(DicomStatus.MoveDestinationUnknown, "C-MOVE came without a usable Move Destination (0000,0600)");
        }
        var asked = new RetrieveRequest(exchange.Association, model, identifier, destination) { QueryOptions = request.Context.QueryOptions };
        var plan = await services.Retrieve.PlanAsync(asked, exchange.Guard.Ended).ConfigureAwait(false);
        return wanted == ServiceKind.Move && plan.Status.IsSuccess && plan.Destination is null
            ? RetrievePlan.Refuse(DicomStatus.MoveDestinationUnknown, $"move destination {destination} is not known here")
            : plan;
    }
}
