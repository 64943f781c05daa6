using System.Globalization;
using System.Text.RegularExpressions;
using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>An archive on the file systems of sticks: no links, no modes, no file of 4 GiB, names without case.</summary>
public sealed partial class FatDiskTests
{
    private const string FolderVariable = "APPLIANCE_STICK_FOLDER";
    private const string JournalVariable = "APPLIANCE_STICK_JOURNAL";
    private const string DurabilityVariable = "APPLIANCE_STICK_DURABILITY";

    /// <summary>What FAT32 takes at most.</summary>
    private const long LongestFile = uint.MaxValue;

    private static readonly string[] DeviceNames = ["CON", "PRN", "AUX", "NUL"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ArchiveDurability.Process)]
    [InlineData(ArchiveDurability.Power)]
    public async Task Stick_StoresDeletesReclaimsAndComesBack(ArchiveDurability durability)
    {
        using var disk = await FatDisk.MakeAsync(400, "exfat");
        using (var writing = new DiskArchive(disk.Folder, Options(durability)))
        {
            for (var i = 0; i < 60; i++)
            {
                writing.Store(200_000);
            }

            writing.AssertWhole();
            writing.Delete(45);
            writing.Archive.Reclaim(Cancel);
            Assert.InRange(Directory.GetFiles(ArchiveFolder.PacksOf(disk.Folder)).Sum(pack => new FileInfo(pack).Length), 1, 9_000_000);
            writing.AssertWhole();
            AssertNames(disk.Root);
            writing.Archive.Dispose();
            disk.Unmount();
            AssertSound(disk);
            await disk.MountAsync();
            writing.Reopen();
            Assert.False(writing.Archive.IsReadOnly, writing.Archive.ReadOnlyReason);
            Assert.Equal((0, 0, 0), (writing.Archive.Torn, writing.Archive.Restored, writing.Archive.Lost));
            writing.AssertWhole();
            Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);
            Assert.NotEqual(0, writing.StoreAtLeast(10, 100_000));
            writing.Archive.Dispose();
            DicomArchive.Rebuild(disk.Folder, cancel: Cancel);
            writing.Reopen();
            writing.AssertWhole();
            Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);
            AssertNames(disk.Root);
        }
    }

    [Theory]
    [InlineData(ArchiveDurability.Process)]
    [InlineData(ArchiveDurability.Power)]
    public async Task Process_KilledOnAStick_LosesNothingAcknowledged(ArchiveDurability durability)
    {
        var journal = Path.Combine(Path.GetTempPath(), $"appliance-journal-{Guid.NewGuid():N}");
        using var disk = await FatDisk.MakeAsync(600, "exfat");
        try
        {
            for (var round = 0; round < 3; round++)
            {
                var before = ChangeJournal.Read(journal).Count;
                using (var child = Begin(disk.Folder, journal, durability))
                {
                    await child.WaitFor(() => ChangeJournal.Read(journal).Count > before + 30, "the first changes");
                    child.Kill();
                }

                // The last round goes over a mount of its own: what the archive reads then is what the disk has.
                if (round == 2)
                {
                    disk.Unmount();
                    AssertSound(disk);
                    await disk.MountAsync();
                }

                var lines = ChangeJournal.Read(journal);
                using var archive = DicomArchive.Open(disk.Folder, Options(durability));
                Assert.False(archive.IsReadOnly, archive.ReadOnlyReason);
                var (objects, missing, half) = ChangeJournal.Compare(archive, lines, lines);
                TestContext.Current.TestOutputHelper?.WriteLine($"{objects} objects, {archive.Restored} restored, {archive.Torn} torn, {archive.Lost} lost");
                Assert.Equal((0, 0), (missing, half));
                Assert.Empty(archive.Check(cancel: Cancel).Problems);
                AssertNames(disk.Root);
            }
        }
        finally
        {
            File.Delete(journal);
        }
    }

    /// <summary>What the killed process does; started by the test above only.</summary>
    [Fact(Explicit = true)]
    public void Change_UntilKilled()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs only inside of the test that kills it");
        var durability = Enum.Parse<ArchiveDurability>(Environment.GetEnvironmentVariable(DurabilityVariable)!);
        using var archive = DicomArchive.Open(folder, Options(durability));
        using var journal = new ChangeJournal(Environment.GetEnvironmentVariable(JournalVariable)!);
        journal.ChangeForever(archive);
    }

    /// <summary>
    /// The driver for FAT32 in user space can be trusted with plain copies alone: a folder that is renamed loses what is in it there, and two handles of
    /// one file do not see what the other writes. So it is read from, by what other programs wrote.
    /// </summary>
    [Theory]
    [InlineData("exfat")]
    [InlineData("fat32")]
    public async Task Archive_CopiedToAStickAndBack_IsTheSame(string kind)
    {
        using var disk = await FatDisk.MakeAsync(200, kind);
        using var store = new TestStore();
        var row = store.Ingest(TestStore.Made("1", "1.1", "1.1.1", made => made.SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[300_000]))).Row;
        var bytes = TestStore.Read(store.Archive, row);
        store.Archive.Dispose();
        var back = Directory.CreateTempSubdirectory("appliance-back-").FullName;
        try
        {
            LoopDisk.Run("cp", ["-r", store.Folder, disk.Folder]);
            disk.Unmount();
            AssertSound(disk);
            await disk.MountAsync();
            AssertNames(disk.Root);
            LoopDisk.Run("cp", ["-r", disk.Folder + "/.", back]);
            Assert.Equal(FileTree.Of(store.Folder), FileTree.Of(back));

            using (var onStick = DicomArchive.Open(disk.Folder, new ArchiveOptions { ReadOnly = kind != "exfat", FreeSpaceFloor = 0 }))
            {
                Assert.Equal(bytes, Find(onStick, "1.1.1"));
                Assert.Empty(onStick.Check(cancel: Cancel).Problems);
                if (!onStick.IsReadOnly)
                {
                    TestStore.Ingest(onStick, TestStore.Made("1", "1.1", "1.1.2"));
                }
            }

            LoopDisk.Run("rm", ["-r", back]);
            LoopDisk.Run("cp", ["-r", disk.Folder, back]);
            using var again = DicomArchive.Open(back);
            Assert.False(again.IsReadOnly, again.ReadOnlyReason);
            Assert.Equal(bytes, Find(again, "1.1.1"));
            Assert.Equal(kind == "exfat" ? 2 : 1, again.Counts.Instances);
            Assert.Empty(again.Check(cancel: Cancel).Problems);
            TestStore.Ingest(again, TestStore.Made("1", "1.1", "1.1.3"));
        }
        finally
        {
            Directory.Delete(back, recursive: true);
        }
    }

    /// <summary>Nothing that is written may grow to what FAT32 does not take, however much is stored: each kind of file has its own limit.</summary>
    [Fact]
    public void Files_HaveLimits_FarBelowWhatFat32Takes()
    {
        using var store = new TestStore();
        store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        var options = File.ReadAllLines(Directory.GetFiles(ArchiveFolder.DatabaseOf(store.Folder), "OPTIONS-*").Order(StringComparer.Ordinal).Last())
            .Select(line => line.Trim().Split('=', 2)).Where(line => line.Length == 2).ToLookup(line => line[0], line => line[1]);

        Assert.InRange(PackFolder.FullLength, 1, LongestFile / 8);
        AssertLimit("max_total_wal_size");
        AssertLimit("target_file_size_base");
        AssertLimit("write_buffer_size");
        AssertLimit("max_manifest_file_size");
        AssertLimit("max_log_file_size");
        Assert.All(options["target_file_size_multiplier"], value => Assert.Equal("1", value));
        Assert.All(options["enable_blob_files"], value => Assert.Equal("false", value));
        Assert.All(options["allow_mmap_writes"], value => Assert.Equal("false", value));

        void AssertLimit(string name)
        {
            Assert.NotEmpty(options[name]);
            Assert.All(options[name], value => Assert.InRange(long.Parse(value, CultureInfo.InvariantCulture), 1, LongestFile / 3));
        }
    }

    private static byte[] Find(DicomArchive archive, string uid)
    {
        Assert.True(archive.TryGetInstance(new DicomUID(uid), out var row), uid);
        return TestStore.Read(archive, row);
    }

    /// <summary>Every name is one that such file systems, and the systems that use them, keep as it is and tell from its neighbours.</summary>
    private static void AssertNames(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Append(root))
        {
            var names = Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)!).ToList();
            Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.All(names, name => Assert.Matches(PlainName(), name));
            Assert.All(names, name => Assert.DoesNotContain(name.Split('.')[0], DeviceNames, StringComparer.OrdinalIgnoreCase));
        }

        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            Assert.InRange(LengthOf(file), 0, LongestFile / 8);
        }
    }

    // An archive that is open gives packs back beside the test.
    private static long LengthOf(string file)
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private static void AssertSound(FatDisk disk)
    {
        var (status, output) = disk.Examine();
        Assert.True(status == 0, output);
    }

    private static ArchiveOptions Options(ArchiveDurability durability) =>
        new() { Durability = durability, PackLength = 8 << 20, MostBuffered = 64 << 10, FreeSpaceFloor = 0 };

    private static ChildProcess Begin(string folder, string journal, ArchiveDurability durability) => ChildProcess.Start(
        typeof(FatDiskTests),
        nameof(Change_UntilKilled),
        new Dictionary<string, string> { [FolderVariable] = folder, [JournalVariable] = journal, [DurabilityVariable] = durability.ToString() });

    [GeneratedRegex("^[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*$")]
    private static partial Regex PlainName();
}
