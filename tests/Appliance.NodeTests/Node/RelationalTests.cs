using Appliance.Dicom;
using Appliance.Network;
using Appliance.NodeTests.Archive;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>
/// Relational queries and retrieves where both sides agree on them (PS3.4 C.4.1.2.2, C.4.2.2.2, C.4.3.2.2), hierarchical ones where they do not
/// (4.2.6.4.1.3.1: the required keys of the levels above must be present).
/// </summary>
public sealed class RelationalTests
{
    [Theory]
    [InlineData("SERIES", "1.1.1 1.2.1")]
    [InlineData("IMAGE", "1.1.1.1 1.1.1.2 1.2.1.1")]
    public async Task Query_WithKeysOfEveryLevelAndNoneThatIsUnique_FindsBelowAllOfThem(string level, string expected)
    {
        await using var node = Filled();
        var unique = level == "SERIES" ? DicomTag.SeriesInstanceUID : DicomTag.SOPInstanceUID;

        var matches = await node.FindAsync(
            QueryNode.At(level, (DicomTag.PatientName, "Doe*"), (DicomTag.Modality, "MR"), (unique, "")), options: QueryOptions.Relational);

        Assert.All(matches, match => Assert.Equal(DicomStatus.Pending, match.Status));
        Assert.Equal(expected, string.Join(' ', matches.Select(match => match.Identifier!.GetString(unique)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Query_NotAgreedToBeRelational_OwesTheKeysAbove()
    {
        await using var node = Filled();

        var answer = Assert.Single(await node.FindAsync(QueryNode.At("IMAGE", (DicomTag.SOPInstanceUID, "1.1.1.1"))));

        Assert.Equal(0xA900, answer.Status.Code);
        Assert.Equal([DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID], answer.OffendingElements);
        Assert.Equal("needs one StudyInstanceUID, SeriesInstanceUID", answer.Comment);
    }

    [Fact]
    public async Task Retrieve_ByTheKeyOfItsLevelAlone_BringsItWhereAgreed()
    {
        await using var node = Filled();
        await using var other = new QueryNode();
        var store = new Appliance.Node.ArchiveStoreService(other.Store.Archive);
        var contexts = StorageContexts.ForGet([DicomUID.CTImageStorage], [DicomTransferSyntax.ExplicitVRLittleEndian]);
        var identifier = QueryNode.At("IMAGE", (DicomTag.SOPInstanceUID, "1.1.1.2"));

        await using var relational = await node.ConnectAsync([.. QueryContexts.Get(options: QueryOptions.Relational), .. contexts]);
        var brought = await relational.GetAsync(FindModel.StudyRoot, identifier, store, null, TestContext.Current.CancellationToken);
        await using var hierarchical = await node.ConnectAsync([.. QueryContexts.Get(), .. contexts]);
        var refused = await hierarchical.GetAsync(FindModel.StudyRoot, identifier, store, null, TestContext.Current.CancellationToken);

        Assert.Equal((DicomStatus.Success, 1), (brought.Status, brought.SubOperations.Completed));
        Assert.Equal(1, other.Store.Archive.Counts.Instances);
        Assert.Equal(0xA900, refused.Status.Code);
    }

    [Fact]
    public async Task Association_ThatAsked_IsToldWhatIsDone()
    {
        await using var node = new QueryNode();
        await using var client = await node.ConnectAsync(QueryContexts.Find(options: QueryOptions.Relational | QueryOptions.CombinedDateTime | QueryOptions.FuzzyNames | QueryOptions.TimezoneAdjustment));

        Assert.All(client.Association.Contexts, context => Assert.Equal(QueryOptions.Relational | QueryOptions.CombinedDateTime | QueryOptions.FuzzyNames, context.QueryOptions));
    }

    [Fact]
    public async Task FindVerb_Relational_AsksWithoutTheKeysAbove()
    {
        await using var node = await TestNode.StartAsync(TestContext.Current.CancellationToken);
        TestStore.Ingest(node.Archive, TestStore.Made("1.1", "1.1.1", "1.1.1.1", dataset => dataset.Set(DicomTag.Modality, "MR")));
        TestStore.Ingest(node.Archive, TestStore.Made("1.2", "1.2.1", "1.2.1.1", dataset => dataset.Set(DicomTag.Modality, "MR")));
        TestStore.Ingest(node.Archive, TestStore.Made("1.3", "1.3.1", "1.3.1.1", dataset => dataset.Set(DicomTag.Modality, "CT")));

        var relational = await VerbRun.OfAsync("find", $"{node.Address}", "-L", "series", "--relational", "-k", "Modality=MR", "--json");
        var hierarchical = await VerbRun.OfAsync("find", $"{node.Address}", "-L", "series", "-k", "Modality=MR", "--json");

        Assert.Equal(0, relational.Code);
        Assert.Equal(["1.1.1", "1.2.1"], relational.Objects.Select(found => found.GetProperty("SeriesInstanceUID").GetString()).Order(StringComparer.Ordinal));
        Assert.NotEqual(0, hierarchical.Code);
        Assert.Contains("StudyInstanceUID", hierarchical.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindVerb_RelationalToAPeerThatIsNot_SaysSo()
    {
        await using var node = new Network.NetworkNode(port: 104);
        await using var server = await DicomServer.StartAsync(
            new NodeServices("PLAIN", Find: node), new NetworkOptions(), System.Net.IPAddress.Loopback, 0, TestContext.Current.CancellationToken);

        var run = await VerbRun.OfAsync("find", $"PLAIN@127.0.0.1:{server.LocalEndPoint!.Port}", "-L", "series", "--relational", "-k", "Modality=MR");

        Assert.Contains("does not agree to relational queries", run.Error, StringComparison.Ordinal);
    }

    private static QueryNode Filled()
    {
        var node = new QueryNode();
        Ingest("1.1", "1.1.1", "1.1.1.1", "Doe^Jane", "MR");
        Ingest("1.1", "1.1.1", "1.1.1.2", "Doe^Jane", "MR");
        Ingest("1.1", "1.1.2", "1.1.2.1", "Doe^Jane", "CT");
        Ingest("1.2", "1.2.1", "1.2.1.1", "Doerr^Max", "MR");
        Ingest("1.3", "1.3.1", "1.3.1.1", "Roe^Ann", "MR");
        return node;

        void Ingest(string study, string series, string instance, string name, string modality) =>
            node.Store.Ingest(TestStore.Made(study, series, instance, dataset => dataset
                .Set(DicomTag.PatientName, name)
                .Set(DicomTag.PatientID, name)
                .Set(DicomTag.Modality, modality)));
    }
}
