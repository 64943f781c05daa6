using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>What QUERY-SCP answers when its archive does not (4.2.6.4.1.3.4).</summary>
public sealed class QueryStatusTests
{
    // Table 4.2.6.4.1.3.4-1 has neither A700 nor Cxxx; PS3.4 C.4.1.1.4 has C000 for what cannot be processed, and the association goes on.
    [Fact]
    public async Task Query_OfAnArchiveThatFails_IsUnableToProcessNeverOutOfResources()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var node = await TestNode.StartAsync(ct);
        await node.SendAsync([Corpus.PathOf("ct/CT_small.dcm")], ct);
        await using var client = await node.ConnectAsync([.. QueryContexts.Find(), .. QueryContexts.Verification], ct);
        node.Archive.Dispose();

        var answer = Assert.Single(await QueryNode.FindAsync(client, QueryNode.At("STUDY", (DicomTag.StudyInstanceUID, ""))));

        Assert.Equal(DicomStatus.UnableToProcess, answer.Status);
        Assert.NotEmpty(answer.Comment!);
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(ct));
        await client.ReleaseAsync(ct);
    }
}
