using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Appliance.Archive;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// <c>doctor</c>: what this machine offers and what is missing, a line each; <c>doctor PEER</c>: what a peer accepts of us. Changes nothing.
/// </summary>
internal static class DoctorVerb
{
    public static Verb Create(VerbHost host)
    {
        var peer = new Argument<string[]>(PeerOptions.HelpName) { Description = PeerOptions.Description, Arity = new ArgumentArity(0, 2) };
        var peers = new PeerOptions();
        var verb = new Verb("doctor", "Tell what this machine, or a peer, offers and what is missing.")
        {
            Examples =
            [
                ("appliance doctor --json", "one JSON object per finding"),
                ("appliance doctor pacs", "every service and storage class that a peer accepts of us, or why not"),
            ],
        };
        verb.Arguments.Add(peer);
        peers.AddTo(verb);
        host.Attach(verb, context => context.Value(peer) is { Length: > 0 } words
            ? ExamineAsync(context, peers, words)
            : Task.Run(() => Run(context), context.Cancellation));
        return verb;
    }

    private static Task<int> ExamineAsync(VerbContext verb, PeerOptions peers, string[] words)
    {
        var peer = peers.Take(verb, words, out var rest).Address;
        return rest.Count == 0
            ? PeerCheckup.RunAsync(verb, peer, peers.CallingTitle(verb), (subject, isGood, text) => Tell(verb, new Finding(subject, isGood, text)))
            : throw new VerbException(ExitCode.Usage, $"'{rest[0]}' follows the peer, and doctor takes nothing more");
    }

    private static int Run(VerbContext verb)
    {
        var profile = verb.Profile;
        Tell(verb, new Finding("system", true, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"));
        Tell(verb, Display());
        Tell(verb, Port(profile));
        Tell(verb, Disk(profile));
        Tell(verb, Store(profile));
        Tell(verb, new Finding("peers", true, profile.Peers.Peers.Any()
            ? string.Join(", ", profile.Peers.Peers.Select(peer => $"{peer.Address.Name} {peer.Address}"))
            : "none in the profile"));
        return ExitCode.Success;
    }

    private static Finding Display()
    {
        if (OperatingSystem.IsWindows())
        {
            return new Finding("display", true, "Windows desktop");
        }

        var display = Environment.GetEnvironmentVariable("DISPLAY");
        return string.IsNullOrEmpty(display)
            ? new Finding("display", false, "DISPLAY is not set: no window, pictures are shown in the terminal")
            : new Finding("display", true, $"DISPLAY is {display}");
    }

    private static Finding Port(NodeProfile profile)
    {
        using var socket = new Socket(profile.Bind.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(profile.Bind, profile.Port));
            return new Finding("port", true, $"{profile.Bind}:{profile.Port} is free");
        }
        catch (SocketException taken)
        {
            return new Finding("port", false, $"{profile.Bind}:{profile.Port}: {taken.Message}; 'serve --port 0' takes a free one");
        }
    }

    private static Finding Disk(NodeProfile profile)
    {
        var folder = profile.DataFolder;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            folder = parent;
        }

        try
        {
            var free = FreeSpace.Of(folder);
            var isRoom = free > profile.FreeSpaceFloor;
            return new Finding("disk", isRoom,
                $"{free >> 20} MiB free for {profile.DataFolder} ({new DriveInfo(folder).DriveFormat}); the node {(isRoom ? "stops storing" : "stores nothing")} below {profile.FreeSpaceFloor >> 20} MiB");
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Finding("disk", false, $"{profile.DataFolder}: {unknown.Message}");
        }
    }

    private static Finding Store(NodeProfile profile)
    {
        if (RunningNode.Find(profile.DataFolder) is { } node && AssociationHistory.ReadOpen(profile.DataFolder) is { } running)
        {
            return new Finding("store", !running.Store.Contains("takes nothing", StringComparison.Ordinal), $"{profile.DataFolder}, open in the node {node}: {running.Store}");
        }

        if (!DicomArchive.Exists(profile.DataFolder))
        {
            return Missing(profile);
        }

        try
        {
            using var archive = Composition.OpenArchive(profile, readOnly: true);
            return new Finding("store", true, $"{profile.DataFolder}: {ArchiveWords.Of(archive, profile, FolderRights.WhyNotWritable(profile.DataFolder))}");
        }
        catch (ArchiveException unusable)
        {
            return new Finding("store", false, unusable.Message);
        }
    }

    private static Finding Missing(NodeProfile profile)
    {
        if (FolderRights.WhyNotWritable(profile.DataFolder) is not { } reason)
        {
            return new Finding("store", true, $"{profile.DataFolder} has no archive yet; the first import or serve makes it; {ArchiveWords.RetentionOf(profile.Retention)}");
        }

        return new Finding("store", false,
            $"{profile.DataFolder} has no archive, and none can be made there ({reason}): serve and browse keep what they receive in memory, "
            + $"up to {Composition.MemoryLimitOf(profile) >> 20} MiB, and it is gone when they end; --data names another folder");
    }

    private static void Tell(VerbContext verb, Finding finding)
    {
        verb.Output.Line($"{(finding.IsGood ? "ok     " : "missing")}  {finding.Subject,-8}  {finding.Text}");
        verb.Output.Json(json =>
        {
            json.WriteString("subject", finding.Subject);
            json.WriteBoolean("ok", finding.IsGood);
            json.WriteString("text", finding.Text);
        });
    }

    private sealed record Finding(string Subject, bool IsGood, string Text);
}
