using Appliance.Dicom;
using Appliance.Network;
using Appliance.NodeTests.Archive;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>Values that no standard allows, stored and asked for: a query answers them or finds nothing, and never fails.</summary>
public sealed class HostileQueryTests
{
    public static TheoryData<string> Values =>
    [
        "", " ", "\\", "\\\\\\", "*", "**?*?*", "-", "--", "^^^^^^", "====", "=^=^=*", "\0", "\u001b$B", "\u001b(", "ä", "\u00ff\u00fe", "9999999999999999999999",
        "-99999999", "20059999-", "20050720-20050719", "20051301", "250000", "1e999", "NaN", "+0200", "-0500-0500", "1.2.3*", new string('A', 4000), new string('*', 4000),
        string.Concat(Enumerable.Repeat("*a", 2000)), string.Concat(Enumerable.Repeat("a\\", 2000)),
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Value_InEveryKey_StoredOrAsked_FailsNothing(string value)
    {
        await using var node = new QueryNode();
        var bytes = System.Text.Encoding.Latin1.GetBytes(value.Length % 2 == 0 ? value : value + " ");
        node.Store.Ingest(Filled(bytes, new DicomUID("1.2.3.9")));
        node.Store.Ingest(Filled([.. "20050720"u8], new DicomUID("1.2.3.10")));

        await using var client = await node.ConnectAsync(QueryContexts.Find(FindModel.PatientRoot, QueryOptions.Relational));
        foreach (var level in (string[])["PATIENT", "STUDY", "SERIES", "IMAGE"])
        {
            // All keys are returned.
            var unique = new DicomDataset().Set(DicomTag.QueryRetrieveLevel, level);
            QueryKeyRow.All.ToList().ForEach(row => unique.Set(row.Tag, row.VR));
            Assert.Equal(2, (await AnswersAsync(unique)).Count);

            // Each alone is matched.
            foreach (var row in QueryKeyRow.All.Where(row => row.Level == level))
            {
                await AnswersAsync(new DicomDataset().Set(DicomTag.QueryRetrieveLevel, level).SetBytes(row.Tag, row.VR, bytes));
            }
        }

        async Task<IReadOnlyList<FindMatch>> AnswersAsync(DicomDataset identifier)
        {
            var matches = await QueryNode.FindAsync(client, identifier, FindModel.PatientRoot);
            Assert.All(matches, match => Assert.True(match.Status.IsPending, $"{match.Status}: {match.Comment}"));
            return matches;
        }
    }

    // 41,000 characters: more than a row keeps of any value, and not worth comparing with.
    [Theory]
    [InlineData("PatientComments", 1)]
    [InlineData("PatientID", 20_500)]
    [InlineData("PatientName", 20_500)]
    public async Task Key_LongerThanAnyValue_FindsNothing(string keyword, int values)
    {
        await using var node = new QueryNode();
        node.Store.Ingest(TestStore.Made("1.1", "1.1.1", "1.1.1.1", dataset => dataset.Set(DicomTag.PatientID, "a").Set(DicomTag.PatientComments, "a")));
        var tag = DicomTag.Parse(keyword);
        var value = values == 1 ? new string('*', 41_000) + "b" : string.Concat(Enumerable.Repeat("a\\", values)) + "a";

        Assert.Empty(await node.FindAsync(new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY")
            .SetBytes(tag, DicomDictionary.TryGetVR(tag, out var vr) ? vr : DicomVR.UN, System.Text.Encoding.ASCII.GetBytes(value + (value.Length % 2 == 0 ? "" : " ")))));
    }

    [Fact]
    public async Task Key_OfAnotherVr_IsNoReasonToFail()
    {
        await using var node = new QueryNode();
        node.Store.Ingest(TestStore.Made("1.1", "1.1.1", "1.1.1.1"));
        foreach (var vr in (DicomVR[])[DicomVR.US, DicomVR.FD, DicomVR.OB, DicomVR.UN, DicomVR.AT, DicomVR.UL])
        {
            foreach (var tag in (DicomTag[])[DicomTag.PatientName, DicomTag.StudyDate, DicomTag.StudyInstanceUID, DicomTag.SpecificCharacterSet])
            {
                var answers = await node.FindAsync(new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").SetBytes(tag, vr, "Doe^Jane"u8.ToArray()));
                Assert.All(answers, answer => Assert.True(answer.Status.IsPending, $"{tag} as {vr}: {answer.Status} {answer.Comment}"));
            }
        }

        var sequence = new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").SetSequence(DicomTag.PatientName, new DicomDataset().Set(DicomTag.PatientID, "x"));
        Assert.True(Assert.Single(await node.FindAsync(sequence)).Status.IsPending);
    }

    [Fact]
    public async Task Level_OfAnotherVr_IsRefused()
    {
        await using var node = new QueryNode();

        Assert.Equal(0xA900, Assert.Single(await node.FindAsync(new DicomDataset().SetBytes(DicomTag.QueryRetrieveLevel, DicomVR.US, new byte[] { 1, 0 }))).Status.Code);
    }

    private static DicomDataset Filled(byte[] bytes, DicomUID instance)
    {
        var dataset = new DicomDataset();
        foreach (var row in QueryKeyRow.All.Where(row => row.Tag.Group != 0x0002))
        {
            dataset.SetBytes(row.Tag, row.VR, bytes);
        }

        return dataset.Set(DicomTag.SOPInstanceUID, instance).Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage)
            .Set(DicomTag.StudyInstanceUID, instance.Value + ".1").Set(DicomTag.SeriesInstanceUID, instance.Value + ".1.1");
    }
}
