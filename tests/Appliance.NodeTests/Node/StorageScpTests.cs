using System.Text;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>STORAGE-SCP on an archive (statement 4.2.2): what is kept, under which UIDs, and what is answered.</summary>
public sealed class StorageScpTests
{
    private static readonly DicomUID Announced = new("1.2.3.4");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // 4.2.2.4.1.2.1: level 2 (full), no element is discarded, private ones included, and none coerced; 4.2.2.4.1.3.4: B000H and B006H never sent.
    [Fact]
    public async Task DataSet_WithPrivateElementsGroupLengthsAndOddVRs_IsStoredOctetForOctet()
    {
        byte[] dataSet =
        [
            .. Element(0x0008, 0x0000, "UL", [0x44, 0x33, 0x22, 0x11]), // a group length, and a wrong one
            .. Element(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2\0"),
            .. Element(0x0008, 0x0018, "UI", "1.2.3.4\0"),
            .. Element(0x0009, 0x0010, "LO", "SOMEBODY "),
            .. Element(0x0009, 0x1001, "ZZ", "a VR nobody knows "), // long form, as all new VRs have
            .. Element(0x0009, 0x1002, "UN", [1, 2, 3, 4]),
            .. Element(0x0010, 0x0010, "PN", "  Blanks^Around  "),
            .. Element(0x0010, 0x0020, "LO", "not an even length"u8.ToArray()[..17]), // odd
            .. Element(0x0020, 0x000D, "UI", "1.2.3"),
            .. Element(0x0020, 0x000E, "UI", "1.2.3.\0"),
            .. Element(0x0029, 0x1010, "OB", [9, 8, 7, 6]), // private, without a creator
            .. Element(0x0008, 0x0060, "CS", "CT"), // out of order
            .. Element(0xFFFC, 0xFFFC, "OB", [0, 0, 0, 0]), // trailing padding
        ];
        await using var node = await TestNode.StartAsync(Ct);

        Assert.Equal(DicomStatus.Success, await StoreAsync(node, dataSet));

        Assert.Equal(dataSet, node.StoredDataSet(Announced));
    }

    // 4.2.2.4.1.3.4: A9xxH, CxxxH and B007H are never sent, the data set is not checked prior to storage. Nothing that arrived is lost.
    [Theory]
    [InlineData("noise")]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("without UIDs")]
    [InlineData("in another syntax")]
    public async Task DataSet_ThatIsNone_IsKeptUnderTheUidsOfTheCommandAndRemarked(string kind)
    {
        var whole = new DicomDataset().Set(DicomTag.PatientID, "P").Set(DicomTag.StudyInstanceUID, "1.2").Set(DicomTag.ImageComments, new string('c', 1000));
        var dataSet = kind switch
        {
            "noise" => Noise(3000),
            "empty" => [],
            "cut" => DicomDatasetWriter.Write(whole, DicomTransferSyntax.ExplicitVRLittleEndian)[..^100],
            "without UIDs" => DicomDatasetWriter.Write(whole, DicomTransferSyntax.ExplicitVRLittleEndian),
            _ => DicomDatasetWriter.Write(whole, DicomTransferSyntax.ImplicitVRLittleEndian),
        };
        await using var node = await TestNode.StartAsync(Ct);

        Assert.Equal(DicomStatus.Success, await StoreAsync(node, dataSet));

        Assert.Equal(dataSet, node.StoredDataSet(Announced));
        Assert.Contains("\"event\":\"remark\"", await LogOfAsync(node));
    }

    // 4.2.2.4.1.3.4: B007H is never sent; the difference is in the node's log.
    [Fact]
    public async Task DataSet_OfAnotherUidThanAnnounced_IsKeptUnderItsOwnWithSuccess()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var item = StoredItems.OfFile(Corpus.PathOf("ct/CT_small.dcm"));

        Assert.Equal(DicomStatus.Success, await StoreAsync(node, item with { SopInstanceUid = Announced }));

        Assert.False(node.Archive.TryGetInstance(Announced, out _));
        Assert.True(node.Archive.TryGetInstance(item.SopInstanceUid, out _));
        var log = await LogOfAsync(node);
        Assert.Contains($"announced as CT Image Storage {Announced}, stored as the CT Image Storage {item.SopInstanceUid}", log);
    }

    [Fact]
    public async Task DataSet_AsAnnounced_IsStoredWithoutARemark()
    {
        await using var node = await TestNode.StartAsync(Ct);
        Assert.All(await node.SendAsync(StoreAndFindTests.SomeOfEverything(), Ct), status => Assert.Equal(DicomStatus.Success, status));

        Assert.DoesNotContain("remark", await LogOfAsync(node));
    }

    // PS3.4 Table B.2-1: what the archive cannot find again is not kept, and the sender is told why.
    [Fact]
    public async Task DataSet_WithAnInstanceUidBeyondAllLimits_IsNotUnderstood()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var dataSet = DicomDatasetWriter.Write(new DicomDataset().Set(DicomTag.SOPInstanceUID, new string('9', 3000)), DicomTransferSyntax.ExplicitVRLittleEndian);

        Assert.Equal(DicomStatus.UnableToProcess, await StoreAsync(node, dataSet));

        Assert.Equal(0, node.Archive.Counts.Instances);
    }

    // PS3.4 Table B.2-1: out of resources, before a byte of the object is kept; what is there stays readable.
    [Fact]
    public async Task Archive_WithoutRoom_AnswersOutOfResources()
    {
        var folder = Directory.CreateTempSubdirectory("full");
        try
        {
            using var archive = DicomArchive.Open(folder.FullName, new ArchiveOptions { FreeSpaceFloor = long.MaxValue / 2 });
            var item = StoredItems.OfFile(Corpus.PathOf("ct/CT_small.dcm"));
            var association = new AssociationInfo { Id = 1, CallingAeTitle = "A", CalledAeTitle = "B", Remote = "r", Started = default, IsInbound = true };
            await using var dataSet = item.OpenDataSet();

            var refused = await Assert.ThrowsAsync<DimseException>(async () => await new ArchiveStoreService(archive).StoreAsync(
                new StoreRequest(association, item.SopClassUid, item.SopInstanceUid, item.TransferSyntax), dataSet, Ct));

            Assert.Equal(DicomStatus.OutOfResources, refused.Status);
            Assert.Equal(0, archive.Counts.Instances);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // 4.2.2.4.1.1: a duplicate overwrites file and record.
    [Fact]
    public async Task Duplicate_WithOtherContent_TakesThePlaceOfTheFirst()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var first = Dataset("FIRST", "1.2.3");
        var second = Dataset("SECOND", "1.2.9");

        Assert.Equal(DicomStatus.Success, await StoreAsync(node, first));
        Assert.Equal(DicomStatus.Success, await StoreAsync(node, second));

        Assert.Equal(second, node.StoredDataSet(Announced));
        Assert.Equal((1, 1), (node.Archive.Counts.Instances, node.Archive.Counts.Studies));
        var study = Assert.Single(await node.FindAsync(
            FindModel.StudyRoot, new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.PatientID).Set(DicomTag.StudyInstanceUID), Ct)).Identifier!;
        Assert.Equal(("SECOND", "1.2.9"), (study.GetString(DicomTag.PatientID), study.GetString(DicomTag.StudyInstanceUID)));
    }

    [Fact]
    public async Task PrivateClass_WhereTheProfileAllowsIt_IsStoredAndRetrieved()
    {
        var vendors = new DicomUID("1.3.12.2.1107.5.9.1");
        await using var strict = await TestNode.StartAsync(Ct);
        await using var node = await TestNode.StartAsync(Ct, profile => profile with { PrivateClasses = PrivateStorageClasses.Of([vendors]) });
        var octets = DicomDatasetWriter.Write(
            new DicomDataset().Set(DicomTag.SOPClassUID, vendors.Value).Set(DicomTag.SOPInstanceUID, Announced.Value).Set(DicomTag.StudyInstanceUID, "1.2.3").Set(DicomTag.SeriesInstanceUID, "1.2.3.1"),
            DicomTransferSyntax.ExplicitVRLittleEndian);
        var item = Item(octets) with { SopClassUid = vendors };

        await Assert.ThrowsAsync<AssociationException>(() => StoreAsync(strict, item));
        Assert.Equal(DicomStatus.Success, await StoreAsync(node, item));

        await using var client = await node.ConnectAsync([.. QueryContexts.Get(), .. StorageContexts.ForGet([vendors], [item.TransferSyntax])], Ct);
        using var folder = new TemporaryArchive();
        var result = await client.GetAsync(
            FindModel.StudyRoot, new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.StudyInstanceUID, "1.2.3"), new ArchiveStoreService(folder.Archive), null, Ct);
        await client.ReleaseAsync(Ct);
        Assert.Equal((DicomStatus.Success, 1), (result.Status, result.SubOperations.Completed));
        Assert.Equal(1, folder.Archive.Counts.Instances);
    }

    private static byte[] Dataset(string patient, string study) => DicomDatasetWriter.Write(
        new DicomDataset()
            .Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage.Value)
            .Set(DicomTag.SOPInstanceUID, Announced.Value)
            .Set(DicomTag.PatientID, patient)
            .Set(DicomTag.StudyInstanceUID, study)
            .Set(DicomTag.SeriesInstanceUID, study + ".1"),
        DicomTransferSyntax.ExplicitVRLittleEndian);

    private static StoreItem Item(byte[] dataSet) => new()
    {
        SopClassUid = DicomUID.CTImageStorage,
        SopInstanceUid = Announced,
        TransferSyntax = DicomTransferSyntax.ExplicitVRLittleEndian,
        Length = dataSet.Length,
        OpenDataSet = () => new MemoryStream(dataSet),
    };

    private static Task<DicomStatus> StoreAsync(TestNode node, byte[] dataSet) => StoreAsync(node, Item(dataSet));

    private static async Task<DicomStatus> StoreAsync(TestNode node, StoreItem item)
    {
        await using var client = await node.ConnectAsync(StorageContexts.For([(item.SopClassUid, item.TransferSyntax)]), Ct);
        var status = await client.StoreAsync(item, Ct);
        await client.ReleaseAsync(Ct);
        return status;
    }

    private static async Task<string> LogOfAsync(TestNode node)
    {
        await node.Node.DisposeAsync();
        return await File.ReadAllTextAsync(Path.Combine(node.Profile.LogFolder, "associations.log"), Ct);
    }

    private static byte[] Noise(int length)
    {
        var octets = new byte[length];
        new Random(5).NextBytes(octets);
        return octets;
    }

    private static byte[] Element(ushort group, ushort element, string vr, string value) => Element(group, element, vr, Encoding.ASCII.GetBytes(value));

    private static byte[] Element(ushort group, ushort element, string vr, byte[] value)
    {
        var isShort = vr is "UL" or "UI" or "LO" or "PN" or "CS";
        byte[] length = isShort ? BitConverter.GetBytes((ushort)value.Length) : [0, 0, .. BitConverter.GetBytes(value.Length)];
        return [.. BitConverter.GetBytes(group), .. BitConverter.GetBytes(element), .. Encoding.ASCII.GetBytes(vr), .. length, .. value];
    }

    private sealed class TemporaryArchive : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("received");

        public TemporaryArchive() => Archive = DicomArchive.Open(_folder.FullName);

        public DicomArchive Archive { get; }

        public void Dispose()
        {
            Archive.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
