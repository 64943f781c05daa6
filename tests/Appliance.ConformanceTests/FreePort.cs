using System.Net;
using System.Net.Sockets;

namespace Appliance.ConformanceTests;

/// <summary>Ports for programs that cannot be told to take a free one.</summary>
internal static class FreePort
{
    // Below the ports that systems give to outgoing connections, so that none of those takes it before the program does.
    private const int First = 20_000;
    private const int Count = 10_000;
    private const int Tries = 100;

    /// <summary>A port of this machine that nobody listens on.</summary>
    public static int Take()
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var port = First + Random.Shared.Next(Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Any, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }

        throw new InvalidOperationException($"no free port among {Tries} tried from {First} on");
    }
}
