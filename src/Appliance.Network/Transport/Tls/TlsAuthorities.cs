using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Network;

/// <summary>
/// Whom one side believes: the authorities whose certificates it takes, and single certificates that it takes as they are (pinned).
/// </summary>
public sealed class TlsAuthorities
{
    private TlsAuthorities(string name, X509Certificate2Collection certificates)
    {
        Name = name;
        Certificates = certificates;
    }

    /// <summary>Where they come from, for messages: the path of a file.</summary>
    public string Name { get; }

    internal X509Certificate2Collection Certificates { get; }

    /// <summary>Takes certificates that are in memory already.</summary>
    /// <param name="name">Where they come from, for messages.</param>
    /// <param name="certificates">One or more.</param>
    public static TlsAuthorities Of(string name, params IEnumerable<X509Certificate2> certificates) => new(name, [.. certificates]);

    /// <summary>Reads a PEM file with one or more certificates.</summary>
    /// <exception cref="TlsFileException">The file cannot be read, or holds none.</exception>
    public static TlsAuthorities Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new TlsAuthorities(path, ReadCertificates(path, "file of authorities"));
    }

    /// <summary>True for a certificate that is itself among them, whoever issued it.</summary>
    internal bool Holds(X509Certificate2 certificate) => Certificates.Any(c => c.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    /// <summary>Reads the certificates of a PEM file, at least one.</summary>
    internal static X509Certificate2Collection ReadCertificates(string path, string what)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(PemFile.Read(path, what));
        }
        catch (CryptographicException e)
        {
            throw new TlsFileException(path, $"a certificate in it cannot be read: {e.Message}", e);
        }
        return certificates.Count > 0 ? certificates
            : throw new TlsFileException(path, "holds no certificate in PEM form ('-----BEGIN CERTIFICATE-----')");
    }
}
