using System.Globalization;
using Appliance.Archive;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>
/// A process that stores, replaces and deletes objects is killed at random moments, while packs are reclaimed and tables compacted: whatever it had
/// acknowledged is so afterwards, and nothing is there in part. <c>APPLIANCE_KILL_ROUNDS</c> sets how often.
/// </summary>
public sealed class ArchiveKillTests
{
    private const string FolderVariable = "APPLIANCE_KILL_FOLDER";
    private const string DurabilityVariable = "APPLIANCE_KILL_DURABILITY";

    /// <summary>Rounds on one archive: it grows with each, and all of it is copied and compared.</summary>
    private const int RoundsOfOne = 20;

    [Theory]
    [InlineData(ArchiveDurability.Process)]
    [InlineData(ArchiveDurability.Power)]
    public async Task Acknowledged_BeforeAKill_IsThereWhole(ArchiveDurability durability)
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("APPLIANCE_KILL_ROUNDS") ?? "3", CultureInfo.InvariantCulture);
        var random = new Random(17);
        var (acknowledged, missing, half) = (0, 0, 0);
        for (var round = 0; round < rounds; round += RoundsOfOne)
        {
            var found = await KillAsync(durability, Math.Min(RoundsOfOne, rounds - round), random);
            (acknowledged, missing, half) = (acknowledged + found.Acknowledged, missing + found.Missing, half + found.Half);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{durability}: {rounds} rounds, {acknowledged} changes acknowledged, {missing} missing, {half} half");
        Assert.Equal((0, 0), (missing, half));
        Assert.True(acknowledged > rounds, $"only {acknowledged} changes were acknowledged in {rounds} rounds");
    }

    private static async Task<(int Acknowledged, int Missing, int Half)> KillAsync(ArchiveDurability durability, int rounds, Random random)
    {
        var folder = Directory.CreateTempSubdirectory("appliance-kill-").FullName;
        try
        {
            var (before, missing, half) = (0, 0, 0);
            for (var round = 0; round < rounds; round++)
            {
                using (var child = Begin(folder, durability))
                {
                    await child.WaitFor(() => ChangeJournal.Acknowledged(ChangeJournal.Read(JournalOf(folder))) > before + 1, "the first changes");
                    await Task.Delay(random.Next(0, 400), TestContext.Current.CancellationToken);
                    child.Kill();
                }

                var lines = ChangeJournal.Read(JournalOf(folder));
                if (round % 2 == 0)
                {
                    var rebuilt = CompareRebuilt(folder, lines);
                    (missing, half) = (missing + rebuilt.Missing, half + rebuilt.Half);
                }

                using var archive = DicomArchive.Open(Path.Combine(folder, "archive"), Options(durability));
                var found = ChangeJournal.Compare(archive, lines, lines);
                (missing, half) = (missing + found.Missing, half + found.Half);
                if (round % 10 == 0)
                {
                    Assert.Empty(archive.Check(cancel: TestContext.Current.CancellationToken).Problems);
                }

                before = ChangeJournal.Acknowledged(lines);
            }

            return (before, missing, half);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same without the database: what the packs alone give back, deletions and replacements too.</summary>
    private static (int Objects, int Missing, int Half) CompareRebuilt(string folder, IReadOnlyList<string> lines)
    {
        using var copy = new TestStore(
            Path.Combine(folder, "archive"), left => Directory.Delete(ArchiveFolder.DatabaseOf(left), recursive: true), open: false);
        DicomArchive.Rebuild(copy.Folder, cancel: TestContext.Current.CancellationToken);
        var found = ChangeJournal.Compare(copy.Reopen(), lines, lines);
        Assert.Empty(copy.Archive.Check(cancel: TestContext.Current.CancellationToken).Problems);
        return found;
    }

    /// <summary>What the killed process does; started by the test above only.</summary>
    [Fact(Explicit = true)]
    public void Change_UntilKilled()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs only inside of the test that kills it");
        var durability = Enum.Parse<ArchiveDurability>(Environment.GetEnvironmentVariable(DurabilityVariable)!);
        using var archive = DicomArchive.Open(Path.Combine(folder, "archive"), Options(durability));
        using var journal = new ChangeJournal(JournalOf(folder));
        journal.ChangeForever(archive);
    }

    private static ArchiveOptions Options(ArchiveDurability durability) =>
        new() { Durability = durability, PackLength = 8 << 20, MostBuffered = 64 << 10 };

    private static string JournalOf(string folder) => Path.Combine(folder, "journal");

    private static ChildProcess Begin(string folder, ArchiveDurability durability) => ChildProcess.Start(
        typeof(ArchiveKillTests),
        nameof(Change_UntilKilled),
        new Dictionary<string, string> { [FolderVariable] = folder, [DurabilityVariable] = durability.ToString() });
}
