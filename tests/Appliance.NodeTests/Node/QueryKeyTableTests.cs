using Appliance.Dicom;
using Appliance.Network;
using Appliance.NodeTests.Archive;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>
/// 4.2.6.4.1.3.1.1: every row of table 4.2.6.4.1.3.1.1-1, at its level, in both information models, with every kind of matching it lists: an
/// entity with the value is found by it through C-FIND, its neighbours are not, and a key without a value returns the value.
/// </summary>
public sealed class QueryKeyTableTests(QueryKeyTableTests.FilledNode node) : IClassFixture<QueryKeyTableTests.FilledNode>
{
    private const string StudyUid = "1.2.3.1";
    private const string SeriesUid = "1.2.3.1.1";
    private const string InstanceUid = "1.2.3.1.1.1";

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var row in QueryKeyRow.All.Where(row => row.Level.Length > 0))
            {
                rows.Add(row.Tag.Keyword, row.Level);
            }

            return rows;
        }
    }

    [Fact]
    public void Table_IsWhole()
    {
        Assert.Equal(89, QueryKeyRow.All.Count);
        Assert.Equal(3, QueryKeyRow.All.Count(row => row.Level.Length == 0));
        Assert.Equal(["", "IMAGE", "PATIENT", "SERIES", "STUDY"], QueryKeyRow.All.Select(row => row.Level).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Key_OfTheTable_IsMatchedAndReturned(string keyword, string level)
    {
        var row = QueryKeyRow.All.Single(row => row.Tag.Keyword == keyword && row.Level == level);
        await AssertKeyAsync(row, level, FindModel.PatientRoot);
        await AssertKeyAsync(row, level == "PATIENT" ? "STUDY" : level, FindModel.StudyRoot);
        if (level == "PATIENT" && row.Tag != DicomTag.PatientID)
        {
            // In the Patient Root model the patient's keys are those of the level above, of which the unique one is owed.
            await AssertFoundAsync(row, "STUDY", FindModel.PatientRoot, "U", "", [StudyUid]);
        }
    }

    // The keys that the table gives no level: counted at the moment of the answer, at the level of what is counted and below.
    [Theory]
    [InlineData("STUDY", "NumberOfStudyRelatedSeries", "2")]
    [InlineData("STUDY", "NumberOfStudyRelatedInstances", "3")]
    [InlineData("SERIES", "NumberOfSeriesRelatedInstances", "2")]
    [InlineData("SERIES", "NumberOfStudyRelatedSeries", "2")]
    [InlineData("IMAGE", "NumberOfStudyRelatedInstances", "3")]
    [InlineData("IMAGE", "NumberOfSeriesRelatedInstances", "2")]
    public async Task Count_AtItsLevelAndBelow_IsReturned(string level, string keyword, string expected)
    {
        var tag = QueryKeyRow.All.Single(row => row.Level.Length == 0 && row.Tag.Keyword == keyword).Tag;
        foreach (var model in Enum.GetValues<FindModel>())
        {
            var unique = FilledNode.UniqueKeyOf(level);
            var identifier = new DicomDataset().Set(DicomTag.QueryRetrieveLevel, level).Set(unique, FilledNode.Entities(level, model).First()).Set(tag);
            FilledNode.Above(level, model).ToList().ForEach(key => identifier.Set(key.Tag, key.Value));

            var match = Assert.Single(await QueryNode.FindAsync(node.Client(model), identifier, model));

            Assert.Equal((DicomStatus.Pending, expected), (match.Status, match.Identifier!.GetString(tag)));
        }
    }

    private async Task AssertKeyAsync(QueryKeyRow row, string level, FindModel model)
    {
        string[] all = [.. FilledNode.Entities(level, model)];
        var wanted = all[0];
        await AssertFoundAsync(row, level, model, "U", "", all);
        foreach (var matching in row.Matching)
        {
            switch (matching)
            {
                case "S":
                    await AssertFoundAsync(row, level, model, "S", Single(row), [wanted]);
                    await AssertFoundAsync(row, level, model, "S", Single(row, row.Nobody), []);
                    break;
                case "*" when row.TakesWildcards:
                    var value = Single(row);
                    await AssertFoundAsync(row, level, model, "*", value[..^1] + "*", [wanted]);
                    await AssertFoundAsync(row, level, model, "*", "*" + value[1..], [wanted]);
                    await AssertFoundAsync(row, level, model, "*", value[..^1] + "?", [wanted]);
                    await AssertFoundAsync(row, level, model, "*", value + "?", []);
                    await AssertFoundAsync(row, level, model, "*", "*", all);
                    break;
                case "R":
                    await AssertFoundAsync(row, level, model, "R", $"{row.Wanted}-{row.Wanted}", [wanted]);
                    await AssertFoundAsync(row, level, model, "R", $"{row.Wanted}-{row.Other}", all);
                    await AssertFoundAsync(row, level, model, "R", $"-{row.Wanted}", [wanted]);
                    await AssertFoundAsync(row, level, model, "R", $"{row.Other}-", [.. all[1..]]);
                    await AssertFoundAsync(row, level, model, "R", $"{row.Nobody}-{row.Nobody}", []);
                    break;
                case "L":
                    await AssertFoundAsync(row, level, model, "L", $@"1.2.999\{Single(row)}\1.2.998", [wanted]);
                    await AssertFoundAsync(row, level, model, "L", @"1.2.999\1.2.998", []);
                    break;
                default:
                    Assert.True(matching == "U" || !row.TakesWildcards, $"{row}: a kind of matching the test does not know");
                    break;
            }
        }
    }

    /// <summary>One value to ask for: of an attribute with several, one that the neighbours do not have.</summary>
    private static string Single(QueryKeyRow row, string? of = null) => row.Tag switch
    {
        var tag when of is null && tag == DicomTag.StudyInstanceUID => StudyUid,
        var tag when of is null && tag == DicomTag.SeriesInstanceUID => SeriesUid,
        var tag when of is null && tag == DicomTag.SOPInstanceUID => InstanceUid,
        _ => (of ?? row.Wanted).Split('\\').Except(row.Other.Split('\\')).First(),
    };

    private async Task AssertFoundAsync(QueryKeyRow row, string level, FindModel model, string matching, string asked, IReadOnlyList<string> expected)
    {
        var identifier = new DicomDataset().Set(DicomTag.QueryRetrieveLevel, level);
        var unique = FilledNode.UniqueKeyOf(level);
        foreach (var (tag, value) in FilledNode.Above(level, model))
        {
            identifier.Set(tag, value);
        }

        if (!identifier.Contains(unique))
        {
            identifier.Set(unique);
        }

        if (asked.Length > 0 && row.VR == DicomVR.US)
        {
            identifier.Set(row.Tag, row.VR, asked);
        }
        else
        {
            identifier.SetBytes(row.Tag, row.VR, System.Text.Encoding.ASCII.GetBytes(asked.Length % 2 == 0 ? asked : asked + (row.VR == DicomVR.UI ? '\0' : ' ')));
        }

        var matches = await QueryNode.FindAsync(node.Client(model), identifier, model);

        var what = $"{model} {level} {row.Tag.Keyword} {matching} '{asked}'";
        Assert.All(matches, match => Assert.True(match.Status == DicomStatus.Pending, $"{what}: {match.Status} {match.Comment}"));
        Assert.True(
            expected.Order(StringComparer.Ordinal).SequenceEqual(matches.Select(match => match.Identifier!.GetString(unique)!).Order(StringComparer.Ordinal)),
            $"{what}: expected {string.Join(' ', expected)}, found {string.Join(' ', matches.Select(match => match.Identifier!.GetString(unique)))}");
        foreach (var match in matches.Where(match => match.Identifier!.GetString(unique) == FilledNode.Entities(level, model).First()))
        {
            Assert.Equal((what, node.Value(row)), (what, string.Join('\\', match.Identifier!.GetStrings(row.Tag))));
        }
    }

    /// <summary>
    /// A node with the study that is sought and one of another patient; beside the series and the instance that are sought, one more each, with other
    /// values.
    /// </summary>
    public sealed class FilledNode : IAsyncLifetime
    {
        private readonly QueryNode _node = new();
        private readonly Dictionary<FindModel, DicomClient> _clients = [];

        internal DicomClient Client(FindModel model) => _clients[model];

        /// <summary>The unique keys of the entities of a level that a query there can see, the one that is sought first.</summary>
        internal static IEnumerable<string> Entities(string level, FindModel model) => level switch
        {
            "PATIENT" => [PatientIdOf("Wanted"), PatientIdOf("Other")],
            "STUDY" when model == FindModel.PatientRoot => [StudyUid],
            "STUDY" => [StudyUid, "1.2.3.2"],
            "SERIES" => [SeriesUid, "1.2.3.1.2"],
            _ => [InstanceUid, "1.2.3.1.1.2"],
        };

        internal static DicomTag UniqueKeyOf(string level) => level switch
        {
            "PATIENT" => DicomTag.PatientID,
            "STUDY" => DicomTag.StudyInstanceUID,
            "SERIES" => DicomTag.SeriesInstanceUID,
            _ => DicomTag.SOPInstanceUID,
        };

        /// <summary>What a hierarchical query owes above a level.</summary>
        internal static IEnumerable<(DicomTag Tag, string Value)> Above(string level, FindModel model)
        {
            if (model == FindModel.PatientRoot && level != "PATIENT")
            {
                yield return (DicomTag.PatientID, PatientIdOf("Wanted"));
            }

            if (level is "SERIES" or "IMAGE")
            {
                yield return (DicomTag.StudyInstanceUID, StudyUid);
            }

            if (level == "IMAGE")
            {
                yield return (DicomTag.SeriesInstanceUID, SeriesUid);
            }
        }

        /// <summary>What an answer for the entity that is sought has to hold.</summary>
        internal string Value(QueryKeyRow row) => row.Tag switch
        {
            var tag when tag == DicomTag.StudyInstanceUID => StudyUid,
            var tag when tag == DicomTag.SeriesInstanceUID => SeriesUid,
            var tag when tag == DicomTag.SOPInstanceUID => InstanceUid,
            var tag when tag == DicomTag.TransferSyntaxUID => DicomTransferSyntax.ExplicitVRLittleEndian.Uid.Value!,
            var tag when tag == DicomTag.ModalitiesInStudy => @"OTHER\WANTED",
            var tag when tag == DicomTag.SOPClassesInStudy => "1.2.840.10008.5.1.4.1.1.2\\1.2.840.10008.5.1.4.1.1.4",
            _ => row.Wanted,
        };

        public async ValueTask InitializeAsync()
        {
            Ingest(StudyUid, SeriesUid, InstanceUid, "PATIENT", "STUDY", "SERIES", "IMAGE");
            Ingest(StudyUid, SeriesUid, "1.2.3.1.1.2", "PATIENT", "STUDY", "SERIES");
            Ingest(StudyUid, "1.2.3.1.2", "1.2.3.1.2.1", "PATIENT", "STUDY");
            Ingest("1.2.3.2", "1.2.3.2.1", "1.2.3.2.1.1");
            foreach (var model in Enum.GetValues<FindModel>())
            {
                _clients[model] = await _node.ConnectAsync(QueryContexts.Find(model));
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in _clients.Values)
            {
                await client.ReleaseAsync();
                await client.DisposeAsync();
            }

            await _node.DisposeAsync();
        }

        private static string PatientIdOf(string who) => who + " 0020";

        private void Ingest(string study, string series, string instance, params string[] wanted)
        {
            var dataset = new DicomDataset();
            foreach (var row in QueryKeyRow.All.Where(row => row.Level.Length > 0 && row.Tag.Group != 2))
            {
                dataset.Set(row.Tag, row.VR, (wanted.Contains(row.Level) ? row.Wanted : row.Other).Split('\\'));
            }

            dataset.Remove(DicomTag.ModalitiesInStudy);
            dataset.Remove(DicomTag.SOPClassesInStudy);
            dataset.Set(DicomTag.StudyInstanceUID, study).Set(DicomTag.SeriesInstanceUID, series).Set(DicomTag.SOPInstanceUID, instance);
            var source = QueryKeyRow.All.Single(row => row.Tag == DicomTag.SourceApplicationEntityTitle);
            TestStore.Ingest(_node.Store.Archive, dataset, wanted.Contains("IMAGE") ? source.Wanted : source.Other);
        }
    }
}
