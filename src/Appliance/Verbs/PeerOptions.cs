using System.CommandLine;
using System.Globalization;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// How a peer is named on the command line: by its name in the profile, as <c>AET@host:port</c>, or as DCMTK's tools take it
/// (<c>host port -aec AET</c>); and by which title we call.
/// </summary>
internal sealed class PeerOptions
{
    private const string AnyTitle = "ANY-SCP";

    /// <summary>The form of the peer in help.</summary>
    public const string HelpName = "PEER";

    /// <summary>What the form means.</summary>
    public const string Description = "A peer of the profile, AET@host:port, or host port with -aec.";

    public Option<string?> Calling { get; } = new("--calling", "-aet")
    {
        Description = "Our own title, instead of the profile's.",
        HelpName = "AET",
    };

    public Option<string?> Called { get; } = new("--called", "-aec")
    {
        Description = "The title to call, instead of the peer's.",
        HelpName = "AET",
    };

    public TlsOptions Tls { get; } = new();

    public void AddTo(Command command)
    {
        command.Options.Add(Calling);
        command.Options.Add(Called);
        Tls.AddTo(command);
    }

    /// <summary>Our own title.</summary>
    public string CallingTitle(VerbContext verb) => Checked(verb.Value(Calling) ?? verb.Profile.AeTitle);

    /// <summary>Takes the peer off the front of the words.</summary>
    /// <param name="verb">The running verb.</param>
    /// <param name="words">The verb's words.</param>
    /// <param name="rest">What follows the peer.</param>
    /// <returns>The peer, ready to be called: with the files of its TLS read.</returns>
    /// <exception cref="VerbException">No peer stands there.</exception>
    /// <exception cref="ProfileException">A file of its TLS cannot be used.</exception>
    public Peer Take(VerbContext verb, IReadOnlyList<string> words, out IReadOnlyList<string> rest) => Tls.Over(verb, Find(verb, words, out rest)).Ready();

    private Peer Find(VerbContext verb, IReadOnlyList<string> words, out IReadOnlyList<string> rest)
    {
        var title = verb.Value(Called) is { } called ? Checked(called) : null;
        if (words.Count == 0)
        {
            throw new VerbException(ExitCode.Usage, $"no peer is named. {Description}");
        }

        if (verb.Profile.Peers.TryResolve(words[0], out var peer, out var error))
        {
            rest = [.. words.Skip(1)];
            return title is null ? peer : peer with { Address = peer.Address with { AeTitle = title } };
        }

        if (words.Count > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
        {
            rest = [.. words.Skip(2)];
            return new Peer(new PeerAddress(title ?? AnyTitle, words[0], port));
        }

        if (title is not null && PeerAddress.TryParse($"{title}@{words[0]}", out var address, out _))
        {
            rest = [.. words.Skip(1)];
            return new Peer(address);
        }

        throw new VerbException(ExitCode.Usage, error);
    }

    private static string Checked(string title) => PeerAddress.IsValidAeTitle(title) ? title
        : throw new VerbException(ExitCode.Usage, $"'{title}' is no application entity title: 1 to 16 characters of ASCII without backslash");
}
