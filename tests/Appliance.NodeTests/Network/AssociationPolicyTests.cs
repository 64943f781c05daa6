using System.Buffers.Binary;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>What is agreed on the wire, octet by octet, where the statement or the standard leaves no choice.</summary>
public sealed class AssociationPolicyTests
{
    private const byte Accept = 2;

    // 4.2.1.4.1.3.2, 4.2.1.4.1.3.3 (and 4.2.2.4.1.3.2, 4.2.6.4.1.3.2, 4.2.7.4.1.3.2): contexts proposed more than once are all accepted, each with its own choice.
    [Fact]
    public async Task Contexts_ProposedSeveralTimes_AreAllAcceptedAndEachCarries()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        var contexts = Enumerable.Range(0, 128).Select(i => new ContextItem((byte)((2 * i) + 1), "1.2.840.10008.1.1", i % 2 == 0 ? ["1.2.840.10008.1.2"] : ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"])).ToList();

        var answer = await AskAsync(peer, Request() with { Contexts = contexts });

        Assert.Equal(contexts.Select(c => (c.Id, ContextResult.Acceptance, c.TransferSyntaxes[^1])), answer.Contexts.Select(c => (c.Id, c.Result, c.TransferSyntaxes[0])));
        foreach (var id in (byte[])[1, 3, 255])
        {
            var (command, response) = (DcmtkRecordings.EchoCommand, DcmtkRecordings.EchoResponse);
            command[10] = response[10] = id;
            await peer.SendAsync(command);
            Assert.Equal(response, await peer.ReceiveAsync());
        }
    }

    // 4.2.7.4.1.2.1: role selection for storage classes is answered; for a class that is not offered it is not (PS3.7 D.3.3.4.2).
    [Fact]
    public async Task Roles_AskedFor_AreAnsweredWhereTheServiceIsOffered()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        var ct = DicomUID.CTImageStorage.Value;
        var request = Request() with
        {
            Contexts = [.. Request().Contexts, new ContextItem(3, ct, ["1.2.840.10008.1.2"])],
            User = Request().User with { Roles = [new(ct, true, true), new("1.2.840.10008.1.1", true, true), new("1.2.3", true, true)] },
        };

        var answer = await AskAsync(peer, request);

        Assert.Equal([new RoleSelection(ct, true, true), new RoleSelection("1.2.840.10008.1.1", true, false)], answer.User.Roles);
    }

    // 4.2.1.4.1.2.1 and its like: no extended negotiation but what is answered; whatever else a peer brings along disturbs nothing. PS3.8 9.3.1: unrecognized
    // items are skipped. PS3.7 D.3.3.7: an identity is answered only by those who support it, also where a positive response is asked for.
    [Theory]
    [InlineData("53 00 0004 0000 0000")]
    [InlineData("56 00 0013 0011 312e322e3834302e31303030382e312e31")]
    [InlineData("56 00 0017 0011 312e322e3834302e31303030382e312e31 01010101")]
    [InlineData("57 00 0028 0011 312e322e3834302e31303030382e312e31 0011 312e322e3834302e31303030382e342e32 0000")]
    [InlineData("58 00 000c 01 00 0003 626f62 0003 707764")]
    [InlineData("58 00 000c 02 01 0003 626f62 0003 707764")]
    [InlineData("58 00 0009 05 01 0003 6a7774 0000")]
    [InlineData("59 00 0004 0002 6f6b")]
    [InlineData("5a 00 0003 010203")]
    [InlineData("ff 00 0000")]
    [InlineData("01 ff 0001 00")]
    public async Task SubItems_OfEveryKind_DisturbNothingAndAreNotAnswered(string item)
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();

        var octets = WithSubItem(AssociatePduWriter.Write(Request()), DcmtkRecordings.Octets(item));
        await peer.SendAsync(octets);
        var answer = await peer.ReceiveAsync();

        Assert.Equal(Accept, answer[0]);
        Assert.Equal(WithoutRequest(answer), WithoutRequest(await PlainAnswerAsync(node)));
        await peer.SendAsync(DcmtkRecordings.EchoCommand);
        Assert.Equal(DcmtkRecordings.EchoResponse, await peer.ReceiveAsync());
    }

    // PS3.8 9.3.1: unrecognized items are skipped also beside the contexts.
    [Fact]
    public async Task Items_Unknown_AreSkipped()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        byte[] octets = [.. AssociatePduWriter.Write(Request()), .. DcmtkRecordings.Octets("77 00 0005 0102030405", "60 00 0000")];
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(2), octets.Length - 6);

        await peer.SendAsync(octets);

        Assert.Equal(Accept, await peer.ReceiveTypeAsync());
        await peer.SendAsync(DcmtkRecordings.EchoCommand);
        Assert.Equal(DcmtkRecordings.EchoResponse, await peer.ReceiveAsync());
    }

    // Table 4.4.2-1, PDU size, and its note 1: 16 KiB are announced, or what the profile says, by both roles and never 0 (no limit).
    [Theory]
    [InlineData(null, 16384)]
    [InlineData(4096, 4096)]
    [InlineData(1048576, 1048576)]
    public async Task PduLength_OfTheProfile_IsAnnouncedByBothRoles(int? set, int expected)
    {
        var options = set is { } length ? new NetworkOptions { MaxPduLength = length } : new NetworkOptions();
        await using var node = new NetworkNode(options: options);
        await using var peer = await node.DialAsync();
        Assert.Equal((uint)expected, (await AskAsync(peer, Request())).User.MaxLength);

        await using var client = await node.ConnectAsync(QueryContexts.Verification);
        Assert.Equal((uint)expected, client.Association.PeerMaxPduLength);
        await node.SeenAsync("opened by TESTER");
        await using var listener = node.Network.Listen(4242);
        var called = DicomClient.ConnectAsync(node.Peer with { Port = 4242 }, "TESTER", QueryContexts.Verification, node.Options, NetworkNode.Ct);
        await using (var provider = new RawPeer(await listener.AcceptAsync(NetworkNode.Ct)))
        {
            var request = AssociatePduParser.Parse(PduType.AssociateRequest, (await provider.ReceiveAsync()).AsSpan(6)).Value!;
            Assert.Equal((uint)expected, request.User.MaxLength);
        }
        await Assert.ThrowsAsync<AssociationException>(() => called);
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkOptions { MaxPduLength = 0 });
    }

    private static AssociatePdu Request()
    {
        var request = AssociatePduParser.Parse(PduType.AssociateRequest, DcmtkRecordings.EchoRequest.AsSpan(6)).Value!;
        return request with { CalledAeTitle = "NODE" };
    }

    private static async Task<AssociatePdu> AskAsync(RawPeer peer, AssociatePdu request)
    {
        await peer.SendAsync(AssociatePduWriter.Write(request));
        var answer = await peer.ReceiveAsync();
        Assert.Equal(Accept, answer[0]);
        return AssociatePduParser.Parse(PduType.AssociateAccept, answer.AsSpan(6)).Value!;
    }

    private static async Task<byte[]> PlainAnswerAsync(NetworkNode node)
    {
        await using var peer = await node.DialAsync();
        await peer.SendAsync(AssociatePduWriter.Write(Request()));
        return await peer.ReceiveAsync();
    }

    // The reserved octets that an answer repeats from its request (PS3.8 9.3.3) say nothing of what was agreed.
    private static byte[] WithoutRequest(byte[] answer) => answer[74..];

    /// <summary>The request with one more sub-item at the end of its user information, which is its last item.</summary>
    private static byte[] WithSubItem(byte[] request, byte[] item)
    {
        byte[] octets = [.. request, .. item];
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(2), octets.Length - 6);
        var user = request.AsSpan().LastIndexOf(DcmtkRecordings.Octets("50 00 00"));
        BinaryPrimitives.WriteInt16BigEndian(octets.AsSpan(user + 2), (short)(octets.Length - user - 4));
        return octets;
    }
}
