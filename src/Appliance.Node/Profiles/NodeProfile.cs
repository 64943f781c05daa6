using System.Net;
using Appliance.Archive;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>
/// What a node is told before it starts: its own title and address, where its data lies, whom it knows and what it allows. The
/// properties' own values are those of <c>profiles/usb.toml</c>; <see cref="ProfileReader"/> lays files over them.
/// </summary>
public sealed record NodeProfile
{
    /// <summary>The node's application entity title, 1 to 16 characters (PS3.5 6.2, AE).</summary>
    public string AeTitle { get; init; } = "APPLIANCE";

    /// <summary>The TCP port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; } = 11112;

    /// <summary>The address to listen on.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Any;

    /// <summary>Whether a peer that calls the node by another title than <see cref="AeTitle"/> is let in.</summary>
    public bool AcceptAnyCalledTitle { get; init; }

    /// <summary>The folder of the archive, a full path once read from a profile.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>The folder of the association log, a full path once read from a profile.</summary>
    public string LogFolder { get; init; } = "logs";

    /// <summary>What an acknowledged instance must survive.</summary>
    public ArchiveDurability Durability { get; init; } = ArchiveDurability.Process;

    /// <summary>Free bytes below which the node refuses to store.</summary>
    public long FreeSpaceFloor { get; init; } = 64L << 20;

    /// <summary>Bytes that an archive in memory may take, where no folder can be written to; 0 for a quarter of the memory this machine has.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>What the archive gives up by itself, and when; as it stands, nothing ever.</summary>
    public RetentionPolicy Retention { get; init; } = new();

    /// <summary>Which storage classes outside the standard are accepted.</summary>
    public PrivateStorageClasses PrivateClasses { get; init; } = PrivateStorageClasses.None;

    /// <summary>Whether instances are compressed for every peer that can undo it; see <see cref="NetworkOptions.PrefersCompressed"/>.</summary>
    public bool PrefersCompressed { get; init; }

    /// <summary>
    /// Whether a person name asked for without wildcards finds names that sound alike, or have family and given name swapped, too (note 2 of the
    /// conformance statement's table 4.2.6.4.1.3.1.1-1).
    /// </summary>
    public bool FuzzyNames { get; init; } = true;

    /// <summary>The largest PDU announced to peers, in bytes (PS3.8 D.1).</summary>
    public int MaxPduLength { get; init; } = 16384;

    /// <summary>The ARTIM timer of PS3.8 9.1.5.</summary>
    public TimeSpan ArtimTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an open association may stay silent.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>How long a requestor waits for an answer.</summary>
    public TimeSpan DimseTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The size in bytes at which the association log is renamed and begun again.</summary>
    public long LogSize { get; init; } = 8L << 20;

    /// <summary>How the node listens over TLS; null: not at all.</summary>
    public ListenerTls? Tls { get; init; }

    /// <summary>The peers known by name.</summary>
    public PeerBook Peers { get; init; } = PeerBook.Empty;
}
