using Appliance.Browser;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Browser;

public sealed class AssociationRowsTests
{
    [Fact]
    public void Rows_OfALog_HaveTheOpenOnesFirstAndTheLatestOnTop()
    {
        var clock = new ManualClock();
        var log = new AssociationLog(clock);
        log.Opened(Association(1, "OLD", isInbound: true));
        log.Closed(Association(1, "OLD", isInbound: true), "released by the peer");
        log.Rejected(Association(2, "WRONG", isInbound: true), new AssociationRejection(1, 1, 7));
        log.Opened(Association(3, "MODALITY", isInbound: true));
        log.Opened(Association(4, "VIEWER", isInbound: false));
        clock.Advance(TimeSpan.FromSeconds(2));
        log.Operation(Association(3, "MODALITY", isInbound: true), "C-STORE", DicomStatus.Success, 5_000_000);
        log.Operation(Association(4, "VIEWER", isInbound: false), "C-STORE", DicomStatus.OutOfResources, 40_000);

        var rows = AssociationRows.Of(log.Open, log.Ended, clock.GetUtcNow());

        Assert.Equal(
            ["open out VIEWER 192.0.2.4 C-STORE 1 (1 failed) 20.0 kB/s", "open in MODALITY 192.0.2.3 C-STORE 1 0.5/s 2.5 MB/s", "refused in WRONG 192.0.2.2", "ended in OLD 192.0.2.1"],
            rows.Select(row => string.Join(' ', row.Cells.Where((_, column) => column != 4)).TrimEnd()));
        Assert.Contains("out of resources", rows[0].Title);
        Assert.Equal("1 of 2 contexts accepted", rows[1].Title);
        Assert.Contains("called AE title not recognized", rows[2].Title);
        Assert.Contains(rows[1].Details, detail => detail is { Label: "context 1", Value: "CT Image Storage: Explicit VR Little Endian" });
        Assert.Contains(rows[1].Details, detail => detail is { Label: "context 3", Value: "MR Image Storage: the service is not supported (abstract syntax)" });
        Assert.All(rows, row => Assert.Equal(AssociationRows.Columns.Count, row.Cells.Count));
    }

    [Theory]
    [InlineData(79)]
    [InlineData(40)]
    [InlineData(200)]
    public void Columns_InAnyTerminal_FitAndKeepThePeer(int room)
    {
        var widths = BrowserColumns.Fit(AssociationRows.Columns, room);

        Assert.InRange(widths.Sum() + widths.Count(width => width > 0) - 1, 1, room);
        Assert.True(widths[2] > 0);
        Assert.True(room < 79 || widths.All(width => width > 0));
    }

    private static AssociationInfo Association(long id, string peer, bool isInbound) => new()
    {
        Id = id,
        CallingAeTitle = isInbound ? peer : "NODE",
        CalledAeTitle = isInbound ? "NODE" : peer,
        Remote = $"192.0.2.{id}:40112",
        Started = DateTimeOffset.UnixEpoch.AddSeconds(id),
        IsInbound = isInbound,
        Contexts =
        [
            new NegotiatedContext { Id = 1, AbstractSyntax = DicomUID.CTImageStorage, Proposed = [], Result = ContextResult.Acceptance, TransferSyntax = DicomTransferSyntax.ExplicitVRLittleEndian },
            new NegotiatedContext { Id = 3, AbstractSyntax = DicomUID.MRImageStorage, Proposed = [], Result = ContextResult.AbstractSyntaxNotSupported },
        ],
    };
}
