using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>Opens associations.</summary>
internal static class AssociationRequestor
{
    internal static async Task<DimseExchange> ConnectAsync(
        PeerAddress peer, string callingAeTitle, IReadOnlyList<PresentationContextRequest> contexts, NetworkOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentNullException.ThrowIfNull(contexts);
        Check(peer, callingAeTitle, contexts);
        try
        {
            return await OpenAsync(peer, callingAeTitle, contexts, options, ct).ConfigureAwait(false);
        }
        catch (AssociationException e)
        {
            e.Attempt = new AssociationAttempt(peer, callingAeTitle);
            throw;
        }
    }

    private static async Task<DimseExchange> OpenAsync(
        PeerAddress peer, string callingAeTitle, IReadOnlyList<PresentationContextRequest> contexts, NetworkOptions options, CancellationToken ct)
    {
        var transport = await DialAsync(peer, options, ct).ConfigureAwait(false);
        var upper = new UpperLayer(transport, options, isRequestor: true) { Peer = peer.ToString() };
        try
        {
            using var interruption = ct.UnsafeRegister(
                static state => ((UpperLayer)state!).Guard.Interrupt(AssociationFault.LocalAbort, "The association request was cancelled."), upper);
            upper.Guard.ReceiveWait = upper.Guard.AssociateWait;
            await upper.RequestAsync(Request(peer, callingAeTitle, contexts, options)).ConfigureAwait(false);
            var answer = (await upper.ReceiveAsync().ConfigureAwait(false)).Associate!;
            var association = Describe(peer, callingAeTitle, transport, contexts, answer, options);
            await CheckAsync(upper, association).ConfigureAwait(false);
            return new DimseExchange(upper, association, options);
        }
        catch (Exception e)
        {
            await upper.AbortAsync(AbortPdu.ByUser).ConfigureAwait(false);
            await upper.DisposeAsync().ConfigureAwait(false);
            if (e is AssociationException && ct.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, ct);
            }
            throw;
        }
    }

    private static async ValueTask<ITransport> DialAsync(PeerAddress peer, NetworkOptions options, CancellationToken ct)
    {
        var isConnected = false;
        using var limit = new CancellationTokenSource(options.ConnectTimeout, options.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var transport = await options.Dialer.ConnectAsync(peer, both.Token).ConfigureAwait(false);
            isConnected = true;
            return peer.Tls is { } tls ? await TlsTransport.ConnectAsync(transport, tls, peer.Host, both.Token).ConfigureAwait(false) : transport;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var why = isConnected ? "it does not answer the TLS handshake; does that port speak TLS?" : "nothing answers there; check address and firewall.";
            throw new AssociationException(AssociationFault.NotConnected, string.Create(CultureInfo.InvariantCulture,
                $"No connection to {peer} within {options.ConnectTimeout.TotalSeconds:0.#} s: {why}"));
        }
        catch (IOException e)
        {
            throw new AssociationException(AssociationFault.NotConnected, $"No connection to {peer}: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static AssociatePdu Request(PeerAddress peer, string callingAeTitle, IReadOnlyList<PresentationContextRequest> contexts, NetworkOptions options) => new()
    {
        Type = PduType.AssociateRequest,
        CalledAeTitle = peer.AeTitle,
        CallingAeTitle = callingAeTitle,
        Contexts = [.. contexts.Select((c, i) => new ContextItem(IdOf(i), c.AbstractSyntax.Value, [.. c.TransferSyntaxes.Select(t => t.Uid.Value)]))],
        User = Implementation.Describe(options) with
        {
            Roles = [.. contexts.Where(c => c.ScuRole is not null || c.ScpRole is not null)
                .DistinctBy(c => c.AbstractSyntax).Select(c => new RoleSelection(c.AbstractSyntax.Value, c.ScuRole ?? true, c.ScpRole ?? false))],
            Extended = QueryNegotiation.Propose(contexts),
        },
    };

    private static AssociationInfo Describe(
        PeerAddress peer, string callingAeTitle, ITransport transport, IReadOnlyList<PresentationContextRequest> contexts, AssociatePdu answer, NetworkOptions options) => new()
        {
            Id = 0,
            CallingAeTitle = callingAeTitle,
            CalledAeTitle = peer.AeTitle,
            Remote = transport.Remote,
            Security = transport.Security,
            Started = options.Clock.GetUtcNow(),
            IsInbound = false,
            Contexts = [.. contexts.Select((c, i) => Negotiated(c, IdOf(i), QueryNegotiation.Propose(contexts), answer))],
            PeerImplementationClassUid = answer.User.ImplementationClassUid,
            PeerImplementationVersion = answer.User.ImplementationVersion,
            PeerMaxPduLength = answer.User.MaxLength,
        };

    private static NegotiatedContext Negotiated(PresentationContextRequest request, byte id, IReadOnlyList<ExtendedNegotiation> proposed, AssociatePdu answer)
    {
        var item = answer.Contexts.FirstOrDefault(c => c.Id == id);
        // An acceptance counts only with one of the syntaxes proposed (PS3.8 9.3.3.2).
        var isAccepted = item is { Result: ContextResult.Acceptance, TransferSyntaxes.Count: > 0 } && request.TransferSyntaxes.Any(t => t.Uid.Value == item.TransferSyntaxes[0]);
        var role = answer.User.Roles.Where(r => r.SopClass == request.AbstractSyntax.Value).Select(r => (RoleSelection?)r).FirstOrDefault();
        return new NegotiatedContext
        {
            Id = id,
            AbstractSyntax = request.AbstractSyntax,
            Proposed = request.TransferSyntaxes,
            // A context left out of the answer, or accepted without a syntax, is of no use.
            Result = isAccepted ? ContextResult.Acceptance : item is null or { Result: ContextResult.Acceptance } ? ContextResult.NoReason : item.Result,
            TransferSyntax = isAccepted ? DicomTransferSyntax.Of(new DicomUID(item!.TransferSyntaxes[0])) : null,
            // Without an answer to our role selection the default roles hold (PS3.7 D.3.3.4.3).
            RequestorIsScu = role?.Scu ?? true,
            RequestorIsScp = role?.Scp ?? false,
            QueryOptions = QueryNegotiation.Agreed(request.AbstractSyntax, proposed, answer.User.Extended),
        };
    }

    private static async ValueTask CheckAsync(UpperLayer upper, AssociationInfo association)
    {
        if (association.PeerMaxPduLength is > 0 and < PduLimits.SmallestSendLength)
        {
            throw await upper.ViolationAsync(AbortReason.InvalidParameterValue, $"a maximum PDU length of {association.PeerMaxPduLength}, into which nothing fits").ConfigureAwait(false);
        }
        if (!association.Contexts.Any(c => c.IsAccepted))
        {
            await upper.ReleaseAsync().ConfigureAwait(false);
            throw new AssociationException(
                AssociationFault.NoContextAccepted,
                $"{upper.Peer} opened the association but accepted none of the {association.Contexts.Count} presentation contexts proposed: {ContextWords.Refusals(association.Contexts)}.")
            {
                Contexts = association.Contexts,
            };
        }
    }

    private static byte IdOf(int index) => (byte)((2 * index) + 1);

    private static void Check(PeerAddress peer, string callingAeTitle, IReadOnlyList<PresentationContextRequest> contexts)
    {
        if (contexts.Count is 0 or > PduLimits.MaxPresentationContexts)
        {
            throw new ArgumentException($"{contexts.Count} presentation contexts: an association takes 1 to {PduLimits.MaxPresentationContexts}.", nameof(contexts));
        }
        foreach (var title in (string[])[peer.AeTitle, callingAeTitle])
        {
            if (!PeerAddress.IsValidAeTitle(title))
            {
                throw new ArgumentException($"'{title}' is no AE title: 1 to {PeerAddress.MaxAeTitleLength} plain characters without backslash.", nameof(callingAeTitle));
            }
        }
    }
}
