using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Network;

/// <summary>A certificate with its private key, and the certificates that lead from it to its authority: what one side shows of itself.</summary>
public sealed class TlsCertificate
{
    private const string PrivateKeyLabel = "PRIVATE KEY-----";
    private const string EncryptedKeyLabel = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

    private TlsCertificate(X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        Leaf = leaf;
        Context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    /// <summary>The certificate itself, with its key.</summary>
    public X509Certificate2 Leaf { get; }

    internal SslStreamCertificateContext Context { get; }

    /// <summary>Takes certificates that are in memory already.</summary>
    /// <param name="leaf">The certificate with its private key.</param>
    /// <param name="chain">The authorities between it and the root, if any.</param>
    /// <exception cref="ArgumentException">There is no private key.</exception>
    public static TlsCertificate Of(X509Certificate2 leaf, params IEnumerable<X509Certificate2> chain)
    {
        ArgumentNullException.ThrowIfNull(leaf);
        return leaf.HasPrivateKey
            ? new TlsCertificate(leaf, [.. chain])
            : throw new ArgumentException($"The certificate {leaf.Subject} has no private key.", nameof(leaf));
    }

    /// <summary>Reads PEM files.</summary>
    /// <param name="certificatePath">The certificate, then the authorities between it and the root, if any.</param>
    /// <param name="keyPath">The private key; null when it lies in the certificate's file.</param>
    /// <param name="passwordPath">A file with the password of an encrypted key as its first line; null when the key is not encrypted.</param>
    /// <exception cref="TlsFileException">A file is missing, is not what it should be, or the key is another certificate's.</exception>
    public static TlsCertificate Load(string certificatePath, string? keyPath = null, string? passwordPath = null)
    {
        ArgumentNullException.ThrowIfNull(certificatePath);
        var certificates = TlsAuthorities.ReadCertificates(certificatePath, "certificate");
        var key = PemFile.Read(keyPath ?? certificatePath, "private key");
        var password = passwordPath is null ? null : PemFile.Read(passwordPath, "password file").Split('\n')[0].TrimEnd('\r');
        var leaf = WithKey(certificates[0], key, keyPath ?? certificatePath, password, passwordPath);
        certificates.RemoveAt(0);
        return new TlsCertificate(leaf, certificates);
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string key, string keyPath, string? password, string? passwordPath)
    {
        if (!key.Contains(PrivateKeyLabel, StringComparison.Ordinal))
        {
            throw new TlsFileException(keyPath, "holds no private key in PEM form ('-----BEGIN PRIVATE KEY-----')");
        }
        var isEncrypted = key.Contains(EncryptedKeyLabel, StringComparison.Ordinal);
        if (isEncrypted && password is null)
        {
            throw new TlsFileException(keyPath, "the private key is encrypted: name a file with its password too");
        }
        try
        {
            var pem = certificate.ExportCertificatePem();
            var paired = isEncrypted ? X509Certificate2.CreateFromEncryptedPem(pem, key, password) : X509Certificate2.CreateFromPem(pem, key);
            // The system's TLS of Windows takes no key that lives in memory alone.
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(paired.Export(X509ContentType.Pkcs12), password: null) : paired;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new TlsFileException(keyPath, e is ArgumentException
                ? $"the private key is not that of the certificate {certificate.Subject}"
                : isEncrypted ? $"the private key cannot be decrypted: is the password in {passwordPath} the right one?"
                : $"the private key cannot be used with the certificate {certificate.Subject}: {e.Message}", e);
        }
    }
}
