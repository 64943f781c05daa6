using Appliance.Archive;
using Appliance.Network;
using Appliance.NodeTests.Node;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>An archive on a disk that is mounted for reading only, closed in order or not: everything is read, nothing is stored, and it is said why.</summary>
public sealed class ReadOnlyDiskTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Archive_OnADiskForReading_IsReadWhole(bool closed)
    {
        using var disk = LoopDisk.Make(60);
        using var writing = Write(disk, closed);

        writing.Reopen();

        Assert.True(writing.Archive.IsReadOnly);
        Assert.Contains("Read-only file system", writing.Archive.ReadOnlyReason, StringComparison.Ordinal);
        writing.AssertWhole();
        Assert.Empty(writing.Archive.Check(cancel: Ct).Problems);
        var refusal = Assert.Throws<ArchiveException>(() => writing.Store(9_000));
        Assert.Equal(ArchiveErrorKind.ReadOnly, refusal.Kind);

        writing.Archive.Dispose();
        disk.Remount("rw");
        writing.Reopen();
        Assert.False(writing.Archive.IsReadOnly, writing.Archive.ReadOnlyReason);
        writing.Store(9_000);
        writing.AssertWhole();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Verbs_OnADiskForReading_ReadEverything(bool closed)
    {
        using var disk = LoopDisk.Make(60);
        using var writing = Write(disk, closed);
        using var exported = new TemporaryFolder();

        var listed = await VerbRun.OfAsync("--data", disk.Folder, "--json", "ls", "studies");
        Assert.True(listed.Code == 0, listed.Error);
        Assert.Single(listed.Objects);
        var export = await VerbRun.OfAsync("--data", disk.Folder, "export", "1", "-o", exported.Path);
        Assert.True(export.Code == 0, export.Error);
        Assert.Equal(writing.Count, Directory.EnumerateFiles(exported.Path, "*", SearchOption.AllDirectories).Count());
        var check = await VerbRun.OfAsync("--data", disk.Folder, "check");
        Assert.True(check.Code == 0, check.Error);
        var deletion = await VerbRun.OfAsync("--data", disk.Folder, "delete", "1", "--yes");
        Assert.Equal(46, deletion.Code);
        Assert.Contains("Read-only file system", deletion.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Node_OnADiskForReading_ServesAndSaysWhyItStoresNothing(bool closed)
    {
        using var disk = LoopDisk.Make(60);
        var peer = new PeerOfDisk();
        await using var node = await TestNode.StartAsync(
            Ct, profile => profile with { DataFolder = disk.Folder, LogFolder = Path.Combine(disk.Root, "logs"), FreeSpaceFloor = 0 });
        await using (var client = await PeerOfDisk.ConnectAsync(node.Address))
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(DicomStatus.Success, await peer.StoreAsync(client, 100_000));
            }

            await client.ReleaseAsync(Ct);
        }

        var asKilled = Path.Combine(disk.Root, "as-killed");
        LoopDisk.Run("cp", ["-r", disk.Folder, asKilled]);
        await node.StopAsync();
        if (!closed)
        {
            Directory.Delete(disk.Folder, recursive: true);
            Directory.Move(asKilled, disk.Folder);
        }

        disk.Remount("ro");
        await node.RestartAsync(Ct);

        Assert.Contains(node.Notices, notice => notice.Contains("can only be read", StringComparison.Ordinal) && notice.Contains("Read-only file system", StringComparison.Ordinal));
        Assert.Contains(node.Notices, notice => notice.Contains("association log cannot be written, it is kept in memory", StringComparison.Ordinal));
        var recorded = new RecordingDialer();
        await using (var client = await PeerOfDisk.ConnectAsync(node.Address, recorded))
        {
            Assert.Equal(DicomStatus.OutOfResources, await peer.StoreUntilRefusedAsync(client, 9_000));
            Assert.Contains("the archive is read-only", recorded.Received, StringComparison.Ordinal);
            await peer.AssertServedAsync(client);
            await client.ReleaseAsync(Ct);
        }

        // Who was there is known, though no file tells it.
        await TestNode.WaitForAsync(() => node.Node.Associations.Ended.Count == 1);
    }

    /// <summary>Fills an archive, closed in order or as a killed process leaves it, and mounts its disk for reading only.</summary>
    private static DiskArchive Write(LoopDisk disk, bool closed)
    {
        var writing = new DiskArchive(disk.Folder, new ArchiveOptions { FreeSpaceFloor = 0, PackLength = 8 << 20 });
        try
        {
            for (var i = 0; i < 50; i++)
            {
                writing.Store(100_000);
            }

            var asKilled = Path.Combine(disk.Root, "as-killed");
            LoopDisk.Run("cp", ["-r", disk.Folder, asKilled]);
            writing.Archive.Dispose();
            if (!closed)
            {
                Directory.Delete(disk.Folder, recursive: true);
                Directory.Move(asKilled, disk.Folder);
            }

            disk.Remount("ro");
            return writing;
        }
        catch
        {
            writing.Dispose();
            throw;
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("appliance-export-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
