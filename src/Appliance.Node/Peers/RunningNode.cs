using System.Net;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>
/// The notice a node leaves in its data folder while it runs: how to reach it from this machine. A store has one owner, so a second process
/// that finds it in use reads the notice and asks the node instead.
/// </summary>
public sealed class RunningNode : IDisposable
{
    private const string FileName = "node.address";
    private const string SecureMark = "tls";
    private const int LongestNotice = 4096;

    private readonly string _path;

    private RunningNode(string path) => _path = path;

    /// <summary>Leaves the notice; disposing takes it away.</summary>
    /// <param name="dataFolder">The archive's folder.</param>
    /// <param name="aeTitle">The node's title.</param>
    /// <param name="listening">Where it listens.</param>
    /// <param name="isSecure">Whether it speaks TLS there.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static RunningNode Announce(string dataFolder, string aeTitle, IPEndPoint listening, bool isSecure = false)
    {
        var path = Path.Combine(dataFolder, FileName);
        var host = listening.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : listening.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : listening.Address;
        var draft = path + ".new";
        File.WriteAllText(draft, $"{new PeerAddress(aeTitle, host.ToString(), listening.Port)}\n{(isSecure ? SecureMark + "\n" : "")}");
        File.Move(draft, path, overwrite: true);
        return new RunningNode(path);
    }

    /// <summary>
    /// The node that has a folder's archive open; null when it left no notice. After a crash an old notice may be left: ask only when the
    /// archive is really in use.
    /// </summary>
    /// <param name="dataFolder">The archive's folder.</param>
    public static PeerAddress? Find(string dataFolder) => Find(dataFolder, out _);

    /// <summary>The same, and whether that node speaks TLS alone.</summary>
    /// <param name="dataFolder">The archive's folder.</param>
    /// <param name="isSecure">True when it must be called over TLS.</param>
    public static PeerAddress? Find(string dataFolder, out bool isSecure)
    {
        isSecure = false;
        var path = Path.Combine(dataFolder, FileName);
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= LongestNotice })
            {
                return null;
            }

            var lines = File.ReadAllText(path).Trim().Split('\n');
            isSecure = lines.Length > 1 && lines[1].Trim() == SecureMark;
            return PeerAddress.TryParse(lines[0].Trim(), out var address, out _) ? address : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes the notice away.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The stick was pulled. A notice without a node does no harm: it is read only when the archive is in use.
        }
    }
}
