using Appliance.Dicom;
using Appliance.Network;
using Appliance.NodeTests.Archive;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>
/// 4.2.6.4.1.3.1.1, note 1: a date and its time are matched together, as if they were a single attribute of DT value representation; for every pair
/// of the table, and the two pairs beside it, through C-FIND.
/// </summary>
public sealed class DateTimePairTests(DateTimePairTests.FilledNode node) : IClassFixture<DateTimePairTests.FilledNode>
{
    // What the entities 1 to 6 have; 5 has a date and no time, 6 has neither.
    private static readonly (string Date, string Time)[] Moments =
    [
        ("20050719", "235959"), ("20050720", "100000"), ("20050721", "050000.5"), ("20050722", "110000"), ("20050722", ""), ("", ""),
    ];

    public static TheoryData<string, string, string> Pairs => new()
    {
        { "PATIENT", "PatientBirthDate", "PatientBirthTime" },
        { "STUDY", "PatientBirthDate", "PatientBirthTime" },
        { "STUDY", "StudyDate", "StudyTime" },
        { "SERIES", "SeriesDate", "SeriesTime" },
        { "SERIES", "PerformedProcedureStepStartDate", "PerformedProcedureStepStartTime" },
        { "IMAGE", "ContentDate", "ContentTime" },
        { "IMAGE", "AcquisitionDate", "AcquisitionTime" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Pair_InARequest_MeansOneMoment(string level, string date, string time)
    {
        // The example of the note: from 10 am of the first day until 11 am of the last, not these hours of each day.
        await FindAsync("20050720-20050722", "100000-110000", "2 3 4 5");
        await FindAsync("20050720-20050722", "100001-105959", "3 5");
        await FindAsync("20050720-20050722", "10-10", "2 3 5");

        // Open ends, of the dates and of the times.
        await FindAsync("20050720-", "100001-", "3 4 5");
        await FindAsync("-20050721", "-045959", "1 2");
        await FindAsync("-20050721", "-050000", "1 2 3");
        await FindAsync("20050719-20050720", "235959-", "1 2");
        await FindAsync("20050719-20050720", "-095959", "1");

        // One day with hours, one moment, days with one time.
        await FindAsync("20050720", "090000-110000", "2");
        await FindAsync("20050720", "100000", "2");
        await FindAsync("20050721", "050000", "3");
        await FindAsync("20050720", "100001", "");
        await FindAsync("20050720-20050722", "100000", "2 3 5");

        // Either alone, and either standing for all.
        await FindAsync("20050722", "", "4 5");
        await FindAsync("20050720-20050721", "", "2 3");
        await FindAsync("", "100000-110000", "2 4");
        await FindAsync("*", "100000-110000", "2 4");
        await FindAsync("20050722", "*", "4 5");
        await FindAsync("", "", "1 2 3 4 5 6");

        // What is no date or no time is found nowhere.
        await FindAsync("nonsense", "100000-110000", "");
        await FindAsync("20050720-20050722", "nonsense", "");

        async Task FindAsync(string dates, string times, string expected)
        {
            var keys = QueryNode.At(level, (DicomTag.Parse(date), dates), (DicomTag.Parse(time), times), (FilledNode.UniqueKeyOf(level), ""));
            var model = level == "PATIENT" ? FindModel.PatientRoot : FindModel.StudyRoot;
            var matches = await QueryNode.FindAsync(node.Client(model), keys, model);

            var found = matches.Select(match => match.Identifier!.GetString(FilledNode.UniqueKeyOf(level))![^1]).Order();
            Assert.Equal(($"{dates} {times}", expected), ($"{dates} {times}", string.Join(' ', found)));
        }
    }

    /// <summary>Six patients with one instance each, whose date of every kind is one of the moments.</summary>
    public sealed class FilledNode : IAsyncLifetime
    {
        private readonly QueryNode _node = new();
        private readonly Dictionary<FindModel, DicomClient> _clients = [];

        internal DicomClient Client(FindModel model) => _clients[model];

        internal static DicomTag UniqueKeyOf(string level) => level switch
        {
            "PATIENT" => DicomTag.PatientID,
            "STUDY" => DicomTag.StudyInstanceUID,
            "SERIES" => DicomTag.SeriesInstanceUID,
            _ => DicomTag.SOPInstanceUID,
        };

        public async ValueTask InitializeAsync()
        {
            for (var i = 0; i < Moments.Length; i++)
            {
                var dataset = TestStore.Made($"1.{i + 1}", $"1.1.{i + 1}", $"1.1.1.{i + 1}").Set(DicomTag.PatientID, $"P{i + 1}");
                foreach (var row in Pairs.Select(row => row.Data))
                {
                    dataset.Set(DicomTag.Parse(row.Item2), Moments[i].Date).Set(DicomTag.Parse(row.Item3), Moments[i].Time);
                }

                _node.Store.Ingest(dataset);
            }

            foreach (var model in Enum.GetValues<FindModel>())
            {
                // Relational, so that one query sees the entities of all studies.
                _clients[model] = await _node.ConnectAsync(QueryContexts.Find(model, QueryOptions.Relational));
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
    }
}
