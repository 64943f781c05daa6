using System.Net;
using Appliance.Archive;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>
/// The node at work: one AE title on one port, every service joined to one archive. Start it, and it serves until it is disposed.
/// The archive belongs to the caller, who closes it after the node.
/// </summary>
public sealed class ApplianceNode : IAsyncDisposable
{
    private readonly DicomServer _server;
    private readonly RunningNode? _announcement;
    private readonly LiveAssociations? _live;
    private readonly AssociationLogFile? _logFile;
    private readonly DicomArchive _archive;
    private readonly Action<string> _archiveNews;
    private readonly Action<ArchiveChange> _archiveChanged;
    private readonly RetentionSchedule? _retention;

    private ApplianceNode(
        NodeProfile profile, DicomArchive archive, Action<string> archiveNews, DicomServer server, IPEndPoint listening, AssociationLog log,
        AssociationLogFile? logFile, RunningNode? announcement, LiveAssociations? live, TimeProvider clock)
    {
        Profile = profile;
        _archive = archive;
        _archiveNews = archiveNews;
        _archive.RoomTurned += archiveNews;
        _retention = RetentionSchedule.Begin(archive, profile.Retention, clock, archiveNews);
        _archiveChanged = _ => live?.Touch();
        _archive.Changed += _archiveChanged;
        _server = server;
        LocalEndPoint = listening;
        Associations = log;
        _logFile = logFile;
        _announcement = announcement;
        _live = live;
    }

    /// <summary>What the node was started with.</summary>
    public NodeProfile Profile { get; }

    /// <summary>The node's own title.</summary>
    public string AeTitle => Profile.AeTitle;

    /// <summary>Where it listens, with the port really taken.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Where it listens over TLS; null when it does not. The same as <see cref="LocalEndPoint"/> when there is no plain port.</summary>
    public IPEndPoint? SecureEndPoint => _server.SecureEndPoint;

    /// <summary>Who is connected, and who was.</summary>
    public AssociationLog Associations { get; }

    /// <summary>What retention is about in words, when it cannot keep the limits of the profile; null when it does, or none are set.</summary>
    public string? RetentionTrouble => _retention?.Trouble;

    /// <summary>Begins to listen. Associations are accepted when the task ends.</summary>
    /// <param name="profile">Title, address, limits and peers.</param>
    /// <param name="archive">Where instances go and come from; stays the caller's.</param>
    /// <param name="notice">Told what is worth knowing and stops nothing: the log cannot be written, a service failed.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <exception cref="IOException">An address cannot be listened on; told in words.</exception>
    /// <exception cref="ProfileException">A certificate or key cannot be used; told with the line that names it.</exception>
    public static async Task<ApplianceNode> StartAsync(NodeProfile profile, DicomArchive archive, Action<string> notice, CancellationToken ct)
    {
        var options = NetworkOptionsOf(profile);

        // Certificates and keys first: what is wrong with them is told before anything is open.
        var tls = profile.Tls?.Load();
        var peers = profile.Peers.Ready();
        TellOfTime(tls, notice);
        var logFile = OpenLog(profile, notice);
        TellOfArchive(archive, notice);
        try
        {
            var log = new AssociationLog(options.Clock, logFile);
            log.ServiceFailed += (association, verb, error) =>
                notice($"{verb} of {association.CallingAeTitle} ({association.Remote}) failed here: {error.Message}");
            var services = new NodeServices(
                profile.AeTitle,
                new ArchiveStoreService(archive, log),
                new ArchiveFindService(archive, profile.AeTitle, profile.FuzzyNames),
                new ArchiveRetrieveService(archive, peers),
                log);
            var server = tls is null
                ? await DicomServer.StartAsync(services, options, profile.Bind, profile.Port, ct)
                : await DicomServer.StartAsync(services, options, profile.Bind, profile.Port, profile.Tls!.Port, tls, ct);
            var listening = server.LocalEndPoint ?? new IPEndPoint(profile.Bind, profile.Port);
            var announcement = Announce(profile, archive, listening, listening.Equals(server.SecureEndPoint), notice);
            var live = announcement is null ? null : Follow(profile, archive, listening, log, options.Clock, notice);
            return new ApplianceNode(profile, archive, NewsOf(logFile, options.Clock, notice), server, listening, log, logFile, announcement, live, options.Clock);
        }
        catch
        {
            logFile?.Dispose();
            throw;
        }
    }

    /// <summary>The network's limits as a profile states them; for a requestor as well as for the node.</summary>
    public static NetworkOptions NetworkOptionsOf(NodeProfile profile) => new()
    {
        MaxPduLength = profile.MaxPduLength,
        ArtimTimeout = profile.ArtimTimeout,
        IdleTimeout = profile.IdleTimeout,
        DimseTimeout = profile.DimseTimeout,
        AcceptAnyCalledTitle = profile.AcceptAnyCalledTitle,
        PrivateClasses = profile.PrivateClasses,
        PrefersCompressed = profile.PrefersCompressed,
    };

    /// <summary>Stops listening and ends the associations that are open.</summary>
    public async ValueTask DisposeAsync()
    {
        _archive.RoomTurned -= _archiveNews;
        _archive.Changed -= _archiveChanged;
        _retention?.Dispose();
        _announcement?.Dispose();
        await _server.DisposeAsync();
        _live?.Dispose();
        _logFile?.Dispose();
    }

    /// <summary>What of the archive is worth knowing when the node starts.</summary>
    private static void TellOfArchive(DicomArchive archive, Action<string> notice)
    {
        if (archive.ReadOnlyReason is { } reason)
        {
            notice($"the archive in {archive.Folder} can only be read, so nothing is stored and senders are answered A700: {reason}");
        }

        if (archive.Torn > 0)
        {
            notice($"{archive.Torn} instances had not reached the disk whole before the power went or the drive was pulled; they were taken out, let them be sent again");
        }

        if (archive.Restored > 0)
        {
            notice($"{archive.Restored} instances lay whole in the packs and were unknown to the database, because the program was ended in the middle or the database's log is damaged; they are filed");
        }

        if (archive.Lost > 0)
        {
            notice($"{archive.Lost} more could not be filed, because they are not whole or cannot be read; 'appliance rebuild' tells which");
        }

        if (ArchiveWords.OfMissing(archive) is { } missing)
        {
            notice(missing);
        }

        if (archive.UpgradedFrom is { } older)
        {
            notice($"the archive in {archive.Folder} was of format {older} and has been brought to the newest: versions of this program that know only the older one will refuse it");
        }
    }

    private static void TellOfTime(TlsServerOptions? tls, Action<string> notice)
    {
        var now = DateTime.UtcNow;
        if (tls?.Certificate.Leaf is { } shown && (shown.NotAfter.ToUniversalTime() < now || shown.NotBefore.ToUniversalTime() > now))
        {
            notice($"the node's certificate {shown.Subject} is valid from {shown.NotBefore.ToUniversalTime():yyyy-MM-dd} to {shown.NotAfter.ToUniversalTime():yyyy-MM-dd}: peers will not take it");
        }
    }

    /// <summary>News of the archive go to the log and to whoever is told of what is worth knowing.</summary>
    private static Action<string> NewsOf(AssociationLogFile? log, TimeProvider clock, Action<string> notice) => news =>
    {
        log?.WriteArchiveNews(clock.GetUtcNow(), news);
        notice(news);
    };

    private static AssociationLogFile? OpenLog(NodeProfile profile, Action<string> notice)
    {
        try
        {
            var file = AssociationLogFile.Open(profile.LogFolder, profile.LogSize);
            file.Lost += failure => notice($"the association log cannot be written any more, it goes on in memory: {failure.Message}");
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            notice($"the association log cannot be written, it is kept in memory: {failure.Message}");
            return null;
        }
    }

    private static LiveAssociations Follow(NodeProfile profile, DicomArchive archive, IPEndPoint listening, AssociationLog log, TimeProvider clock, Action<string> notice)
    {
        var live = LiveAssociations.Begin(profile.DataFolder, $"{profile.AeTitle}@{listening}", log, clock, () => ArchiveWords.Of(archive, profile));
        live.Lost += failure => notice($"other programs on this machine will not see the open associations: {failure.Message}");
        return live;
    }

    private static RunningNode? Announce(NodeProfile profile, DicomArchive archive, IPEndPoint listening, bool isSecure, Action<string> notice)
    {
        if (archive.IsReadOnly || archive.IsInMemory)
        {
            // Nobody is kept out of an archive that is only read, so nobody needs to ask this node for it; one in memory has no folder to leave a notice in.
            return null;
        }

        try
        {
            return RunningNode.Announce(profile.DataFolder, profile.AeTitle, listening, isSecure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            notice($"other programs on this machine will not find this node by its folder: {failure.Message}");
            return null;
        }
    }
}
