using System.Net;
using System.Net.Sockets;
using Appliance.Network;

namespace Appliance;

/// <summary>By which address of this machine a peer reaches it: what has to be entered on the other side.</summary>
internal static class LocalAddress
{
    /// <summary>The address that packets to the peer leave from; this machine's name where that cannot be told. Sends nothing.</summary>
    public static async Task<string> TowardsAsync(PeerAddress peer, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            await socket.ConnectAsync(peer.Host, peer.Port, cancellation);
            var address = ((IPEndPoint)socket.LocalEndPoint!).Address;
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }
        catch (SocketException)
        {
            return Dns.GetHostName();
        }
    }
}
