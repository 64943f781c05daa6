using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Network;

/// <summary>
/// The BCP 195 (RFC 8996, RFC 9325) TLS Secure Transport Connection Profile of PS3.15 B.12, as settings of the platform's TLS: versions 1.2
/// and 1.3 alone, 1.3 preferred, cipher suites with forward secrecy and authenticated encryption.
/// </summary>
internal static class TlsProfile
{
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    // RFC 9325 4.2 for TLS 1.2, and the suites of TLS 1.3.
    private static IEnumerable<TlsCipherSuite> Suites =>
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    ];

    internal static SslServerAuthenticationOptions Server(TlsServerOptions options, RemoteCertificateValidationCallback check) => new()
    {
        ServerCertificateContext = options.Certificate.Context,
        ClientCertificateRequired = options.AsksForCertificate,
        RemoteCertificateValidationCallback = check,
        CertificateChainPolicy = Policy(options.Authorities, ClientAuthentication),
        EnabledSslProtocols = Versions,
        CipherSuitesPolicy = SuitesPolicy(),
        AllowRenegotiation = false,
    };

    internal static SslClientAuthenticationOptions Client(TlsClientOptions options, string host, RemoteCertificateValidationCallback check) => new()
    {
        TargetHost = options.HostName ?? host,
        ClientCertificateContext = options.Certificate?.Context,
        RemoteCertificateValidationCallback = check,
        CertificateChainPolicy = Policy(options.Authorities, ServerAuthentication),
        EnabledSslProtocols = Versions,
        CipherSuitesPolicy = SuitesPolicy(),
        AllowRenegotiation = false,
    };

    private static X509ChainPolicy Policy(TlsAuthorities? authorities, string purpose)
    {
        var policy = new X509ChainPolicy
        {
            // Imaging networks seldom reach the servers that publish revocations; a handshake must not hang on one.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(purpose));
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities.Certificates);
        }
        return policy;
    }

    /// <summary>The suites as a policy; null where the platform alone decides on them (Windows).</summary>
    private static CipherSuitesPolicy? SuitesPolicy()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsAndroid())
        {
            return null;
        }
        try
        {
            return new CipherSuitesPolicy(Suites);
        }
        catch (PlatformNotSupportedException)
        {
            // A TLS library that takes no list: it keeps to its own, which the versions above already bound.
            return null;
        }
    }
}
