using Appliance.Network;

namespace Appliance.Fuzz;

/// <summary>A connection's octets cut into PDUs and fragments. The variant is how many octets arrive at a time.</summary>
internal sealed class PduTarget : FuzzTarget
{
    // The receive buffer, the machinery of reading, and one association request gathered to its limit.
    private const long MemoryFloor = 256 * 1024;
    private const int MemoryMultiple = 256;

    private static readonly NetworkOptions Options = new();

    public override string Name => "pdu";

    public override string Promise => "parses or faults, however the octets arrive; an association PDU that parses is written and parsed to the same";

    public override int Weight => 12;

    public override IReadOnlyList<FuzzSeed> Seeds { get; } = PduSeeds.Streams();

    public override void Run(byte[] bytes, int variant, FuzzWatch watch)
    {
        var whole = watch.Measured(bytes.Length, MemoryMultiple, MemoryFloor, () => Receive(bytes, int.MaxValue));
        var dripped = Receive(bytes, variant);
        if (!whole.SequenceEqual(dripped))
        {
            throw new PromiseBrokenException($"in pieces of {variant} octets other PDUs come out: {string.Join(' ', whole)} and {string.Join(' ', dripped)}");
        }

        watch.Accepted += whole.TrueForAll(word => !word.StartsWith("fault", StringComparison.Ordinal)) ? 1 : 0;
    }

    /// <summary>What came out, one word for each PDU and fragment.</summary>
    private static List<string> Receive(byte[] bytes, int pieces)
    {
        var words = new List<string>();
        using var guard = new TransportGuard(new DripTransport(bytes, pieces), Options);
        using var receiver = new PduReceiver(guard, Options.Buffers);
        var room = new byte[256];
        try
        {
            for (var pdu = Done(receiver.ReceiveAsync()); !pdu.IsEnd; pdu = Done(receiver.ReceiveAsync()))
            {
                words.Add(Word(pdu));
                // Every other fragment is skipped instead of read.
                while (receiver.FragmentLeft > 0 && (words.Count & 1) == 0)
                {
                    Done(receiver.ReadFragmentAsync(room));
                }
            }
        }
        catch (AssociationException)
        {
            words.Add("closed early");
        }

        return words;
    }

    private static string Word(in ReceivedPdu pdu)
    {
        switch (pdu.Body)
        {
            case PduFault fault:
                return $"fault:{fault}";
            case AssociatePdu associate:
                var written = AssociatePduWriter.Write(associate);
                var again = AssociatePduParser.Parse(associate.Type, written.AsSpan(PduHeader.Size));
                if (again.Value is null || !AssociatePduWriter.Write(again.Value).AsSpan().SequenceEqual(written))
                {
                    throw new PromiseBrokenException($"an association PDU that parses is written as one that {again.Fault?.ToString() ?? "is another"}");
                }

                return $"associate:{associate.Contexts.Count}";
            default:
                return $"{pdu.Type}:{pdu.Fragment.Length}:{pdu.Body}";
        }
    }

    // Nothing here ever waits, so every task is complete when it is handed out.
    private static T Done<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new PromiseBrokenException("reading waits where all octets are there");
}
