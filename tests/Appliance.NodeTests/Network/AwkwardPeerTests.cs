using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>Peers that break off, break rules, or stand still, at every awkward moment: one association ends, the node serves on.</summary>
public sealed class AwkwardPeerTests
{
    private const byte Accept = 2;
    private const byte Data = 4;
    private const byte ReleaseRp = 6;
    private const byte Abort = 7;

    internal static byte[] StoreRequest => CalledNode(DcmtkRecordings.StoreRequest);

    [Fact]
    public async Task RecordedSession_OfStorescu_IsAnsweredAsStorescpDid()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();

        await peer.SendAsync(StoreRequest);
        Assert.Equal(Accept, await peer.ReceiveTypeAsync());
        await peer.SendAsync(DcmtkRecordings.StoreCommand, DcmtkRecordings.StoreData);
        Assert.Equal(DcmtkRecordings.StoreResponse, await peer.ReceiveAsync());
        await peer.SendAsync(DcmtkRecordings.ReleaseRequest);
        Assert.Equal(DcmtkRecordings.ReleaseResponse, await peer.ReceiveAsync());

        Assert.Equal(DcmtkRecordings.StoreDataSet, node.Stored["1.2.3.4"]);
    }

    [Fact]
    public async Task RecordedSession_SentOctetByOctet_IsTheSame()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        foreach (var octet in (byte[])[.. StoreRequest, .. DcmtkRecordings.StoreCommand, .. DcmtkRecordings.StoreData, .. DcmtkRecordings.ReleaseRequest])
        {
            await peer.SendAsync([octet]);
        }

        Assert.Equal(Accept, await peer.ReceiveTypeAsync());
        Assert.Equal(DcmtkRecordings.StoreResponse, await peer.ReceiveAsync());
        Assert.Equal(ReleaseRp, await peer.ReceiveTypeAsync());
        Assert.Equal(DcmtkRecordings.StoreDataSet, node.Stored["1.2.3.4"]);
    }

    [Fact]
    public async Task RecordedSession_CutAfterAnyOctet_KeepsNothingHalfAndTheNodeServesOn()
    {
        await using var node = new NetworkNode();
        byte[] session = [.. StoreRequest, .. DcmtkRecordings.StoreCommand, .. DcmtkRecordings.StoreData];
        for (var length = 1; length < session.Length; length += 7)
        {
            var peer = await node.DialAsync();
            await peer.SendAsync(session[..length]);
            await peer.DisposeAsync();
        }

        await using var client = await node.ConnectAsync(QueryContexts.Verification);
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        Assert.Empty(node.Stored);
        Assert.DoesNotContain(node.Events, e => e.Contains("internal error", StringComparison.Ordinal));
    }

    // The words, the reason in the A-ABORT (PS3.8 Table 9-26: 1 unrecognized, 2 unexpected, 5 unexpected parameter, 6 invalid value), and the octets.
    public static TheoryData<string, byte, byte[]> Violations => new()
    {
        { "none of the seven", 1, "GET / HTTP/1.1\r\n\r\n"u8.ToArray() },
        { "must be 4", 6, DcmtkRecordings.Octets("05 00 ffffffff") },
        { "must be 4", 6, DcmtkRecordings.Octets("07 00 ffffffff") },
        { "AssociateAccept PDU where none is due", 2, DcmtkRecordings.EchoAccept },
        { "AssociateRequest PDU where none is due", 2, StoreRequest },
        { "announces 4294967295 octets", 6, DcmtkRecordings.Octets("01 00 ffffffff") },
        { "AssociateReject PDU where none is due", 2, DcmtkRecordings.RejectCalledTitle },
        { "ReleaseResponse PDU where none is due", 2, DcmtkRecordings.ReleaseResponse },
        { "PDV item length 0", 6, DcmtkRecordings.Octets("04 00 00000006 00000000 01 03") },
        { "PDV item length 1", 6, DcmtkRecordings.Octets("04 00 00000006 00000001 01 03") },
        { "PDV item length 3 does not fit", 6, DcmtkRecordings.Octets("04 00 00000006 00000003 01 03") },
        { "PDV item length 4294967295", 6, DcmtkRecordings.Octets("04 00 00000010 ffffffff 01 03") },
        { "PDV item length 4294967295", 6, DcmtkRecordings.Octets("04 00 ffffffff ffffffff 01 03") },
        { "a command longer than 65536", 6, DcmtkRecordings.Octets("04 00 ffffffff fffffffb 01 03") },
        { "too few for a PDV", 6, DcmtkRecordings.Octets("04 00 00000000") },
        { "too few for a PDV", 6, DcmtkRecordings.Octets("04 00 00000009 00000002 01 01 000000") },
        { "presentation context 5, which was not accepted", 5, DcmtkRecordings.Octets("04 00 00000006 00000002 05 03") },
        { "presentation context 0", 5, DcmtkRecordings.Octets("04 00 00000006 00000002 00 03") },
        { "presentation context 2, which was not accepted", 5, DcmtkRecordings.Octets("04 00 00000006 00000002 02 03") },
        { "without Command Field", 6, DcmtkRecordings.Octets("04 00 00000006 00000002 01 03") },
        { "data set fragment where a command is due", 5, DcmtkRecordings.StoreData },
        { "C-STORE response to nothing", 2, DcmtkRecordings.StoreResponse },
        { "ReleaseRequest in the middle of a command", 2, [.. DcmtkRecordings.Octets("04 00 00000006 00000002 01 01"), .. DcmtkRecordings.ReleaseRequest] },
        { "within a command of 1", 5, [.. DcmtkRecordings.Octets("04 00 00000006 00000002 01 01"), .. DcmtkRecordings.Octets("04 00 00000006 00000002 03 01")] },
        { "ReleaseRequest in the middle of a data set", 5, [.. DcmtkRecordings.StoreCommand, .. DcmtkRecordings.ReleaseRequest] },
        { "command fragment of presentation context 1 within a data set", 5, [.. DcmtkRecordings.StoreCommand, .. DcmtkRecordings.StoreCommand] },
        { "data set fragment of presentation context 3 within a data set of 1", 5, [.. DcmtkRecordings.StoreCommand, .. DcmtkRecordings.Octets("04 00 00000006 00000002 03 02")] },
        { "longer than 65536", 6, Repeat(DcmtkRecordings.Octets("04 00 00004006 00004002 01 01"), 0x4000, 5) },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Violation_OnAnOpenAssociation_IsAbortedInWordsAndTheNodeServesOn(string words, byte reason, byte[] octets)
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        await peer.SendAsync(StoreRequest);
        Assert.Equal(Accept, await peer.ReceiveTypeAsync());

        await peer.SendAsync(octets);

        Assert.Equal([Abort, 0, 0, 0, 0, 4, 0, 0, 2, reason], await peer.ReceiveAsync());
        await AssertEchoAsync(node);
        await peer.DisposeAsync();
        var seen = await node.SeenAsync("closed: STORESCU@");
        Assert.Contains(words, seen, StringComparison.Ordinal);
        Assert.Empty(node.Stored);
    }

    /// <summary>Before there is an association the abort comes with source 0 and no reason (PS3.8 Table 9-9, AA-1), at the first octet that tells.</summary>
    [Theory]
    [InlineData("47")]
    [InlineData("04")]
    [InlineData("04 00 00000006 00000002 01 03")]
    [InlineData("02")]
    [InlineData("03 00 00000004 00010107")]
    [InlineData("05")]
    [InlineData("06")]
    [InlineData("01 00 ffffffff")]
    [InlineData("01 00 00000010")]
    public async Task Violation_InsteadOfARequest_IsAbortedAtOnce(string octets)
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();

        await peer.SendAsync(DcmtkRecordings.Octets(octets));

        Assert.Equal(DcmtkRecordings.Octets("07 00 00000004 00 00 00 00"), await peer.ReceiveAsync());
        await AssertEchoAsync(node);
    }

    /// <summary>An A-ABORT at every moment of a session ends it without an answer.</summary>
    [Theory]
    [InlineData("before the request", 0)]
    [InlineData("in the middle of the request", 50)]
    [InlineData("on the open association", 302)]
    [InlineData("in the middle of a command", 340)]
    [InlineData("before the data set", 416)]
    [InlineData("in the middle of the data set", 450)]
    [InlineData("after the data set", 492)]
    public async Task Abort_AtAnyMoment_EndsTheAssociationWithoutAnAnswer(string moment, int sent)
    {
        Assert.NotEmpty(moment);
        byte[] session = [.. StoreRequest, .. DcmtkRecordings.StoreCommand, .. DcmtkRecordings.StoreData];
        Assert.Equal(492, session.Length);
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();

        await peer.SendAsync(session[..Math.Min(sent, StoreRequest.Length)]);
        if (sent >= StoreRequest.Length)
        {
            Assert.Equal(Accept, await peer.ReceiveTypeAsync());
            await peer.SendAsync(session[StoreRequest.Length..sent]);
        }
        // Only at the end of a PDU is it one of its own; within one it is content, and the close that follows tells.
        await peer.SendAsync(DcmtkRecordings.Octets("07 00 00000004 00 00 00 00"));
        var isHeard = sent is 0 or 302 or 416 or 492;
        if (!isHeard)
        {
            await peer.DisposeAsync();
        }

        var end = await node.SeenAsync(sent < 302 ? "disconnected: " : "closed: STORESCU@");
        Assert.Contains(isHeard ? "aborted" : "closed", end, StringComparison.OrdinalIgnoreCase);
        await AssertEchoAsync(node);
        Assert.Equal(sent == 492 ? 1 : 0, node.Stored.Count);
        Assert.DoesNotContain(node.Events, e => e.Contains("internal error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Abort_WhileAQueryRuns_StopsIt()
    {
        await using var node = new NetworkNode();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.OnFind = (_, ct) => Endless(stopped, ct);
        var client = await node.ConnectAsync(QueryContexts.Find());
        await using (var matches = client.FindAsync(FindModel.StudyRoot, OperationTests.Study(), NetworkNode.Ct).GetAsyncEnumerator(NetworkNode.Ct))
        {
            var next = matches.MoveNextAsync().AsTask();
            await node.SeenAsync("opened by TESTER");
            client.Abort();
            await Assert.ThrowsAsync<AssociationException>(() => next);
        }
        await client.DisposeAsync();

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20), NetworkNode.Ct);
        await node.SeenAsync("closed: ");
        await AssertEchoAsync(node);
    }

    [Fact]
    public async Task Request_OneOctetASecond_EndsByArtimAndHindersNobody()
    {
        var clock = new ManualClock();
        await using var node = new NetworkNode(options: new NetworkOptions { Clock = clock });
        await using var peer = await node.DialAsync();
        var end = peer.ReceiveAsync();
        var sent = 0;
        while (!end.IsCompleted && sent < StoreRequest.Length)
        {
            try
            {
                await peer.SendAsync([StoreRequest[sent++]]);
            }
            catch (IOException)
            {
                // The node has closed, and what was on its way is lost.
            }
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(end, Task.Delay(5, NetworkNode.Ct));
        }

        Assert.Empty(await end);
        await node.SeenAsync("within 5 s (ARTIM)");
        await AssertEchoAsync(node);
    }

    /// <summary>A slow peer on an open association is waited for as long as something comes, without a thread and without a buffer that grows.</summary>
    [Fact]
    public async Task Data_OneOctetASecond_IsTakenAsLongAsItComes()
    {
        var clock = new ManualClock();
        var pool = new CountingPool();
        await using var node = new NetworkNode(options: new NetworkOptions { Clock = clock, Buffers = pool });
        await using var peer = await node.DialAsync();
        await peer.SendAsync(StoreRequest);
        Assert.Equal(Accept, await peer.ReceiveTypeAsync());
        await peer.SendAsync(DcmtkRecordings.StoreCommand);
        foreach (var octet in DcmtkRecordings.StoreData)
        {
            await peer.SendAsync([octet]);
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, NetworkNode.Ct);
        }

        Assert.Equal(DcmtkRecordings.StoreResponse, await peer.ReceiveAsync());
        Assert.Equal(DcmtkRecordings.StoreDataSet, node.Stored["1.2.3.4"]);
        await TestTimes.UntilAsync(() => pool.Out == 0);
        Assert.Equal(0, pool.Out);
    }

    /// <summary>Fragments of no octets are legal (PS3.8 Annex E), before and after those with content.</summary>
    [Fact]
    public async Task Fragments_WithoutContent_ChangeNothing()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        await peer.SendAsync(StoreRequest);
        Assert.Equal(Accept, await peer.ReceiveTypeAsync());
        var command = DcmtkRecordings.StoreCommand;
        command[11] = 1;
        var data = DcmtkRecordings.StoreData;
        data[11] = 0;
        var (emptyCommand, emptyData) = (DcmtkRecordings.Octets("04 00 0000000c 00000002 01 01 00000002 01 01"), DcmtkRecordings.Octets("04 00 0000000c 00000002 01 00 00000002 01 00"));

        await peer.SendAsync(
            emptyCommand, command, emptyCommand, DcmtkRecordings.Octets("04 00 00000006 00000002 01 03"),
            emptyData, data, emptyData, DcmtkRecordings.Octets("04 00 00000006 00000002 01 02"));

        Assert.Equal(DcmtkRecordings.StoreResponse, await peer.ReceiveAsync());
        Assert.Equal(DcmtkRecordings.StoreDataSet, node.Stored["1.2.3.4"]);
    }

    /// <summary>A C-CANCEL of a message that is not under way is passed over (PS3.7 9.3.2.3).</summary>
    [Fact]
    public async Task Cancel_OfNothing_IsPassedOver()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        await peer.SendAsync(CalledNode(DcmtkRecordings.EchoRequest));
        Assert.Equal(Accept, await peer.ReceiveTypeAsync());

        var cancel = DcmtkRecordings.Octets(
            "04 00 00000030 0000002c 01 03", "0000 0000 04000000 1e000000", "0000 0001 02000000 ff0f", "0000 2001 02000000 6300", "0000 0008 02000000 0101");
        cancel[5] = (byte)(cancel.Length - 6);
        cancel[9] = (byte)(cancel.Length - 10);
        await peer.SendAsync(cancel, DcmtkRecordings.EchoCommand);

        Assert.Equal(DcmtkRecordings.EchoResponse, await peer.ReceiveAsync());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0005\0\0\0\0\u0004\0\0\0\0")]
    public async Task Garbage_InsteadOfARequest_IsAbortedAndTold(string text)
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();

        await peer.SendAsync(text.Select(c => (byte)c).ToArray());

        Assert.Equal(Abort, await peer.ReceiveTypeAsync());
        await peer.DisposeAsync();
        await node.SeenAsync("disconnected: ");
    }

    [Fact]
    public async Task Request_ForAnotherTitle_IsRejectedAsDcmtkWould()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();

        await peer.SendAsync(DcmtkRecordings.StoreRequest);

        Assert.Equal(DcmtkRecordings.RejectCalledTitle, await peer.ReceiveAsync());
        await node.SeenAsync("called AE title not recognized");
        var e = await Assert.ThrowsAsync<AssociationException>(() => DicomClient.ConnectAsync(
            node.Peer with { AeTitle = "WRONG" }, "TESTER", QueryContexts.Verification, node.Options, NetworkNode.Ct));
        Assert.Equal((AssociationFault.Rejected, 61, AssociationRejection.CalledTitleUnknown), (e.Fault, e.ExitCode, e.Rejection!.Value));
    }

    [Fact]
    public async Task Request_OfAnotherProtocolVersion_IsRejectedByTheProvider()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        var request = StoreRequest;
        request[7] = 2;

        await peer.SendAsync(request);

        Assert.Equal(DcmtkRecordings.Octets("03 00 00000004 00 01 02 02"), await peer.ReceiveAsync());
    }

    [Fact]
    public async Task DataPdu_OfAnyAnnouncedLength_IsStreamed()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        await peer.SendAsync(StoreRequest);
        Assert.Equal(Accept, await peer.ReceiveTypeAsync());

        // One PDU of 40 MB, far beyond the 16 KiB we announced, with one PDV: held against the memory the process may take for it.
        const int Length = 40_000_000;
        node.OnStore = async (_, dataSet, ct) =>
        {
            var buffer = new byte[64 * 1024];
            long total = 0;
            for (int count; (count = await dataSet.ReadAsync(buffer, ct)) > 0; total += count)
            {
            }
            return total == Length ? DicomStatus.Success : DicomStatus.UnableToProcess;
        };
        await peer.SendAsync(DcmtkRecordings.StoreCommand);
        var header = DcmtkRecordings.Octets("04 00 00000000 00000000 01 02");
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(2), Length + 6);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(6), Length + 2);
        await peer.SendAsync(header);
        var piece = new byte[100_000];
        var before = GC.GetTotalAllocatedBytes();
        for (var sent = 0; sent < Length; sent += piece.Length)
        {
            await peer.SendAsync(piece);
        }

        Assert.Equal(DcmtkRecordings.StoreResponse, await peer.ReceiveAsync());
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 3L * Length);
    }

    [Fact]
    public async Task PeerWithTinyPdus_IsSentPdusThatFit()
    {
        await using var node = new NetworkNode();
        node.OnFind = (_, ct) => NetworkNode.Matches(2, ct);
        await using var peer = await node.DialAsync();
        var request = CalledNode(DcmtkRecordings.EchoRequest);
        var length = request.AsSpan().IndexOf(DcmtkRecordings.Octets("51 00 0004"));
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(length + 4), 20);
        await peer.SendAsync(request);
        Assert.Equal(Accept, await peer.ReceiveTypeAsync());

        await peer.SendAsync(DcmtkRecordings.EchoCommand);

        var command = new List<byte>();
        while (command.Count < DcmtkRecordings.EchoResponse.Length - 12)
        {
            var pdu = await peer.ReceiveAsync();
            Assert.Equal(Data, pdu[0]);
            Assert.InRange(pdu.Length, 12, 26);
            command.AddRange(pdu[12..]);
        }
        Assert.Equal(DcmtkRecordings.EchoResponse[12..], command);
    }

    [Fact]
    public async Task Silence_AfterConnecting_EndsByArtimWithoutAnAbort()
    {
        var clock = new ManualClock();
        await using var node = new NetworkNode(options: new NetworkOptions { Clock = clock });
        await using var peer = await node.DialAsync();
        await peer.SendAsync(StoreRequest[..50]);

        var end = peer.ReceiveAsync();
        await UntilAsync(clock, TimeSpan.FromSeconds(1), end);

        Assert.Empty(await end);
        await node.SeenAsync("within 5 s (ARTIM)");
    }

    [Theory]
    [InlineData(false, "did not send a request within 10 minutes")]
    [InlineData(true, "did not send the rest of a message within 60 s")]
    public async Task Silence_OnAnAssociation_IsAborted(bool inMidMessage, string words)
    {
        var clock = new ManualClock();
        await using var node = new NetworkNode(options: new NetworkOptions { Clock = clock });
        await using var peer = await node.DialAsync();
        await peer.SendAsync(StoreRequest);
        Assert.Equal(Accept, await peer.ReceiveTypeAsync());
        if (inMidMessage)
        {
            await peer.SendAsync(DcmtkRecordings.StoreCommand, DcmtkRecordings.StoreData[..40]);
        }

        var end = peer.ReceiveTypeAsync();
        await UntilAsync(clock, TimeSpan.FromSeconds(15), end);

        Assert.Equal(Abort, await end);
        await peer.DisposeAsync();
        await node.SeenAsync(words);
        Assert.Empty(node.Stored);
    }

    [Fact]
    public async Task PeerThatTakesNoData_IsGivenUp()
    {
        var clock = new ManualClock();
        await using var node = new NetworkNode(options: new NetworkOptions { Clock = clock });
        node.OnFind = (_, ct) => NetworkNode.Matches(int.MaxValue, ct);
        // A client that asks for everything and reads nothing: the recorded request, its context turned into C-FIND by our own client's octets.
        await using var client = await node.ConnectAsync(QueryContexts.Find(), node.Options with { Clock = TimeProvider.System });
        await using var matches = client.FindAsync(FindModel.StudyRoot, OperationTests.Study(), NetworkNode.Ct).GetAsyncEnumerator(NetworkNode.Ct);
        Assert.True(await matches.MoveNextAsync());

        var seen = node.SeenAsync("took no data for 60 s");
        await UntilAsync(clock, TimeSpan.FromSeconds(15), seen);

        await seen;
        client.Abort();
        await Assert.ThrowsAsync<AssociationException>(async () =>
        {
            while (await matches.MoveNextAsync())
            {
            }
        });
    }

    [Fact]
    public async Task Server_Stopped_AbortsWhatIsOpenAndEndsPromptly()
    {
        var node = new NetworkNode();
        await using var client = await node.ConnectAsync(QueryContexts.Verification);
        await using var silent = await node.DialAsync();

        await node.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), NetworkNode.Ct);

        await Assert.ThrowsAsync<AssociationException>(() => client.EchoAsync(NetworkNode.Ct));
        await node.SeenAsync("closed: The node is shutting down.");
        Assert.Equal(0, node.Server.AssociationCount);
        await Assert.ThrowsAsync<AssociationException>(() => node.ConnectAsync(QueryContexts.Verification));
    }

    [Fact]
    public async Task Limit_OfAssociations_RejectsForNowAndRecovers()
    {
        await using var node = new NetworkNode(options: new NetworkOptions { MaxAssociations = 1 });
        var first = await node.ConnectAsync(QueryContexts.Verification);

        var e = await Assert.ThrowsAsync<AssociationException>(() => node.ConnectAsync(QueryContexts.Verification));
        Assert.True(e.Rejection!.Value.IsTransient);

        await first.ReleaseAsync(NetworkNode.Ct);
        await first.DisposeAsync();
        await node.SeenAsync("closed: released");
        await using var second = await node.ConnectAsync(QueryContexts.Verification);
        Assert.Equal(DicomStatus.Success, await second.EchoAsync(NetworkNode.Ct));
    }

    [Fact]
    public async Task Client_WithoutACommonContext_IsToldWhichAndWhy()
    {
        await using var node = new NetworkNode();

        var e = await Assert.ThrowsAsync<AssociationException>(() => node.ConnectAsync([new(new DicomUID("1.2.840.10008.5.1.1.9"), [DicomTransferSyntax.ImplicitVRLittleEndian])]));

        Assert.Equal((AssociationFault.NoContextAccepted, 65), (e.Fault, e.ExitCode));
        Assert.Contains("the service is not supported (abstract syntax)", e.Message, StringComparison.Ordinal);
        Assert.Equal(ContextResult.AbstractSyntaxNotSupported, Assert.Single(e.Contexts).Result);
    }

    [Fact]
    public async Task ManyIdleAssociations_DoNotHinderAnEcho()
    {
        await using var node = new NetworkNode();
        var idle = new List<RawPeer>();
        for (var i = 0; i < 500; i++)
        {
            var peer = await node.DialAsync();
            await peer.SendAsync(i % 2 == 0 ? StoreRequest : StoreRequest[..100]);
            idle.Add(peer);
        }

        await using var client = await node.ConnectAsync(QueryContexts.Verification);
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        foreach (var peer in idle)
        {
            await peer.DisposeAsync();
        }
    }

    private static async Task AssertEchoAsync(NetworkNode node)
    {
        await using var client = await node.ConnectAsync(QueryContexts.Verification, node.Options with { Clock = TimeProvider.System });
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        await client.ReleaseAsync(NetworkNode.Ct);
    }

    private static async IAsyncEnumerable<FindMatch> Endless(TaskCompletionSource stopped, [EnumeratorCancellation] CancellationToken ct)
    {
        using var registration = ct.Register(stopped.SetResult);
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        yield break;
    }

    private static byte[] CalledNode(byte[] request)
    {
        "NODE            "u8.CopyTo(request.AsSpan(10));
        return request;
    }

    private static byte[] Repeat(byte[] header, int length, int times) =>
        [.. Enumerable.Range(0, times).SelectMany(_ => header.Concat(new byte[length]))];

    /// <summary>Moves the clock on until something happens, which it must within a bounded number of steps.</summary>
    internal static async Task UntilAsync(ManualClock clock, TimeSpan step, Task happens)
    {
        for (var i = 0; i < 400 && !happens.IsCompleted; i++)
        {
            clock.Advance(step);
            await Task.WhenAny(happens, Task.Delay(TimeSpan.FromMilliseconds(20), NetworkNode.Ct));
        }
        Assert.True(happens.IsCompleted, "The time ran out and nothing happened.");
    }
}
