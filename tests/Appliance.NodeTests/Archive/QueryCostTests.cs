using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>What a query reads: as many rows as its most selective key has, whatever else lies in the archive.</summary>
public sealed class QueryCostTests : IDisposable
{
    private const int Studies = 40;
    private readonly TestStore _store = new();

    public QueryCostTests()
    {
        for (var study = 0; study < Studies; study++)
        {
            for (var image = 0; image < 4; image++)
            {
                _store.Ingest(TestStore.Made($"1.{study}", $"1.{study}.{image % 2}", $"1.{study}.{image % 2}.{image}", dataset => dataset
                    .Set(DicomTag.Modality, image % 2 == 0 ? "CT" : "MR")
                    .Set(DicomTag.PatientID, $"P{study}")
                    .Set(DicomTag.PatientName, study % 10 == 0 ? "Doe^John" : $"Family{study}^Given")
                    .Set(DicomTag.AccessionNumber, $"A{study}")
                    .Set(DicomTag.StudyDate, study < 20 ? "20200101" : "20210101")));
            }
        }
    }

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(QueryLevel.Study, 1, true, "StudyInstanceUID=1.7")]
    [InlineData(QueryLevel.Study, 2, true, "StudyInstanceUID=1.7\\1.8\\1.99")]
    [InlineData(QueryLevel.Study, 1, true, "PatientID=P7")]
    [InlineData(QueryLevel.Study, 11, true, "PatientID=P3*")]
    [InlineData(QueryLevel.Study, 4, true, "PatientName=doe^john")]
    [InlineData(QueryLevel.Study, 4, true, "PatientName=do*")]
    [InlineData(QueryLevel.Study, 4, true, "PatientName=doe^*")]
    [InlineData(QueryLevel.Study, 20, true, "StudyDate=20200101-20201231")]
    [InlineData(QueryLevel.Study, 1, true, "StudyDate=20200101", "AccessionNumber=A7", "PatientName=Fam*")]
    [InlineData(QueryLevel.Study, 4, false, "StudyDate=20200101", "PatientName=doe*")]
    [InlineData(QueryLevel.Study, Studies, true, "PatientName=*")]
    [InlineData(QueryLevel.Study, Studies, false, "PatientName=*oe^john")]
    [InlineData(QueryLevel.Patient, 1, true, "PatientID=P7")]
    [InlineData(QueryLevel.Series, 2, true, "StudyInstanceUID=1.7")]
    [InlineData(QueryLevel.Series, 2, false, "StudyInstanceUID=1.7", "Modality=CT")]
    [InlineData(QueryLevel.Series, 1, true, "SeriesInstanceUID=1.7.1")]
    [InlineData(QueryLevel.Series, 8, true, "PatientName=doe*")]
    [InlineData(QueryLevel.Image, 2, true, "StudyInstanceUID=1.7", "SeriesInstanceUID=1.7.1")]
    [InlineData(QueryLevel.Image, 4, true, "AccessionNumber=A7")]
    [InlineData(QueryLevel.Image, 1, true, "SOPInstanceUID=1.7.1.3")]
    [InlineData(QueryLevel.Image, 4 * Studies, true)]
    public void Query_ReadsTheRowsItsBestKeyHas(QueryLevel level, int rows, bool allAnswer, params string[] keys)
    {
        var asked = keys.Select(key => key.Split('=')).Select(pair => (DicomTag.Parse(pair[0]), pair[1])).ToArray();
        var answers = _store.Query(level, asked).Count;

        _store.Archive.Dispose();
        Assert.Equal(rows, Read(level, asked, out var matching).Count);
        Assert.Equal(matching, answers);
        Assert.Equal(allAnswer, answers == rows);
    }

    [Theory]
    [InlineData("PatientID=P7", true)]
    [InlineData("PatientID=P*", true)]
    [InlineData("PatientID=P?", false)]
    [InlineData("PatientID=P*7", false)]
    [InlineData("PatientName=doe*", true)]
    [InlineData("PatientName=doe^john", true)]
    [InlineData("PatientName=doe^*", false)]     // leads to all that begins with DOE
    [InlineData("PatientName=doe*=x*", false)]   // terms are single groups
    [InlineData("StudyDate=20200101", false)]    // terms have the time behind the date
    public void Condition_ThatTheIndexHasMet_IsNotLookedAtAgain(string key, bool met)
    {
        var pair = key.Split('=', 2);
        var plan = Plan(QueryLevel.Study, [(DicomTag.Parse(pair[0]), pair[1])]);

        Assert.Equal(met, Assert.Single(plan.Conditions(QueryLevel.Study)).IsMetByIndex);
    }

    [Fact]
    public void ManyEntitiesOfOneTerm_ComeOnceEach()
    {
        for (var study = 0; study < 200; study++)
        {
            _store.Ingest(TestStore.Made($"2.{study}", $"2.{study}.1", $"2.{study}.1.1", dataset => dataset
                .Set(DicomTag.SpecificCharacterSet, "ISO_IR 192")
                .Set(DicomTag.PatientID, "many")
                .Set(DicomTag.PatientName, "Yamada^Tarou=山田^太郎=やまだ^たろう")));
        }

        var uids = _store.Query(QueryLevel.Study, (DicomTag.PatientID, "many"), (DicomTag.StudyInstanceUID, "")).Select(answer => answer.GetString(DicomTag.StudyInstanceUID)).ToList();

        Assert.Equal(200, uids.Count);
        Assert.Equal(200, uids.Distinct().Count());
        Assert.Equal(200, _store.Query(QueryLevel.Study, (DicomTag.PatientName, "y*\\山*")).Count);
    }

    private static QueryPlan Plan(QueryLevel level, (DicomTag Tag, string Value)[] asked)
    {
        var keys = new DicomDataset().Set(DicomTag.SpecificCharacterSet, "ISO_IR 192").Set(DicomTag.StudyInstanceUID);
        foreach (var (tag, value) in asked)
        {
            keys.Set(tag, value.Split('\\'));
        }

        return new QueryPlan(new QueryRequest(level, keys));
    }

    /// <summary>The entities whose rows are read for an answer, and how many of them match.</summary>
    private List<EntityId> Read(QueryLevel level, (DicomTag Tag, string Value)[] asked, out int matching)
    {
        var plan = Plan(level, asked);
        using var database = RocksDatabase.Open(ArchiveFolder.DatabaseOf(_store.Folder), Families.All, new RocksSettings(), readOnly: true);
        using var snapshot = database.TakeSnapshot();
        var store = new EntityStore(database, snapshot);
        var filter = new ParentFilter(store, plan);
        using var candidates = new CandidateSource(store, plan, filter).Of(level);
        var read = new List<EntityId>();
        matching = 0;
        while (candidates.MoveNext())
        {
            read.Add(candidates.Entity);
            matching += filter.MatchRow(candidates.Entity, candidates.Row, candidates.Met) ? 1 : 0;
        }

        return read;
    }
}
