using System.Net.Sockets;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>Whatever a peer does, the node serves on, and nothing half-stored is seen.</summary>
public sealed class GarbagePeerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Peer_SendingGarbage_IsDroppedAndTheNodeServesOn()
    {
        await using var node = await TestNode.StartAsync(Ct);
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(node.Node.LocalEndPoint, Ct);
            await socket.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: node\r\n\r\n"u8.ToArray(), Ct);

            // The node answers nothing it could not have understood, and hangs up.
            var answer = new byte[256];
            var count = await socket.GetStream().ReadAsync(answer, Ct);
            Assert.True(count == 0 || answer[0] == 7, $"answered with PDU type {answer[0]}");
        }

        await AssertServesAsync(node);
    }

    [Fact]
    public async Task Peer_CallingAnotherTitle_IsRefusedInWords()
    {
        await using var node = await TestNode.StartAsync(Ct);

        var refused = await Assert.ThrowsAsync<AssociationException>(() => DicomClient.ConnectAsync(
            node.Address with { AeTitle = "WRONG" }, "TESTER", QueryContexts.Verification, null, Ct));

        Assert.Equal(AssociationFault.Rejected, refused.Fault);
        Assert.Contains("called AE title", refused.Message);
        await AssertServesAsync(node);
        await TestNode.WaitForAsync(() => node.Node.Associations.Ended.Any(record => record.IsRejected && record.Association.CalledAeTitle == "WRONG"));
    }

    [Fact]
    public async Task Peer_AbortingInMidObject_LeavesNothingVisible()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var item = Appliance.Node.StoredItems.OfFile(Corpus.PathOf("ct/CT1_UNC.implicit_little_endian.dcm"));
        await using (var client = await node.ConnectAsync(StorageContexts.For([(item.SopClassUid, item.TransferSyntax)]), Ct))
        {
            var breaking = item with { Length = -1, OpenDataSet = () => new BreakingStream(item.OpenDataSet(), 100_000, client.Abort) };
            await Assert.ThrowsAnyAsync<Exception>(() => client.StoreAsync(breaking, Ct));
        }

        await AssertServesAsync(node);
        await TestNode.WaitForAsync(() => node.Node.Associations.Open.Count == 0);
        Assert.Equal(0, node.Archive.Counts.Instances);
        await node.RestartAsync(Ct);
        Assert.Equal(0, node.Archive.Counts.Instances);
    }

    [Fact]
    public async Task Object_WithAnInstanceUidThatIsNone_IsRefusedAndTheNextIsTaken()
    {
        await using var node = await TestNode.StartAsync(Ct);
        var good = Appliance.Node.StoredItems.OfFile(Corpus.PathOf("ct/CT_small.dcm"));
        var unusable = DicomDatasetWriter.Write(new DicomDataset().Set(DicomTag.SOPInstanceUID, new string('9', 3000)), DicomTransferSyntax.ExplicitVRLittleEndian);
        await using var client = await node.ConnectAsync(StorageContexts.For([(good.SopClassUid, good.TransferSyntax)]), Ct);

        var refused = await client.StoreAsync(good with { Length = unusable.Length, OpenDataSet = () => new MemoryStream(unusable) }, Ct);
        var taken = await client.StoreAsync(good, Ct);
        await client.ReleaseAsync(Ct);

        Assert.True(refused.IsFailure, refused.ToString());
        Assert.True(taken.IsSuccess, taken.ToString());
        Assert.Equal(1, node.Archive.Counts.Instances);
    }

    [Fact]
    public async Task Associations_OpenAndEnded_AreInTheLogWithoutPatientData()
    {
        await using var node = await TestNode.StartAsync(Ct);
        await node.SendAsync([Corpus.PathOf("ct/CT_small.dcm")], Ct);
        await TestNode.WaitForAsync(() => node.Node.Associations.Ended.Count == 1);

        var record = node.Node.Associations.Ended[0];
        Assert.Equal("TESTER", record.Association.CallingAeTitle);
        Assert.Equal(1, record.Operations["C-STORE"]);
        Assert.Equal(0, record.Failures);
        Assert.True(record.Bytes > 30_000);

        await node.Node.DisposeAsync();
        var log = await File.ReadAllTextAsync(Path.Combine(node.Profile.LogFolder, "associations.log"), Ct);
        Assert.Contains("\"calling\":\"TESTER\"", log);
        Assert.Contains("1.2.840.10008.5.1.4.1.1.2", log);
        Assert.DoesNotContain("CompressedSamples", log);
    }

    private static async Task AssertServesAsync(TestNode node)
    {
        await using var client = await node.ConnectAsync(QueryContexts.Verification, Ct);
        Assert.True((await client.EchoAsync(Ct)).IsSuccess);
        await client.ReleaseAsync(Ct);
    }

    /// <summary>Gives so many bytes, then calls for the association's end and gives no more.</summary>
    private sealed class BreakingStream(Stream inner, int limit, Action broken) : Stream
    {
        private int _given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_given >= limit)
            {
                broken();
                throw new IOException("the source broke off");
            }

            var read = inner.Read(buffer, offset, Math.Min(count, limit - _given));
            _given += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
