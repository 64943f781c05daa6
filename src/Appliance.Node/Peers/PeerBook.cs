using System.Diagnostics.CodeAnalysis;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>One peer that the node knows.</summary>
/// <param name="Address">Its title, host and port; <see cref="PeerAddress.Name"/> is the name it is known by here.</param>
public sealed record Peer(PeerAddress Address)
{
    /// <summary>The defined term (PS3.3 C.12.1.1.2) to decode its text with where its answers name none; null: as the standard says.</summary>
    public string? FallbackCharacterSet { get; init; }

    /// <summary>Whether a C-MOVE may name it as destination.</summary>
    public bool IsMoveDestination { get; init; } = true;

    /// <summary>How it is called over TLS; null: without.</summary>
    public PeerTls? Tls { get; init; }

    /// <summary>This peer with the files of its TLS read, ready to be called at its <see cref="Address"/>.</summary>
    /// <exception cref="ProfileException">A file cannot be used; told with the line that names it.</exception>
    public Peer Ready() => Tls is null || Address.Tls is not null ? this : this with { Address = Address with { Tls = Tls.Load() } };
}

/// <summary>The peers a node knows, by name and by title. Unchangeable; names are compared without regard to case, titles exactly.</summary>
public sealed class PeerBook
{
    private readonly Dictionary<string, Peer> _byName;

    /// <summary>Makes a book; of two entries with one name the later counts.</summary>
    /// <param name="peers">The entries. One without a name is known by its title.</param>
    public PeerBook(IEnumerable<Peer> peers)
    {
        _byName = new Dictionary<string, Peer>(StringComparer.OrdinalIgnoreCase);
        foreach (var peer in peers)
        {
            _byName[NameOf(peer)] = peer;
        }
    }

    /// <summary>A book without entries.</summary>
    public static PeerBook Empty { get; } = new([]);

    /// <summary>All entries, by name.</summary>
    public IEnumerable<Peer> Peers => _byName.OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase).Select(entry => entry.Value);

    /// <summary>This book with more entries laid over it.</summary>
    public PeerBook With(IEnumerable<Peer> peers) => new(_byName.Values.Concat(peers));

    /// <summary>This book with the files of every peer's TLS read.</summary>
    /// <exception cref="ProfileException">A file cannot be used; told with the line that names it.</exception>
    public PeerBook Ready() => new(_byName.Values.Select(peer => peer.Ready()));

    /// <summary>The peer of that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Peer? peer) => _byName.TryGetValue(name, out peer);

    /// <summary>Where a C-MOVE that names this title sends to (PS3.4 C.4.2): a peer with that title which is allowed as destination.</summary>
    public bool TryGetMoveDestination(string aeTitle, [NotNullWhen(true)] out Peer? peer)
    {
        peer = Peers.FirstOrDefault(entry => entry.IsMoveDestination && entry.Address.AeTitle == aeTitle);
        return peer is not null;
    }

    /// <summary>
    /// The peer meant on a command line: a name of this book, or <c>AET@host:port</c>.
    /// </summary>
    /// <param name="text">What was written.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="error">What was expected, when it is neither.</param>
    public bool TryResolve(string text, [NotNullWhen(true)] out Peer? peer, out string error)
    {
        error = "";
        if (TryGet(text, out peer))
        {
            return true;
        }

        if (!text.Contains('@'))
        {
            var known = _byName.Count == 0 ? "the profile names no peers" : "the profile knows " + string.Join(", ", Peers.Select(NameOf));
            error = $"'{text}' is neither a peer of the profile ({known}) nor AET@host:port";
            return false;
        }

        if (!PeerAddress.TryParse(text, out var address, out error))
        {
            return false;
        }

        // What the book says of a peer holds for it also when it is written out.
        var same = Peers.FirstOrDefault(entry => entry.Address.AeTitle == address.AeTitle && entry.Address.Port == address.Port
            && string.Equals(entry.Address.Host, address.Host, StringComparison.OrdinalIgnoreCase));
        peer = same ?? new Peer(address);
        return true;
    }

    private static string NameOf(Peer peer) => peer.Address.Name ?? peer.Address.AeTitle;
}
