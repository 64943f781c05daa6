using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>Providers that break rules or break off, seen from our side as the user: each ends in one clear error, and in the abort PS3.8 asks for.</summary>
public sealed class AwkwardProviderTests
{
    private static readonly byte[] Abort = DcmtkRecordings.Octets("07 00 00000004 00 00 00 00");
    private static readonly byte[] Unexpected = DcmtkRecordings.Octets("07 00 00000004 00 00 02 02");

    // What the provider sends instead of its answer, our fault, words of the message, and what it gets from us (empty: nothing but the close).
    public static TheoryData<string, byte[], AssociationFault, string, byte[]> Answers => new()
    {
        { "busy", DcmtkRecordings.Octets("03 00 00000004 00 02 03 01"), AssociationFault.Rejected, "temporary congestion", [] },
        { "a reason of the future", DcmtkRecordings.Octets("03 00 00000004 00 01 01 09"), AssociationFault.Rejected, "reason 9, which the standard reserves", [] },
        { "an abort", Abort, AssociationFault.Aborted, "aborted", [] },
        { "the close", [], AssociationFault.ConnectionLost, "closed the connection", [] },
        { "a web page", "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), AssociationFault.ProtocolViolation, "HTTP", DcmtkRecordings.Octets("07 00 00000004 00 00 02 01") },
        { "a request", DcmtkRecordings.EchoRequest, AssociationFault.ProtocolViolation, "AssociateRequest PDU where none is due", Unexpected },
        { "data", DcmtkRecordings.EchoCommand, AssociationFault.ProtocolViolation, "DataTransfer PDU where none is due", Unexpected },
        { "one octet of data", [4], AssociationFault.ProtocolViolation, "DataTransfer PDU where none is due", Unexpected },
        { "a release request", DcmtkRecordings.ReleaseRequest, AssociationFault.ProtocolViolation, "ReleaseRequest PDU where none is due", Unexpected },
        { "a release response", DcmtkRecordings.ReleaseResponse, AssociationFault.ProtocolViolation, "ReleaseResponse PDU where none is due", Unexpected },
        { "an answer of 4 GiB", DcmtkRecordings.Octets("02 00 ffffffff"), AssociationFault.ProtocolViolation, "announces 4294967295 octets", DcmtkRecordings.Octets("07 00 00000004 00 00 02 06") },
        { "a length into which nothing fits", Accept(user: user => user with { MaxLength = 7 }), AssociationFault.ProtocolViolation, "a maximum PDU length of 7", DcmtkRecordings.Octets("07 00 00000004 00 00 02 06") },
        { "another context", Accept(contexts: [new(5, "", ["1.2.840.10008.1.2"])]), AssociationFault.NoContextAccepted, "accepted none of the", DcmtkRecordings.ReleaseRequest },
        { "no context", Accept(contexts: []), AssociationFault.NoContextAccepted, "accepted none of the", DcmtkRecordings.ReleaseRequest },
        { "a syntax not proposed", Accept(contexts: [new(1, "", ["1.2.840.10008.1.2.4.50"])]), AssociationFault.NoContextAccepted, "accepted none of the", DcmtkRecordings.ReleaseRequest },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_ToOurRequestThatIsNone_IsOneClearError(string what, byte[] answer, AssociationFault fault, string words, byte[] expected)
    {
        Assert.NotEmpty(what);
        var network = new MemoryNetwork();
        await using var listener = network.Listen(NetworkNode.Port);
        var provider = ServeAsync(listener, async peer =>
        {
            Assert.Equal(1, await peer.ReceiveTypeAsync());
            if (answer.Length == 0)
            {
                await peer.DisposeAsync();
                return [];
            }
            await peer.SendAsync(answer);
            var got = await peer.ReceiveAsync();
            if (got.Length > 0 && got[0] == 5)
            {
                await peer.SendAsync(DcmtkRecordings.ReleaseResponse);
            }
            return got;
        });

        var e = await Assert.ThrowsAsync<AssociationException>(() => ConnectAsync(network));

        Assert.Equal(fault, e.Fault);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Equal(expected, await provider);
    }

    // What the provider sends instead of the response to a C-ECHO; what it gets from us.
    public static TheoryData<string, byte[], AssociationFault, string, byte[]> Responses => new()
    {
        { "the response to another message", Changed(DcmtkRecordings.EchoResponse, "0000 2001 02000000 0100", "0000 2001 02000000 0900"), AssociationFault.ProtocolViolation, "message 9) where a response to message 1 is due", Unexpected },
        { "a request", DcmtkRecordings.EchoCommand, AssociationFault.ProtocolViolation, "C-ECHO", Unexpected },
        { "data of another context", Changed(DcmtkRecordings.EchoResponse, "00000050 01 03", "00000050 03 03"), AssociationFault.ProtocolViolation, "presentation context 3, which was not accepted", DcmtkRecordings.Octets("07 00 00000004 00 00 02 05") },
        { "a second answer", DcmtkRecordings.EchoAccept, AssociationFault.ProtocolViolation, "AssociateAccept PDU where none is due", Unexpected },
        { "a rejection", DcmtkRecordings.RejectCalledTitle, AssociationFault.ProtocolViolation, "AssociateReject PDU where none is due", Unexpected },
        { "a command without a field", DcmtkRecordings.Octets("04 00 00000006 00000002 01 03"), AssociationFault.ProtocolViolation, "without Command Field", DcmtkRecordings.Octets("07 00 00000004 00 00 02 06") },
        { "an abort", Abort, AssociationFault.Aborted, "aborted", [] },
        { "half a response, then the close", DcmtkRecordings.EchoResponse[..30], AssociationFault.ConnectionLost, "", [] },
        { "a release", DcmtkRecordings.ReleaseRequest, AssociationFault.Released, "release", DcmtkRecordings.ReleaseResponse },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task Response_ToOurEchoThatIsNone_IsOneClearError(string what, byte[] response, AssociationFault fault, string words, byte[] expected)
    {
        var network = new MemoryNetwork();
        await using var listener = network.Listen(NetworkNode.Port);
        var provider = ServeAsync(listener, async peer =>
        {
            Assert.Equal(1, await peer.ReceiveTypeAsync());
            await peer.SendAsync(Accept());
            Assert.Equal(4, await peer.ReceiveTypeAsync());
            await peer.SendAsync(response);
            if (what.EndsWith("the close", StringComparison.Ordinal))
            {
                await peer.DisposeAsync();
                return [];
            }
            return await peer.ReceiveAsync();
        });

        await using var client = await ConnectAsync(network);
        var e = await Assert.ThrowsAsync<AssociationException>(() => client.EchoAsync(NetworkNode.Ct));

        Assert.Equal(fault, e.Fault);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Equal(expected, await provider);
    }

    private static Task<DicomClient> ConnectAsync(MemoryNetwork network) => DicomClient.ConnectAsync(
        new PeerAddress("NODE", "memory", NetworkNode.Port), "TESTER", QueryContexts.Verification, new NetworkOptions { Dialer = network }, NetworkNode.Ct);

    private static async Task<byte[]> ServeAsync(ITransportListener listener, Func<RawPeer, Task<byte[]>> script)
    {
        await using var peer = new RawPeer(await listener.AcceptAsync(NetworkNode.Ct));
        return await script(peer);
    }

    private static byte[] Accept(IReadOnlyList<ContextItem>? contexts = null, Func<UserInformation, UserInformation>? user = null)
    {
        var accept = AssociatePduParser.Parse(PduType.AssociateAccept, DcmtkRecordings.EchoAccept.AsSpan(6)).Value!;
        return AssociatePduWriter.Write(accept with { Contexts = contexts ?? accept.Contexts, User = user?.Invoke(accept.User) ?? accept.User });
    }

    private static byte[] Changed(byte[] octets, string from, string to)
    {
        var at = octets.AsSpan().IndexOf(DcmtkRecordings.Octets(from));
        Assert.True(at >= 0, $"{from} is not in it");
        DcmtkRecordings.Octets(to).CopyTo(octets, at);
        return octets;
    }
}
