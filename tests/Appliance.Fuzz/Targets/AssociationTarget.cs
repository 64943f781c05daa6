using Appliance.Network;

namespace Appliance.Fuzz;

/// <summary>
/// A whole node at the other end of a connection, with every service. The variant is how many octets arrive at a time; from
/// <see cref="ThroughAPipe"/> on they come through a pipe whose other side has hung up, so that answers have nowhere to go.
/// </summary>
internal sealed class AssociationTarget : FuzzTarget
{
    /// <summary>The node's own title.</summary>
    public const string Title = "CALLED";

    private const int ThroughAPipe = 64;

    // Half of what a case may take: an association that does not end is told as such.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(4);

    public override string Name => "association";

    public override string Promise => "ends the association by its own rules, blames no error of its own, and answers the next C-ECHO";

    public override int Weight => 3;

    public override IReadOnlyList<FuzzSeed> Seeds { get; } = PduSeeds.Sessions();

    public override void Run(byte[] bytes, int variant, FuzzWatch watch) => RunAsync(bytes, variant, watch).GetAwaiter().GetResult();

    private static async Task RunAsync(byte[] mutated, int variant, FuzzWatch watch)
    {
        byte[] bytes = PduSeeds.IsOpened(variant) ? [.. PduSeeds.Opening(), .. mutated] : mutated;
        var services = new FuzzServices();
        var listener = new ScriptedListener();
        var options = new NetworkOptions { Dialer = listener };
        await using var server = DicomServer.Start(new NodeServices(Title, services, services, services, services), options, listener);

        var connection = await ConnectAsync(bytes, variant);
        listener.Give(connection);
        if (await Task.WhenAny(connection.Ended, Task.Delay(EndLimit)) != connection.Ended)
        {
            throw new PromiseBrokenException("the association does not end although its peer has hung up");
        }

        await using (var client = await DicomClient.ConnectAsync(new PeerAddress(Title, "fuzz", 104), "FUZZ", QueryContexts.Verification, options))
        {
            if (!(await client.EchoAsync()).IsSuccess)
            {
                throw new PromiseBrokenException("the node does not answer a C-ECHO afterwards");
            }

            await client.ReleaseAsync();
        }

        if (services.Fault is { } fault)
        {
            throw new PromiseBrokenException($"the node blames itself: {fault}");
        }

        watch.Accepted += services.Operations > 1 ? 1 : 0;
    }

    private static async Task<ScriptedConnection> ConnectAsync(byte[] bytes, int variant)
    {
        if (variant < ThroughAPipe)
        {
            return new ScriptedConnection(new DripTransport(bytes, variant));
        }

        var (peer, own) = MemoryTransport.CreatePair();
        await peer.WriteAsync(bytes.AsMemory(0, Math.Min(bytes.Length, MemoryTransport.WindowBytes - 1)), CancellationToken.None);
        await peer.DisposeAsync();
        return new ScriptedConnection(own);
    }
}
