using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Node;

public sealed class AssociationLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("log").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Association_FromOpeningToEnd_IsCountedAndRemembered()
    {
        var log = new AssociationLog(TimeProvider.System);
        var association = Association(1);

        log.Opened(association);
        log.Operation(association, "C-STORE", DicomStatus.Success, 1000);
        log.Operation(association, "C-STORE", DicomStatus.OutOfResources, 500);
        Assert.Equal(2, Assert.Single(log.Open).Operations["C-STORE"]);
        log.Closed(association, "released by the peer");

        Assert.Empty(log.Open);
        var record = Assert.Single(log.Ended);
        Assert.Equal(("released by the peer", 1500L, 1), (record.Outcome, record.Bytes, record.Failures));
        Assert.Contains("out of resources", record.LastFailure);
    }

    [Fact]
    public void Association_AtWork_HasARateOfItsLifeAndOfItsLastSeconds()
    {
        var clock = new ManualClock();
        var log = new AssociationLog(clock);
        var association = Association(1);
        log.Opened(association);

        for (var second = 0; second < 30; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            log.Operation(association, "C-STORE", DicomStatus.Success, 1_000_000);
            log.Operation(association, "C-STORE", DicomStatus.Success, 1_000_000);
            log.Operation(association, "C-STORE", DicomStatus.OutOfResources, 0);
        }

        Assert.Equal((60, new AssociationRate(2, 2_000_000), new AssociationRate(2, 2_000_000)), Told());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((60, AssociationRate.Of(60, 60_000_000, TimeSpan.FromSeconds(35)), new AssociationRate(1, 1_000_000)), Told());
        clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal((60, new AssociationRate(1, 1_000_000), default), Told());

        log.Closed(association, "released by the peer");
        Assert.Equal(60, Assert.Single(log.Ended).Duration.TotalSeconds);

        (int, AssociationRate, AssociationRate) Told()
        {
            var record = Assert.Single(log.Open);
            return (record.Instances, record.Overall, record.Recent);
        }
    }

    [Fact]
    public void LiveFile_WhileSomethingChanges_IsReplacedOnceASecondAndGoneAtTheEnd()
    {
        var clock = new ManualClock();
        var log = new AssociationLog(clock);
        using (LiveAssociations.Begin(_folder, "NODE@192.0.2.7:104", log, clock))
        {
            clock.Advance(TimeSpan.Zero);
            Assert.Equal((0, "NODE@192.0.2.7:104"), (Read()!.Count, Read()!.Node));

            log.Opened(Association(1));
            clock.Advance(TimeSpan.FromMilliseconds(900));
            Assert.Equal(0, Read()!.Count);
            clock.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Equal("TESTER", Assert.Single(Read()!.Open).Association.CallingAeTitle);

            log.Operation(Association(1), "C-STORE", DicomStatus.Success, 5_000_000);
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.False(Assert.Single(Read()!.Open).Recent.IsZero);

            // Rates fall without anything happening, and then the file rests.
            for (var second = 0; second < 12; second++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }

            Assert.True(Assert.Single(Read()!.Open).Recent.IsZero);
            var rested = Read()!.Time;
            clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(rested, Read()!.Time);
        }

        Assert.Null(Read());
        Assert.Empty(Directory.GetFiles(_folder));

        OpenAssociations? Read() => AssociationHistory.ReadOpen(_folder);
    }

    [Fact]
    public void LiveFile_OfVeryMany_TellsOfTheLatestAndCountsAll()
    {
        var clock = new ManualClock();
        var log = new AssociationLog(clock);
        for (var id = 1; id <= LiveAssociations.MostTold + 10; id++)
        {
            log.Opened(Association(id));
        }

        using var live = LiveAssociations.Begin(_folder, "NODE", log, clock);
        clock.Advance(TimeSpan.Zero);

        var open = AssociationHistory.ReadOpen(_folder)!;
        Assert.Equal((LiveAssociations.MostTold + 10, LiveAssociations.MostTold), (open.Count, open.Open.Count));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(LiveAssociations.MostTold + 10), open.Open[^1].Association.Started);
    }

    [Fact]
    public void History_OfAnAssociationThatJustEnded_HasItOnce()
    {
        var clock = new ManualClock();
        using var file = AssociationLogFile.Open(_folder, limit: 1 << 20);
        var log = new AssociationLog(clock, file);
        log.Opened(Association(1));
        log.Opened(Association(2));
        using var live = LiveAssociations.Begin(_folder, "NODE", log, clock);
        clock.Advance(TimeSpan.Zero);

        log.Closed(Association(1), "released by the peer");
        var (open, ended) = AssociationHistory.Read(_folder, _folder, 10);

        Assert.Equal(1, open!.Count);
        Assert.Equal(Association(2).Started, Assert.Single(open.Open).Association.Started);
        Assert.Equal(Association(1).Started, Assert.Single(ended).Association.Started);
    }

    [Fact]
    public void LiveFile_OfAProcessThatIsGone_IsNotBelieved()
    {
        File.WriteAllText(Path.Combine(_folder, "associations.live"), "{\"node\":\"A@h:1\",\"process\":\"2147483646\",\"open\":1}\n");

        Assert.Null(AssociationHistory.ReadOpen(_folder));
    }

    [Fact]
    public void History_Read_IsWhatWasWritten()
    {
        var association = Association(1) with
        {
            IsInbound = false,
            PeerImplementationClassUid = "1.2.3",
            Contexts =
            [
                new NegotiatedContext { Id = 1, AbstractSyntax = DicomUID.CTImageStorage, Proposed = [], Result = ContextResult.Acceptance, TransferSyntax = DicomTransferSyntax.JPEG2000Lossless },
                new NegotiatedContext { Id = 3, AbstractSyntax = DicomUID.MRImageStorage, Proposed = [], Result = ContextResult.AbstractSyntaxNotSupported },
            ],
        };
        using (var file = AssociationLogFile.Open(_folder, limit: 1 << 20))
        {
            var log = new AssociationLog(new ManualClock(), file);
            log.Opened(association);
            log.Operation(association, "C-STORE", DicomStatus.OutOfResources, 7);
            log.Closed(association, "released by us");
            log.Rejected(Association(2), new AssociationRejection(1, 1, 7));
            log.Failed(association, "C-STORE", new IOException("not an association"));
            log.Disconnected("192.0.2.9:1", "nothing came");
        }

        File.AppendAllText(Path.Combine(_folder, "associations.log"), "{\"event\":\"association\",\"time\"");
        var records = AssociationHistory.ReadEnded(_folder, 10);

        Assert.Equal(["released by us", "called AE title", "nothing came"], records.Select(record => record.IsRejected ? "called AE title" : record.Outcome));
        Assert.Equal((false, "TESTER", "NODE", 7L, 1), (records[0].Association.IsInbound, records[0].Association.CallingAeTitle, records[0].Association.CalledAeTitle, records[0].Bytes, records[0].Failures));
        Assert.Contains("out of resources", records[0].LastFailure);
        Assert.Equal(1, records[0].Operations["C-STORE"]);
        Assert.Equal(
            [(1, "1.2.840.10008.1.2.4.90", ContextResult.Acceptance), (3, null, ContextResult.AbstractSyntaxNotSupported)],
            records[0].Association.Contexts.Select(context => ((int)context.Id, context.TransferSyntax?.Uid.Value, context.Result)));
        Assert.Equal(["nothing came"], AssociationHistory.ReadEnded(_folder, 1).Select(record => record.Outcome));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]\n7\n\"x\"\n{}\n\u0000\n")]
    [InlineData("{\"event\":\"association\",\"time\":7,\"contexts\":3}\n{\"event\":7}\n{\"event\":\"connection\",\"time\":\"no\"}\n")]
    public void History_OfGarbage_IsEmpty(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "associations.log"), text);
        File.WriteAllText(Path.Combine(_folder, "associations.live"), text);

        Assert.Empty(AssociationHistory.ReadEnded(_folder, 10));
        Assert.Null(AssociationHistory.ReadOpen(_folder));
    }

    [Fact]
    public void Log_AfterManyAssociations_RemembersTheLatestWithinItsBound()
    {
        var log = new AssociationLog(TimeProvider.System);
        for (var id = 1; id <= AssociationLog.Remembered + 10; id++)
        {
            log.Opened(Association(id));
            log.Closed(Association(id), "released");
        }

        Assert.Equal(AssociationLog.Remembered, log.Ended.Count);
        Assert.Equal(AssociationLog.Remembered + 10, log.Ended[^1].Association.Id);
    }

    [Fact]
    public void LogFile_AtItsLimit_IsRenamedOnceAndBegunAgain()
    {
        using (var file = AssociationLogFile.Open(_folder, limit: 2000))
        {
            for (var line = 0; line < 50; line++)
            {
                file.WriteDisconnected(DateTimeOffset.UnixEpoch, "192.0.2.1:1", "nothing came within the ARTIM time");
            }
        }

        Assert.Equal(["associations.log", "associations.log.1"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(_folder), path => Assert.InRange(new FileInfo(path).Length, 1, 2000));
    }

    private static AssociationInfo Association(long id) => new()
    {
        Id = id,
        CallingAeTitle = "TESTER",
        CalledAeTitle = "NODE",
        Remote = "192.0.2.1:1",
        Started = DateTimeOffset.UnixEpoch.AddSeconds(id),
        IsInbound = true,
    };
}
