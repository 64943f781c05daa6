using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Appliance.Network;

/// <summary>Where an application entity is reached, and under which title.</summary>
/// <param name="AeTitle">Its AE title: 1 to 16 characters of the default repertoire without backslash (PS3.5 6.2, VR AE).</param>
/// <param name="Host">Host name or IP address, an IPv6 address without brackets.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
/// <param name="Name">The short name a person uses for it, or null.</param>
public sealed record PeerAddress(string AeTitle, string Host, int Port, string? Name = null)
{
    /// <summary>Longest AE title, in characters.</summary>
    public const int MaxAeTitleLength = 16;

    /// <summary>How it is called over TLS; null when it is called without.</summary>
    public TlsClientOptions? Tls { get; init; }

    /// <summary>True if <paramref name="title"/> can be sent as an AE title.</summary>
    public static bool IsValidAeTitle(string title) =>
        title.Length is > 0 and <= MaxAeTitleLength && title.Trim().Length > 0 && title.All(c => c is >= ' ' and <= '~' and not '\\');

    /// <summary>
    /// Reads <c>AET@host:port</c> or <c>NAME=AET@host:port</c>; an IPv6 address stands in brackets, <c>AET@[::1]:104</c>.
    /// </summary>
    /// <param name="text">What was typed.</param>
    /// <param name="peer">The address, or null.</param>
    /// <param name="error">What is wrong with <paramref name="text"/> and what it should look like, or empty.</param>
    /// <returns>False with <paramref name="error"/> when the text is no peer address.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out PeerAddress? peer, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        peer = null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return Fail(text, "there is no '@' between AE title and host", out error);
        }
        // The name ends at the first '=' before the '@'; an AE title may hold '=' too, but then a name must stand before it.
        var equals = text.AsSpan(0, at).IndexOf('=');
        var name = equals > 0 ? text[..equals].Trim() : null;
        var title = text[(equals + 1)..at].Trim();
        if (!IsValidAeTitle(title))
        {
            return Fail(text, $"'{title}' is no AE title (1 to {MaxAeTitleLength} plain characters, no backslash)", out error);
        }
        if (!TrySplitHostAndPort(text[(at + 1)..].Trim(), out var host, out var port, out var fault))
        {
            return Fail(text, fault, out error);
        }
        peer = new PeerAddress(title, host, port, string.IsNullOrEmpty(name) ? null : name);
        error = "";
        return true;
    }

    /// <summary>The form <see cref="TryParse"/> reads, without the name.</summary>
    public override string ToString() => $"{AeTitle}@{Endpoint}";

    /// <summary>Host and port without the title, an IPv6 address in brackets.</summary>
    internal string Endpoint => Host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static bool TrySplitHostAndPort(string text, out string host, out int port, out string fault)
    {
        host = "";
        port = 0;
        fault = "there is no ':port' after the host";
        var colon = text.LastIndexOf(':');
        if (colon < 0 || colon < text.LastIndexOf(']'))
        {
            return false;
        }
        host = text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        else if (host.Contains(':', StringComparison.Ordinal))
        {
            fault = "an IPv6 address needs brackets, as in [::1]:104";
            return false;
        }
        if (host.Length == 0)
        {
            fault = "the host is empty";
            return false;
        }
        var digits = text[(colon + 1)..];
        fault = $"'{digits}' is no port (1 to 65535)";
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
    }

    private static bool Fail(string text, string why, out string error)
    {
        error = $"'{text}' is no peer address: {why}. Write AET@host:port or NAME=AET@host:port.";
        return false;
    }
}
