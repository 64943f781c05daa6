using Appliance.Network;
using Appliance.Node;
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
