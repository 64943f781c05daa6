using System.Diagnostics;
using System.Globalization;
using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>
/// A process that takes objects in is killed at random moments: whatever it had acknowledged is there afterwards, whole, and nothing is there
/// in part. <c>APPLIANCE_KILL_ROUNDS</c> sets how often.
/// </summary>
public sealed class ArchiveKillTests
{
    private const string FolderVariable = "APPLIANCE_KILL_FOLDER";
    private const string DurabilityVariable = "APPLIANCE_KILL_DURABILITY";
    private const int LargeLength = (2 << 20) + 77;
    private const int SmallLength = 9 << 10;

    [Theory]
    [InlineData(ArchiveDurability.Process)]
    [InlineData(ArchiveDurability.Power)]
    public async Task Acknowledged_BeforeAKill_IsThereWhole(ArchiveDurability durability)
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("APPLIANCE_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("appliance-kill-").FullName;
        var random = new Random(17);
        try
        {
            var acknowledged = 0;
            for (var round = 0; round < rounds; round++)
            {
                await KillWhileIngesting(folder, durability, random.Next(50, 400));
                acknowledged = CheckAll(folder, acknowledged);
            }

            Assert.True(acknowledged > rounds, $"only {acknowledged} objects were acknowledged in {rounds} rounds");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the killed process does; started by the test above only.</summary>
    [Fact(Explicit = true)]
    public void Ingest_UntilKilled()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs only inside of the test that kills it");
        var durability = Enum.Parse<ArchiveDurability>(Environment.GetEnvironmentVariable(DurabilityVariable)!);
        using var archive = DicomArchive.Open(Path.Combine(folder, "archive"), new ArchiveOptions { Durability = durability });
        using var log = new FileStream(LogOf(folder), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var writers = Enumerable.Range(0, 3).Select(_ => new Thread(() => IngestForever(archive, log))).ToList();
        writers.ForEach(writer => writer.Start());
        writers.ForEach(writer => writer.Join());
    }

    private static string LogOf(string folder) => Path.Combine(folder, "acknowledged");

    private static void IngestForever(DicomArchive archive, FileStream log)
    {
        for (var i = 0; ; i++)
        {
            var uid = DicomUID.Generate().Value;
            var length = i % 5 == 4 ? LargeLength : SmallLength;
            TestStore.Ingest(archive, TestStore.Made("1", "1.1", uid, d => d.SetBytes(DicomTag.PixelData, DicomVR.OW, Pixels(uid, length))));
            lock (log)
            {
                log.Write(System.Text.Encoding.ASCII.GetBytes(uid + "\n"));
            }
        }
    }

    private static byte[] Pixels(string uid, int length)
    {
        var pixels = new byte[length + (length & 1)];
        new Random(uid.Sum(c => c * 31)).NextBytes(pixels);
        return pixels;
    }

    private static async Task KillWhileIngesting(string folder, ArchiveDurability durability, int afterMilliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(ArchiveKillTests).Assembly.Location);
        }

        foreach (var argument in new[] { "-method", $"*{nameof(ArchiveKillTests)}.{nameof(Ingest_UntilKilled)}", "-explicit", "only" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder;
        start.Environment[DurabilityVariable] = durability.ToString();
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await WaitForFirst(folder, child, new FileInfo(LogOf(folder)) is { Exists: true } log ? log.Length : 0, output);
            await Task.Delay(afterMilliseconds, TestContext.Current.CancellationToken);
        }
        finally
        {
            // SIGKILL: no handler of the process runs.
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task WaitForFirst(string folder, Process child, long before, Task<string> output)
    {
        var clock = Stopwatch.StartNew();
        while (new FileInfo(LogOf(folder)) is not { Exists: true } log || log.Length == before)
        {
            Assert.False(child.HasExited, child.HasExited ? await output : "");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "the process acknowledged nothing within a minute");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static int CheckAll(string folder, int before)
    {
        using var archive = DicomArchive.Open(Path.Combine(folder, "archive"));
        var acknowledged = File.ReadAllText(LogOf(folder)).Split('\n')[..^1];
        Assert.True(acknowledged.Length > before);
        var rows = archive.Instances(studyUid: "1", cancel: TestContext.Current.CancellationToken).ToDictionary(row => row.SopInstanceUid.Value);
        Assert.Equal(archive.Counts.Instances, rows.Count);
        Assert.DoesNotContain(acknowledged, uid => !rows.ContainsKey(uid));
        foreach (var row in rows.Values.Skip(before))
        {
            using var file = DicomFile.Parse(TestStore.Read(archive, row));
            var pixels = file.Dataset.GetBytes(DicomTag.PixelData);
            Assert.True(pixels.Span.SequenceEqual(Pixels(row.SopInstanceUid.Value, pixels.Length)), row.SopInstanceUid.Value);
        }

        return acknowledged.Length;
    }
}
