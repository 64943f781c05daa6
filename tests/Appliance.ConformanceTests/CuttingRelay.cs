using System.Net;
using System.Net.Sockets;

namespace Appliance.ConformanceTests;

/// <summary>A wire that breaks: passes bytes between one client and a node, and resets both sides after so many bytes from the client.</summary>
internal sealed class CuttingRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _relaying;

    public CuttingRelay(int nodePort, long cutAfter)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _relaying = RelayAsync(nodePort, cutAfter);
    }

    public int Port { get; }

    /// <summary>Waits for the cut.</summary>
    public void WaitForCut() => _relaying.GetAwaiter().GetResult();

    public void Dispose() => _listener.Dispose();

    private async Task RelayAsync(int nodePort, long cutAfter)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        using var node = new TcpClient();
        await node.ConnectAsync(IPAddress.Loopback, nodePort);

        // A reset instead of an orderly end: what a pulled cable or a killed sender leaves.
        client.LingerState = node.LingerState = new LingerOption(true, 0);
        var answers = PassAnswersAsync(node.GetStream(), client.GetStream());
        var buffer = new byte[4096];
        for (long passed = 0; passed < cutAfter;)
        {
            var read = await client.GetStream().ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, cutAfter - passed)));
            if (read == 0)
            {
                throw new InvalidOperationException($"the client ended after {passed} bytes, before the cut at {cutAfter}");
            }

            await node.GetStream().WriteAsync(buffer.AsMemory(0, read));
            passed += read;
        }

        // What was sent has to arrive before the reset overtakes it.
        await Task.Delay(200);
        node.Close();
        client.Close();
        await answers;
    }

    private static async Task PassAnswersAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or SocketException)
        {
            // The cut ends this direction in the middle of a read: that is what it is for.
        }
    }
}
