using Appliance.Archive;
using Tomlyn.Parsing;

namespace Appliance.Node;

/// <summary>
/// Lays a TOML profile over another. Reads the syntax tree rather than an object model, so that an unknown key or a value out of range is
/// told with its line.
/// </summary>
public static class ProfileReader
{
    /// <summary>The longest profile read, in characters.</summary>
    public const int LongestProfile = 1 << 20;

    /// <summary>Reads a profile file.</summary>
    /// <param name="path">The file. Folders inside it are taken from the folder it lies in.</param>
    /// <param name="under">The values of keys it does not mention.</param>
    /// <exception cref="ProfileException">The file cannot be read, or its content cannot be used.</exception>
    public static NodeProfile ReadFile(string path, NodeProfile under)
    {
        string text;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestProfile } file)
            {
                throw new ProfileException(path, 0, $"{file.Length} bytes, which no profile has (at most {LongestProfile})");
            }

            text = File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProfileException(path, 0, "the profile cannot be read: " + failure.Message, failure);
        }

        return Read(text, path, Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".", under);
    }

    /// <summary>Reads a profile's text.</summary>
    /// <param name="text">TOML.</param>
    /// <param name="source">Its name in messages.</param>
    /// <param name="folder">Where relative folders start.</param>
    /// <param name="under">The values of keys it does not mention.</param>
    /// <exception cref="ProfileException">Not TOML, an unknown key, or a value out of its range.</exception>
    public static NodeProfile Read(string text, string source, string folder, NodeProfile under)
    {
        var document = SyntaxParser.Parse(text, source, validate: true);
        foreach (var fault in document.Diagnostics)
        {
            throw new ProfileException(source, fault.Span.Start.Line + 1, "not TOML: " + fault.Message);
        }

        var profile = under;
        var peers = new List<PeerDraft>();
        ProfileEntry? tls = null;
        foreach (var entry in ProfileEntry.All(document, source))
        {
            profile = Apply(profile, entry, folder, peers);
            tls ??= entry.Path[0] == "tls" ? entry : null;
        }

        if (tls is not null && profile.Tls?.Files.Certificate is null)
        {
            throw tls.Problem("TLS needs a certificate to show; write certificate = \"FILE\" (PEM) in [tls]");
        }

        return profile with { Peers = profile.Peers.With(peers.Select(draft => draft.Finish(profile.Peers))) };
    }

    private static NodeProfile Apply(NodeProfile profile, ProfileEntry entry, string folder, List<PeerDraft> peers) => entry.Path switch
    {
        ["node", "ae-title"] => profile with { AeTitle = entry.AeTitle() },
        ["node", "port"] => profile with { Port = (int)entry.Integer(0, 65535) },
        ["node", "bind"] => profile with { Bind = entry.Address() },
        ["node", "accept-any-called-title"] => profile with { AcceptAnyCalledTitle = entry.Boolean() },
        ["folders", "data"] => profile with { DataFolder = Path.GetFullPath(entry.Text(), folder) },
        ["folders", "logs"] => profile with { LogFolder = Path.GetFullPath(entry.Text(), folder) },
        ["archive", "durability"] => profile with
        {
            Durability = entry.OneOf(("process", ArchiveDurability.Process), ("power", ArchiveDurability.Power)),
        },
        ["archive", "free-space-floor-mib"] => profile with { FreeSpaceFloor = entry.Integer(0, 1 << 20) << 20 },
        ["archive", "memory-limit-mib"] => profile with { MemoryLimit = entry.Integer(0, 1 << 20) << 20 },
        ["retention", var key] => profile with { Retention = WithRetention(profile.Retention, entry, key) },
        ["storage", "private-classes"] => profile with { PrivateClasses = entry.StorageClasses() },
        ["storage", "prefer-compressed"] => profile with { PrefersCompressed = entry.Boolean() },
        ["query", "fuzzy-names"] => profile with { FuzzyNames = entry.Boolean() },
        ["limits", "max-pdu-length"] => profile with { MaxPduLength = (int)entry.Integer(4096, 1 << 20) },
        ["limits", "artim-timeout-seconds"] => profile with { ArtimTimeout = entry.Seconds() },
        ["limits", "idle-timeout-seconds"] => profile with { IdleTimeout = entry.Seconds() },
        ["limits", "dimse-timeout-seconds"] => profile with { DimseTimeout = entry.Seconds() },
        ["limits", "log-size-mib"] => profile with { LogSize = entry.Integer(1, 1 << 10) << 20 },
        ["peers", var name, var key] => WithPeer(profile, entry, name, key, folder, peers),
        ["tls", var key] => WithTls(profile, entry, key, folder),
        _ => throw entry.Unknown(),
    };

    /// <summary>0 takes a limit away that the profile below has set.</summary>
    private static RetentionPolicy WithRetention(RetentionPolicy policy, ProfileEntry entry, string key)
    {
        const long mostMiB = 1L << 30;
        return key switch
        {
            "max-size-gib" => policy with { MaxBytes = Limit(entry.Integer(0, mostMiB >> 10) << 30) },
            "max-size-mib" => policy with { MaxBytes = Limit(entry.Integer(0, mostMiB) << 20) },
            "max-age-days" => policy with { MaxAge = entry.Integer(0, 36525) is > 0 and var days ? TimeSpan.FromDays(days) : null },
            "keep-free-gib" => policy with { KeepFree = Limit(entry.Integer(0, mostMiB >> 10) << 30) },
            "keep-free-mib" => policy with { KeepFree = Limit(entry.Integer(0, mostMiB) << 20) },
            "in-use-minutes" => policy with { Quiet = TimeSpan.FromMinutes(entry.Integer(1, 10080)) },
            _ => throw entry.Unknown(),
        };

        static long? Limit(long bytes) => bytes == 0 ? null : bytes;
    }

    private static NodeProfile WithTls(NodeProfile profile, ProfileEntry entry, string key, string folder)
    {
        var tls = profile.Tls ?? new ListenerTls();
        var files = tls.Files;
        return profile with
        {
            Tls = key switch
            {
                "port" => tls with { Port = (int)entry.Integer(0, 65535) },
                "certificate" => tls with { Files = files with { Certificate = entry.File(folder) } },
                "key" => tls with { Files = files with { Key = entry.File(folder) } },
                "password-file" => tls with { Files = files with { Password = entry.File(folder) } },
                "ca" => tls with { Files = files with { Authorities = entry.File(folder) } },
                "require-client-certificate" => tls with { RequireClientCertificate = entry.Boolean() },
                _ => throw entry.Unknown(),
            },
        };
    }

    private static NodeProfile WithPeer(NodeProfile profile, ProfileEntry entry, string name, string key, string folder, List<PeerDraft> peers)
    {
        var draft = peers.Find(peer => peer.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (draft is null)
        {
            draft = new PeerDraft(name, entry);
            peers.Add(draft);
        }

        draft.Apply(entry, key, folder);
        return profile;
    }
}
