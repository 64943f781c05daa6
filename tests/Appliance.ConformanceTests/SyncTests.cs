using System.Globalization;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>
/// The durability of the archive as the system sees it: the node's calls are recorded while several peers send to it at the same time. With <c>power</c>
/// no success leaves before everything that was written of its object, to packs and to the database's log, is synced, and the names of new files too.
/// </summary>
public sealed class SyncTests
{
    private const int Peers = 3;
    private const int ObjectsOfEach = 12;
    private const int SmallLength = 9 << 10;
    private const int LargeLength = (2 << 20) + 78;

    // As many octets of each buffer as hold the mark of the object in any case.
    private const int OctetsTraced = 32 << 10;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Power_NoSuccessLeavesBeforeItsSync()
    {
        var answers = await ObserveAsync("power");

        Assert.All(answers, answer => Assert.True(answer.Missing.Count == 0, $"{answer.SopInstance}: {string.Join("; ", answer.Missing)}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{answers.Count} answers, each after its syncs");
    }

    // The counterpart: where no sync is promised, the same trace and the same judgement find that there is none.
    [Fact]
    public async Task Process_SuccessLeavesBeforeAnySync()
    {
        var answers = await ObserveAsync("process");

        var early = answers.Count(answer => answer.Missing.Count > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{early} of {answers.Count} answers before their syncs");
        Assert.InRange(early, (answers.Count / 2) + 1, answers.Count);
    }

    private static async Task<IReadOnlyList<TracedAnswer>> ObserveAsync(string durability)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "strace is a program of Linux");
        var strace = Foreign.Need("strace", "strace");
        using var installation = Installation.Make();
        var probe = ProgramRun.Of(strace, ["-o", "/dev/null", strace, "-V"]);
        Assert.SkipUnless(probe.ExitCode == 0, $"processes may not be traced here: {probe.Error.Trim()}");

        var marks = new Dictionary<string, string>();
        List<string> folders = [.. Enumerable.Range(1, Peers).Select(peer => MakeObjects(installation, peer, marks))];
        var profile = Path.Combine(installation.Folder, "profile.toml");
        File.WriteAllText(profile, $"[archive]\ndurability = \"{durability}\"\nfree-space-floor-mib = 0\n");
        var trace = Path.Combine(installation.Folder, "trace");
        string[] tracing =
        [
            "-D", "-f", "-y", "-x", "-q", "-o", trace, "-e", "trace=" + SyncTrace.Calls, "-e", "signal=none",
            "-s", OctetsTraced.ToString(CultureInfo.InvariantCulture), "--seccomp-bpf",
        ];
        string[] serving = ["--profile", profile, "--data", installation.Data, "serve", "--port", "0", "--bind", "127.0.0.1"];
        using (var node = NodeProcess.Start(strace, [.. tracing, installation.Program, .. serving], installation.Folder))
        {
            await Task.WhenAll(folders.Select(folder => Task.Run(() => installation.Run("send", node.Peer, folder).Succeeded(), Ct)));
            node.Stop();
        }

        var answers = SyncTrace.Read(await LinesAsync(trace), marks);
        Assert.Equal(marks.Keys.Order(StringComparer.Ordinal), answers.Select(answer => answer.SopInstance).Order(StringComparer.Ordinal));
        Assert.All(answers, answer =>
        {
            Assert.Equal(0, answer.Status);
            Assert.Contains(answer.Files, file => file.EndsWith(".pack", StringComparison.Ordinal));
            Assert.Contains(answer.Files, file => file.EndsWith(".log", StringComparison.Ordinal));
        });
        return answers;
    }

    /// <summary>The lines of a trace, once the tracer has written the last: it ends a moment after the program.</summary>
    private static async Task<string[]> LinesAsync(string trace)
    {
        for (var tries = 0; ; tries++)
        {
            var lines = await File.ReadAllLinesAsync(trace, Ct);
            if (lines.Length > 0 && lines[^1].EndsWith(" +++", StringComparison.Ordinal))
            {
                return lines;
            }

            Assert.True(tries < 300, $"the trace has no end: {lines.LastOrDefault()}");
            await Task.Delay(100, Ct);
        }
    }

    /// <summary>Objects of one peer in a folder, each full of a mark of its own.</summary>
    private static string MakeObjects(Installation installation, int peer, Dictionary<string, string> marks)
    {
        var folder = installation.NewFolder(string.Create(CultureInfo.InvariantCulture, $"peer{peer}"));
        for (var number = 1; number <= ObjectsOfEach; number++)
        {
            var uid = string.Create(CultureInfo.InvariantCulture, $"1.2.3.{peer}.{number}");
            var mark = string.Create(CultureInfo.InvariantCulture, $"MARK{peer:D2}{number:D4}X");
            var pixels = new byte[number % 5 == 0 ? LargeLength : SmallLength];
            for (var at = 0; at < pixels.Length; at++)
            {
                pixels[at] = (byte)mark[at % mark.Length];
            }

            var dataset = new DicomDataset()
                .Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage.Value)
                .Set(DicomTag.SOPInstanceUID, uid)
                .Set(DicomTag.PatientID, mark)
                .Set(DicomTag.StudyInstanceUID, uid + ".1")
                .Set(DicomTag.SeriesInstanceUID, uid + ".2")
                .SetBytes(DicomTag.PixelData, DicomVR.OB, pixels);
            new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(Path.Combine(folder, uid + ".dcm"));
            marks.Add(uid, mark);
        }

        return folder;
    }
}
