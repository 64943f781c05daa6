using Appliance.Network;

namespace Appliance.Node;

/// <summary>What a profile says of one peer so far; what it does not say may come from the layer underneath.</summary>
/// <param name="name">The name it is known by.</param>
/// <param name="first">The first key that mentions it, for errors.</param>
internal sealed class PeerDraft(string name, ProfileEntry first)
{
    private PeerAddress? _address;
    private string? _characterSet;
    private bool? _isMoveDestination;
    private bool? _isSecure;
    private ProfileEntry? _tlsKey;
    private Func<PeerTls, PeerTls> _tls = tls => tls;

    public string Name => name;

    /// <summary>Takes one key of the peer's table.</summary>
    /// <exception cref="ProfileException">Unknown, or a value that cannot be used.</exception>
    public void Apply(ProfileEntry entry, string key, string folder)
    {
        switch (key)
        {
            case "address":
                _address = entry.Peer(name);
                break;
            case "charset":
                _characterSet = entry.CharacterSet();
                break;
            case "move-destination":
                _isMoveDestination = entry.Boolean();
                break;
            case "tls":
                _isSecure = entry.Boolean();
                break;
            case "ca":
                var authorities = entry.File(folder);
                ApplyTls(entry, tls => tls with { Files = tls.Files with { Authorities = authorities } });
                break;
            case "certificate":
                var certificate = entry.File(folder);
                ApplyTls(entry, tls => tls with { Files = tls.Files with { Certificate = certificate } });
                break;
            case "key":
                var own = entry.File(folder);
                ApplyTls(entry, tls => tls with { Files = tls.Files with { Key = own } });
                break;
            case "password-file":
                var password = entry.File(folder);
                ApplyTls(entry, tls => tls with { Files = tls.Files with { Password = password } });
                break;
            case "host-name":
                var hostName = entry.Text();
                ApplyTls(entry, tls => tls with { HostName = hostName });
                break;
            case "verify-host-name":
                var isVerified = entry.Boolean();
                ApplyTls(entry, tls => tls with { VerifyHostName = isVerified });
                break;
            default:
                throw entry.Unknown();
        }
    }

    /// <summary>The peer, once the profile is read to its end.</summary>
    /// <exception cref="ProfileException">It has no address, or keys of TLS and TLS is not switched on.</exception>
    public Peer Finish(PeerBook under)
    {
        under.TryGet(name, out var below);
        var address = _address ?? below?.Address
            ?? throw first.Problem($"peer '{name}' has no address; write address = \"AET@host:port\"");
        var isSecure = _isSecure ?? below?.Tls is not null;
        if (!isSecure && _tlsKey is not null)
        {
            // Silence would mean a connection without protection where one is believed in.
            throw _tlsKey.Problem($"peer '{name}' is called without TLS, so '{_tlsKey.Path[^1]}' would do nothing; write tls = true");
        }

        return new Peer(address)
        {
            FallbackCharacterSet = _characterSet ?? below?.FallbackCharacterSet,
            IsMoveDestination = _isMoveDestination ?? below?.IsMoveDestination ?? true,
            Tls = isSecure ? _tls(below?.Tls ?? new PeerTls()) : null,
        };
    }

    private void ApplyTls(ProfileEntry entry, Func<PeerTls, PeerTls> change)
    {
        var before = _tls;
        _tlsKey ??= entry;
        _tls = tls => change(before(tls));
    }
}
