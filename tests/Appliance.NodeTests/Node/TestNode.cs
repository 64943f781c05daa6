using System.Net;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>A whole node in this process: a store in a temporary folder, a real socket on a free port.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private TestNode(string folder, NodeProfile profile, DicomArchive archive, ApplianceNode node)
    {
        Folder = folder;
        Profile = profile;
        Archive = archive;
        Node = node;
    }

    public string Folder { get; }

    public NodeProfile Profile { get; private set; }

    public DicomArchive Archive { get; private set; }

    public ApplianceNode Node { get; private set; }

    public List<string> Notices { get; } = [];

    public PeerAddress Address => new(Profile.AeTitle, "127.0.0.1", Node.LocalEndPoint.Port);

    public static async Task<TestNode> StartAsync(CancellationToken ct, Func<NodeProfile, NodeProfile>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("node-test").FullName;
        var profile = new NodeProfile
        {
            AeTitle = "TESTNODE",
            Port = 0,
            Bind = IPAddress.Loopback,
            DataFolder = Path.Combine(folder, "data"),
            LogFolder = Path.Combine(folder, "logs"),
        };
        profile = change?.Invoke(profile) ?? profile;
        var archive = Open(profile);
        var node = await ApplianceNode.StartAsync(profile, archive, _ => { }, ct);
        return new TestNode(folder, profile, archive, node);
    }

    /// <summary>Stops the node and closes the store.</summary>
    public async Task StopAsync()
    {
        await Node.DisposeAsync();
        Archive.Dispose();
    }

    /// <summary>Stops the node, closes the store, and starts both again on the same folder.</summary>
    public async Task RestartAsync(CancellationToken ct)
    {
        await StopAsync();
        Archive = Open(Profile);
        Node = await ApplianceNode.StartAsync(Profile, Archive, Notices.Add, ct);
    }

    public Task<DicomClient> ConnectAsync(IReadOnlyList<PresentationContextRequest> contexts, CancellationToken ct) =>
        DicomClient.ConnectAsync(Address, "TESTER", contexts, null, ct);

    /// <summary>Sends files on one association; the statuses in their order.</summary>
    public async Task<IReadOnlyList<DicomStatus>> SendAsync(IEnumerable<string> paths, CancellationToken ct)
    {
        List<StoreItem> items = [.. paths.Select(StoredItems.OfFile)];
        await using var client = await ConnectAsync(StorageContexts.For(items.Select(item => (item.SopClassUid, item.TransferSyntax))), ct);
        var statuses = new List<DicomStatus>();
        foreach (var item in items)
        {
            statuses.Add(await client.StoreAsync(item, ct));
        }

        await client.ReleaseAsync(ct);
        return statuses;
    }

    public async Task<IReadOnlyList<FindMatch>> FindAsync(FindModel model, DicomDataset identifier, CancellationToken ct)
    {
        await using var client = await ConnectAsync(QueryContexts.Find(model), ct);
        var matches = new List<FindMatch>();
        await foreach (var match in client.FindAsync(model, identifier, ct))
        {
            matches.Add(match);
        }

        await client.ReleaseAsync(ct);
        return matches;
    }

    /// <summary>The data set of a stored instance, without what stands before it.</summary>
    public byte[] StoredDataSet(DicomUID uid)
    {
        if (!Archive.TryGetInstance(uid, out var row))
        {
            throw new InvalidOperationException($"not stored: {uid}");
        }

        using var source = Archive.OpenInstance(row);
        return Read(source, row.HeaderLength);
    }

    /// <summary>The data set of a file as it is to be sent: its bytes, and one NULL more when it is deflated and of odd length (PS3.5 A.5).</summary>
    public static byte[] DataSetOf(string path)
    {
        using var file = DicomFile.Open(path);
        using var source = new FileByteSource(path);
        var bytes = Read(source, file.DatasetOffset);
        return file.TransferSyntax.IsDeflated && int.IsOddInteger(bytes.Length) ? [.. bytes, 0] : bytes;
    }

    public static byte[] Read(IByteSource source, long from)
    {
        var bytes = new byte[source.Length - from];
        for (var done = 0; done < bytes.Length;)
        {
            var count = source.Read(from + done, bytes.AsSpan(done));
            if (count == 0)
            {
                throw new EndOfStreamException($"{done} of {bytes.Length} bytes");
            }

            done += count;
        }

        return bytes;
    }

    /// <summary>Waits for what the node does in its own time, as closing its end of an association.</summary>
    public static async Task WaitForAsync(Func<bool> condition)
    {
        for (var tries = 0; tries < 500 && !condition(); tries++)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.True(condition(), "it did not come true within five seconds");
    }

    private static DicomArchive Open(NodeProfile profile) =>
        DicomArchive.Open(profile.DataFolder, new ArchiveOptions { Durability = profile.Durability, FreeSpaceFloor = profile.FreeSpaceFloor });

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        Archive.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
