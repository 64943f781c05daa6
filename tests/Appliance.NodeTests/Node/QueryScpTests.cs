using Appliance.Dicom;
using Appliance.Network;
using Appliance.NodeTests.Archive;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>QUERY-SCP, 4.2.6.4.1: what comes back, in which character set, with which status, whatever the request holds.</summary>
public sealed class QueryScpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // 4.2.6.4.1.3.1: the character set of the request tells how its values are encoded, and has no say in that of the answer.
    [Theory]
    [InlineData("\\ISO 2022 IR 87", "ISO_IR 192", "Yamada^Tarou=山田^太郎", "山田^太*")]
    [InlineData("\\ISO 2022 IR 87", "ISO_IR 192", "Yamada^Tarou=山田^太郎", "Yamada^Tarou=山田^太郎=やまだ^*")]
    [InlineData("ISO 2022 IR 13\\ISO 2022 IR 87", "ISO_IR 192", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎", "ﾔﾏﾀﾞ^ﾀﾛｳ")]
    [InlineData("ISO_IR 192", "\\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎", "=山田*")]
    [InlineData("\\ISO 2022 IR 149", "ISO_IR 192", "Hong^Gildong=洪^吉洞=홍^길동", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData("\\ISO 2022 IR 149", "ISO_IR 192", "Hong^Gildong=洪^吉洞=홍^길동", "홍^?동")]
    [InlineData("GB18030", "ISO_IR 192", "Wang^XiaoDong=王^小东", "王^小?")]
    [InlineData("ISO_IR 192", "GB18030", "Wang^XiaoDong=王^小东", "王^小东")]
    [InlineData("ISO_IR 144", "ISO_IR 192", "Люксембург", "люксем*")]
    [InlineData("ISO_IR 192", "ISO_IR 144", "Люксембург", "ЛЮКСЕМБУРГ")]
    [InlineData("ISO_IR 126", "ISO_IR 192", "Διονυσιος", "διονυσ??ς")]
    [InlineData("ISO_IR 100", "ISO_IR 192", "Buc^Jérôme", "BUC^JÉRÔ*")]
    [InlineData("ISO_IR 192", "ISO_IR 100", "Äneas^Rüdiger", "äneas^r?diger")]
    [InlineData("ISO_IR 138", "ISO_IR 192", "שרון^דבורה", "שרון*")]
    [InlineData("ISO_IR 127", "ISO_IR 192", "قباني^لنزار", "قباني*")]
    public async Task Name_StoredInOneCharacterSet_IsFoundInAnother(string asked, string stored, string name, string key)
    {
        await using var node = new QueryNode(fuzzyNames: false);
        Store(node, "1.1", dataset => dataset.Set(DicomTag.SpecificCharacterSet, stored.Split('\\')).Set(DicomTag.PatientName, name));
        Store(node, "1.2", dataset => dataset.Set(DicomTag.PatientName, "Doe^Jane"));
        var identifier = new DicomDataset()
            .Set(DicomTag.SpecificCharacterSet, asked.Split('\\'))
            .Set(DicomTag.QueryRetrieveLevel, "STUDY")
            .Set(DicomTag.PatientName, key)
            .Set(DicomTag.StudyInstanceUID);

        // The third component group of the second Japanese key asks for a reading that is not stored.
        var expected = key.EndsWith("=やまだ^*", StringComparison.Ordinal) ? 0 : 1;
        var matches = await node.FindAsync(identifier);

        Assert.Equal(expected, matches.Count);
        Assert.All(matches, match => Assert.Equal(name, match.Identifier!.GetString(DicomTag.PatientName)));
    }

    // 4.2.6.4.1.3.1: Specific Character Set is in an answer if it is necessary, and is the smallest that holds the values.
    [Theory]
    [InlineData("Doe^Jane", "ISO_IR 192", null)]
    [InlineData("Buc^Jérôme", "ISO_IR 192", "ISO_IR 100")]
    [InlineData("Люксембург", "ISO_IR 192", "ISO_IR 144")]
    [InlineData("Διονυσιος", "ISO_IR 126", "ISO_IR 126")]
    [InlineData("Yamada^Tarou=山田^太郎", "ISO_IR 192", "ISO_IR 192")]
    [InlineData("Дмитрий^Jérôme", "ISO_IR 192", "ISO_IR 192")]
    public async Task Answer_HasACharacterSet_OnlyWhereItsValuesNeedOne(string name, string stored, string? expected)
    {
        await using var node = new QueryNode();
        Store(node, "1.1", dataset => dataset.Set(DicomTag.SpecificCharacterSet, stored).Set(DicomTag.PatientName, name));

        var answer = Assert.Single(await node.FindAsync(QueryNode.At("STUDY", (DicomTag.PatientName, "")))).Identifier!;
        var plain = Assert.Single(await node.FindAsync(QueryNode.At("STUDY", (DicomTag.PatientID, "")))).Identifier!;

        Assert.Equal((expected, name), (answer.GetString(DicomTag.SpecificCharacterSet), answer.GetString(DicomTag.PatientName)));
        Assert.False(plain.Contains(DicomTag.SpecificCharacterSet));
    }

    // 4.2.6.4.1.3.1: no attributes are returned by default; PS3.4 C.4.1.1.3.2 owes the level and from where to retrieve.
    [Fact]
    public async Task Answer_HoldsWhatWasAskedFor_AndWhatTheStandardOwes()
    {
        await using var node = new QueryNode();
        Store(node, "1.1");

        var few = Assert.Single(await node.FindAsync(QueryNode.At("STUDY", (DicomTag.PatientID, "")))).Identifier!;
        var more = Assert.Single(await node.FindAsync(QueryNode.At("STUDY", (DicomTag.PatientID, ""), (DicomTag.StudyDescription, ""), (DicomTag.InstanceAvailability, "")))).Identifier!;

        Assert.Equal([DicomTag.QueryRetrieveLevel, DicomTag.RetrieveAETitle, DicomTag.PatientID], few.Select(element => element.Tag));
        Assert.Equal(
            [DicomTag.QueryRetrieveLevel, DicomTag.RetrieveAETitle, DicomTag.InstanceAvailability, DicomTag.StudyDescription, DicomTag.PatientID],
            more.Select(element => element.Tag));
        Assert.Equal(("NODE", "ONLINE", ""), (more.GetString(DicomTag.RetrieveAETitle), more.GetString(DicomTag.InstanceAvailability), more.GetString(DicomTag.StudyDescription) ?? ""));
    }

    // 4.2.6.4.1.3.4: FF00 where every key is supported, FF01 where an optional one is not; the match comes all the same.
    [Fact]
    public async Task Answer_ToKeysThatAreNotKept_SaysSoWithItsStatus()
    {
        await using var node = new QueryNode();
        Store(node, "1.1");
        var sequence = QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, ""));
        sequence.SetSequence(DicomTag.ReferencedStudySequence, new DicomDataset().Set(DicomTag.ReferencedSOPInstanceUID, "1.2.3"));
        var privateKey = QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, ""));
        privateKey.Set(new DicomTag(0x0009, 0x0010), DicomVR.LO, "MAKER").Set(new DicomTag(0x0009, 0x1001), DicomVR.LO, "x");

        foreach (var (identifier, status) in new[]
        {
            (QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, "")), DicomStatus.Pending),
            (QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, ""), (DicomTag.KVP, "120")), DicomStatus.PendingWarning),
            (QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, ""), (DicomTag.SeriesNumber, "")), DicomStatus.PendingWarning),
            (sequence, DicomStatus.PendingWarning),
            (privateKey, DicomStatus.PendingWarning),
        })
        {
            var match = Assert.Single(await node.FindAsync(identifier));
            Assert.Equal(status, match.Status);
            Assert.Equal([DicomTag.QueryRetrieveLevel, DicomTag.RetrieveAETitle, DicomTag.StudyInstanceUID], match.Identifier!.Select(element => element.Tag));
        }
    }

    [Fact]
    public async Task GroupLength_InARequest_IsNoKey()
    {
        await using var node = new QueryNode();
        Store(node, "1.1");
        var identifier = QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, "")).SetBytes(new DicomTag(0x0008, 0x0000), DicomVR.UL, new byte[] { 8, 0, 0, 0 });

        Assert.Equal(DicomStatus.Pending, Assert.Single(await node.FindAsync(identifier)).Status);
    }

    // 4.2.6.4.1.3.4 lets nothing be refused; PS3.4 C.4.1.1.4 does: A900 with the offending elements and the reason.
    [Theory]
    [InlineData(FindModel.StudyRoot, "SERIES", "StudyInstanceUID", "")]
    [InlineData(FindModel.StudyRoot, "IMAGE", "SeriesInstanceUID", "StudyInstanceUID=1.1")]
    [InlineData(FindModel.StudyRoot, "IMAGE", "StudyInstanceUID", "SeriesInstanceUID=1.1.1")]
    [InlineData(FindModel.StudyRoot, "SERIES", "StudyInstanceUID", "StudyInstanceUID=1.1\\1.2")]
    [InlineData(FindModel.StudyRoot, "SERIES", "StudyInstanceUID", "StudyInstanceUID=*")]
    [InlineData(FindModel.PatientRoot, "STUDY", "PatientID", "")]
    [InlineData(FindModel.PatientRoot, "SERIES", "PatientID", "StudyInstanceUID=1.1")]
    [InlineData(FindModel.StudyRoot, "PATIENT", "QueryRetrieveLevel", "")]
    [InlineData(FindModel.StudyRoot, "FRAME", "QueryRetrieveLevel", "")]
    [InlineData(FindModel.StudyRoot, "", "QueryRetrieveLevel", "")]
    public async Task Request_WithoutWhatItOwes_IsRefusedNamingTheElement(FindModel model, string level, string offending, string given)
    {
        await using var node = new QueryNode();
        Store(node, "1.1");
        var identifier = QueryNode.At(level);
        if (given.Length > 0)
        {
            identifier.Set(DicomTag.Parse(given.Split('=')[0]), given.Split('=')[1].Split('\\'));
        }

        var answer = Assert.Single(await node.FindAsync(identifier, model));

        Assert.Equal(0xA900, answer.Status.Code);
        Assert.Null(answer.Identifier);
        Assert.Contains(DicomTag.Parse(offending), answer.OffendingElements!);
        Assert.False(string.IsNullOrEmpty(answer.Comment));
    }

    [Fact]
    public async Task Request_WithoutALevelAtAll_IsRefused()
    {
        await using var node = new QueryNode();

        var answer = Assert.Single(await node.FindAsync(new DicomDataset().Set(DicomTag.PatientName)));

        Assert.Equal((0xA900, DicomTag.QueryRetrieveLevel), (answer.Status.Code, Assert.Single(answer.OffendingElements!)));
    }

    // 4.2.6.4.1.3.1: without values for the keys of the top level all entities of that level are returned.
    [Fact]
    public async Task Request_WithoutValues_BringsEverythingOfItsLevel()
    {
        await using var node = new QueryNode();
        Enumerable.Range(1, 30).ToList().ForEach(number => Store(node, $"1.{number}", dataset => dataset.Set(DicomTag.PatientID, $"P{number % 7}")));

        Assert.Equal(30, (await node.FindAsync(QueryNode.At("STUDY"))).Count);
        Assert.Equal(7, (await node.FindAsync(QueryNode.At("PATIENT", (DicomTag.PatientID, "")), FindModel.PatientRoot)).Count);
    }

    // A list of UIDs has no limit of its own: all of these together are longer than any value a row keeps.
    [Fact]
    public async Task UidList_OfAnyLength_IsReadWhole()
    {
        await using var node = new QueryNode();
        Store(node, "1.1");
        Store(node, "1.2");
        Store(node, "1.3");
        var list = string.Join('\\', Enumerable.Range(0, 3000).Select(number => $"1.2.826.0.1.3680043.999.{number}").Append("1.3").Prepend("1.2"));

        var matches = await node.FindAsync(QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, list)));

        Assert.Equal(["1.2", "1.3"], matches.Select(match => match.Identifier!.GetString(DicomTag.StudyInstanceUID)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("OtherPatientIDs", "B2", "1.1")]            // one of several values
    [InlineData("OtherPatientIDs", "?2", "1.1")]
    [InlineData("OtherPatientIDs", "A1\\B2", "1.1")]        // the values as one text are no value
    [InlineData("OtherPatientIDs", "a1", "")]                // only names are case insensitive
    [InlineData("PatientComments", "first*", "1.1")]
    [InlineData("PatientComments", @"first\second", "1.1")]  // a backslash is a letter of a long text
    [InlineData("PatientComments", "second", "")]
    [InlineData("StudyDescription", "頭部*", "1.2")]
    [InlineData("StudyDescription", "頭部?T", "1.2")]
    [InlineData("StudyDescription", "*部??", "1.2")]
    public async Task Text_IsMatched(string keyword, string asked, string expected)
    {
        await using var node = new QueryNode();
        Store(node, "1.1", dataset => dataset.Set(DicomTag.OtherPatientIDs, "A1", "B2").Set(DicomTag.PatientComments, @"first\second"));
        Store(node, "1.2", dataset => dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192").Set(DicomTag.StudyDescription, "頭部CT"));
        var tag = DicomTag.Parse(keyword);
        var identifier = QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, ""));
        identifier.Set(tag, tag == DicomTag.PatientComments ? [asked] : asked.Split('\\'));

        var matches = await node.FindAsync(identifier);

        Assert.Equal(expected, string.Join(' ', matches.Select(match => match.Identifier!.GetString(DicomTag.StudyInstanceUID))));
    }

    [Fact]
    public async Task FuzzyNames_TurnedOffByTheProfile_AreNotMatchedAndNotToldOf()
    {
        await using var node = new QueryNode(fuzzyNames: false);
        await using var fuzzy = new QueryNode();
        Store(node, "1.1", dataset => dataset.Set(DicomTag.PatientName, "Meyer^Susanne"));
        Store(fuzzy, "1.1", dataset => dataset.Set(DicomTag.PatientName, "Meyer^Susanne"));
        var identifier = QueryNode.At("STUDY", (DicomTag.PatientName, "Suzanne^Maier"));

        await using var client = await node.ConnectAsync(QueryContexts.Find(options: QueryOptions.FuzzyNames | QueryOptions.CombinedDateTime));

        Assert.Empty(await QueryNode.FindAsync(client, identifier));
        Assert.All(client.Association.Contexts, context => Assert.Equal(QueryOptions.CombinedDateTime, context.QueryOptions));
        Assert.Single(await fuzzy.FindAsync(identifier));
    }

    // C-CANCEL (PS3.4 C.4.1.3): the table of 4.2.6.4.1.3.4 never sends FE00; here it is sent, after whichever row the cancel comes.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(10)]
    public async Task Cancel_AfterAnyRow_EndsWithFe00(int row)
    {
        await using var node = new QueryNode(wrap: find => new PausingFind(find, row));
        Enumerable.Range(1, 10).ToList().ForEach(number => Store(node, $"1.{number}"));
        await using var client = await node.ConnectAsync(QueryContexts.Find());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var match in client.FindAsync(FindModel.StudyRoot, QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, "")), cancel.Token))
            {
                if (++seen == row)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        // The operation is over, and the association serves on.
        Assert.Equal(row, seen);
        Assert.Single(await QueryNode.FindAsync(client, QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, "1.7"))));
        await client.ReleaseAsync(Ct);
        Assert.Equal([DicomStatus.Cancel, DicomStatus.Success], node.Operations);
    }

    private static void Store(QueryNode node, string study, Action<DicomDataset>? change = null) =>
        node.Store.Ingest(TestStore.Made(study, study + ".1", study + ".1.1", change));

    /// <summary>Answers as another does, and the first time waits for the cancel after one row.</summary>
    private sealed class PausingFind(IFindService inner, int row) : IFindService
    {
        private bool _hasPaused;

        public async IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
        {
            var rows = 0;
            await foreach (var match in inner.FindAsync(request, ct))
            {
                yield return match;
                if (++rows == row && !_hasPaused)
                {
                    _hasPaused = true;
                    await Task.Delay(Timeout.InfiniteTimeSpan, ct);
                }
            }
        }
    }
}
