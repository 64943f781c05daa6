using Appliance.Network;
using Appliance.NodeTests.Node;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>A node on a disk that is really full: it says why it stores nothing, serves on for reading, and stores again when there is room.</summary>
public sealed class FullDiskNodeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public async Task Node_OnAFullDisk_SaysWhyServesOnAndStoresAgain(int floor)
    {
        using var disk = LoopDisk.Make(60);
        await using var node = await TestNode.StartAsync(Ct, profile => profile with { DataFolder = disk.Folder, FreeSpaceFloor = (long)floor << 20 });
        var ballast = disk.Fill(leave: (long)(floor + 10) << 20);
        var peer = new PeerOfDisk();
        var recorded = new RecordingDialer();
        await using (var client = await PeerOfDisk.ConnectAsync(node.Address, recorded))
        {
            Assert.Equal(DicomStatus.Success, await peer.StoreAsync(client, 300_000));
            Assert.Equal(DicomStatus.OutOfResources, await peer.StoreUntilRefusedAsync(client, 300_000));
            Assert.Contains("disk full", recorded.Received, StringComparison.Ordinal);
            await peer.AssertServedAsync(client);
            await using (var other = await PeerOfDisk.ConnectAsync(node.Address))
            {
                Assert.Equal(DicomStatus.OutOfResources, await peer.StoreUntilRefusedAsync(other, 300_000));
                await peer.AssertServedAsync(other);
                await other.ReleaseAsync(Ct);
            }

            File.Delete(ballast);
            Assert.True(await IsStoredWithinAWhileAsync(peer, client), "nothing is stored though there is room");
            await peer.AssertServedAsync(client);
            await client.ReleaseAsync(Ct);
        }

        await using (var client = await PeerOfDisk.ConnectAsync(node.Address))
        {
            Assert.Equal(DicomStatus.Success, await peer.StoreAsync(client, 300_000));
            await client.ReleaseAsync(Ct);
        }

        await node.RestartAsync(Ct);
        await using (var client = await PeerOfDisk.ConnectAsync(node.Address))
        {
            Assert.Equal(DicomStatus.Success, await peer.StoreAsync(client, 300_000));
            await peer.AssertServedAsync(client);
            await client.ReleaseAsync(Ct);
        }

        Assert.Empty(node.Archive.Check(cancel: Ct).Problems);
    }

    /// <summary>The database may take a moment to see that there is room for its tables again; until then it says that there is none.</summary>
    private static async Task<bool> IsStoredWithinAWhileAsync(PeerOfDisk peer, DicomClient client)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var status = await peer.StoreAsync(client, 300_000);
            if (status.IsSuccess)
            {
                return true;
            }

            Assert.Equal(DicomStatus.OutOfResources, status);
            await Task.Delay(50, Ct);
        }

        return false;
    }
}
