using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>RETRIEVE-SCP on an archive (statement 4.2.7): which instances an identifier means, at every level of both models.</summary>
public sealed class RetrieveScpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // 4.2.7.4.1.3.1.1: STUDY, SERIES and IMAGE of the Study Root; beyond it PATIENT of the Patient Root, and UID lists at the level asked for.
    [Theory]
    [InlineData(FindModel.StudyRoot, "STUDY", "S1", "", "", "", "S1.1.1 S1.1.2 S1.2.1 S1.2.2")]
    [InlineData(FindModel.StudyRoot, "STUDY", "S1\\S2", "", "", "", "S1.1.1 S1.1.2 S1.2.1 S1.2.2 S2.1.1 S2.1.2 S2.2.1 S2.2.2")]
    [InlineData(FindModel.StudyRoot, "STUDY", "S2", "", "", "somebody else", "S2.1.1 S2.1.2 S2.2.1 S2.2.2")]
    [InlineData(FindModel.StudyRoot, "SERIES", "S1", "S1.2", "", "", "S1.2.1 S1.2.2")]
    [InlineData(FindModel.StudyRoot, "SERIES", "S1", "S1.2\\S1.1", "", "", "S1.1.1 S1.1.2 S1.2.1 S1.2.2")]
    [InlineData(FindModel.StudyRoot, "IMAGE", "S1", "S1.2", "S1.2.1", "", "S1.2.1")]
    [InlineData(FindModel.StudyRoot, "IMAGE", "S1", "S1.2", "S1.2.1\\S1.2.2\\S1.2.9", "", "S1.2.1 S1.2.2")]
    [InlineData(FindModel.StudyRoot, "IMAGE", "S2", "S1.2", "S1.2.1", "", "")]
    [InlineData(FindModel.PatientRoot, "PATIENT", "", "", "", "P1", "S1.1.1 S1.1.2 S1.2.1 S1.2.2")]
    [InlineData(FindModel.PatientRoot, "PATIENT", "", "", "", "P1\\P2", "S1.1.1 S1.1.2 S1.2.1 S1.2.2 S2.1.1 S2.1.2 S2.2.1 S2.2.2")]
    [InlineData(FindModel.PatientRoot, "STUDY", "S1", "", "", "P1", "S1.1.1 S1.1.2 S1.2.1 S1.2.2")]
    [InlineData(FindModel.PatientRoot, "STUDY", "S1", "", "", "P2", "")]
    [InlineData(FindModel.PatientRoot, "SERIES", "S2", "S2.1", "", "P2", "S2.1.1 S2.1.2")]
    [InlineData(FindModel.PatientRoot, "IMAGE", "S2", "S2.1", "S2.1.2", "P2", "S2.1.2")]
    [InlineData(FindModel.StudyRoot, "STUDY", "S9", "", "", "", "")]
    public async Task Identifier_AtALevel_MeansTheInstancesBelow(
        FindModel model, string level, string study, string series, string image, string patient, string expected)
    {
        await using var node = await FilledAsync();
        await using var received = await TestNode.StartAsync(Ct);

        var result = await GetAsync(node, model, Identifier(level, study, series, image, patient), received.Archive);

        var uids = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((DicomStatus.Success, new SubOperations(null, uids.Length, 0, 0)), (result.Status, result.SubOperations));
        Assert.Equal(uids.Select(Uid), received.Archive.Instances(new InstanceSelection { PatientIds = ["P1", "P2"] }, Ct).Select(row => row.SopInstanceUid.Value).Order(StringComparer.Ordinal));
    }

    // 4.2.7.4.1.3.1: required keys above the level must be present; 4.2.7.4.1.3.4: A900H when no query can be made of the identifier.
    [Theory]
    [InlineData(FindModel.StudyRoot, "STUDY", "", "", "", "P1", "0020000D")]
    [InlineData(FindModel.StudyRoot, "SERIES", "", "S1.2", "", "", "0020000D")]
    [InlineData(FindModel.StudyRoot, "IMAGE", "", "", "S1.2.1", "", "0020000D 0020000E")]
    [InlineData(FindModel.StudyRoot, "IMAGE", "S1", "S1.2", "", "", "00080018")]
    [InlineData(FindModel.StudyRoot, "PATIENT", "", "", "", "P1", "00080052")]
    [InlineData(FindModel.StudyRoot, "FRAME", "S1", "", "", "", "00080052")]
    [InlineData(FindModel.PatientRoot, "STUDY", "S1", "", "", "", "00100020")]
    [InlineData(FindModel.PatientRoot, "PATIENT", "S1", "", "", "", "00100020")]
    public async Task Identifier_WithoutItsKeys_IsRefusedNamingThem(
        FindModel model, string level, string study, string series, string image, string patient, string offending)
    {
        await using var node = await TestNode.StartAsync(Ct);
        var association = new AssociationInfo { Id = 1, CallingAeTitle = "A", CalledAeTitle = "B", Remote = "r", Started = default, IsInbound = true };

        var plan = await new ArchiveRetrieveService(node.Archive, PeerBook.Empty).PlanAsync(
            new RetrieveRequest(association, model, Identifier(level, study, series, image, patient), null), Ct);

        Assert.Equal(DicomStatus.IdentifierDoesNotMatch, plan.Status);
        Assert.Equal(offending.Split(' '), plan.OffendingElements!.Select(tag => tag.Value.ToString("X8", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.NotEmpty(plan.Comment!);
        await using var received = await TestNode.StartAsync(Ct);
        Assert.Equal(DicomStatus.IdentifierDoesNotMatch, (await GetAsync(node, model, Identifier(level, study, series, image, patient), received.Archive)).Status);
    }

    // 4.2.7.4.1.3.4: C000H when the archive fails, whatever its reason.
    [Fact]
    public async Task Archive_ThatFails_IsUnableToProcess()
    {
        await using var node = await FilledAsync();
        await using var received = await TestNode.StartAsync(Ct);
        node.Archive.Dispose();

        var result = await GetAsync(node, FindModel.StudyRoot, Identifier("STUDY", "S1", "", "", ""), received.Archive);

        Assert.Equal(DicomStatus.UnableToProcess, result.Status);
        Assert.NotEmpty(result.Comment!);
    }

    // The instance goes out in another syntax where the requestor takes only that one, its values unchanged.
    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.1.99")]
    [InlineData("1.3.6.1.4.1.5962.300.1")]
    public async Task Get_WhereOnlyAnotherSyntaxWasAccepted_Converts(string syntaxUid)
    {
        var syntax = DicomTransferSyntax.Of(new DicomUID(syntaxUid));
        var path = Corpus.PathOf("ct/CT_small.dcm");
        await using var node = await TestNode.StartAsync(Ct);
        await node.SendAsync([path], Ct);
        using var file = DicomFile.Open(path);
        await using var received = await TestNode.StartAsync(Ct);
        await using var client = await node.ConnectAsync([.. QueryContexts.Get(), .. StorageContexts.ForGet([file.SopClassUid], [syntax])], Ct);

        var study = new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.StudyInstanceUID, file.Dataset.GetString(DicomTag.StudyInstanceUID)!);
        var result = await client.GetAsync(FindModel.StudyRoot, study, new ArchiveStoreService(received.Archive), null, Ct);
        await client.ReleaseAsync(Ct);

        Assert.Equal((DicomStatus.Success, 1), (result.Status, result.SubOperations.Completed));
        Assert.Equal(DicomDatasetWriter.Write(file.Dataset, syntax), received.StoredDataSet(file.SopInstanceUid));
    }

    [Fact]
    public void Items_OfOneSeries_HoldTheTextTheyHaveInCommonOnce()
    {
        using var folder = new TemporaryFolder();
        using var archive = DicomArchive.Open(folder.Path);
        foreach (var number in Enumerable.Range(1, 3))
        {
            Store(archive, $"S1.1.{number}");
        }

        var items = new RetrieveItems(archive, archive.Instances(new InstanceSelection { StudyUids = [new DicomUID(Uid("S1"))] }, Ct));

        Assert.Equal(3, items.Count);
        var held = items.ToList();
        Assert.All(held, item => Assert.Same(held[0].SopClassUid.Value, item.SopClassUid.Value));
        Assert.All(held, item => Assert.Same(held[0].TransferSyntax, item.TransferSyntax));
        Assert.Equal([Uid("S1.1.1"), Uid("S1.1.2"), Uid("S1.1.3")], items.Select(item => item.SopInstanceUid.Value));
        using var stream = items[2].OpenDataSet();
        Assert.Equal(items[2].Length, stream.Length);
    }

    [Fact]
    public void Item_ReplacedOrDeletedMeanwhile_IsAsItIsNowOrFailsAlone()
    {
        using var folder = new TemporaryFolder();
        using var archive = DicomArchive.Open(folder.Path);
        Store(archive, "S1.1.1");
        Store(archive, "S1.1.2");
        var items = new RetrieveItems(archive, archive.Instances(new InstanceSelection { StudyUids = [new DicomUID(Uid("S1"))] }, Ct));

        Store(archive, "S1.1.1", comment: "replaced");
        archive.Delete(new InstanceSelection { SopInstanceUids = [new DicomUID(Uid("S1.1.2"))] }, Ct);

        using var stream = items[0].OpenDataSet();
        var octets = new byte[items[0].Length];
        stream.ReadExactly(octets);
        Assert.Equal("replaced", DicomDatasetReader.Read(octets, items[0].TransferSyntax).GetString(DicomTag.ImageComments));
        using var gone = items[1].OpenDataSet();
        Assert.Contains("deleted", Assert.Throws<IOException>(() => gone.ReadByte()).Message);
    }

    private static async Task<TestNode> FilledAsync()
    {
        var node = await TestNode.StartAsync(Ct);
        foreach (var instance in (string[])["S1.1.1", "S1.1.2", "S1.2.1", "S1.2.2", "S2.1.1", "S2.1.2", "S2.2.1", "S2.2.2"])
        {
            Store(node.Archive, instance);
        }

        return node;
    }

    private static void Store(DicomArchive archive, string instance, string comment = "")
    {
        var parts = instance.Split('.');
        var octets = DicomDatasetWriter.Write(
            new DicomDataset()
                .Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage.Value)
                .Set(DicomTag.SOPInstanceUID, Uid(instance))
                .Set(DicomTag.PatientID, "P" + parts[0][1..])
                .Set(DicomTag.StudyInstanceUID, Uid(parts[0]))
                .Set(DicomTag.SeriesInstanceUID, Uid($"{parts[0]}.{parts[1]}"))
                .Set(DicomTag.ImageComments, comment),
            DicomTransferSyntax.ExplicitVRLittleEndian);
        var header = DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID(Uid(instance)), DicomTransferSyntax.ExplicitVRLittleEndian);
        using var ingest = archive.BeginIngest(header, DicomTransferSyntax.ExplicitVRLittleEndian);
        ingest.Append(octets);
        ingest.Commit();
    }

    private static string Uid(string name) => name.Replace("S", "1.2.3.", StringComparison.Ordinal);

    private static DicomDataset Identifier(string level, string study, string series, string image, string patient)
    {
        var identifier = new DicomDataset().Set(DicomTag.QueryRetrieveLevel, level);
        foreach (var (tag, value) in (ReadOnlySpan<(DicomTag, string)>)
            [(DicomTag.StudyInstanceUID, study), (DicomTag.SeriesInstanceUID, series), (DicomTag.SOPInstanceUID, image), (DicomTag.PatientID, patient)])
        {
            if (value.Length > 0)
            {
                identifier.Set(tag, tag == DicomTag.PatientID ? value.Split('\\') : [.. value.Split('\\').Select(Uid)]);
            }
        }

        return identifier;
    }

    private static async Task<RetrieveResult> GetAsync(TestNode node, FindModel model, DicomDataset identifier, DicomArchive into)
    {
        await using var client = await node.ConnectAsync(
            [.. QueryContexts.Get(model), .. StorageContexts.ForGet([DicomUID.CTImageStorage], [DicomTransferSyntax.ExplicitVRLittleEndian])], Ct);
        var result = await client.GetAsync(model, identifier, new ArchiveStoreService(into), null, Ct);
        await client.ReleaseAsync(Ct);
        return result;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("items").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
