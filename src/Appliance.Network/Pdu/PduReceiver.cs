using System.Buffers;
using System.Runtime.CompilerServices;

namespace Appliance.Network;

/// <summary>
/// One PDU, or the head of one fragment of a P-DATA-TF, or the end of the connection (type 0). <see cref="Body"/> is an
/// <see cref="AssociatePdu"/>, <see cref="AssociationRejection"/>, <see cref="AbortPdu"/> or, for what is no valid PDU, a <see cref="PduFault"/>.
/// </summary>
internal readonly record struct ReceivedPdu(PduType Type, PdvHeader Fragment = default, object? Body = null)
{
    /// <summary>True for a misplaced PDU of which nothing but its type was looked at; it is still to be received.</summary>
    internal bool IsHeadAlone { get; init; }

    internal bool IsEnd => Type == 0;
}

/// <summary>
/// Cuts the octets of a connection into PDUs and fragments. Control PDUs are gathered up to their limits; data stays in the receive buffer
/// or goes straight to its reader.
/// </summary>
internal sealed class PduReceiver(TransportGuard guard, ArrayPool<byte> pool) : IDisposable
{
    private readonly ReceiveBuffer _buffer = new(pool);
    private uint _pduLeft;
    private uint _pduLength;
    private bool _isUnreadable;

    /// <summary>
    /// Tells which PDUs must not come now. They are reported as soon as their type is here, without waiting for octets that may never come.
    /// </summary>
    internal Predicate<PduType> IsMisplaced { get; init; } = _ => false;

    /// <summary>Octets of the current fragment not yet read.</summary>
    internal uint FragmentLeft { get; private set; }

    /// <summary>Octets of the current fragment that are buffered.</summary>
    internal ReadOnlyMemory<byte> BufferedFragment => _buffer.Memory[..(int)Math.Min((uint)_buffer.Count, FragmentLeft)];

    /// <summary>The next PDU or fragment head; what is left of the fragment before is skipped.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<ReceivedPdu> ReceiveAsync()
    {
        while (FragmentLeft > 0)
        {
            if (_buffer.Count == 0 && !await ReadMoreAsync(1).ConfigureAwait(false))
            {
                return default;
            }
            ConsumeFragment(BufferedFragment.Length);
        }
        if (_pduLeft > 0)
        {
            return await ReceiveFragmentAsync().ConfigureAwait(false);
        }
        while (!_isUnreadable)
        {
            var parsed = PduHeaderParser.Parse(_buffer.Span);
            if (parsed.Outcome == ParseOutcome.Fault)
            {
                return Unreadable((PduType)_buffer.Span[0], parsed.Fault!);
            }
            if (_buffer.Count > 0 && IsMisplaced((PduType)_buffer.Span[0]))
            {
                return new ReceivedPdu((PduType)_buffer.Span[0]) { IsHeadAlone = true };
            }
            if (parsed.Outcome == ParseOutcome.Value)
            {
                _buffer.Consume(PduHeader.Size);
                if (parsed.Value.Type != PduType.DataTransfer)
                {
                    return await ReceiveControlAsync(parsed.Value).ConfigureAwait(false);
                }
                _pduLeft = _pduLength = parsed.Value.Length;
                return await ReceiveFragmentAsync().ConfigureAwait(false);
            }
            if (!await ReadMoreAsync(PduHeader.Size).ConfigureAwait(false))
            {
                return default;
            }
        }
        // After octets that made no sense there is no telling where the next PDU begins: drop all until the end.
        do
        {
            _buffer.Consume(_buffer.Count);
        }
        while (await ReadMoreAsync(1).ConfigureAwait(false));
        return default;
    }

    /// <summary>Reads octets of the current fragment: from the buffer first, then straight from the connection when that saves a copy.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> ReadFragmentAsync(Memory<byte> destination)
    {
        const int WorthReadingStraight = 64 * 1024;
        var wanted = (int)Math.Min((uint)destination.Length, FragmentLeft);
        if (wanted == 0)
        {
            return 0;
        }
        if (_buffer.Count == 0)
        {
            if (wanted >= WorthReadingStraight)
            {
                var received = await guard.ReadAsync(destination[..wanted]).ConfigureAwait(false);
                FragmentLeft -= (uint)received;
                return received > 0 ? received : throw guard.ClosedEarly();
            }
            if (!await ReadMoreAsync(1).ConfigureAwait(false))
            {
                throw guard.ClosedEarly();
            }
        }
        var count = Math.Min(wanted, _buffer.Count);
        _buffer.Span[..count].CopyTo(destination.Span);
        ConsumeFragment(count);
        return count;
    }

    internal void ConsumeFragment(int count)
    {
        _buffer.Consume(count);
        FragmentLeft -= (uint)count;
    }

    /// <summary>Gives memory back, between messages.</summary>
    internal void Narrow() => _buffer.Narrow();

    public void Dispose() => _buffer.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReceivedPdu> ReceiveFragmentAsync()
    {
        while (true)
        {
            var offset = PduHeader.Size + (int)Math.Min(_pduLength - _pduLeft, int.MaxValue - PduHeader.Size);
            var parsed = PduHeaderParser.ParsePdv(_buffer.Span, _pduLeft, offset);
            if (parsed.Outcome == ParseOutcome.Fault)
            {
                return Unreadable(PduType.DataTransfer, parsed.Fault!);
            }
            if (parsed.Outcome == ParseOutcome.Value)
            {
                _buffer.Consume(PduLimits.PdvHeaderSize);
                FragmentLeft = parsed.Value.Length;
                _pduLeft -= PduLimits.PdvHeaderSize + parsed.Value.Length;
                return new ReceivedPdu(PduType.DataTransfer, parsed.Value);
            }
            if (!await ReadMoreAsync(PduLimits.PdvHeaderSize).ConfigureAwait(false))
            {
                return default;
            }
        }
    }

    private async ValueTask<ReceivedPdu> ReceiveControlAsync(PduHeader header)
    {
        var length = (int)header.Length;
        while (_buffer.Count < length)
        {
            if (!await ReadMoreAsync(length).ConfigureAwait(false))
            {
                return default;
            }
        }
        var pdu = Parse(header.Type, _buffer.Span[..length]);
        if (pdu.Body is PduFault fault)
        {
            return Unreadable(header.Type, fault);
        }
        _buffer.Consume(length);
        return pdu;
    }

    private static ReceivedPdu Parse(PduType type, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case PduType.AssociateRequest or PduType.AssociateAccept:
                var associate = AssociatePduParser.Parse(type, body);
                return new ReceivedPdu(type, Body: (object?)associate.Fault ?? associate.Value);
            case PduType.AssociateReject:
                return new ReceivedPdu(type, Body: ControlPdu.ParseReject(body).Value);
            case PduType.Abort:
                return new ReceivedPdu(type, Body: ControlPdu.ParseAbort(body).Value);
            default:
                return new ReceivedPdu(type);
        }
    }

    private ReceivedPdu Unreadable(PduType type, PduFault fault)
    {
        _isUnreadable = true;
        _pduLeft = 0;
        return new ReceivedPdu(type, Body: fault);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReadMoreAsync(int wanted)
    {
        if (_buffer.IsIdle)
        {
            // An empty read waits for octets without holding memory for them.
            await guard.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
        }
        var count = await guard.ReadAsync(_buffer.Room(wanted)).ConfigureAwait(false);
        var isFull = _buffer.Received(count);
        if (isFull && FragmentLeft > 0)
        {
            _buffer.Widen();
        }
        return count > 0;
    }
}
