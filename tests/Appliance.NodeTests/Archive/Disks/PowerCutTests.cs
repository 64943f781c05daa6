using System.Globalization;
using Appliance.Archive;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>
/// A loss of power, really: the file system's image is copied in one instant, by a clone on the file system below, while a process changes the archive
/// on it; then the copy is mounted. What the system had not written to the image is gone. <c>APPLIANCE_POWER_CUTS</c> sets how many instants.
/// </summary>
public sealed class PowerCutTests
{
    private const string FolderVariable = "APPLIANCE_CUT_FOLDER";
    private const string JournalVariable = "APPLIANCE_CUT_JOURNAL";
    private const string DurabilityVariable = "APPLIANCE_CUT_DURABILITY";

    [Theory]
    [InlineData(ArchiveDurability.Power, "ext4")]
    [InlineData(ArchiveDurability.Process, "ext4")]
    public async Task Image_OfAnInstant_HoldsWhatWasPromised(ArchiveDurability durability, string kind)
    {
        var cuts = int.Parse(Environment.GetEnvironmentVariable("APPLIANCE_POWER_CUTS") ?? "3", CultureInfo.InvariantCulture);
        var copy = Foreign.Need("cp", "coreutils");
        using var below = LoopDisk.Make(2000, "xfs");
        using var disk = LoopDisk.Make(400, kind, below.Root);
        var journal = Path.Combine(Path.GetTempPath(), $"appliance-journal-{Guid.NewGuid():N}");
        var random = new Random(29);
        var instants = new List<(string Image, IReadOnlyList<string> Sure, IReadOnlyList<string> All)>();
        try
        {
            using (var child = Begin(disk.Folder, journal, durability))
            {
                await child.WaitFor(() => ChangeJournal.Read(journal).Count > 20, "the first changes");
                for (var cut = 0; cut < cuts; cut++)
                {
                    await Task.Delay(random.Next(100, 1500), TestContext.Current.CancellationToken);
                    Assert.False(child.HasExited, child.HasExited ? await child.EndAsync() : "");
                    var image = Path.Combine(below.Root, $"cut-{cut}.img");
                    var sure = ChangeJournal.Read(journal);
                    LoopDisk.Run(copy, ["--reflink=always", disk.Image, image]);
                    instants.Add((image, sure, ChangeJournal.Read(journal)));
                }
            }

            var (missing, half, torn, objects) = (0, 0, 0L, 0);
            foreach (var (image, sure, all) in instants)
            {
                using var after = LoopDisk.Of(image);
                using var archive = DicomArchive.Open(after.Folder, Options(durability));
                Assert.False(archive.IsReadOnly, archive.ReadOnlyReason);
                var found = ChangeJournal.Compare(archive, durability == ArchiveDurability.Power ? sure : null, all);
                (objects, missing, half, torn) = (objects + found.Objects, missing + found.Missing, half + found.Half, torn + archive.Torn);
                var problems = archive.Check(cancel: TestContext.Current.CancellationToken).Problems;
                Assert.True(problems.Count == 0, string.Join('\n', problems));
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"{durability}: {cuts} cuts, {objects} objects, {missing} missing, {half} half, {torn} torn and taken out");
            Assert.Equal((0, 0), (missing, half));
            if (durability == ArchiveDurability.Power)
            {
                Assert.Equal(0, torn);
            }
        }
        finally
        {
            File.Delete(journal);
        }
    }

    /// <summary>What the process does that loses its disk; started by the test above only.</summary>
    [Fact(Explicit = true)]
    public void Change_UntilThePowerGoes()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs only inside of the test that cuts the power");
        var durability = Enum.Parse<ArchiveDurability>(Environment.GetEnvironmentVariable(DurabilityVariable)!);
        using var archive = DicomArchive.Open(folder, Options(durability));
        using var journal = new ChangeJournal(Environment.GetEnvironmentVariable(JournalVariable)!);
        journal.ChangeForever(archive);
    }

    private static ArchiveOptions Options(ArchiveDurability durability) =>
        new() { Durability = durability, PackLength = 8 << 20, MostBuffered = 64 << 10, FreeSpaceFloor = 0 };

    private static ChildProcess Begin(string folder, string journal, ArchiveDurability durability) => ChildProcess.Start(
        typeof(PowerCutTests),
        nameof(Change_UntilThePowerGoes),
        new Dictionary<string, string> { [FolderVariable] = folder, [JournalVariable] = journal, [DurabilityVariable] = durability.ToString() });
}
