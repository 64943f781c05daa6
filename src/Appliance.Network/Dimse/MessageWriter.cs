using System.Buffers.Binary;
using System.Globalization;

namespace Appliance.Network;

/// <summary>
/// Cuts messages into P-DATA-TF PDUs that fit the peer (PS3.8 Annex D.1) and sends many of them in one write: headers and data lie in one
/// rented buffer, into which data sets are read directly. One task at a time.
/// </summary>
internal sealed class MessageWriter(UpperLayer upper, uint peerMaxPduLength) : IDisposable
{
    /// <summary>Octets gathered before a write.</summary>
    internal const int BufferSize = 128 * 1024;

    private const int HeadersSize = PduHeader.Size + PduLimits.PdvHeaderSize;
    private const int SmallSize = 2 * CommandWriter.MaxLength;
    private readonly int _fragmentRoom = FragmentRoom(peerMaxPduLength);
    private byte[] _octets = [];
    private int _count;
    private bool _anythingSent;

    /// <summary>Octets appended and not yet sent.</summary>
    internal int Pending => _count;

    /// <summary>Sends a command that has no data set.</summary>
    internal async ValueTask SendAsync(NegotiatedContext context, Command command)
    {
        await AppendCommandAsync(context, command, SmallSize).ConfigureAwait(false);
        await FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Appends a command that has no data set.</summary>
    internal ValueTask AppendAsync(NegotiatedContext context, Command command) => AppendCommandAsync(context, command, SmallSize);

    /// <summary>Appends a command and a data set that lies in memory. Nothing need be sent until <see cref="FlushAsync"/>.</summary>
    internal async ValueTask AppendAsync(NegotiatedContext context, Command command, ReadOnlyMemory<byte> dataSet)
    {
        await AppendCommandAsync(context, command, BufferSize).ConfigureAwait(false);
        do
        {
            var length = await RoomAsync(dataSet.Length).ConfigureAwait(false);
            dataSet.Span[..length].CopyTo(_octets.AsSpan(_count + HeadersSize));
            dataSet = dataSet[length..];
            EndFragment(context.Id, isCommand: false, isLast: dataSet.IsEmpty, length);
        }
        while (!dataSet.IsEmpty);
    }

    /// <summary>Sends a command and a data set read from a stream.</summary>
    /// <param name="context">The accepted presentation context.</param>
    /// <param name="command">The command.</param>
    /// <param name="dataSet">The data set in the syntax of the context.</param>
    /// <param name="length">Its octets, or -1 when not known.</param>
    /// <returns>Octets of the data set sent.</returns>
    /// <exception cref="AssociationException">The association is over; also when <paramref name="dataSet"/> failed or ended early in mid-message.</exception>
    /// <exception cref="IOException">The data set could not be read and nothing of the message was sent: the association goes on.</exception>
    internal async ValueTask<long> SendAsync(NegotiatedContext context, Command command, Stream dataSet, long length)
    {
        var sent = 0L;
        _anythingSent = false;
        var wanted = length < 0 ? BufferSize : Math.Min(BufferSize, SmallSize + length + ((length / _fragmentRoom) * HeadersSize));
        await AppendCommandAsync(context, command, (int)wanted).ConfigureAwait(false);
        var isLast = false;
        while (!isLast)
        {
            var room = await RoomAsync(length < 0 ? _fragmentRoom : length - sent).ConfigureAwait(false);
            int count;
            try
            {
                count = await dataSet.ReadAtLeastAsync(_octets.AsMemory(_count + HeadersSize, room), room, throwOnEndOfStream: false).ConfigureAwait(false);
                if (length >= 0 && count < room)
                {
                    throw new EndOfStreamException(string.Create(CultureInfo.InvariantCulture, $"The data set ended after {sent + count} of {length} bytes."));
                }
            }
            catch (Exception e) when (e is not AssociationException)
            {
                Release();
                if (!_anythingSent)
                {
                    throw e as IOException ?? new IOException($"The data set could not be read: {e.Message}", e);
                }
                await upper.AbortAsync(AbortPdu.ByUser).ConfigureAwait(false);
                throw new AssociationException(AssociationFault.LocalAbort, $"The data set could not be read to its end, so the association with {upper.Peer} was aborted: {e.Message}", e);
            }
            sent += count;
            isLast = length < 0 ? count < room : sent == length;
            if (isLast && int.IsOddInteger(count) && context.TransferSyntax is { IsDeflated: true })
            {
                // PS3.5 A.5: a deflated stream of odd length gets a trailing NULL; some peers abort at a fragment of odd length. There is room: it is even.
                _octets[_count + HeadersSize + count] = 0;
                count++;
                sent++;
            }
            EndFragment(context.Id, isCommand: false, isLast, count);
        }
        await FlushAsync().ConfigureAwait(false);
        return sent;
    }

    /// <summary>Sends what was appended.</summary>
    internal async ValueTask FlushAsync()
    {
        await WriteAsync().ConfigureAwait(false);
        Release();
    }

    public void Dispose() => Release();

    /// <summary>Octets of data in one PDU: even, as fragments must be, and within what the peer takes; 0 means no limit.</summary>
    private static int FragmentRoom(uint peerMaxPduLength)
    {
        const int Most = BufferSize - CommandWriter.MaxLength - (2 * HeadersSize);
        var room = peerMaxPduLength == 0 ? Most : (int)Math.Min(Most, peerMaxPduLength - PduLimits.PdvHeaderSize);
        return room & ~1;
    }

    private async ValueTask AppendCommandAsync(NegotiatedContext context, Command command, int bufferSize)
    {
        if (_octets.Length == 0)
        {
            _octets = upper.Buffers.Rent(Math.Max(bufferSize, SmallSize));
        }
        if (_octets.Length - _count < SmallSize)
        {
            await WriteAsync().ConfigureAwait(false);
        }
        var length = CommandWriter.Write(command, _octets.AsSpan(_count + HeadersSize));
        if (length <= _fragmentRoom)
        {
            EndFragment(context.Id, isCommand: true, isLast: true, length);
            return;
        }
        // A peer that takes only tiny PDUs: cut the command too.
        var rest = _octets.AsMemory(_count + HeadersSize, length).ToArray().AsMemory();
        while (!rest.IsEmpty)
        {
            var count = await RoomAsync(rest.Length).ConfigureAwait(false);
            rest.Span[..count].CopyTo(_octets.AsSpan(_count + HeadersSize));
            rest = rest[count..];
            EndFragment(context.Id, isCommand: true, isLast: rest.IsEmpty, count);
        }
    }

    /// <summary>Makes sure that a useful fragment fits after its headers, writing what is there if need be.</summary>
    /// <returns>Octets that the next fragment may have.</returns>
    private async ValueTask<int> RoomAsync(long left)
    {
        const int WorthAppending = 4096;
        var wanted = (int)Math.Min(left, _fragmentRoom);
        if (_octets.Length - _count - HeadersSize < Math.Min(wanted, WorthAppending))
        {
            await WriteAsync().ConfigureAwait(false);
        }
        return Math.Min(wanted, (_octets.Length - _count - HeadersSize) & ~1);
    }

    private void EndFragment(byte contextId, bool isCommand, bool isLast, int length)
    {
        var header = _octets.AsSpan(_count, HeadersSize);
        header[0] = (byte)PduType.DataTransfer;
        header[1] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[2..], length + PduLimits.PdvHeaderSize);
        BinaryPrimitives.WriteInt32BigEndian(header[6..], length + 2);
        header[10] = contextId;
        header[11] = (byte)((isCommand ? 1 : 0) | (isLast ? 2 : 0));
        _count += HeadersSize + length;
    }

    private async ValueTask WriteAsync()
    {
        if (_count > 0)
        {
            await upper.SendDataAsync(_octets.AsMemory(0, _count)).ConfigureAwait(false);
            _count = 0;
            _anythingSent = true;
        }
    }

    private void Release()
    {
        _count = 0;
        if (_octets.Length > 0)
        {
            upper.Buffers.Return(_octets);
            _octets = [];
        }
    }
}
