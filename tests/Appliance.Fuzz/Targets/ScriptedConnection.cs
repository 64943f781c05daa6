using Appliance.Network;

namespace Appliance.Fuzz;

/// <summary>A connection that tells when the node has done with it.</summary>
internal sealed class ScriptedConnection(ITransport inner) : ITransport
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends once the node has closed its side.</summary>
    public Task Ended => _ended.Task;

    public string Remote => inner.Remote;

    public ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct) => inner.ReadAsync(destination, ct);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken ct) => inner.WriteAsync(source, ct);

    public void Abort() => inner.Abort();

    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        _ended.TrySetResult();
    }
}
