using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Node;
using Appliance.NodeTests.Node;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>An archive where no folder can be written to: all that one on a disk does, within bounds, until it is closed.</summary>
public sealed class MemoryArchiveTests
{
    private const long MiB = 1 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Objects_AreFoundReplacedReadAndDeleted()
    {
        using var archive = DicomArchive.OpenInMemory(64 * MiB);
        Assert.True(archive.IsInMemory);
        var large = Made("1.1.1.2", 3 * (int)MiB);
        TestStore.Ingest(archive, Made("1.1.1.1", 100));
        TestStore.Ingest(archive, large);
        Assert.True(TestStore.Ingest(archive, Made("1.1.1.1", 200)).Replaced);

        Assert.Equal("2", Assert.Single(TestStore.Query(archive, QueryLevel.Study, (DicomTag.PatientName, "Doe^J*"), (DicomTag.NumberOfStudyRelatedInstances, "")))
            .GetString(DicomTag.NumberOfStudyRelatedInstances));
        Assert.True(archive.TryGetInstance(new DicomUID("1.1.1.2"), out var row));
        Assert.Equal(DicomDatasetWriter.Write(large, DicomTransferSyntax.ExplicitVRLittleEndian), TestStore.Read(archive, row)[row.HeaderLength..]);
        Assert.Empty(archive.Check(cancel: Cancel).Problems);

        Assert.Equal(2, archive.Delete(new InstanceSelection { StudyUids = [new DicomUID("1.1")] }, Cancel));
        Assert.Equal(0, archive.Counts.Instances);
    }

    [Fact]
    public void Limit_RefusesAsAFullDiskDoes_AndWhatIsDeletedMakesRoom()
    {
        using var archive = DicomArchive.OpenInMemory(24 * MiB);
        var stored = 0;
        var full = Assert.Throws<ArchiveException>(() =>
        {
            for (; stored < 100; stored++)
            {
                TestStore.Ingest(archive, Made($"1.1.1.{stored + 1}", (int)MiB));
            }
        });

        Assert.Equal(ArchiveErrorKind.Full, full.Kind);
        Assert.StartsWith("memory full, ", full.Message, StringComparison.Ordinal);
        Assert.InRange(stored, 12, 23);
        Assert.True(archive.TryGetInstance(new DicomUID("1.1.1.1"), out _), "reading goes on");

        archive.Delete(new InstanceSelection { StudyUids = [new DicomUID("1.1")] }, Cancel);
        archive.Reclaim(Cancel);
        for (var again = 0; again < 12; again++)
        {
            TestStore.Ingest(archive, Made($"1.1.1.{again + 1}", (int)MiB));
        }
    }

    // Bounded for ever: the oldest goes when the newest comes.
    [Fact]
    public void Retention_KeepsTheNewest()
    {
        var clock = new Appliance.Tests.ManualClock();
        using var archive = DicomArchive.OpenInMemory(64 * MiB, new ArchiveOptions { Clock = clock });
        for (var study = 1; study <= 30; study++)
        {
            TestStore.Ingest(archive, TestStore.Made($"1.{study}", $"1.{study}.1", $"1.{study}.1.1", dataset => dataset.SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[MiB])));
            clock.Advance(TimeSpan.FromHours(1));
            archive.Retain(new RetentionPolicy { MaxBytes = 10 * MiB }, Cancel);
        }

        Assert.InRange(archive.Counts.Studies, 5, 10);
        Assert.True(archive.TryGetInstance(new DicomUID("1.30.1.1"), out _));
    }

    [Fact]
    public void Archives_InMemory_AreEachTheirOwn()
    {
        using var one = DicomArchive.OpenInMemory(16 * MiB);
        using var other = DicomArchive.OpenInMemory(16 * MiB);
        TestStore.Ingest(one, Made("1.1.1.1", 10));

        Assert.Equal((1, 0), (one.Counts.Instances, other.Counts.Instances));
    }

    [Fact]
    public async Task Node_InAPlaceThatCannotBeWrittenTo_WorksInMemory_AndSaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists("/sys/kernel"), "needs Linux with /sys, where nobody can make a folder");
        var notices = new List<string>();
        var profile = new NodeProfile
        {
            AeTitle = "STICK",
            Port = 0,
            Bind = System.Net.IPAddress.Loopback,
            DataFolder = "/sys/kernel/appliance/data",
            LogFolder = "/sys/kernel/appliance/logs",
            MemoryLimit = 32 * MiB,
        };
        using var archive = Composition.OpenForNode(profile, notices.Add);
        Assert.True(archive.IsInMemory);
        Assert.Contains("kept in memory, up to 32 MiB, and is gone", Assert.Single(notices), StringComparison.Ordinal);
        await using var node = await ApplianceNode.StartAsync(profile, archive, notices.Add, Cancel);

        var peer = $"STICK@127.0.0.1:{node.LocalEndPoint.Port}";
        Assert.Equal(0, (await VerbRun.OfAsync("send", peer, Appliance.Tests.Corpus.PathOf("ct/CT_small.dcm"))).Code);
        var found = await VerbRun.OfAsync("find", peer, "-k", "PatientName=CompressedSamples*");

        Assert.Contains("CompressedSamples", found.Output, StringComparison.Ordinal);
        Assert.Equal(1, archive.Counts.Instances);
    }

    // What a verb brings would be gone as it ends: it must not seem to have been kept.
    [Fact]
    public async Task Import_IntoAPlaceThatCannotBeWrittenTo_Fails()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Directory.Exists("/sys/kernel"), "needs Linux with /sys, where nobody can make a folder");

        var run = await VerbRun.OfAsync("--data", "/sys/kernel/appliance/data", "import", Appliance.Tests.Corpus.PathOf("ct/CT_small.dcm"));

        Assert.InRange(run.Code, 25, 46);
        Assert.Contains("choose another folder with --data", run.Error, StringComparison.Ordinal);
    }

    private static DicomDataset Made(string uid, int length) =>
        TestStore.Made("1.1", "1.1.1", uid, dataset => dataset.SetBytes(DicomTag.PixelData, DicomVR.OB, Enumerable.Range(0, length).Select(i => (byte)(i * 31)).ToArray()));
}
