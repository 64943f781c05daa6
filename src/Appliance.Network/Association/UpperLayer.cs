using System.Buffers;
using System.Runtime.CompilerServices;

namespace Appliance.Network;

/// <summary>
/// The upper layer protocol machine over one connection (PS3.8 section 9): primitives go in, PDUs go out, PDUs come in, indications go
/// to the user; <see cref="StateTable"/> decides. P-DATA is handed on fragment by fragment and never gathered. One task reads and one
/// writes; both may be the same. When the association ends other than by release, every method throws <see cref="AssociationException"/>.
/// </summary>
internal sealed class UpperLayer : IAsyncDisposable
{
    private readonly ITransport _transport;
    private readonly bool _isRequestor;
    private readonly PduReceiver _receiver;
    private readonly TransportGuard _guard;
    private readonly Lock _gate = new();
    private bool _closed;

    internal UpperLayer(ITransport transport, NetworkOptions options, bool isRequestor)
    {
        _transport = transport;
        _isRequestor = isRequestor;
        Buffers = options.Buffers;
        _guard = new TransportGuard(transport, options);
        _receiver = new PduReceiver(_guard, options.Buffers) { IsMisplaced = IsMisplaced };
    }

    internal UpperLayerState State { get; private set; } = UpperLayerState.Sta1;

    /// <summary>The other side, for messages.</summary>
    internal string Peer { get => _guard.Peer; set => _guard.Peer = value; }

    /// <summary>Where buffers come from, and go back to.</summary>
    internal ArrayPool<byte> Buffers { get; }

    /// <summary>Interrupts, times and the connection itself.</summary>
    internal TransportGuard Guard => _guard;

    /// <summary>Octets of the current fragment not yet read.</summary>
    internal uint FragmentLeft => _receiver.FragmentLeft;

    /// <summary>Octets of the current fragment that are here already.</summary>
    internal ReadOnlyMemory<byte> BufferedFragment => _receiver.BufferedFragment;

    /// <summary>Takes note of an incoming connection; ARTIM runs until its request is there.</summary>
    internal void TransportOpened()
    {
        Step(UpperLayerEvent.TransportIndication);
        _guard.StartArtim();
    }

    /// <summary>Sends A-ASSOCIATE-RQ over the connection just made. The answer comes from <see cref="ReceiveAsync"/>.</summary>
    internal async ValueTask RequestAsync(AssociatePdu request)
    {
        Step(UpperLayerEvent.AssociateRequest);
        Step(UpperLayerEvent.TransportConfirm);
        await SendAsync(AssociatePduWriter.Write(request)).ConfigureAwait(false);
    }

    /// <summary>Answers a request with A-ASSOCIATE-AC.</summary>
    internal ValueTask AcceptAsync(AssociatePdu accept)
    {
        Step(UpperLayerEvent.Accept);
        return SendAsync(AssociatePduWriter.Write(accept));
    }

    /// <summary>Answers a request with A-ASSOCIATE-RJ.</summary>
    internal ValueTask RejectAsync(AssociationRejection rejection)
    {
        Step(UpperLayerEvent.Reject);
        return SendRejectAsync(rejection);
    }

    /// <summary>Sends whole P-DATA-TF PDUs, headers included.</summary>
    internal ValueTask SendDataAsync(ReadOnlyMemory<byte> pdus)
    {
        Step(UpperLayerEvent.DataRequest);
        return SendAsync(pdus);
    }

    /// <summary>The next indication. What the user left of the fragment before is skipped.</summary>
    /// <exception cref="AssociationException">The association is over.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<Indication> ReceiveAsync()
    {
        while (true)
        {
            var pdu = await ReceivePduAsync().ConfigureAwait(false);
            if (pdu.IsHeadAlone)
            {
                if (StepMisplaced(pdu.Type) is { } violated)
                {
                    throw await ViolatedAsync(pdu, violated).ConfigureAwait(false);
                }
                // The state changed in between: what comes is due after all.
                continue;
            }
            var happened = EventOf(pdu);
            var acceptable = happened != UpperLayerEvent.RequestReceived || (((AssociatePdu)pdu.Body!).ProtocolVersion & 1) != 0;
            // Further fragments of one P-DATA-TF are no new event, but the state is asked all the same: it may have changed in between.
            switch (Step(happened, acceptable))
            {
                case UpperLayerAction.AE3:
                    return new Indication(IndicationKind.AssociateAccept, (AssociatePdu)pdu.Body!);
                case UpperLayerAction.AE4:
                    throw await CloseWithAsync(AssociationFault.Rejected, $"{Peer} {(AssociationRejection)pdu.Body!}.", (AssociationRejection)pdu.Body!).ConfigureAwait(false);
                case UpperLayerAction.AE6 when acceptable:
                    _guard.StopArtim();
                    return new Indication(IndicationKind.AssociateRequest, (AssociatePdu)pdu.Body!);
                case UpperLayerAction.AE6:
                    await SendRejectAsync(AssociationRejection.ProtocolVersion).ConfigureAwait(false);
                    throw new AssociationException(AssociationFault.ProtocolViolation, $"{Peer} asked for protocol version {((AssociatePdu)pdu.Body!).ProtocolVersion:X4}H, of which bit 0 (version 1) is not set; it was rejected.");
                case UpperLayerAction.DT2 or UpperLayerAction.AR6:
                    return new Indication(IndicationKind.Data, Fragment: pdu.Fragment);
                case UpperLayerAction.AR2 or UpperLayerAction.AR8:
                    return new Indication(IndicationKind.ReleaseRequest);
                case UpperLayerAction.AR3:
                    await CloseTransportAsync().ConfigureAwait(false);
                    return new Indication(IndicationKind.ReleaseResponse);
                case UpperLayerAction.AR10:
                    return new Indication(IndicationKind.ReleaseResponse);
                case UpperLayerAction.AA2 or UpperLayerAction.AA3 when happened == UpperLayerEvent.AbortReceived:
                    throw await CloseWithAsync(AssociationFault.Aborted, $"{Peer} aborted, {(AbortPdu)pdu.Body!}.", abort: ((AbortPdu)pdu.Body!).ToAbort()).ConfigureAwait(false);
                case UpperLayerAction.AA4 or UpperLayerAction.AA5 or UpperLayerAction.AR5:
                    throw await CloseWithAsync(AssociationFault.ConnectionLost, $"{Peer} closed the connection without a release.").ConfigureAwait(false);
                case UpperLayerAction.AA6:
                    continue;
                case UpperLayerAction.AA7:
                    await SendAbortAsync(new AbortPdu(AbortSource.ServiceProvider, (pdu.Body as PduFault)?.Reason ?? AbortReason.UnexpectedPdu)).ConfigureAwait(false);
                    continue;
                case var action:
                    throw await ViolatedAsync(pdu, action).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads octets of the current fragment.</summary>
    /// <returns>At least one while <see cref="FragmentLeft"/> is not 0 and there is room.</returns>
    internal async ValueTask<int> ReadFragmentAsync(Memory<byte> destination)
    {
        try
        {
            return await _receiver.ReadFragmentAsync(destination).ConfigureAwait(false);
        }
        catch (AssociationException e)
        {
            await EndedAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Drops octets of the current fragment that were used from <see cref="BufferedFragment"/>.</summary>
    internal void ConsumeFragment(int count) => _receiver.ConsumeFragment(count);

    /// <summary>Gives large buffers back; to be called between messages.</summary>
    internal void Narrow() => _receiver.Narrow();

    /// <summary>
    /// Releases the association: asks, discards data still on the way, waits for the answer, closes. When both sides ask at once, the one
    /// that opened the association answers first (PS3.8 9.2, release collision).
    /// </summary>
    internal async ValueTask ReleaseAsync()
    {
        await RequestReleaseAsync().ConfigureAwait(false);
        _guard.ReceiveWait = _guard.AssociateWait with { What = "the answer to our release" };
        while (State is not (UpperLayerState.Sta1 or UpperLayerState.Sta13))
        {
            await ReceiveAsync().ConfigureAwait(false);
            if (State is UpperLayerState.Sta9 or UpperLayerState.Sta12)
            {
                await RespondReleaseAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends A-RELEASE-RQ. The answer comes from <see cref="ReceiveAsync"/>.</summary>
    internal ValueTask RequestReleaseAsync()
    {
        Step(UpperLayerEvent.ReleaseRequest);
        return SendControlAsync(ControlPdu.WriteReleaseRequest);
    }

    /// <summary>Answers A-RELEASE-RQ.</summary>
    internal async ValueTask RespondReleaseAsync()
    {
        var action = Step(UpperLayerEvent.ReleaseResponse);
        await SendControlAsync(ControlPdu.WriteReleaseResponse).ConfigureAwait(false);
        if (action == UpperLayerAction.AR4)
        {
            _guard.StartClosing();
        }
    }

    /// <summary>Aborts, if there still is something to abort. Throws nothing.</summary>
    internal async ValueTask AbortAsync(AbortPdu abort)
    {
        if (StateTable.ActionFor(State, UpperLayerEvent.AbortRequest) == UpperLayerAction.None)
        {
            return;
        }
        if (Step(UpperLayerEvent.AbortRequest) == UpperLayerAction.AA1)
        {
            await SendAbortAsync(abort).ConfigureAwait(false);
        }
    }

    /// <summary>Aborts because the peer broke a rule above the PDU layer, and gives the exception to throw.</summary>
    internal async ValueTask<AssociationException> ViolationAsync(AbortReason reason, string what)
    {
        var why = _guard.End(new AssociationException(AssociationFault.ProtocolViolation, $"{Peer} broke the protocol: {what}. The association was aborted."));
        await AbortAsync(new AbortPdu(AbortSource.ServiceProvider, reason)).ConfigureAwait(false);
        return why;
    }

    /// <summary>After an interruption: aborts, and gives the exception that says why.</summary>
    internal async ValueTask<AssociationException> InterruptedAsync()
    {
        var why = _guard.EndReason();
        await EndedAsync(why).ConfigureAwait(false);
        return why;
    }

    /// <summary>
    /// Closes the connection: in Sta13 only after the other side has closed or ARTIM has run out, so that a last PDU is not lost to a reset.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            while (State == UpperLayerState.Sta13)
            {
                await ReceiveAsync().ConfigureAwait(false);
            }
        }
        catch (AssociationException)
        {
            // How Sta13 ends: the other side closed, aborted in turn, or ARTIM ran out.
        }
        finally
        {
            await CloseTransportAsync().ConfigureAwait(false);
            _receiver.Dispose();
            _guard.Dispose();
        }
    }

    private UpperLayerAction Step(UpperLayerEvent happened, bool isAcceptable = true)
    {
        // The reader and the writer may be two tasks: a data request must not undo the state a received PDU has just led to.
        lock (_gate)
        {
            var action = StateTable.ActionFor(State, happened);
            if (action != UpperLayerAction.None)
            {
                State = StateTable.StateAfter(action, _isRequestor, isAcceptable);
                return action;
            }
            return IsRequest(happened)
                ? throw new AssociationException(AssociationFault.LocalAbort, $"The association with {Peer} is over or not yet open ({State}): {happened} is not possible.")
                : action;
        }
    }

    /// <summary>True for the primitives of the local user, which in an empty cell are the user's mistake and not the peer's.</summary>
    private static bool IsRequest(UpperLayerEvent happened) => happened is UpperLayerEvent.AssociateRequest or UpperLayerEvent.TransportConfirm
        or UpperLayerEvent.TransportIndication or UpperLayerEvent.Accept or UpperLayerEvent.Reject or UpperLayerEvent.DataRequest or UpperLayerEvent.ReleaseRequest or UpperLayerEvent.ReleaseResponse;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReceivedPdu> ReceivePduAsync()
    {
        try
        {
            return await _receiver.ReceiveAsync().ConfigureAwait(false);
        }
        catch (AssociationException e)
        {
            await EndedAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    private static UpperLayerEvent EventOf(in ReceivedPdu pdu) =>
        pdu.Body is PduFault ? UpperLayerEvent.InvalidPdu : pdu.IsEnd ? UpperLayerEvent.TransportClosed : EventOf(pdu.Type);

    private static UpperLayerEvent EventOf(PduType type) => type switch
    {
        PduType.AssociateRequest => UpperLayerEvent.RequestReceived,
        PduType.AssociateAccept => UpperLayerEvent.AcceptReceived,
        PduType.AssociateReject => UpperLayerEvent.RejectReceived,
        PduType.DataTransfer => UpperLayerEvent.DataReceived,
        PduType.ReleaseRequest => UpperLayerEvent.ReleaseRequestReceived,
        PduType.ReleaseResponse => UpperLayerEvent.ReleaseResponseReceived,
        PduType.Abort => UpperLayerEvent.AbortReceived,
        _ => UpperLayerEvent.InvalidPdu,
    };

    /// <summary>True for a PDU that is answered by an abort for its type alone, whatever follows its first octet.</summary>
    private bool IsMisplaced(PduType type) => StateTable.ActionFor(State, EventOf(type)) is UpperLayerAction.AA1 or UpperLayerAction.AA8;

    private UpperLayerAction? StepMisplaced(PduType type)
    {
        lock (_gate)
        {
            return IsMisplaced(type) ? Step(EventOf(type)) : null;
        }
    }

    /// <summary>AA-1 and AA-8, and the default for a cell the standard leaves empty: abort, then wait for the close.</summary>
    private async ValueTask<AssociationException> ViolatedAsync(ReceivedPdu pdu, UpperLayerAction action)
    {
        lock (_gate)
        {
            State = UpperLayerState.Sta13;
        }
        var fault = pdu.Body as PduFault;
        var what = fault is not null ? $"an invalid PDU: {fault}" : $"a {pdu.Type} PDU where none is due";
        var why = _guard.End(new AssociationException(AssociationFault.ProtocolViolation, $"{Peer} sent {what}. The association was aborted.") { ForeignProtocol = fault?.Protocol?.Name });
        // Before there is an association the abort has the source "service user" (PS3.8 Table 9-9, AA-1), which gives no reason.
        await SendAbortAsync(action == UpperLayerAction.AA1
            ? AbortPdu.ByUser
            : new AbortPdu(AbortSource.ServiceProvider, fault?.Reason ?? AbortReason.UnexpectedPdu)).ConfigureAwait(false);
        return why;
    }

    /// <summary>The connection broke, a timer ran out, or we were interrupted: carry the machine to its end.</summary>
    private async ValueTask EndedAsync(AssociationException end)
    {
        if (end.Fault == AssociationFault.ConnectionLost)
        {
            Step(UpperLayerEvent.TransportClosed);
            await CloseTransportAsync().ConfigureAwait(false);
        }
        else if (end.IsArtim)
        {
            Step(UpperLayerEvent.ArtimExpired);
            await CloseTransportAsync().ConfigureAwait(false);
        }
        else
        {
            await AbortAsync(AbortPdu.ByUser).ConfigureAwait(false);
        }
    }

    private async ValueTask<AssociationException> CloseWithAsync(
        AssociationFault fault, string message, AssociationRejection? rejection = null, AssociationAbort? abort = null)
    {
        await CloseTransportAsync().ConfigureAwait(false);
        return _guard.End(new AssociationException(fault, message) { Rejection = rejection, Abort = abort });
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> octets)
    {
        try
        {
            await _guard.WriteAsync(octets).ConfigureAwait(false);
        }
        catch (AssociationException e)
        {
            await EndedAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    private ValueTask SendRejectAsync(AssociationRejection rejection)
    {
        _guard.StartClosing();
        return SendControlAsync(destination => ControlPdu.WriteReject(destination, rejection));
    }

    private async ValueTask SendAbortAsync(AbortPdu abort)
    {
        _guard.StartClosing();
        var octets = new byte[ControlPdu.Size];
        ControlPdu.WriteAbort(octets, abort);
        if (!await _guard.WriteLastAsync(octets).ConfigureAwait(false))
        {
            // Only the close itself can tell the other side now.
            Step(UpperLayerEvent.TransportClosed);
            await CloseTransportAsync().ConfigureAwait(false);
        }
    }

    private ValueTask SendControlAsync(SpanAction write)
    {
        var octets = new byte[ControlPdu.Size];
        write(octets);
        return SendAsync(octets);
    }

    private async ValueTask CloseTransportAsync()
    {
        if (!_closed)
        {
            _closed = true;
            await _transport.DisposeAsync().ConfigureAwait(false);
        }
    }

    private delegate void SpanAction(Span<byte> destination);
}
