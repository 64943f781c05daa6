using System.Buffers;
using System.Globalization;

namespace Appliance.Network;

/// <summary>A command received, and the presentation context it came on.</summary>
internal sealed record Message(NegotiatedContext Context, Command Command);

/// <summary>
/// Puts fragments together to messages (PS3.7 6.3, PS3.8 Annex E): gathers commands, which are small, and streams data sets, which are not.
/// </summary>
internal sealed class MessageReader(UpperLayer upper, IReadOnlyList<NegotiatedContext> contexts)
{
    private readonly NegotiatedContext?[] _accepted = Index(contexts);
    private Task<Message?>? _ahead;

    /// <summary>The data set of the message received last; null when it has none.</summary>
    internal IncomingDataSet? DataSet { get; private set; }

    /// <summary>Waits for the next message. What was left of the data set before is drained first.</summary>
    /// <param name="wait">What is waited for and how long; once a message has begun, its octets are waited for instead.</param>
    /// <returns>The message, or null when the peer asks for the release.</returns>
    internal async ValueTask<Message?> ReceiveAsync(ReceiveWait wait)
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            upper.Guard.ReceiveWait = wait;
            return await ahead.ConfigureAwait(false);
        }
        return await ReceiveNowAsync(wait).ConfigureAwait(false);
    }

    /// <summary>Starts to read ahead while an operation is carried out; the message found is what <see cref="ReceiveAsync"/> gives next.</summary>
    internal void ReadAhead(Func<Func<ReceiveWait, ValueTask<Message?>>, Task<Message?>> read) => _ahead = read(ReceiveNowAsync);

    /// <summary>Waits until reading ahead has come to its end, whatever that is. For use when the association is over.</summary>
    internal async ValueTask StopAsync()
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask<Message?> ReceiveNowAsync(ReceiveWait wait)
    {
        if (DataSet is { } before)
        {
            DataSet = null;
            await before.DrainAsync().ConfigureAwait(false);
        }
        upper.Narrow();
        upper.Guard.ReceiveWait = wait;
        NegotiatedContext? context = null;
        using var gathered = new CommandOctets(upper.Buffers);
        while (true)
        {
            var indication = await upper.ReceiveAsync().ConfigureAwait(false);
            if (indication.Kind == IndicationKind.ReleaseRequest && context is null)
            {
                return null;
            }
            if (indication.Kind != IndicationKind.Data)
            {
                throw await upper.ViolationAsync(AbortReason.UnexpectedPdu, $"{indication.Kind} in the middle of a command").ConfigureAwait(false);
            }
            upper.Guard.ReceiveWait = upper.Guard.MessageWait;
            var fragment = indication.Fragment;
            context ??= _accepted[fragment.ContextId];
            if (context is null || context.Id != fragment.ContextId || !fragment.IsCommand)
            {
                throw await upper.ViolationAsync(AbortReason.UnexpectedParameter, Misplaced(context, fragment)).ConfigureAwait(false);
            }
            if (gathered.Count + (long)fragment.Length > CommandReader.MaxLength)
            {
                throw await upper.ViolationAsync(AbortReason.InvalidParameterValue, $"a command longer than {CommandReader.MaxLength} octets").ConfigureAwait(false);
            }
            var room = gathered.Room((int)fragment.Length);
            while (!room.IsEmpty)
            {
                room = room[await upper.ReadFragmentAsync(room).ConfigureAwait(false)..];
            }
            if (!fragment.IsLast)
            {
                continue;
            }
            var parsed = CommandReader.Parse(gathered.Span);
            if (parsed.Outcome != ParseOutcome.Value)
            {
                throw await upper.ViolationAsync(AbortReason.InvalidParameterValue, parsed.Fault!.What).ConfigureAwait(false);
            }
            DataSet = parsed.Value!.HasDataSet ? new IncomingDataSet(upper, context.Id) : null;
            return new Message(context, parsed.Value);
        }
    }

    private static string Misplaced(NegotiatedContext? context, PdvHeader fragment) =>
        context is null ? string.Create(CultureInfo.InvariantCulture, $"data for presentation context {fragment.ContextId}, which was not accepted")
        : context.Id != fragment.ContextId ? string.Create(CultureInfo.InvariantCulture, $"a fragment of presentation context {fragment.ContextId} within a command of {context.Id}")
        : "a data set fragment where a command is due";

    private static NegotiatedContext?[] Index(IReadOnlyList<NegotiatedContext> contexts)
    {
        var accepted = new NegotiatedContext?[byte.MaxValue + 1];
        foreach (var context in contexts)
        {
            accepted[context.Id] = context.IsAccepted ? context : null;
        }
        return accepted;
    }

    /// <summary>The octets of one command, in a rented array that it gives back.</summary>
    private sealed class CommandOctets(ArrayPool<byte> pool) : IDisposable
    {
        private byte[] _octets = [];

        internal int Count { get; private set; }

        internal ReadOnlySpan<byte> Span => _octets.AsSpan(0, Count);

        internal Memory<byte> Room(int length)
        {
            if (_octets.Length - Count < length)
            {
                var larger = pool.Rent(Count + length);
                Span.CopyTo(larger);
                Dispose();
                _octets = larger;
            }
            Count += length;
            return _octets.AsMemory(Count - length, length);
        }

        public void Dispose()
        {
            if (_octets.Length > 0)
            {
                pool.Return(_octets);
                _octets = [];
            }
        }
    }
}
