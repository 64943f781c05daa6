using Appliance.Archive;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>A disk that is really full: what is stored stays, what is refused says why, and room made is room used.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, ArchiveDurability.Process)]
    [InlineData(0, ArchiveDurability.Power)]
    [InlineData(8, ArchiveDurability.Process)]
    [InlineData(8, ArchiveDurability.Power)]
    public void Archive_OnAFullDisk_ReadsOnAndStoresAgainWhenThereIsRoom(int floor, ArchiveDurability durability)
    {
        using var disk = LoopDisk.Make(60);
        var options = new ArchiveOptions { FreeSpaceFloor = (long)floor << 20, Durability = durability, PackLength = 8 << 20 };
        using var writing = new DiskArchive(disk.Folder, options);

        var refusal = writing.StoreUntilRefused(300_000);
        Assert.Equal(ArchiveErrorKind.Full, refusal.Kind);
        Assert.Contains("make room", refusal.Message, StringComparison.Ordinal);
        if (floor == 0)
        {
            var ballast = disk.Fill();
            Assert.Equal(ArchiveErrorKind.Full, writing.StoreUntilRefused(9_000).Kind);
            writing.AssertWhole();

            // What the failed writes had taken is filled up too.
            File.Delete(ballast);
            disk.Fill();
        }

        writing.AssertWhole();
        writing.Delete(writing.Count * 3 / 4);
        writing.Archive.Reclaim(Cancel);
        writing.AssertWhole();
        Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);
        Assert.NotEqual(0, writing.StoreAtLeast(10, 100_000));
        writing.AssertWhole();
        writing.Reopen();
        writing.AssertWhole();
        Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);
    }

    /// <summary>Deleting is how room is made: it must work where nothing else does, in the room that the log has taken before.</summary>
    [Fact]
    public void Deletions_OneByOne_WorkOnAFullDisk()
    {
        using var disk = LoopDisk.Make(60);
        using var writing = new DiskArchive(disk.Folder, new ArchiveOptions { FreeSpaceFloor = 0, PackLength = 8 << 20 });
        for (var i = 0; i < 1000; i++)
        {
            writing.Store(2000);
        }

        disk.Fill();
        for (var i = 0; i < 200; i++)
        {
            writing.Delete(1);
        }

        writing.AssertWhole();
        writing.Reopen();
        writing.AssertWhole();
        Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);
    }

    /// <summary>Tables of the database that could not be written keep nothing from being stored once there is room, without opening again.</summary>
    [Theory]
    [InlineData(ArchiveDurability.Process)]
    [InlineData(ArchiveDurability.Power)]
    public void Tables_ThatCouldNotBeWritten_AreWrittenWhenThereIsRoom(ArchiveDurability durability)
    {
        using var disk = LoopDisk.Make(60);
        var options = new ArchiveOptions { FreeSpaceFloor = 0, PackLength = 8 << 20, MostBuffered = 64 << 10, Durability = durability };
        using var writing = new DiskArchive(disk.Folder, options);
        for (var i = 0; i < 300; i++)
        {
            writing.Store(2000);
        }

        var ballast = disk.Fill(leave: 2 << 20);
        Assert.Equal(ArchiveErrorKind.Full, writing.StoreUntilRefused(2000).Kind);
        var more = disk.Fill();
        Assert.Equal(ArchiveErrorKind.Full, writing.StoreUntilRefused(2000).Kind);
        writing.AssertWhole();
        File.Delete(ballast);
        File.Delete(more);
        Assert.NotEqual(0, writing.StoreAtLeast(500, 2000));
        writing.AssertWhole();
        writing.Reopen();
        writing.AssertWhole();
        Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);
    }

    /// <summary>A disk on which not even the database's own files can be begun opens for reading, and says why.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FullDisk_Opened_IsReadUntilThereIsRoom(bool closed)
    {
        using var disk = LoopDisk.Make(60);
        var options = new ArchiveOptions { FreeSpaceFloor = 0, PackLength = 8 << 20 };
        using var writing = new DiskArchive(disk.Folder, options);
        for (var i = 0; i < 60; i++)
        {
            writing.Store(300_000);
        }

        // An archive that is closed while the disk is full leaves its log to be read by the next open.
        var ballast = closed ? null : disk.Fill();
        writing.Archive.Dispose();
        ballast ??= disk.Fill();
        var more = disk.Fill();
        writing.Reopen();
        Assert.True(writing.Archive.IsReadOnly);
        Assert.Contains("disk is full; make room", writing.Archive.ReadOnlyReason, StringComparison.Ordinal);
        writing.AssertWhole();
        Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);

        File.Delete(ballast);
        File.Delete(more);
        writing.Reopen();
        writing.Delete(writing.Count / 2);
        writing.Archive.Reclaim(Cancel);
        Assert.NotEqual(0, writing.StoreAtLeast(10, 100_000));
        writing.AssertWhole();
        writing.Reopen();
        writing.AssertWhole();
        Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);
    }

    /// <summary>A driver in user space need not tell sizes, and then the system has zeros for them: that is not a disk without room.</summary>
    [Fact]
    public async Task FileSystem_ThatDoesNotTellItsRoom_IsNotTakenForFull()
    {
        using var disk = await FatDisk.MakeAsync(60, "fat32");
        Assert.Equal(0, new DriveInfo(disk.Root).TotalSize);

        using var writing = new DiskArchive(disk.Folder, new ArchiveOptions());
        writing.Store(9_000);

        Assert.Null(writing.Archive.Room.Refusal);
    }
}
