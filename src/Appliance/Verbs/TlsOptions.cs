using System.CommandLine;
using Appliance.Node;

namespace Appliance;

/// <summary>TLS on the command line, laid over what the profile says of the peer. Naming a file switches it on.</summary>
internal sealed class TlsOptions
{
    public Option<bool> Secure { get; } = new("--tls") { Description = "Call the peer over TLS." };

    public Option<string?> Authorities { get; } = new("--tls-ca")
    {
        Description = "Whose certificate the peer may show, or its own (PEM); without it, the authorities this machine trusts.",
        HelpName = "FILE",
    };

    public Option<string?> Certificate { get; } = new("--tls-cert") { Description = "What we show when the peer asks for it (PEM).", HelpName = "FILE" };

    public Option<string?> Key { get; } = new("--tls-key") { Description = "Its private key (PEM), when it is not in the same file.", HelpName = "FILE" };

    public Option<string?> HostName { get; } = new("--tls-name") { Description = "The name the peer's certificate bears, when that is not its host.", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[Secure, Authorities, Certificate, Key, HostName])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The peer with these options laid over it.</summary>
    public Peer Over(VerbContext verb, Peer peer)
    {
        var (authorities, certificate, key, name) = (File(verb, Authorities), File(verb, Certificate), File(verb, Key), verb.Value(HostName));
        if (!verb.Value(Secure) && (authorities ?? certificate ?? key) is null && name is null)
        {
            return peer;
        }

        var tls = peer.Tls ?? new PeerTls();
        return peer with
        {
            Tls = tls with
            {
                HostName = name ?? tls.HostName,
                Files = tls.Files with
                {
                    Authorities = authorities ?? tls.Files.Authorities,
                    Certificate = certificate ?? tls.Files.Certificate,

                    // A certificate named here has its key here too, not the one of the profile.
                    Key = certificate is null ? key ?? tls.Files.Key : key,
                    Password = certificate is null && key is null ? tls.Files.Password : null,
                },
            },
        };
    }

    private static NamedFile? File(VerbContext verb, Option<string?> option) =>
        verb.Value(option) is { Length: > 0 } path ? new NamedFile(Path.GetFullPath(path), option.Name, 0) : null;
}
