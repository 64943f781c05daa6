using Appliance.Archive;
using Appliance.Network;
using Appliance.NodeTests.Node;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>A disk that is pulled out while it is written to: errors in words, a process that lives and can end, and nothing lost that was promised.</summary>
public sealed class PulledDiskTests
{
    private const int Settled = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ArchiveDurability.Power)]
    [InlineData(ArchiveDurability.Process)]
    public async Task Disk_PulledInMidWrite_HoldsWhatWasPromised(ArchiveDurability durability)
    {
        using var disk = LoopDisk.Make(200);
        var options = new ArchiveOptions { FreeSpaceFloor = 0, PackLength = 4 << 20, MostBuffered = 64 << 10, Durability = durability };
        using var writing = new DiskArchive(disk.Folder, options);
        for (var i = 0; i < Settled; i++)
        {
            writing.Store(100_000);
        }

        writing.Archive.Settle();
        LoopDisk.Run("sync", []);
        var storing = Task.Run(() => writing.StoreUntilRefused(100_000), Ct);
        Assert.True(SpinWait.SpinUntil(() => writing.Count > Settled + 30, TimeSpan.FromSeconds(30)));
        disk.Break();

        var refusal = await storing;
        TestContext.Current.TestOutputHelper?.WriteLine($"{durability}: {writing.Count} acknowledged, then: {refusal.Message}");
        Assert.Equal(ArchiveErrorKind.Io, refusal.Kind);
        Assert.All(writing.ReadEach().Failed, error => Assert.NotEmpty(error.Message));
        writing.Archive.Dispose();

        disk.Pull();
        disk.Mount();
        writing.Reopen();
        Assert.False(writing.Archive.IsReadOnly, writing.Archive.ReadOnlyReason);
        if (durability == ArchiveDurability.Power)
        {
            Assert.Equal(0, writing.Archive.Torn);
            writing.AssertWhole();
        }

        writing.AssertFirst(Settled);
        writing.AssertNothingHalf();
        Assert.Empty(writing.Archive.Check(cancel: Ct).Problems);
        Assert.Equal(10, writing.StoreAtLeast(10, 100_000));
        writing.Reopen();
        Assert.Empty(writing.Archive.Check(cancel: Ct).Problems);
    }

    /// <summary>A stick whose driver goes away: what it had told as synced is there.</summary>
    [Fact]
    public async Task Stick_PulledInMidWrite_HoldsWhatWasPromised()
    {
        using var disk = await FatDisk.MakeAsync(100, "exfat");
        var options = new ArchiveOptions { FreeSpaceFloor = 0, PackLength = 4 << 20, MostBuffered = 64 << 10, Durability = ArchiveDurability.Power };
        using var writing = new DiskArchive(disk.Folder, options);
        for (var i = 0; i < Settled; i++)
        {
            writing.Store(20_000);
        }

        writing.Archive.Settle();
        var storing = Task.Run(() => writing.StoreUntilRefused(20_000), Ct);
        Assert.True(SpinWait.SpinUntil(() => writing.Count > Settled + 10, TimeSpan.FromSeconds(30)));
        disk.Break(meanwhile: () =>
        {
            var refusal = storing.GetAwaiter().GetResult();
            TestContext.Current.TestOutputHelper?.WriteLine($"{writing.Count} acknowledged, then: {refusal.Message}");
            Assert.Equal(ArchiveErrorKind.Io, refusal.Kind);
            Assert.All(writing.ReadEach().Failed, error => Assert.NotEmpty(error.Message));
            writing.Archive.Dispose();
        });

        await disk.MountAsync();
        writing.Reopen();
        Assert.False(writing.Archive.IsReadOnly, writing.Archive.ReadOnlyReason);
        writing.AssertWhole();
        Assert.Empty(writing.Archive.Check(cancel: Ct).Problems);
        Assert.Equal(10, writing.StoreAtLeast(10, 20_000));
    }

    [Fact]
    public async Task Node_WhoseDiskIsPulled_SaysSoLivesAndEnds()
    {
        using var disk = LoopDisk.Make(120);
        await using var node = await TestNode.StartAsync(
            Ct, profile => profile with { DataFolder = disk.Folder, FreeSpaceFloor = 0, Durability = ArchiveDurability.Power });
        var peer = new PeerOfDisk();
        var recorded = new RecordingDialer();
        await using (var client = await PeerOfDisk.ConnectAsync(node.Address, recorded))
        {
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(DicomStatus.Success, await peer.StoreAsync(client, 100_000));
            }

            disk.Break();
            Assert.Equal(DicomStatus.OutOfResources, await peer.StoreUntilRefusedAsync(client, 100_000));
            Assert.Equal(DicomStatus.OutOfResources, await peer.StoreAsync(client, 9_000));
            Assert.Matches("archive in|disk does not answer", recorded.Received);
            await client.ReleaseAsync(Ct);
        }

        await using (var client = await DicomClient.ConnectAsync(node.Address, "TESTER", QueryContexts.Verification, null, Ct))
        {
            Assert.Equal(DicomStatus.Success, await client.EchoAsync(Ct));
            await client.ReleaseAsync(Ct);
        }

        await node.StopAsync();
        disk.Pull();
        disk.Mount();
        await node.RestartAsync(Ct);
        await using (var client = await PeerOfDisk.ConnectAsync(node.Address))
        {
            await peer.AssertServedAsync(client);
            Assert.Equal(DicomStatus.Success, await peer.StoreAsync(client, 100_000));
            await client.ReleaseAsync(Ct);
        }

        Assert.Empty(node.Archive.Check(cancel: Ct).Problems);
    }
}
