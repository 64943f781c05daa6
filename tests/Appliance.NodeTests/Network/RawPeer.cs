using Appliance.Network;

namespace Appliance.NodeTests.Network;

/// <summary>Sends octets as they are and reads PDUs whole, without our own protocol machine in between.</summary>
internal sealed class RawPeer(ITransport transport) : IAsyncDisposable
{
    public async Task SendAsync(params byte[][] pdus) => await transport.WriteAsync(pdus.SelectMany(p => p).ToArray(), NetworkNode.Ct);

    /// <summary>The next PDU, or an empty array when the node has closed.</summary>
    public async Task<byte[]> ReceiveAsync()
    {
        var header = await ReadAsync(6);
        return header.Length < 6 ? [] : [.. header, .. await ReadAsync((header[2] << 24) | (header[3] << 16) | (header[4] << 8) | header[5])];
    }

    public async Task<byte> ReceiveTypeAsync() => (await ReceiveAsync()).FirstOrDefault();

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private async Task<byte[]> ReadAsync(int count)
    {
        var octets = new byte[count];
        var at = 0;
        while (at < count)
        {
            var read = await transport.ReadAsync(octets.AsMemory(at), NetworkNode.Ct);
            if (read == 0)
            {
                return octets[..at];
            }
            at += read;
        }
        return octets;
    }
}
