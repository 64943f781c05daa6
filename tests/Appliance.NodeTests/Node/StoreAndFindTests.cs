using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

public sealed class StoreAndFindTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_SentFoundAndReadBack_AreTheBytesThatWereSent()
    {
        var files = SomeOfEverything();
        await using var node = await TestNode.StartAsync(Ct);

        Assert.All(await node.SendAsync(files, Ct), status => Assert.True(status.IsSuccess, status.ToString()));

        Assert.All(files, path =>
        {
            using var file = DicomFile.Open(path);
            Assert.Equal(TestNode.DataSetOf(path), node.StoredDataSet(file.SopInstanceUid));
        });
    }

    [Fact]
    public async Task Store_Reopened_StillHasEverythingThatWasAcknowledged()
    {
        var files = SomeOfEverything();
        await using var node = await TestNode.StartAsync(Ct);
        await node.SendAsync(files, Ct);

        await node.RestartAsync(Ct);

        Assert.Equal(files.Count, node.Archive.Counts.Instances);
        using var file = DicomFile.Open(files[0]);
        Assert.Equal(TestNode.DataSetOf(files[0]), node.StoredDataSet(file.SopInstanceUid));
    }

    [Fact]
    public async Task Instance_SentTwice_IsThereOnce()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var path = Corpus.PathOf("ct/CT_small.dcm");

        await node.SendAsync([path], Ct);
        await node.SendAsync([path], Ct);

        Assert.Equal(1, node.Archive.Counts.Instances);
    }

    [Fact]
    public async Task Find_LevelByLevel_LeadsToTheInstance()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var path = Corpus.PathOf("ct/CT_small.dcm");
        await node.SendAsync([path, Corpus.PathOf("charset/chrRuss.dcm")], Ct);
        using var file = DicomFile.Open(path);
        var expected = file.Dataset;

        var patient = Assert.Single(await node.FindAsync(
            FindModel.PatientRoot,
            Level("PATIENT").Set(DicomTag.PatientID, expected.GetString(DicomTag.PatientID)!).Set(DicomTag.PatientName),
            Ct)).Identifier!;
        Assert.Equal("CompressedSamples^CT1", patient.GetString(DicomTag.PatientName));

        var study = Assert.Single(await node.FindAsync(
            FindModel.StudyRoot,
            Level("STUDY").Set(DicomTag.PatientName, "compressed*").Set(DicomTag.StudyInstanceUID).Set(DicomTag.NumberOfStudyRelatedInstances),
            Ct)).Identifier!;
        Assert.Equal(expected.GetString(DicomTag.StudyInstanceUID), study.GetString(DicomTag.StudyInstanceUID));
        Assert.Equal("1", study.GetString(DicomTag.NumberOfStudyRelatedInstances));
        Assert.Equal("TESTNODE", study.GetString(DicomTag.RetrieveAETitle));
        Assert.Equal("STUDY", study.GetString(DicomTag.QueryRetrieveLevel));

        var image = Assert.Single(await node.FindAsync(
            FindModel.StudyRoot,
            Level("IMAGE")
                .Set(DicomTag.StudyInstanceUID, expected.GetString(DicomTag.StudyInstanceUID)!)
                .Set(DicomTag.SeriesInstanceUID, expected.GetString(DicomTag.SeriesInstanceUID)!)
                .Set(DicomTag.SOPInstanceUID),
            Ct)).Identifier!;
        Assert.Equal(file.SopInstanceUid.Value, image.GetString(DicomTag.SOPInstanceUID));
    }

    [Fact]
    public async Task Find_WithoutTheKeyAbove_IsRefusedNamingTheElement()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var answer = Assert.Single(await node.FindAsync(FindModel.StudyRoot, Level("SERIES").Set(DicomTag.SeriesInstanceUID), Ct));

        Assert.Equal(0xA900, answer.Status.Code);
        Assert.Equal([DicomTag.StudyInstanceUID], answer.OffendingElements);
    }

    [Theory]
    [InlineData("PATIENT")]
    [InlineData("FRAME")]
    [InlineData("")]
    public async Task Find_AtALevelTheModelHasNot_IsRefused(string level)
    {
        await using var node = await TestNode.StartAsync(Ct);

        var answer = Assert.Single(await node.FindAsync(FindModel.StudyRoot, Level(level), Ct));

        Assert.Equal(0xA900, answer.Status.Code);
        Assert.Equal([DicomTag.QueryRetrieveLevel], answer.OffendingElements);
    }

    [Fact]
    public async Task Find_ForAKeyThatIsNotKept_IsAnsweredWithAWarning()
    {
        await using var node = await TestNode.StartAsync(Ct);
        await node.SendAsync([Corpus.PathOf("ct/CT_small.dcm")], Ct);

        var answer = Assert.Single(await node.FindAsync(FindModel.StudyRoot, Level("STUDY").Set(DicomTag.StudyInstanceUID).Set(DicomTag.KVP), Ct));

        Assert.Equal(DicomStatus.PendingWarning, answer.Status);
    }

    [Fact]
    public async Task Get_OfAStudy_BringsBackTheBytesThatWereSent()
    {
        var files = SomeOfEverything();
        await using var node = await TestNode.StartAsync(Ct);
        await using var other = await TestNode.StartAsync(Ct);
        await node.SendAsync(files, Ct);
        using var file = DicomFile.Open(files[0]);
        var study = file.Dataset.GetString(DicomTag.StudyInstanceUID)!;

        await using var client = await node.ConnectAsync(
            [.. QueryContexts.Get(), .. StorageContexts.ForGet([file.SopClassUid], [file.TransferSyntax])], Ct);
        var result = await client.GetAsync(
            FindModel.StudyRoot, Level("STUDY").Set(DicomTag.StudyInstanceUID, study), new Appliance.Node.ArchiveStoreService(other.Archive), null, Ct);
        await client.ReleaseAsync(Ct);

        Assert.True(result.Status.IsSuccess, result.Status.ToString());
        Assert.Equal(1, result.SubOperations.Completed);
        Assert.Equal(TestNode.DataSetOf(files[0]), other.StoredDataSet(file.SopInstanceUid));
    }

    [Fact]
    public async Task Move_ToAPeerOfTheBook_ArrivesThere()
    {
        var path = Corpus.PathOf("ct/CT_small.dcm");
        await using var other = await TestNode.StartAsync(Ct, profile => profile with { AeTitle = "OTHER" });
        await using var node = await TestNode.StartAsync(
            Ct, profile => profile with { Peers = profile.Peers.With([new Appliance.Node.Peer(other.Address)]) });
        await node.SendAsync([path], Ct);
        using var file = DicomFile.Open(path);
        var study = Level("STUDY").Set(DicomTag.StudyInstanceUID, file.Dataset.GetString(DicomTag.StudyInstanceUID)!);

        await using var client = await node.ConnectAsync(QueryContexts.Move(), Ct);
        var moved = await client.MoveAsync(FindModel.StudyRoot, study, "OTHER", null, Ct);
        var unknown = await client.MoveAsync(FindModel.StudyRoot, study, "NOWHERE", null, Ct);
        await client.ReleaseAsync(Ct);

        Assert.True(moved.Status.IsSuccess, moved.Status.ToString());
        Assert.Equal(TestNode.DataSetOf(path), other.StoredDataSet(file.SopInstanceUid));
        Assert.Equal(DicomStatus.MoveDestinationUnknown, unknown.Status);
    }

    internal static IReadOnlyList<string> SomeOfEverything() =>
    [
        Corpus.PathOf("ct/CT_small.dcm"),
        Corpus.PathOf("transfer-syntax/uncompressed/MR_small_bigendian.dcm"),
        Corpus.PathOf("transfer-syntax/uncompressed/emri_small_big_endian.dcm"),
        Corpus.PathOf("transfer-syntax/deflated/image_dfl.dcm"),
        Corpus.PathOf("transfer-syntax/jpeg/JPEG-LL.dcm"),
        Corpus.PathOf("transfer-syntax/jpeg-ls/JPEGLSNearLossless_08.dcm"),
        Corpus.PathOf("charset/chrH31.dcm"),
        Corpus.PathOf("charset/chrRuss.dcm"),
    ];

    private static DicomDataset Level(string level) => new DicomDataset().Set(DicomTag.QueryRetrieveLevel, level);
}
