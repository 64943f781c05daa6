using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>What replacing, deleting and giving up leave behind.</summary>
public sealed class ArchiveChangeTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Instance_SentAgain_ReplacesTheOldOneEverywhere()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1", d => d.Set(DicomTag.PatientName, "Wrong^Name").Set(DicomTag.AccessionNumber, "OLD")));
        var changes = new List<ArchiveChange>();
        _store.Archive.Changed += changes.Add;

        var result = _store.Ingest(TestStore.Made("1", "1.1", "1.1.1", d => d.Set(DicomTag.PatientName, "Right^Name").Set(DicomTag.ImageComments, "new")));

        Assert.True(result.Replaced);
        Assert.Equal((ArchiveChangeKind.Replaced, "1.1.1"), (changes.Single().Kind, changes.Single().SopInstanceUid.Value));
        Assert.Equal((1L, 1L, 1L, 1L, result.Row.Length), Counts());
        Assert.Empty(_store.Query(QueryLevel.Study, (DicomTag.PatientName, "Wrong*")));
        Assert.Empty(_store.Query(QueryLevel.Study, (DicomTag.AccessionNumber, "OLD")));
        Assert.Single(_store.Query(QueryLevel.Study, (DicomTag.PatientName, "right^name")));
        using var file = DicomFile.Parse(TestStore.Read(_store.Archive, result.Row));
        Assert.Equal("new", file.Dataset.GetString(DicomTag.ImageComments));
    }

    [Fact]
    public void Instance_SentAgainInAnotherStudy_LeavesTheOldStudy()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "7"));
        _store.Ingest(TestStore.Made("1", "1.1", "8", d => d.Set(DicomTag.Modality, "SR")));

        _store.Ingest(TestStore.Made("2", "2.1", "7", d => d.Set(DicomTag.PatientID, "P2")));

        Assert.Equal((2L, 2L, 2L, 2L), (Counts().Patients, Counts().Studies, Counts().Series, Counts().Instances));
        var old = Assert.Single(_store.Query(QueryLevel.Study, (DicomTag.StudyInstanceUID, "1"), (DicomTag.ModalitiesInStudy, ""), (DicomTag.NumberOfStudyRelatedInstances, "")));
        Assert.Equal(("SR", "1"), (old.GetString(DicomTag.ModalitiesInStudy), old.GetString(DicomTag.NumberOfStudyRelatedInstances)));
    }

    [Fact]
    public void Study_ClaimedByAnotherPatient_MovesWhole()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));

        _store.Ingest(TestStore.Made("1", "1.1", "1.1.2", d => d.Set(DicomTag.PatientID, "P9")));

        Assert.Equal((1L, 1L, 1L, 2L), (Counts().Patients, Counts().Studies, Counts().Series, Counts().Instances));
        Assert.Empty(_store.Query(QueryLevel.Patient, (DicomTag.PatientID, "P1")));
        Assert.Equal("2", Assert.Single(_store.Query(QueryLevel.Patient, (DicomTag.PatientID, "P9"), (DicomTag.NumberOfPatientRelatedInstances, ""))).GetString(DicomTag.NumberOfPatientRelatedInstances));
    }

    [Fact]
    public void Delete_SeriesThenPatient_LeavesNothing()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        _store.Ingest(TestStore.Made("1", "1.2", "1.2.1", d => d.Set(DicomTag.Modality, "MR")));
        _store.Ingest(TestStore.Made("2", "2.1", "2.1.1"));

        Assert.Equal(1, _store.Archive.Delete(new InstanceSelection { SeriesUids = [new("1.2")] }, TestContext.Current.CancellationToken));
        Assert.Equal("CT", Assert.Single(_store.Query(QueryLevel.Study, (DicomTag.StudyInstanceUID, "1"), (DicomTag.ModalitiesInStudy, ""))).GetString(DicomTag.ModalitiesInStudy));
        Assert.Equal(2, _store.Archive.Delete(new InstanceSelection { PatientIds = ["P1"] }, TestContext.Current.CancellationToken));

        Assert.Equal((0L, 0L, 0L, 0L, 0L), Counts());
        Assert.False(_store.Archive.TryGetInstance(new DicomUID("1.1.1"), out _));
        Assert.Equal("", Contents());
    }

    [Fact]
    public void Source_OfADeletedInstance_StillReads()
    {
        var row = _store.Ingest(TestStore.Made("1", "1.1", "1.1.1")).Row;
        using var source = _store.Archive.OpenInstance(row);

        _store.Archive.Delete(new InstanceSelection { SopInstanceUids = [row.SopInstanceUid] }, TestContext.Current.CancellationToken);

        var bytes = new byte[4];
        Assert.Equal(4, source.Read(128, bytes));
        Assert.Equal("DICM"u8.ToArray(), bytes);
    }

    [Fact]
    public void LargeObject_ReadAnywhere_GivesTheBytesOfThatPlace()
    {
        var pixels = new byte[(5 << 20) + 12];
        new Random(7).NextBytes(pixels);
        var row = _store.Ingest(TestStore.Made("1", "1.1", "1.1.1", d => d.SetBytes(DicomTag.PixelData, DicomVR.OW, pixels))).Row;

        using var source = _store.Archive.OpenInstance(row);
        var start = (int)(row.Length - pixels.Length);
        foreach (var (offset, length) in new[] { (0, 10), ((1 << 20) - 5, 10), ((3 << 20) - 1, (1 << 20) + 2), (pixels.Length - 3, 3) })
        {
            var bytes = new byte[length];
            Assert.Equal(length, source.Read(start + offset, bytes));
            Assert.True(pixels.AsSpan(offset, length).SequenceEqual(bytes));
        }

        Assert.Equal(0, source.Read(row.Length, new byte[1]));
    }

    /// <summary>What names the object stands behind a chunk of other attributes, or more.</summary>
    [Theory]
    [InlineData(131_000)]
    [InlineData(400_000)]
    public void Head_ThatDoesNotEndInTheFirstChunk_IsReadWhenAllIsHere(int length)
    {
        var dataset = TestStore.Made("1", "1.1", "1.1.1", made => made
            .Set(new DicomTag(0x0009, 0x0010), DicomVR.LO, "MADE UP")
            .SetBytes(new DicomTag(0x0009, 0x1001), DicomVR.OB, new byte[length])
            .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[300_000]));

        var row = _store.Ingest(dataset).Row;

        Assert.Equal("1", row.StudyUid.Value);
        Assert.Single(_store.Query(QueryLevel.Image, (DicomTag.StudyInstanceUID, "1"), (DicomTag.SeriesInstanceUID, "1.1"), (DicomTag.SOPInstanceUID, "")));
        Assert.Empty(_store.Archive.Check(cancel: TestContext.Current.CancellationToken).Problems);
    }

    [Fact]
    public void Ingest_GivenUp_LeavesNothing()
    {
        using (var ingest = _store.Archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian))
        {
            ingest.Append(new byte[3 << 20]);
        }

        Assert.Equal(0, _store.Archive.Counts.Instances);
        Assert.Equal("", Contents());
    }

    [Fact]
    public void Ingest_OfSomethingElse_IsRefusedAndLeavesNothing()
    {
        using (var ingest = _store.Archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian))
        {
            ingest.Append("This is no data set, and nobody will take it for one."u8);
            Assert.ThrowsAny<Exception>(ingest.Commit);
        }

        Assert.Equal("", Contents());
    }

    [Fact]
    public void UnfinishedObject_OfADeadProcess_IsNowhere()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        using var ingest = _store.Archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian);
        ingest.Append(new byte[(2 << 20) + 5]);

        // The files of the open store are what a process leaves that dies here.
        using var left = new TestStore(copyOf: _store.Folder);

        Assert.Equal(1, left.Archive.Counts.Instances);
        Assert.Empty(left.Archive.Check(cancel: TestContext.Current.CancellationToken).Problems);
        left.Archive.Delete(new InstanceSelection { StudyUids = [new("1")] }, TestContext.Current.CancellationToken);
        Assert.Equal("", Contents(left));
    }

    /// <summary>The keys of the store besides what is always there; empty when nothing is left behind.</summary>
    private string Contents() => Contents(_store);

    private static string Contents(TestStore store)
    {
        store.Archive.Dispose();
        using var database = RocksDatabase.Open(Path.Combine(store.Folder, "rocksdb"), Families.All, new RocksSettings(), readOnly: true);
        var keys = new List<string>();
        for (var family = 0; family < Families.All.Count; family++)
        {
            using var all = database.Iterate(family);
            for (all.SeekToFirst(); all.Valid; all.Next())
            {
                keys.Add($"{Families.All[family].Name}: {ArchiveKeys.Describe(all.Key)}");
            }
        }

        return string.Join('\n', keys.Where(key => key is not ("default: totals" or "default: reserved" or "default: known")));
    }

    private (long Patients, long Studies, long Series, long Instances, long Bytes) Counts()
    {
        var counts = _store.Archive.Counts;
        return (counts.Patients, counts.Studies, counts.Series, counts.Instances, counts.Bytes);
    }
}
