using System.CommandLine;
using System.Net;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>What <c>serve</c> and <c>browse</c> take to start the node: title, address, further peers.</summary>
internal sealed class ServeOptions
{
    public Option<string?> Title { get; } = new("--aet", "-aet") { Description = "The node's title, instead of the profile's.", HelpName = "AET" };

    public Option<int?> Port { get; } = new("--port") { Description = "The port to listen on; 0 takes a free one.", HelpName = "PORT" };

    public Option<string?> Bind { get; } = new("--bind") { Description = "The address to listen on.", HelpName = "ADDR" };

    public Option<string[]> Peers { get; } = new("--peer")
    {
        Description = "A peer beside those of the profile; C-MOVE may send to it.",
        HelpName = "[NAME=]AET@HOST:PORT",
        Arity = ArgumentArity.OneOrMore,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[Title, Port, Bind, Peers])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The profile with these options laid over it.</summary>
    /// <exception cref="VerbException">One of them cannot be used.</exception>
    public NodeProfile Over(VerbContext verb)
    {
        var profile = verb.Profile;
        if (verb.Value(Title) is { } title)
        {
            profile = profile with
            {
                AeTitle = PeerAddress.IsValidAeTitle(title) ? title : throw Unusable("--aet", title, "1 to 16 characters of ASCII without backslash"),
            };
        }

        if (verb.Value(Port) is { } port)
        {
            profile = profile with { Port = port is >= 0 and <= 65535 ? port : throw Unusable("--port", $"{port}", "0 to 65535") };
        }

        if (verb.Value(Bind) is { } bind)
        {
            profile = profile with { Bind = IPAddress.TryParse(bind, out var address) ? address : throw Unusable("--bind", bind, "an IP address") };
        }

        return profile with { Peers = profile.Peers.With((verb.Value(Peers) ?? []).Select(text => Over(profile.Peers, ReadPeer(text)))) };
    }

    /// <summary>A peer that the profile knows by the same name keeps what is said of it there, TLS above all.</summary>
    private static Peer Over(PeerBook known, Peer named) =>
        known.TryGet(named.Address.Name ?? named.Address.AeTitle, out var same) ? same with { Address = named.Address } : named;

    private static Peer ReadPeer(string text) => PeerAddress.TryParse(text, out var address, out var error)
        ? new Peer(address)
        : throw new VerbException(ExitCode.Usage, $"--peer: {error}");

    private static VerbException Unusable(string option, string value, string expected) =>
        new(ExitCode.Usage, $"{option} {value} cannot be used: expected {expected}");
}
