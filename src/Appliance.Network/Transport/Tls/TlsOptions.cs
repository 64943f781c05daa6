namespace Appliance.Network;

/// <summary>How a listener speaks TLS.</summary>
/// <param name="Certificate">What it shows of itself.</param>
public sealed record TlsServerOptions(TlsCertificate Certificate)
{
    /// <summary>Whose certificates clients may show; null for the authorities this machine trusts.</summary>
    public TlsAuthorities? Authorities { get; init; }

    /// <summary>Turn away clients that show no certificate. One that is shown must be trusted in any case.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>Without authorities and requirement no certificate is asked for: none could be told from another.</summary>
    internal bool AsksForCertificate => RequireClientCertificate || Authorities is not null;
}

/// <summary>How a peer is called over TLS. The properties' own values check everything against what this machine trusts.</summary>
public sealed record TlsClientOptions
{
    /// <summary>Whose certificates the peer may show; null for the authorities this machine trusts.</summary>
    public TlsAuthorities? Authorities { get; init; }

    /// <summary>What we show when the peer asks for it; null for nothing.</summary>
    public TlsCertificate? Certificate { get; init; }

    /// <summary>The name that the peer's certificate must bear; null for the host it is called at.</summary>
    public string? HostName { get; init; }

    /// <summary>
    /// Whether the certificate must bear that name. False takes every certificate of the <see cref="Authorities"/> for this peer's: of use
    /// only where they issue none to anybody else.
    /// </summary>
    public bool VerifyHostName { get; init; } = true;
}
