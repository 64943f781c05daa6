using System.Globalization;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>A peer that sends to a node whose disk misbehaves, remembers what was acknowledged, and asks for it.</summary>
internal sealed class PeerOfDisk
{
    private readonly Dictionary<string, byte[]> _acknowledged = [];
    private int _next;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DicomTransferSyntax Syntax => DicomTransferSyntax.ExplicitVRLittleEndian;

    public int Count => _acknowledged.Count;

    /// <summary>An association for everything: C-STORE, C-FIND, C-GET.</summary>
    public static Task<DicomClient> ConnectAsync(PeerAddress node, ITransportDialer? dialer = null) => DicomClient.ConnectAsync(
        node,
        "TESTER",
        [.. QueryContexts.Find(), .. QueryContexts.Get(), new PresentationContextRequest(DicomUID.CTImageStorage, [Syntax], ScuRole: true, ScpRole: true)],
        dialer is null ? null : new NetworkOptions { Dialer = dialer },
        Ct);

    /// <summary>Sends one object of about so many bytes.</summary>
    public async Task<DicomStatus> StoreAsync(DicomClient client, int length)
    {
        var uid = string.Create(CultureInfo.InvariantCulture, $"1.2.{++_next}");
        var pixels = new byte[length & ~1];
        new Random(_next).NextBytes(pixels);
        var bytes = DicomDatasetWriter.Write(TestStore.Made("1", "1.1", uid, made => made.SetBytes(DicomTag.PixelData, DicomVR.OB, pixels)), Syntax);
        var status = await client.StoreAsync(
            new StoreItem
            {
                SopClassUid = DicomUID.CTImageStorage,
                SopInstanceUid = new DicomUID(uid),
                TransferSyntax = Syntax,
                Length = bytes.Length,
                OpenDataSet = () => new MemoryStream(bytes),
            },
            Ct);
        if (status.IsSuccess)
        {
            _acknowledged.Add(uid, bytes);
        }

        return status;
    }

    /// <summary>Sends until one is refused; how that was answered.</summary>
    public async Task<DicomStatus> StoreUntilRefusedAsync(DicomClient client, int length)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            if (await StoreAsync(client, length) is { IsSuccess: false } refused)
            {
                return refused;
            }
        }

        Assert.Fail("nothing was ever refused");
        return DicomStatus.Success;
    }

    /// <summary>Everything acknowledged is found by C-FIND and given back whole by C-GET.</summary>
    public async Task AssertServedAsync(DicomClient client)
    {
        var found = new List<string?>();
        await foreach (var match in client.FindAsync(FindModel.StudyRoot, Keys("IMAGE").Set(DicomTag.SeriesInstanceUID, "1.1").Set(DicomTag.SOPInstanceUID), Ct))
        {
            Assert.True(match.Identifier is not null, $"{match.Status}: {match.Comment}");
            found.Add(match.Identifier.GetString(DicomTag.SOPInstanceUID));
        }

        Assert.Equal(_acknowledged.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        using var received = DicomArchive.OpenInMemory(512L << 20);
        var result = await client.GetAsync(FindModel.StudyRoot, Keys("STUDY"), new ArchiveStoreService(received), null, Ct);
        Assert.Equal((DicomStatus.Success, Count), (result.Status, result.SubOperations.Completed));
        foreach (var (uid, bytes) in _acknowledged)
        {
            Assert.True(received.TryGetInstance(new DicomUID(uid), out var row), uid);
            Assert.Equal(bytes, TestStore.Read(received, row)[row.HeaderLength..]);
        }
    }

    private static DicomDataset Keys(string level) => new DicomDataset().Set(DicomTag.QueryRetrieveLevel, level).Set(DicomTag.StudyInstanceUID, "1");
}
