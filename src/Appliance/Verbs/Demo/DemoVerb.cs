using System.CommandLine;
using System.Diagnostics;
using System.Net;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary><c>demo</c>: the whole appliance at work on made-up studies, over a real connection, in a temporary folder.</summary>
internal static class DemoVerb
{
    public static Verb Create(VerbHost host)
    {
        var keep = new Option<bool>("--keep") { Description = "Keep the archive of the tour, and open the browser on it." };
        var input = new Option<string?>("--input") { Description = "Tour the DICOM files below this folder instead of made-up ones.", HelpName = "DIR" };
        var verb = new Verb("demo", "A tour: make studies, send them to an own node, find, retrieve and compare them, draw them.")
        {
            Examples =
            [
                ("appliance demo", "on made-up studies; ends with a report and pictures"),
                ("appliance demo --input /media/cdrom", "on files of one's own"),
                ("appliance demo --keep", "and a look at it in the browser"),
            ],
        };
        verb.Options.Add(keep);
        verb.Options.Add(input);
        host.Attach(verb, context => RunAsync(context, context.Value(keep), context.Value(input)));
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext verb, bool keep, string? input)
    {
        var folder = Directory.CreateTempSubdirectory("appliance-demo-").FullName;
        var pictures = Directory.CreateDirectory(Path.Combine(folder, "pictures")).FullName;
        var profile = verb.Profile with
        {
            DataFolder = Path.Combine(folder, "data"),
            LogFolder = Path.Combine(folder, "logs"),
            Bind = IPAddress.Loopback,
            Port = 0,
        };
        var isKept = false;
        try
        {
            var report = new DemoReport();
            var objects = input is null ? MakeStudies(verb, Path.Combine(folder, "studies"), report) : ReadInput(verb, input, report);
            using var archive = Composition.OpenArchive(profile, readOnly: false);
            await using var node = await Composition.StartNodeAsync(profile, archive, keep ? BrowseVerb.NoticeOf(verb) : verb.Output.Note, verb.Cancellation);
            var tour = new DemoTour(verb, objects, new PeerAddress(node.AeTitle, IPAddress.Loopback.ToString(), node.LocalEndPoint.Port), report);
            await tour.SendAsync();
            await tour.FindAsync(compareNames: input is null);
            await tour.RetrieveAsync();
            tour.Render(archive, pictures);
            report.Write(verb.Output);
            if (keep)
            {
                isKept = true;
                verb.Output.Line($"kept in {folder}; later: appliance --data {profile.DataFolder} browse");
                await BrowseVerb.LookAsync(verb, node, archive);
            }

            return report.Matches ? ExitCode.Success : ExitCode.OperationFailed;
        }
        finally
        {
            if (!isKept)
            {
                Sweep(folder, pictures);
            }
        }
    }

    private static List<DemoObject> MakeStudies(VerbContext verb, string folder, DemoReport report)
    {
        Directory.CreateDirectory(folder);
        var clock = Stopwatch.StartNew();
        var objects = new List<DemoObject>();
        foreach (var dataset in DemoStudies.Make())
        {
            verb.Cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, $"{objects.Count + 1:0000}.dcm");
            using (var file = new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian))
            {
                file.Save(path);
            }

            objects.Add(DemoObject.Of(path));
        }

        report.Add(new DemoStep("make", "objects", objects.Count, objects.Count, objects.Sum(one => one.Length), clock.Elapsed));
        return objects;
    }

    /// <summary>The files of a folder, each SOP instance once: of two files with one instance a node would keep the later.</summary>
    private static List<DemoObject> ReadInput(VerbContext verb, string input, DemoReport report)
    {
        var clock = Stopwatch.StartNew();
        var objects = new Dictionary<string, DemoObject>();
        foreach (var entry in ImportInputs.Expand([input], openZips: false))
        {
            verb.Cancellation.ThrowIfCancellationRequested();
            if (entry.Path is not { } path)
            {
                verb.Output.Note($"left out: {entry.Source}: {entry.Problem}");
                continue;
            }

            try
            {
                var one = DemoObject.Of(path);
                if (!objects.TryAdd(one.InstanceUid, one))
                {
                    verb.Output.Note($"left out: {path}: the same instance as {objects[one.InstanceUid].Path}");
                }
            }
            catch (Exception useless) when (useless is DicomFormatException or IOException or UnauthorizedAccessException)
            {
                verb.Output.Note($"left out: {path}: {useless.Message}");
            }
        }

        if (objects.Count == 0)
        {
            throw new VerbException(ExitCode.NoValidInput, $"there is no DICOM object below {input} that could go on a tour; the lines above say why");
        }

        report.Add(new DemoStep("read", "objects", objects.Count, objects.Count, objects.Values.Sum(one => one.Length), clock.Elapsed));
        return [.. objects.Values];
    }

    // What the report names stays; the rest was only the road to it.
    private static void Sweep(string folder, string pictures)
    {
        foreach (var below in Directory.EnumerateDirectories(folder).Where(below => below != pictures))
        {
            Directory.Delete(below, recursive: true);
        }

        if (!Directory.EnumerateFileSystemEntries(pictures).Any())
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
