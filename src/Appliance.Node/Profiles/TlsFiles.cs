using Appliance.Network;

namespace Appliance.Node;

/// <summary>A file that a profile or a command line names, and where it does so: for errors, which come only when the file is read.</summary>
/// <param name="Path">The file, a full path.</param>
/// <param name="Source">The profile, or the option.</param>
/// <param name="Line">The line, counted from 1; 0 for an option.</param>
public sealed record NamedFile(string Path, string Source, int Line);

/// <summary>
/// The files of one side of TLS. They are read when they are needed and not with the profile, so that who may not read the node's key
/// can still look into a file.
/// </summary>
public sealed record TlsFiles
{
    /// <summary>What we show: a certificate in PEM form, then the authorities between it and the root.</summary>
    public NamedFile? Certificate { get; init; }

    /// <summary>Its private key; null when it lies in the certificate's file.</summary>
    public NamedFile? Key { get; init; }

    /// <summary>A file with the password of an encrypted key.</summary>
    public NamedFile? Password { get; init; }

    /// <summary>Whom we believe: certificates in PEM form. Null: the authorities this machine trusts.</summary>
    public NamedFile? Authorities { get; init; }

    /// <summary>Reads the certificate and its key; null when none is named.</summary>
    /// <exception cref="ProfileException">A file cannot be used; told with the line that names it.</exception>
    public TlsCertificate? LoadCertificate()
    {
        if (Certificate is null)
        {
            return (Key ?? Password) is { } lonely
                ? throw new ProfileException(lonely.Source, lonely.Line, $"{lonely.Path} belongs to a certificate, and none is named")
                : null;
        }

        return Read(() => TlsCertificate.Load(Certificate.Path, Key?.Path, Password?.Path));
    }

    /// <summary>Reads the authorities; null when none are named.</summary>
    /// <exception cref="ProfileException">The file cannot be used; told with the line that names it.</exception>
    public TlsAuthorities? LoadAuthorities() => Authorities is null ? null : Read(() => TlsAuthorities.Load(Authorities.Path));

    private T Read<T>(Func<T> load)
    {
        try
        {
            return load();
        }
        catch (TlsFileException unusable)
        {
            var named = ((ReadOnlySpan<NamedFile?>)[Key, Password, Authorities, Certificate]).ToArray().First(file => file?.Path == unusable.FilePath)!;
            throw new ProfileException(named.Source, named.Line, unusable.Message, unusable);
        }
    }
}

/// <summary>How the node's own listener speaks TLS (PS3.15 B.12).</summary>
public sealed record ListenerTls
{
    /// <summary>The port registered for DICOM over TLS.</summary>
    public const int RegisteredPort = 2762;

    /// <summary>The port; 0 takes a free one. The same as the node's own port: that one speaks TLS alone, and there is no plain one.</summary>
    public int Port { get; init; } = RegisteredPort;

    /// <summary>The files; a certificate is among them.</summary>
    public TlsFiles Files { get; init; } = new();

    /// <summary>Whether clients that show no certificate are turned away.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="ProfileException">One cannot be used; told with the line that names it.</exception>
    public TlsServerOptions Load() => new(Files.LoadCertificate() ?? throw new InvalidOperationException("A listener without a certificate was let through."))
    {
        Authorities = Files.LoadAuthorities(),
        RequireClientCertificate = RequireClientCertificate,
    };

    /// <summary>
    /// How another program of this machine that has the same profile calls the node: it believes the node's own certificate, whatever name that
    /// bears, and shows the same one.
    /// </summary>
    /// <exception cref="ProfileException">A file cannot be used; told with the line that names it.</exception>
    public TlsClientOptions LoadForLocal() => new()
    {
        Authorities = (Files with { Authorities = Files.Certificate }).LoadAuthorities(),
        Certificate = Files.LoadCertificate(),
        VerifyHostName = false,
    };
}

/// <summary>How one peer is called over TLS.</summary>
public sealed record PeerTls
{
    /// <summary>The files: authorities, and what we show when the peer asks for it.</summary>
    public TlsFiles Files { get; init; } = new();

    /// <summary>The name its certificate must bear; null: its host.</summary>
    public string? HostName { get; init; }

    /// <summary>Whether its certificate must bear that name.</summary>
    public bool VerifyHostName { get; init; } = true;

    /// <summary>Reads the files.</summary>
    /// <exception cref="ProfileException">One cannot be used; told with the line that names it.</exception>
    public TlsClientOptions Load() => new()
    {
        Authorities = Files.LoadAuthorities(),
        Certificate = Files.LoadCertificate(),
        HostName = HostName,
        VerifyHostName = VerifyHostName,
    };
}
