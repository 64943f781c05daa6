using System.Net.Sockets;
using System.Reflection;
using Appliance.Archive;
using Appliance.Node;

namespace Appliance;

/// <summary>Builds the objects a verb needs, by hand, from the profile and the command line. Nothing is built before it is asked for.</summary>
internal static class Composition
{
    private const string BuiltInProfile = "usb";
    private const string ProfileResources = "profiles/";
    private const string OwnProfile = "appliance.toml";

    /// <summary>The folder of the executable, where everything belongs that the appliance keeps.</summary>
    public static string Home => AppContext.BaseDirectory;

    /// <summary>Where pictures and documents go that are saved by a key.</summary>
    public static string Exports => Path.Combine(Home, "exports");

    /// <summary>
    /// Reads the profile in its layers: the built-in one, <c>appliance.toml</c> beside the executable, the one named, the data folder
    /// named. Each says only what differs from the one before.
    /// </summary>
    /// <param name="named">The name of a built-in profile or the path of a file; null for none.</param>
    /// <param name="data">The archive's folder; null for the profile's.</param>
    /// <exception cref="ProfileException">A layer cannot be used, or nothing has that name.</exception>
    public static NodeProfile ReadProfile(string? named, string? data)
    {
        var profile = ReadBuiltIn(BuiltInProfile, new NodeProfile());
        var own = Path.Combine(Home, OwnProfile);
        if (File.Exists(own))
        {
            profile = ProfileReader.ReadFile(own, profile);
        }

        if (named is not null)
        {
            profile = BuiltInNames.Contains(named) ? ReadBuiltIn(named, profile) : ReadNamedFile(named, profile);
        }

        return data is null ? profile : profile with { DataFolder = Path.GetFullPath(data) };
    }

    /// <summary>Opens the archive of a profile.</summary>
    /// <param name="profile">Says where, and what it must survive.</param>
    /// <param name="readOnly">For verbs that change nothing: makes no folder, and may stand beside a running node.</param>
    /// <exception cref="ArchiveException">It cannot be opened; told in words.</exception>
    public static DicomArchive OpenArchive(NodeProfile profile, bool readOnly)
    {
        try
        {
            return DicomArchive.Open(profile.DataFolder, new ArchiveOptions
            {
                ReadOnly = readOnly,
                Durability = profile.Durability,
                FreeSpaceFloor = profile.FreeSpaceFloor,
            });
        }
        catch (ArchiveException inUse) when (inUse.Kind == ArchiveErrorKind.InUse && RunningNode.Find(profile.DataFolder) is { } node)
        {
            throw new ArchiveException(ArchiveErrorKind.InUse,
                $"{inUse.Message} The node {node} has it: send to it ('appliance send {node} ...'), search it ('appliance find {node} ...'), or stop it.", inUse);
        }
    }

    /// <summary>Bytes that an archive in memory may take by a profile.</summary>
    public static long MemoryLimitOf(NodeProfile profile) =>
        profile.MemoryLimit > 0 ? profile.MemoryLimit : Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 64L << 20);

    /// <summary>
    /// Opens the archive of a profile for a node. Where there is none and none can be made, the node keeps what it receives in memory. One that is there
    /// is never passed over: in a place that cannot be written to it is opened for reading.
    /// </summary>
    /// <param name="profile">Says where.</param>
    /// <param name="notice">Told when the archive lies in memory.</param>
    /// <exception cref="ArchiveException">It cannot be opened; told in words.</exception>
    public static DicomArchive OpenForNode(NodeProfile profile, Action<string> notice)
    {
        try
        {
            return OpenArchive(profile, readOnly: false);
        }
        catch (ArchiveException noPlace) when (noPlace.Kind is ArchiveErrorKind.Permission or ArchiveErrorKind.ReadOnly && IsSurelyNone(profile.DataFolder))
        {
            var limit = MemoryLimitOf(profile);
            var archive = DicomArchive.OpenInMemory(limit);
            notice($"{noPlace.Message}. What is received meanwhile is kept in memory, up to {limit >> 20} MiB, and is gone when this ends.");
            return archive;
        }
    }

    /// <summary>Whether a folder can be looked into, or is missing, and holds nothing of an archive.</summary>
    private static bool IsSurelyNone(string folder)
    {
        try
        {
            return !Directory.EnumerateFileSystemEntries(folder).Any();
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Starts the node on an open archive.</summary>
    /// <exception cref="VerbException">The address cannot be listened on.</exception>
    public static async Task<ApplianceNode> StartNodeAsync(
        NodeProfile profile, DicomArchive archive, Action<string> notice, CancellationToken cancellation)
    {
        try
        {
            return await ApplianceNode.StartAsync(profile, archive, notice, cancellation);
        }
        catch (IOException refused) when (refused.InnerException is SocketException)
        {
            throw new VerbException(ExitCode.CannotListen, $"{refused.Message} See --bind and --port (0 takes a free one).", refused);
        }
    }

    private static IReadOnlyList<string> BuiltInNames =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(ProfileResources, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name)),
    ];

    private static NodeProfile ReadBuiltIn(string name, NodeProfile under)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{ProfileResources}{name}.toml")
            ?? throw new ProfileException(name, 0, "this build does not carry its profile");
        using var reader = new StreamReader(resource);
        return ProfileReader.Read(reader.ReadToEnd(), $"built-in profile {name}", Home, under);
    }

    private static NodeProfile ReadNamedFile(string named, NodeProfile under)
    {
        var beside = Path.Combine(Home, "profiles", named + ".toml");
        return File.Exists(named) ? ProfileReader.ReadFile(named, under)
            : File.Exists(beside) ? ProfileReader.ReadFile(beside, under)
            : throw new ProfileException(named, 0,
                $"no such profile: neither a file, nor {beside}, nor built in ({string.Join(", ", BuiltInNames)})");
    }
}
