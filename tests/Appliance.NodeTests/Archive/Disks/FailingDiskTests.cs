using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>
/// A disk that answers with I/O errors: its image lies thin on a small file system of memory, so that writes fail when that is full and the system has
/// taken them already; and one whose image is cut short under it.
/// </summary>
public sealed class FailingDiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ArchiveDurability.Power, "ext4")]
    [InlineData(ArchiveDurability.Process, "ext4")]
    [InlineData(ArchiveDurability.Power, "ext2")]
    [InlineData(ArchiveDurability.Process, "ext2")]
    public void Writes_ThatFailInTheDisk_AreNeverTakenForDone(ArchiveDurability durability, string kind)
    {
        using var memory = MemoryDisk.Make(40);
        using var disk = LoopDisk.Make(120, kind, memory.Root, writesPageByPage: true);
        var options = new ArchiveOptions { FreeSpaceFloor = 0, PackLength = 4 << 20, Durability = durability };
        using var writing = new DiskArchive(disk.Folder, options);
        writing.Store(50_000);
        writing.Archive.Settle();

        // In process mode the system takes everything and fails later: then it is for the settling to find out, and to keep the marks.
        var refusal = writing.StoreUntilRefused(300_000, most: 200, settle: durability == ArchiveDurability.Process);
        Assert.NotNull(refusal);
        TestContext.Current.TestOutputHelper?.WriteLine($"refused: {refusal.Message}");
        Assert.Contains(refusal.Kind, (ArchiveErrorKind[])[ArchiveErrorKind.Io, ArchiveErrorKind.Full, ArchiveErrorKind.ReadOnly]);

        // Whoever asks again is refused again: no later sync covers what an earlier one has lost.
        if (durability == ArchiveDurability.Power)
        {
            var again = writing.StoreUntilRefused(9_000, most: 20, settle: false);
            TestContext.Current.TestOutputHelper?.WriteLine($"then: {again?.Message}");
        }

        // The disk is well again, and holds what it holds.
        memory.Grow(300);
        writing.Archive.Dispose();
        disk.Pull();
        disk.Repair();
        disk.Mount();
        writing.Reopen();
        Assert.False(writing.Archive.IsReadOnly, writing.Archive.ReadOnlyReason);
        if (durability == ArchiveDurability.Power)
        {
            Assert.Equal(0, writing.Archive.Torn);
            writing.AssertWhole();
        }
        else
        {
            writing.AssertNothingHalf();
        }

        Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);
        Assert.NotEqual(0, writing.StoreAtLeast(10, 100_000));
        writing.Reopen();
        Assert.Empty(writing.Archive.Check(cancel: Cancel).Problems);
    }

    /// <summary>Bytes that the disk does not give back are an error of the object they belong to, in words; the rest stays readable.</summary>
    [Fact]
    public void Reads_ThatFailInTheDisk_AreErrorsOfTheirObjectAlone()
    {
        using var disk = LoopDisk.Make(120);
        var options = new ArchiveOptions { FreeSpaceFloor = 0, PackLength = 4 << 20 };
        using var writing = new DiskArchive(disk.Folder, options);
        for (var i = 0; i < 100; i++)
        {
            writing.Store(300_000);
        }

        writing.Archive.Dispose();
        disk.Unmount();
        disk.Mount();
        writing.Reopen();

        // The back of the disk is gone: what lies there cannot be read, or reads as zeros.
        using (var image = File.OpenWrite(disk.Image))
        {
            image.SetLength(24 << 20);
        }

        var (whole, failed) = writing.ReadEach();
        Assert.InRange(whole, 1, 99);
        Assert.All(failed, error =>
        {
            Assert.Contains(Assert.IsType<ArchiveException>(error.InnerException).Kind, (ArchiveErrorKind[])[ArchiveErrorKind.Io, ArchiveErrorKind.Corrupt]);
            Assert.Matches("pack [0-9]+ at [0-9]+|[0-9]+\\.pack", error.Message);
        });
        Assert.Equal(100, whole + failed.Count);
        Assert.Single(TestStore.Query(writing.Archive, QueryLevel.Study, (DicomTag.PatientID, "P1")));
    }
}
