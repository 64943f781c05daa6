using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>The watch over the room on the disk, with a disk that says what the test wants it to say.</summary>
public sealed class FreeSpaceTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly TestStore _store = new();
    private readonly ManualClock _clock = new();
    private readonly List<string> _news = [];
    private long _free = 1000 * MiB;
    private bool _isGone;

    [Fact]
    public void LargeObject_IsRefusedByItsOwnGrowth_AndItsRoomComesBack()
    {
        using var archive = Open();
        _free = 70 * MiB;
        Assert.Null(archive.Room.Refusal);

        using (var ingest = archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian))
        {
            // The clock stands still: what was written since the last look counts.
            var written = 0;
            var full = Assert.Throws<ArchiveException>(() =>
            {
                for (; written < 100; written++)
                {
                    _free = (70 - written) * MiB;
                    ingest.Append(new byte[MiB]);
                }
            });

            Assert.Equal(ArchiveErrorKind.Full, full.Kind);
            Assert.StartsWith("disk full, ", full.Message, StringComparison.Ordinal);
            Assert.InRange(written, 5, 8);
        }

        Assert.True(archive.Reclaim(TestContext.Current.CancellationToken) >= 0);
        Assert.True(PackBytes() < MiB, "what was written of the object is given back");
    }

    [Fact]
    public void Object_OfKnownLengthForWhichThereIsNoRoom_IsRefusedBeforeAByteIsWritten()
    {
        using var archive = Open();
        _free = 1024 * MiB;

        var full = Assert.Throws<ArchiveException>(
            () => archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian, expectedLength: 4096 * MiB));

        Assert.Equal(ArchiveErrorKind.Full, full.Kind);
        using var small = archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian, expectedLength: MiB);
    }

    [Fact]
    public void Refusal_IsToldOnce_AndSoIsItsEnd()
    {
        using var archive = Open();
        _free = 10 * MiB;
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<ArchiveException>(() => Store(archive, $"1.2.{i}"));
        }

        Assert.Single(_news);
        Assert.Contains("64 MiB are to stay free", archive.Room.Refusal, StringComparison.Ordinal);

        _free = 500 * MiB;
        Store(archive, "1.2.9");
        Store(archive, "1.2.10");

        Assert.Equal(2, _news.Count);
        Assert.Contains("storing goes on", _news[1], StringComparison.Ordinal);
        Assert.Null(archive.Room.Refusal);
    }

    // At the floor small objects fit and large ones do not: that is one state, not news with each object.
    [Fact]
    public void LargeAndSmallObjects_ByTurnsAtTheFloor_AreOnePieceOfNews()
    {
        using var archive = Open();
        _free = 65 * MiB;
        for (var i = 0; i < 5; i++)
        {
            Assert.Throws<ArchiveException>(() => archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian, expectedLength: 10 * MiB));
            Store(archive, $"1.2.{i}");
        }

        Assert.Single(_news);
        Assert.Equal(5, archive.Counts.Instances);
        _free = 500 * MiB;
        Store(archive, "1.2.9");
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(archive.Room.Refusal);
        Assert.Equal(2, _news.Count);
    }

    [Fact]
    public void DiskThatIsGone_IsSaidSo_AndComesBack()
    {
        using var archive = Open();
        _isGone = true;

        var gone = Assert.Throws<ArchiveException>(() => Store(archive, "1.2.3"));
        Assert.Equal(ArchiveErrorKind.Io, gone.Kind);
        Assert.Contains("pulled out", gone.Message, StringComparison.Ordinal);
        Assert.Null(archive.Room.Free);

        _isGone = false;
        Store(archive, "1.2.3");
        Assert.Equal(1, archive.Counts.Instances);
    }

    [Fact]
    public void SmallObjects_BetweenTwoLooks_AreCounted()
    {
        using var archive = Open();
        _free = 64 * MiB + (1 << 20);
        Store(archive, "1.2.1");
        _free = 63 * MiB;

        var full = Assert.Throws<ArchiveException>(() =>
        {
            for (var i = 2; i < 60; i++)
            {
                Store(archive, $"1.2.{i}", 60_000);
            }
        });

        Assert.Equal(ArchiveErrorKind.Full, full.Kind);
        Assert.True(archive.Counts.Instances < 30);
    }

    // The disk of the folder, not of what its path seems to say.
    [Fact]
    public void Folder_BehindALinkToAnotherDisk_IsMeasuredThere()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists("/dev/shm"), "needs Linux with /dev/shm, a file system of its own");
        var target = Directory.CreateDirectory(Path.Combine("/dev/shm", Path.GetRandomFileName()));
        try
        {
            var link = Path.Combine(_store.Folder, "elsewhere");
            Directory.CreateSymbolicLink(link, target.FullName);
            var before = FreeSpace.Of(link);

            File.WriteAllBytes(Path.Combine(target.FullName, "some"), new byte[8 * MiB]);

            Assert.InRange(FreeSpace.Of(link), 0, before - (4 * MiB));
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    [Fact]
    public void Folder_ThatIsNotThere_HasNoFreeSpace() =>
        Assert.ThrowsAny<IOException>(() => FreeSpace.Of(Path.Combine(_store.Folder, "none")));

    public void Dispose() => _store.Dispose();

    private DicomArchive Open()
    {
        var archive = _store.Reopen(new ArchiveOptions { Clock = _clock, FreeSpace = Look });
        archive.RoomTurned += _news.Add;
        return archive;
    }

    private long Look(string folder) => _isGone ? throw new DriveNotFoundException(folder) : _free;

    private long PackBytes() => new DirectoryInfo(_store.Folder).EnumerateFiles("*.pack", SearchOption.AllDirectories).Sum(pack => pack.Length);

    private static void Store(DicomArchive archive, string uid, int padding = 0) => TestStore.Ingest(
        archive, TestStore.Made("1.2", "1.2.3", uid, dataset => dataset.Set(DicomTag.ImageComments, new string('x', padding))));
}
