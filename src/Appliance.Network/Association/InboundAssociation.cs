using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>One association that was opened from outside, from the incoming connection to its close.</summary>
internal sealed class InboundAssociation(ITransport transport, NodeServices services, NetworkOptions options, AssociationNumbers numbers, long id)
{
    private readonly Negotiator _negotiator = new(services, options);
    private readonly UpperLayer _upper = new(transport, options, isRequestor: false);

    /// <summary>True once the association was accepted: it counts against the limit.</summary>
    internal bool IsAccepted { get; private set; }

    /// <summary>Ends it from any thread.</summary>
    internal void Interrupt(string why) => _upper.Guard.Interrupt(AssociationFault.LocalAbort, why);

    /// <summary>Carries it through. Throws nothing that a peer or a service can cause.</summary>
    /// <param name="associationsOpen">Associations open at the time of the request.</param>
    internal async Task RunAsync(Func<int> associationsOpen)
    {
        AssociationInfo? association = null;
        var outcome = "released by the peer";
        try
        {
            _upper.TransportOpened();
            var request = (await _upper.ReceiveAsync().ConfigureAwait(false)).Associate!;
            association = Describe(request);
            _upper.Peer = $"{association.CallingAeTitle}@{association.Remote}";
            if (_negotiator.Refuse(request, transport.Remote, associationsOpen()) is { } rejection)
            {
                services.Observer?.Rejected(association, rejection);
                association = null;
                outcome = "rejected";
                await _upper.RejectAsync(rejection).ConfigureAwait(false);
                return;
            }
            if (request.User.MaxLength is > 0 and < PduLimits.SmallestSendLength)
            {
                throw await _upper.ViolationAsync(AbortReason.InvalidParameterValue, $"a maximum PDU length of {request.User.MaxLength}, into which nothing fits").ConfigureAwait(false);
            }
            IsAccepted = true;
            services.Observer?.Opened(association);
            await _upper.AcceptAsync(Answer(request, association)).ConfigureAwait(false);
            await ServeAsync(association).ConfigureAwait(false);
        }
        catch (AssociationException e)
        {
            outcome = e.Message;
        }
        catch (Exception e)
        {
            // A defect of ours or of the observer: it ends this association, not the node.
            outcome = $"aborted after an internal error: {e.Message}";
            if (association is not null)
            {
                services.Observer?.Failed(association, "association", e);
            }
        }
        finally
        {
            await _upper.AbortAsync(AbortPdu.ByUser).ConfigureAwait(false);
            await _upper.DisposeAsync().ConfigureAwait(false);
            IsAccepted = false;
            if (association is not null)
            {
                services.Observer?.Closed(association, outcome);
            }
            else if (outcome != "rejected")
            {
                services.Observer?.Disconnected(transport.Remote, outcome);
            }
        }
    }

    private async ValueTask ServeAsync(AssociationInfo association)
    {
        await using var exchange = new DimseExchange(_upper, association, options);
        while (await exchange.Reader.ReceiveAsync(exchange.Guard.IdleWait).ConfigureAwait(false) is { } message)
        {
            if (message.Command.Field == CommandField.CancelRequest)
            {
                // The operation has ended already: its final response is the answer.
                continue;
            }
            if (message.Command.IsResponse)
            {
                throw await _upper.ViolationAsync(AbortReason.UnexpectedPdu, $"a {message.Command.Verb} response to nothing").ConfigureAwait(false);
            }
            var result = await PerformAsync(exchange, message).ConfigureAwait(false);
            services.Observer?.Operation(association, message.Command.Verb, result.Status, result.Bytes);
        }
        await _upper.RespondReleaseAsync().ConfigureAwait(false);
    }

    private ValueTask<OperationResult> PerformAsync(DimseExchange exchange, Message message) => message.Command.Field switch
    {
        CommandField.EchoRequest => EchoProvider.RunAsync(exchange, message),
        CommandField.StoreRequest => StoreProvider.RunAsync(exchange, message, services.Store, services.Observer),
        CommandField.FindRequest => FindProvider.RunAsync(exchange, message, services.Find, services.Observer),
        CommandField.GetRequest => GetProvider.RunAsync(exchange, message, services),
        CommandField.MoveRequest => MoveProvider.RunAsync(exchange, message, services, numbers),
        _ => RefuseAsync(exchange, message),
    };

    private static async ValueTask<OperationResult> RefuseAsync(DimseExchange exchange, Message message)
    {
        if (exchange.Reader.DataSet is { } dataSet)
        {
            await dataSet.DrainAsync().ConfigureAwait(false);
        }
        await exchange.RespondAsync(message, DicomStatus.UnrecognizedOperation).ConfigureAwait(false);
        return new OperationResult(DicomStatus.UnrecognizedOperation, 0);
    }

    private AssociationInfo Describe(AssociatePdu request) => new()
    {
        Id = id,
        CallingAeTitle = request.CallingAeTitle,
        CalledAeTitle = request.CalledAeTitle,
        Remote = transport.Remote,
        Security = transport.Security,
        Started = options.Clock.GetUtcNow(),
        IsInbound = true,
        Contexts = _negotiator.Negotiate(request),
        PeerImplementationClassUid = request.User.ImplementationClassUid,
        PeerImplementationVersion = request.User.ImplementationVersion,
        PeerMaxPduLength = request.User.MaxLength,
    };

    private AssociatePdu Answer(AssociatePdu request, AssociationInfo association) => new()
    {
        Type = PduType.AssociateAccept,
        CalledAeTitle = request.CalledAeTitle,
        CallingAeTitle = request.CallingAeTitle,
        Contexts = [.. association.Contexts.Select(c => new ContextItem(c.Id, "", [AnswerSyntax(c).Uid.Value], c.Result))],
        User = Implementation.Describe(options) with { Roles = _negotiator.Roles(request), Extended = _negotiator.Extended(request) },
    };

    // A refused context carries a transfer syntax too, without meaning (PS3.8 9.3.3.2).
    private static DicomTransferSyntax AnswerSyntax(NegotiatedContext context) =>
        context.TransferSyntax ?? context.Proposed.FirstOrDefault() ?? DicomTransferSyntax.ImplicitVRLittleEndian;
}
