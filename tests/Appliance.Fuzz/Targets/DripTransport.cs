using Appliance.Network;

namespace Appliance.Fuzz;

/// <summary>A connection whose other side has sent all it will, handed out in pieces.</summary>
internal sealed class DripTransport(byte[] bytes, int pieces) : ITransport
{
    private int _at;

    public string Remote => "fuzz";

    public ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct)
    {
        var count = Math.Min(Math.Min(destination.Length, pieces), bytes.Length - _at);
        bytes.AsMemory(_at, count).CopyTo(destination);
        _at += count;
        return ValueTask.FromResult(count);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken ct) => ValueTask.CompletedTask;

    public void Abort()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
