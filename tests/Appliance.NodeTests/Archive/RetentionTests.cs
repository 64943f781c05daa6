using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>What goes by itself, in which order, and what never does.</summary>
public sealed class RetentionTests : IDisposable
{
    private const int PackLength = 100_000;
    private const int InstanceLength = 10_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly TestStore _store = new();
    private readonly ManualClock _clock = new();
    private long _free = 1L << 40;

    public RetentionTests() => _store.Reopen(new ArchiveOptions { Clock = _clock, PackLength = PackLength, FreeSpace = _ => _free });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DicomArchive Archive => _store.Archive;

    private long OnDisk => new DirectoryInfo(ArchiveFolder.PacksOf(_store.Folder)).GetFiles().Sum(pack => pack.Length);

    private string Studies => string.Join(' ', _store.Query(QueryLevel.Study, (DicomTag.StudyInstanceUID, "")).Select(study => study.GetString(DicomTag.StudyInstanceUID)!.Split('.')[1]).Order());

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Size_DropsWholeStudies_TheOldestFirst_UntilTheFilesFit()
    {
        Fill(studies: 8, instances: 10);

        var result = Archive.Retain(new RetentionPolicy { MaxBytes = 450_000 }, Cancel);

        Assert.Equal(0, result.Excess);
        Assert.Equal(["1.1", "1.2", "1.3", "1.4"], result.Deleted.Select(study => study.StudyUid.Value).Take(4));
        Assert.All(result.Deleted, study => Assert.Equal((10, true), (study.Instances, study.Bytes > 10 * InstanceLength)));
        Assert.InRange(Archive.Counts.Studies, 3, 4);
        Assert.Equal(Archive.Counts.Studies * 10, Archive.Counts.Instances);
        Archive.Reclaim(Cancel, thoroughly: true);
        Assert.InRange(OnDisk, 1, 450_000 + PackLength);
        Assert.True(Archive.Check(cancel: Cancel).Problems.Count == 0);
    }

    [Fact]
    public void Size_ThatIsKept_DropsNothing_HoweverOften()
    {
        Fill(studies: 8, instances: 10);
        var policy = new RetentionPolicy { MaxBytes = 450_000 };
        Archive.Retain(policy, Cancel);
        var left = Studies;

        Assert.Empty(Archive.Retain(policy, Cancel).Deleted);
        Archive.Reclaim(Cancel, thoroughly: true);
        Assert.Empty(Archive.Retain(policy, Cancel).Deleted);

        Assert.Equal(left, Studies);
    }

    // Packs hold objects of many studies: what is dead between living ones comes back too.
    [Fact]
    public void Size_OfStudiesThatCameSideBySide_ComesBackToo()
    {
        for (var instance = 1; instance <= 10; instance++)
        {
            for (var study = 1; study <= 8; study++)
            {
                Ingest(study, instance);
            }
        }

        _clock.Advance(Hour);
        Archive.Retain(new RetentionPolicy { MaxBytes = 450_000 }, Cancel);
        Archive.Reclaim(Cancel, thoroughly: true);

        Assert.InRange(OnDisk, 1, 450_000 + PackLength);
        Assert.InRange(Archive.Counts.Studies, 2, 4);
        Assert.True(Archive.Check(cancel: Cancel).Problems.Count == 0);
    }

    [Fact]
    public void Age_CountsFromTheNewestInstance()
    {
        Ingest(1, 1);
        Ingest(2, 1);
        _clock.Advance(TimeSpan.FromDays(20));
        Ingest(2, 2);
        Ingest(3, 1);
        _clock.Advance(TimeSpan.FromDays(20));

        var result = Archive.Retain(new RetentionPolicy { MaxAge = TimeSpan.FromDays(30) }, Cancel);

        Assert.Equal("1.1", Assert.Single(result.Deleted).StudyUid.Value);
        Assert.Equal("2 3", Studies);
    }

    [Fact]
    public void KeepFree_MakesRoomOnTheDisk_AndNoMoreThanIsWanting()
    {
        Fill(studies: 8, instances: 10);
        _free = 1_000_000;

        var result = Archive.Retain(new RetentionPolicy { KeepFree = 1_150_000 }, Cancel);

        Assert.InRange(result.Deleted.Count, 2, 3);
        Assert.Equal(0, result.Excess);
    }

    [Fact]
    public void Policy_ThatAsksForNothing_DeletesNothing()
    {
        Fill(studies: 2, instances: 1);
        _clock.Advance(TimeSpan.FromDays(10_000));
        _free = 0;

        Assert.Empty(Archive.Retain(new RetentionPolicy(), Cancel).Deleted);
        Assert.Equal("1 2", Studies);
    }

    [Fact]
    public void ReadOnlyArchive_IsLeftAsItIs()
    {
        Fill(studies: 1, instances: 1);
        var archive = _store.Reopen(new ArchiveOptions { ReadOnly = true });

        Assert.Equal(ArchiveErrorKind.ReadOnly, Assert.Throws<ArchiveException>(() => archive.Retain(new RetentionPolicy { MaxBytes = 1 }, Cancel)).Kind);
    }

    [Fact]
    public void StudyBeingRead_Stays_AndGoesSomeTimeAfter()
    {
        Fill(studies: 3, instances: 2);
        var all = new RetentionPolicy { MaxBytes = 1 };
        using (Archive.OpenInstance(Archive.Instances("P", "1.1", cancel: Cancel).First()))
        {
            var result = Archive.Retain(all, Cancel);
            Assert.Equal(("1", 1), (Studies, result.InUse));
            Assert.True(result.Excess > 0);
        }

        Assert.Equal(1, Archive.Retain(all, Cancel).InUse);
        _clock.Advance(all.Quiet);
        Assert.Equal("1.1", Assert.Single(Archive.Retain(all, Cancel).Deleted).StudyUid.Value);
    }

    [Fact]
    public void StudyThatGotSomethingAMomentAgo_Stays()
    {
        Fill(studies: 2, instances: 2);
        Ingest(1, 9);

        Archive.Retain(new RetentionPolicy { MaxBytes = 1 }, Cancel);

        Assert.Equal("1", Studies);
    }

    [Fact]
    public void StudyOfAnObjectThatIsStillComing_Stays()
    {
        Fill(studies: 2, instances: 2);
        var all = new RetentionPolicy { MaxBytes = 1 };
        var large = DicomDatasetWriter.Write(Made(1, 77, 3 << 20), DicomTransferSyntax.ExplicitVRLittleEndian);
        using (var ingest = Archive.BeginIngest(DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID("1.1.1.77"), DicomTransferSyntax.ExplicitVRLittleEndian, "A"), DicomTransferSyntax.ExplicitVRLittleEndian))
        {
            ingest.Append(large.AsSpan(0, 5 << 19));
            Archive.Retain(all, Cancel);
            Assert.Equal("1", Studies);
        }

        Archive.Retain(all, Cancel);
        Assert.Equal("", Studies);
    }

    // A retrieve holds its whole study, also the instances whose turn has not come.
    [Theory]
    [InlineData("STUDY")]
    [InlineData("SERIES")]
    [InlineData("IMAGE")]
    public async Task StudyOfARetrieve_StaysUntilItHasEnded(string level)
    {
        Fill(studies: 2, instances: 5);
        var all = new RetentionPolicy { MaxBytes = 1 };
        var identifier = new DicomDataset().Set(DicomTag.QueryRetrieveLevel, level).Set(DicomTag.StudyInstanceUID, "1.2");
        if (level != "STUDY")
        {
            identifier.Set(DicomTag.SeriesInstanceUID, "1.2.1");
        }

        if (level == "IMAGE")
        {
            identifier.Set(DicomTag.SOPInstanceUID, "1.2.1.3");
        }

        var association = new AssociationInfo { Id = 1, CallingAeTitle = "A", CalledAeTitle = "B", Remote = "r", Started = default, IsInbound = true };
        var plan = await new ArchiveRetrieveService(Archive, PeerBook.Empty).PlanAsync(
            new RetrieveRequest(association, FindModel.StudyRoot, identifier, null), Cancel);

        Archive.Retain(all, Cancel);
        Assert.Equal("2", Studies);
        Assert.Equal(5, Archive.Counts.Instances);
        foreach (var item in plan.Items)
        {
            await using var dataSet = item.OpenDataSet();
            Assert.True(dataSet.ReadByte() >= 0);
        }

        plan.Hold!.Dispose();
        _clock.Advance(all.Quiet);
        Archive.Retain(all, Cancel);
        Assert.Equal("", Studies);
    }

    [Fact]
    public void Hold_OfAStudyThatHasGone_IsRefused()
    {
        Fill(studies: 1, instances: 1);
        var row = Archive.Instances(studyUid: "1.1", cancel: Cancel).Single();
        Archive.Retain(new RetentionPolicy { MaxBytes = 1 }, Cancel);

        using var holds = Archive.HoldStudies();

        Assert.False(holds.TryHold(row));
    }

    [Fact]
    public void Schedule_RunsAfterIngestAndByTheClock_AndTellsWithoutPatientData()
    {
        var news = new List<string>();
        Fill(studies: 3, instances: 1);
        using (RetentionSchedule.Begin(Archive, new RetentionPolicy { MaxBytes = 1 }, _clock, news.Add))
        {
            _clock.Advance(RetentionSchedule.AfterIngest);
            Assert.Equal("", Studies);
            Assert.Equal(3, news.Count);
            Assert.All(news, line => Assert.StartsWith("retention deleted study 1.", line, StringComparison.Ordinal));

            Ingest(4, 1);
            _clock.Advance(RetentionSchedule.AfterIngest);
            Assert.Equal("4", Studies);
            Assert.Contains("in use", news[3], StringComparison.Ordinal);

            // Told once, whatever the number of passes; then by the clock alone.
            _clock.Advance(RetentionSchedule.Interval);
            Assert.Equal(4, news.Count);
            _clock.Advance(RetentionSchedule.Interval);
            _clock.Advance(RetentionSchedule.Interval);
            Assert.Equal("", Studies);
            Assert.Contains("limits again", news[^1], StringComparison.Ordinal);
        }

        Assert.DoesNotContain(news, line => line.Contains("Doe", StringComparison.Ordinal));
        Ingest(5, 1);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("5", Studies);
    }

    [Fact]
    public void Schedule_OfAReadOnlyArchive_NeverBegins() =>
        Assert.Null(RetentionSchedule.Begin(_store.Reopen(new ArchiveOptions { ReadOnly = true }), new RetentionPolicy { MaxBytes = 1 }, _clock, _ => { }));

    /// <summary>Studies one after the other, and an hour of quiet.</summary>
    private void Fill(int studies, int instances)
    {
        for (var study = 1; study <= studies; study++)
        {
            for (var instance = 1; instance <= instances; instance++)
            {
                Ingest(study, instance);
            }
        }

        _clock.Advance(Hour);
    }

    private void Ingest(int study, int instance) => TestStore.Ingest(Archive, Made(study, instance, InstanceLength));

    private static DicomDataset Made(int study, int instance, int length) => TestStore.Made($"1.{study}", $"1.{study}.1", $"1.{study}.1.{instance}", dataset => dataset
        .Set(DicomTag.PatientID, "P").SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[length]));
}
