using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>Matching and answers as PS3.4 C.2.2.2 and the conformance statement's table have them.</summary>
public sealed class ArchiveQueryTests : IDisposable
{
    private readonly TestStore _store = new();

    public ArchiveQueryTests()
    {
        Study("1.1", "P1", "Doe^Jane", "20050719", "235959", "A1", "CT");
        Study("1.2", "P1", "Doe^Jane", "20050720", "100000", "A2", "MR");
        Study("1.3", "P2", "Müller^Jürgen", "20050721", "050000", "A3", "MR");
        Study("1.4", "P3", "Smith^John^Q", "20050722", "110000", "", "US");
        Study("1.5", "p1", "Doerr^J", "20050722", "110001", "A10", "US");
    }

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("PatientID", "P1", "1.1 1.2")]
    [InlineData("PatientID", "P*", "1.1 1.2 1.3 1.4")]
    [InlineData("PatientID", "?1", "1.1 1.2 1.5")]
    [InlineData("PatientID", "*", "1.1 1.2 1.3 1.4 1.5")]
    [InlineData("PatientName", "doe^jane", "1.1 1.2")]
    [InlineData("PatientName", "DOE*", "1.1 1.2 1.5")]
    [InlineData("PatientName", "*J*", "1.1 1.2 1.3 1.4 1.5")]
    [InlineData("PatientName", "muller^*", "1.3")]
    [InlineData("PatientName", "Smith^John^Q^", "1.4")]
    [InlineData("PatientName", "Smith", "")]
    [InlineData("StudyDate", "20050720", "1.2")]
    [InlineData("StudyDate", "20050720-20050721", "1.2 1.3")]
    [InlineData("StudyDate", "-20050720", "1.1 1.2")]
    [InlineData("StudyDate", "20050722-", "1.4 1.5")]
    [InlineData("StudyDate", "2005", "1.1 1.2 1.3 1.4 1.5")]
    [InlineData("StudyDate", "nonsense", "")]
    [InlineData("StudyTime", "100000-110000", "1.2 1.4")]
    [InlineData("AccessionNumber", "A1", "1.1")]
    [InlineData("AccessionNumber", "A1*", "1.1 1.5")]
    [InlineData("StudyInstanceUID", @"1.2\1.5\9.9", "1.2 1.5")]
    [InlineData("StudyInstanceUID", "1.*", "")]
    [InlineData("ModalitiesInStudy", "US", "1.4 1.5")]
    [InlineData("PatientComments", "x", "")]
    public void StudyKey_Alone_SelectsTheStudiesItMatches(string keyword, string value, string expected) =>
        Assert.Equal(expected, Found((DicomTag.Parse(keyword), value)));

    [Fact]
    public void DateAndTime_Together_MeanOneMoment() =>
        Assert.Equal("1.2 1.3 1.4", Found((DicomTag.StudyDate, "20050720-20050722"), (DicomTag.StudyTime, "100000-110000")));

    [Fact]
    public void SeveralKeys_Together_MustAllMatch() =>
        Assert.Equal("1.2", Found((DicomTag.PatientID, "P1"), (DicomTag.ModalitiesInStudy, "MR"), (DicomTag.StudyDate, "2005-")));

    [Fact]
    public void Answer_Always_HoldsTheKeysAskedAndNothingElse()
    {
        var answer = Assert.Single(_store.Query(
            QueryLevel.Study, (DicomTag.StudyInstanceUID, "1.3"), (DicomTag.PatientName, ""), (DicomTag.OtherPatientIDs, ""),
            (DicomTag.NumberOfStudyRelatedInstances, ""), (DicomTag.QueryRetrieveLevel, "STUDY"), (DicomTag.SeriesNumber, "")));

        Assert.Equal(
            [DicomTag.SpecificCharacterSet, DicomTag.QueryRetrieveLevel, DicomTag.PatientName, DicomTag.OtherPatientIDs, DicomTag.StudyInstanceUID, DicomTag.NumberOfStudyRelatedInstances],
            answer.Select(element => element.Tag));
        Assert.Equal("Müller^Jürgen", answer.GetString(DicomTag.PatientName));
        Assert.Equal("2", answer.GetString(DicomTag.NumberOfStudyRelatedInstances));
    }

    [Fact]
    public void UnsupportedKeys_OfARequest_AreToldOf()
    {
        var keys = new DicomDataset().Set(DicomTag.PatientName).Set(DicomTag.SeriesNumber).Set(DicomTag.PixelSpacing);

        Assert.Equal([DicomTag.SeriesNumber, DicomTag.PixelSpacing], new QueryRequest(QueryLevel.Study, keys).UnsupportedKeys);
    }

    [Fact]
    public void SeriesAndImages_OfAStudy_AreFoundWithTheirNumbers()
    {
        var series = _store.Query(QueryLevel.Series, (DicomTag.StudyInstanceUID, "1.2"), (DicomTag.SeriesInstanceUID, ""), (DicomTag.NumberOfSeriesRelatedInstances, ""), (DicomTag.Modality, ""));
        var images = _store.Query(QueryLevel.Image, (DicomTag.StudyInstanceUID, "1.2"), (DicomTag.SeriesInstanceUID, "1.2.1"), (DicomTag.SOPInstanceUID, ""), (DicomTag.InstanceNumber, ""), (DicomTag.Rows, ""));

        Assert.Equal(["1.2.1 2 MR"], series.Select(s => $"{s.GetString(DicomTag.SeriesInstanceUID)} {s.GetString(DicomTag.NumberOfSeriesRelatedInstances)} {s.GetString(DicomTag.Modality)}"));
        Assert.Equal(["1.2.1.1 1 512", "1.2.1.2 2 512"], images.Select(i => $"{i.GetString(DicomTag.SOPInstanceUID)} {i.GetString(DicomTag.InstanceNumber)} {i.GetInt32(DicomTag.Rows)}"));
    }

    [Theory]
    [InlineData("01", "1.3.1.1")]
    [InlineData("2", "1.3.1.2")]
    [InlineData("3", "")]
    public void InstanceNumber_AsNumber_Matches(string value, string expected) =>
        Assert.Equal(expected, string.Join(' ', _store.Query(QueryLevel.Image, (DicomTag.SeriesInstanceUID, "1.3.1"), (DicomTag.InstanceNumber, value), (DicomTag.SOPInstanceUID, ""))
            .Select(answer => answer.GetString(DicomTag.SOPInstanceUID))));

    [Fact]
    public void UpperKeys_AtSeriesLevel_NarrowTheAnswerAndCanBeReturned()
    {
        var answers = _store.Query(QueryLevel.Series, (DicomTag.PatientID, "P1"), (DicomTag.StudyDate, "20050720"), (DicomTag.PatientName, ""), (DicomTag.SeriesInstanceUID, ""));

        var answer = Assert.Single(answers);
        Assert.Equal(("1.2.1", "Doe^Jane"), (answer.GetString(DicomTag.SeriesInstanceUID), answer.GetString(DicomTag.PatientName)));
    }

    [Fact]
    public void Patients_OfTheArchive_AreListedWithTheirCounts()
    {
        var answers = _store.Query(QueryLevel.Patient, (DicomTag.PatientID, "P*"), (DicomTag.NumberOfPatientRelatedStudies, ""), (DicomTag.NumberOfPatientRelatedInstances, ""));

        Assert.Equal(["P1 2 4", "P2 1 2", "P3 1 2"], answers.Select(a =>
            $"{a.GetString(DicomTag.PatientID)} {a.GetString(DicomTag.NumberOfPatientRelatedStudies)} {a.GetString(DicomTag.NumberOfPatientRelatedInstances)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Query_Cancelled_Stops()
    {
        using var cancel = new CancellationTokenSource();
        using var answers = _store.Archive.Query(new QueryRequest(QueryLevel.Study, new DicomDataset().Set(DicomTag.StudyInstanceUID)), cancel.Token).GetEnumerator();

        Assert.True(answers.MoveNext());
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => answers.MoveNext());
    }

    private string Found(params (DicomTag Tag, string Value)[] keys)
    {
        var asked = keys.Any(key => key.Tag == DicomTag.StudyInstanceUID) ? keys : [.. keys, (DicomTag.StudyInstanceUID, "")];
        return string.Join(' ', _store.Query(QueryLevel.Study, asked).Select(answer => answer.GetString(DicomTag.StudyInstanceUID)).Order(StringComparer.Ordinal));
    }

    private void Study(string uid, string patient, string name, string date, string time, string accession, string modality)
    {
        for (var number = 1; number <= 2; number++)
        {
            _store.Ingest(TestStore.Made(uid, uid + ".1", $"{uid}.1.{number}", dataset =>
            {
                dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 100");
                dataset.Set(DicomTag.PatientID, patient);
                dataset.Set(DicomTag.PatientName, name);
                dataset.Set(DicomTag.StudyDate, date);
                dataset.Set(DicomTag.StudyTime, time);
                dataset.Set(DicomTag.AccessionNumber, accession);
                dataset.Set(DicomTag.Modality, modality);
                dataset.Set(DicomTag.InstanceNumber, number);
                dataset.Set(DicomTag.Rows, 512);
            }));
        }
    }
}
