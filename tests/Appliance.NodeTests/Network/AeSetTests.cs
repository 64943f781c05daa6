using System.Buffers.Binary;
using System.Collections.Concurrent;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>What all application entities of the conformance statement have in common (4.1, and 4.2.x.2 to 4.2.x.4 of each).</summary>
public sealed class AeSetTests
{
    private const byte Request = 1;
    private const byte Accept = 2;
    private const byte Data = 4;
    private const byte Abort = 7;

    private static IReadOnlyList<PresentationContextRequest> Everything =>
    [
        .. QueryContexts.Verification, .. StorageContexts.For([(DicomUID.CTImageStorage, DicomTransferSyntax.ExplicitVRLittleEndian)]),
        .. QueryContexts.Find(), .. QueryContexts.Move(), .. QueryContexts.Get(),
        new PresentationContextRequest(DicomUID.MRImageStorage, [DicomTransferSyntax.ExplicitVRLittleEndian], ScuRole: false, ScpRole: true),
    ];

    // 4.1.1, 4.1.2.1, 4.1.2.2, 4.1.2.6, 4.1.2.7, 4.1.3: one title, one port; every provider answers, in whatever order it is asked.
    [Fact]
    public async Task Node_UnderItsOneTitle_ServesEveryEntityInAnyOrder()
    {
        await using var node = new NetworkNode();
        node.OnFind = (_, ct) => NetworkNode.Matches(2, ct);
        node.OnPlan = request => RetrievePlan.Send([], request.MoveDestination is null ? null : node.Peer);
        await using var client = await node.ConnectAsync(Everything);

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(DicomStatus.Success, (await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "ELSEWHERE", null, NetworkNode.Ct)).Status);
            Assert.Equal(DicomStatus.Success, (await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), node, null, NetworkNode.Ct)).Status);
            Assert.Equal(2, await CountAsync(client));
            Assert.Equal(DicomStatus.Success, await client.StoreAsync(NetworkNode.Item($"1.2.{round}", [1, 2]), NetworkNode.Ct));
            Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
        }

        await client.ReleaseAsync(NetworkNode.Ct);
    }

    // 4.2.1.2.1, 4.2.1.3, 4.2.2.2.1, 4.2.2.3, 4.2.6.2.1, 4.2.6.3, 4.2.7.2.1: providers initiate nothing; C-GET sends on the association it came on.
    // 4.2.7.3: C-MOVE initiates one association for all instances.
    [Fact]
    public async Task Providers_InitiateNothingButOneAssociationForACMove()
    {
        await using var destination = new NetworkNode(port: 4242);
        var dials = new CountingDialer(destination.Network);
        await using var server = DicomServer.Start(
            new NodeServices("NODE", destination, destination, destination), new NetworkOptions { Dialer = dials }, destination.Network.Listen(104));
        destination.OnPlan = request => RetrievePlan.Send(
            [NetworkNode.Item("1.2.1", [1, 2]), NetworkNode.Item("1.2.2", [3, 4]), NetworkNode.Item("1.2.3", [5, 6])],
            request.MoveDestination is null ? null : destination.Peer);
        IReadOnlyList<PresentationContextRequest> contexts =
        [
            .. QueryContexts.Verification, .. QueryContexts.Find(), .. QueryContexts.Move(), .. QueryContexts.Get(),
            new PresentationContextRequest(DicomUID.CTImageStorage, [DicomTransferSyntax.ExplicitVRLittleEndian], ScuRole: true, ScpRole: true),
        ];
        await using var client = await DicomClient.ConnectAsync(destination.Peer with { Port = 104 }, "TESTER", contexts, destination.Options, NetworkNode.Ct);

        await client.EchoAsync(NetworkNode.Ct);
        await CountAsync(client);
        await client.StoreAsync(NetworkNode.Item("1.2.9", [1, 2]), NetworkNode.Ct);
        var got = await client.GetAsync(FindModel.StudyRoot, OperationTests.Study(), destination, null, NetworkNode.Ct);
        Assert.Equal((3, 0), (got.SubOperations.Completed, dials.Count));

        var moved = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", null, NetworkNode.Ct);
        Assert.Equal((3, 1), (moved.SubOperations.Completed, dials.Count));
    }

    // 4.2.1.2.2, 4.2.2.2.2, 4.2.6.2.2, 4.2.7.2.2, 4.1.3: associations without limit, each working while the others do.
    [Fact]
    public async Task Providers_AskedByManyAtOnce_ServeThemTogether()
    {
        const int Many = 200;
        await using var node = new NetworkNode();
        var waiting = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.OnStore = async (_, dataSet, ct) =>
        {
            await dataSet.CopyToAsync(Stream.Null, ct);
            if (Interlocked.Increment(ref waiting) == Many)
            {
                all.SetResult();
            }

            // Nobody is answered before everybody has asked.
            await all.Task.WaitAsync(ct);
            return DicomStatus.Success;
        };

        var statuses = await Task.WhenAll(Enumerable.Range(0, Many).Select(async number =>
        {
            await using var client = await node.ConnectForStoreAsync();
            return await client.StoreAsync(NetworkNode.Item($"1.2.{number}", [1, 2]), NetworkNode.Ct);
        }));

        Assert.All(statuses, status => Assert.Equal(DicomStatus.Success, status));
    }

    // 4.2.1.2.3, 4.2.2.2.3, 4.2.6.2.3, 4.2.7.2.3: no asynchronous operations window, one operation at a time.
    // 4.2.1.2.4, 4.2.2.2.4, 4.2.6.2.4, 4.2.7.2.4: our own implementation class and version. 4.4.2 note 1: a length, never 0, is announced.
    [Fact]
    public async Task Provider_OfferedAWindowAndAnIdentity_AnswersNeitherAndNamesItself()
    {
        await using var node = new NetworkNode();
        await using var peer = await node.DialAsync();
        var octets = AssociatePduWriter.Write(RequestFor("NODE"));

        await peer.SendAsync(WithItems(octets, DcmtkRecordings.Octets("53 00 0004 0008 0008", "58 00 0009 01 01 0003 626f62 0000")));
        var answer = Parse(PduType.AssociateAccept, await peer.ReceiveAsync());

        Assert.Null(answer.User.AsyncWindow);
        Assert.Null(answer.User.Identity);
        Assert.Equal((16384u, DicomImplementation.ClassUid.Value, DicomImplementation.VersionName),
            (answer.User.MaxLength, answer.User.ImplementationClassUid, answer.User.ImplementationVersion));

        // Two operations sent without waiting are carried out one after the other.
        await peer.SendAsync(DcmtkRecordings.EchoCommand, DcmtkRecordings.EchoCommand);
        Assert.Equal(DcmtkRecordings.EchoResponse, await peer.ReceiveAsync());
        Assert.Equal(DcmtkRecordings.EchoResponse, await peer.ReceiveAsync());
    }

    // 4.2.3.2.3, 4.2.4.2.3, 4.2.5.2.3: users offer no window; 4.2.3.2.4, 4.2.4.2.4, 4.2.5.2.4: and name themselves.
    // 4.2.3.3.1.2.1, 4.2.4.3.1.2.1, 4.2.5.3.1.2.1: no extended negotiation.
    [Fact]
    public async Task Users_OfEveryEntity_OfferNoWindowAndNameThemselves()
    {
        foreach (var contexts in (IReadOnlyList<PresentationContextRequest>[])
        [
            QueryContexts.Verification, QueryContexts.Find(), QueryContexts.Move(),
            StorageContexts.For([(DicomUID.CTImageStorage, DicomTransferSyntax.ExplicitVRLittleEndian)]),
        ])
        {
            var (client, peer, request) = await CallAsync(contexts);
            await using (client)
            await using (peer)
            {
                Assert.Null(request.User.AsyncWindow);
                Assert.Null(request.User.Identity);
                Assert.Empty(request.User.Extended);
                Assert.Equal((16384u, DicomImplementation.ClassUid.Value, DicomImplementation.VersionName),
                    (request.User.MaxLength, request.User.ImplementationClassUid, request.User.ImplementationVersion));
            }
        }
    }

    // 4.2.3.2.1, 4.2.3.4, 4.2.4.2.1, 4.2.4.4, 4.2.5.2.1, 4.2.5.4: users initiate and never accept; also 4.2.3.3.1.3.2, 4.2.4.3.1.3.2, 4.2.5.3.1.3.2.
    [Fact]
    public async Task User_SentAnAssociationRequest_AbortsInsteadOfAccepting()
    {
        var (client, peer, _) = await CallAsync(QueryContexts.Find());
        await using var _1 = client;
        await using var _2 = peer;

        var asked = Assert.ThrowsAsync<AssociationException>(() => CountAsync(client));
        Assert.Equal(Data, await peer.ReceiveTypeAsync());
        await peer.SendAsync(AssociatePduWriter.Write(RequestFor("TESTER")));

        byte type;
        do
        {
            type = await peer.ReceiveTypeAsync();
        }
        while (type == Data);
        Assert.Equal(Abort, type);
        await asked;
    }

    // 4.2.3.2.1, 4.2.4.2.1, 4.2.5.2.1: a PDU of any size is received as a user, too.
    [Fact]
    public async Task User_SentAPduBeyondWhatItAnnounced_TakesIt()
    {
        const int Length = 1_000_000;
        var (client, peer, _) = await CallAsync(QueryContexts.Find());
        await using var _1 = client;
        await using var _2 = peer;
        var asked = Task.Run(async () =>
        {
            var found = new List<FindMatch>();
            await foreach (var match in client.FindAsync(FindModel.StudyRoot, OperationTests.Study(), NetworkNode.Ct))
            {
                found.Add(match);
            }

            return found;
        });

        var context = (await peer.ReceiveAsync())[10];
        var identifier = DicomDatasetWriter.Write(
            new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.PatientComments, new string('x', Length)), DicomTransferSyntax.ImplicitVRLittleEndian);
        await peer.SendAsync(Pdv(context, isCommand: true, Response(0xFF00, hasDataSet: true)), Pdv(context, isCommand: false, identifier), Pdv(context, isCommand: true, Response(0, hasDataSet: false)));

        var match = Assert.Single(await asked);
        Assert.Equal(Length, match.Identifier!.GetString(DicomTag.PatientComments)!.Length);
    }

    // Table 4.2.5.3.1.3.4-1: each of these ends the retrieval with what the peer said, and not the association. 4.2.5.3.1.1: one attempt.
    [Theory]
    [InlineData(0xA701)]
    [InlineData(0xA702)]
    [InlineData(0xA801)]
    [InlineData(0xA900)]
    [InlineData(0xC000)]
    [InlineData(0xC123)]
    public async Task Move_AnsweredWithAFailure_EndsWithThatStatusAfterOneAttempt(int code)
    {
        await using var node = new NetworkNode();
        var asked = 0;
        node.OnPlan = _ =>
        {
            asked++;
            return RetrievePlan.Refuse(new DicomStatus((ushort)code), "no");
        };
        await using var client = await node.ConnectAsync([.. QueryContexts.Move(), .. QueryContexts.Verification]);

        var result = await client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", null, NetworkNode.Ct);

        Assert.Equal((code, 1), (result.Status.Code, asked));
        Assert.Equal(DicomStatus.Success, await client.EchoAsync(NetworkNode.Ct));
    }

    // 4.2.4.3.1.3.3 and 4.2.5.3.1.3.3: among the contexts accepted the first explicit one is used, else the default.
    [Theory]
    [InlineData("1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.2", "1.2.840.10008.1.2", "1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2", "1.2.840.10008.1.2")]
    public async Task Query_WhereSeveralContextsWereAccepted_GoesOnTheFirstExplicitOne(string expected, params string[] taken)
    {
        foreach (var isMove in (bool[])[false, true])
        {
            var (client, peer, request) = await CallAsync(isMove ? QueryContexts.Move() : QueryContexts.Find(), taken);
            await using var _1 = client;
            await using var _2 = peer;
            var asked = isMove
                ? client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", null, NetworkNode.Ct)
                : (Task)CountAsync(client);

            var id = (await peer.ReceiveAsync())[10];

            Assert.Equal(expected, client.Association.Contexts.First(context => context.Id == id).TransferSyntax!.Uid.Value);
            Assert.True(request.Contexts.Count > taken.Length);
            client.Abort();
            await Assert.ThrowsAsync<AssociationException>(() => asked);
        }
    }

    // Table 4.2.5.3.1.3.4-1: FF00 goes on, FE00 ends, whoever asked for it.
    [Fact]
    public async Task Move_AnsweredAsCancelledThoughNobodyDid_EndsWithTheCounts()
    {
        var (client, peer, _) = await CallAsync(QueryContexts.Move());
        await using var _1 = client;
        await using var _2 = peer;
        var asked = Task.Run(() => client.MoveAsync(FindModel.StudyRoot, OperationTests.Study(), "DEST", null, NetworkNode.Ct));

        var context = (await peer.ReceiveAsync())[10];
        await peer.SendAsync(
            Pdv(context, isCommand: true, MoveResponse(0xFF00, remaining: 2, completed: 1)),
            Pdv(context, isCommand: true, MoveResponse(0xFE00, remaining: 2, completed: 1)));

        var result = await asked;
        Assert.Equal((DicomStatus.Cancel, new SubOperations(2, 1, 0, 0)), (result.Status, result.SubOperations));
    }

    // 4.2.3.2.1: users close what they opened, at once when a PDU was cut off half-way: no abort can follow it, so that nobody would answer one.
    [Fact]
    public async Task User_AbortingWhileThePeerTakesNothing_ClosesWithoutWaiting()
    {
        var clock = new ManualClock();
        var (client, peer, _) = await CallAsync(StorageContexts.For([(DicomUID.CTImageStorage, DicomTransferSyntax.ImplicitVRLittleEndian)]), clock);
        await using var _1 = peer;
        var storing = client.StoreAsync(NetworkNode.Item("1.2.3", new byte[10_000_000], DicomTransferSyntax.ImplicitVRLittleEndian), NetworkNode.Ct);
        Assert.Equal(Data, await peer.ReceiveTypeAsync());
        await Task.Delay(50, NetworkNode.Ct); // the window is full by now, or soon after: either way the peer takes nothing more

        client.Abort();

        await Assert.ThrowsAsync<AssociationException>(() => storing);
        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), NetworkNode.Ct);
    }

    private static async Task<int> CountAsync(DicomClient client)
    {
        var count = 0;
        await foreach (var match in client.FindAsync(FindModel.StudyRoot, OperationTests.Study(), NetworkNode.Ct))
        {
            count += match.Identifier is null ? 0 : 1;
        }

        return count;
    }

    // A client whose peer is this test: the request it sent, and every context accepted that offers one of the syntaxes, the first of them there.
    private static async Task<(DicomClient Client, RawPeer Peer, AssociatePdu Request)> CallAsync(
        IReadOnlyList<PresentationContextRequest> contexts, params string[] syntaxes) => await CallAsync(contexts, TimeProvider.System, syntaxes);

    private static async Task<(DicomClient Client, RawPeer Peer, AssociatePdu Request)> CallAsync(
        IReadOnlyList<PresentationContextRequest> contexts, TimeProvider clock, params string[] syntaxes)
    {
        IReadOnlyList<string> taken = syntaxes.Length > 0 ? syntaxes : [DicomTransferSyntax.ImplicitVRLittleEndian.Uid.Value];
        var network = new MemoryNetwork();
        await using var listener = network.Listen(104);
        var connecting = DicomClient.ConnectAsync(
            new PeerAddress("RAW", "memory", 104), "TESTER", contexts, new NetworkOptions { Dialer = network, Clock = clock }, NetworkNode.Ct);
        var peer = new RawPeer(await listener.AcceptAsync(NetworkNode.Ct));
        var octets = await peer.ReceiveAsync();
        Assert.Equal(Request, octets[0]);
        var request = Parse(PduType.AssociateRequest, octets);
        await peer.SendAsync(AssociatePduWriter.Write(request with
        {
            Type = PduType.AssociateAccept,
            Contexts = [.. request.Contexts.Select(item => Answer(item, taken))],
            User = new UserInformation { MaxLength = 16384, ImplementationClassUid = "1.2.3" },
        }));
        return (await connecting, peer, request);
    }

    private static ContextItem Answer(ContextItem item, IReadOnlyList<string> taken) => taken.FirstOrDefault(item.TransferSyntaxes.Contains) is { } syntax
        ? item with { TransferSyntaxes = [syntax], Result = ContextResult.Acceptance }
        : item with { TransferSyntaxes = [DicomTransferSyntax.ImplicitVRLittleEndian.Uid.Value], Result = ContextResult.TransferSyntaxesNotSupported };

    private static AssociatePdu RequestFor(string called) => new()
    {
        Type = PduType.AssociateRequest,
        CalledAeTitle = called,
        CallingAeTitle = "RAW",
        Contexts = [new ContextItem(1, "1.2.840.10008.1.1", ["1.2.840.10008.1.2"])],
        User = new UserInformation { MaxLength = 16384, ImplementationClassUid = "1.2.3" },
    };

    // Sub-items put behind the user information, which is the last item of the PDU.
    private static byte[] WithItems(byte[] pdu, byte[] items)
    {
        byte[] longer = [.. pdu, .. items];
        BinaryPrimitives.WriteInt32BigEndian(longer.AsSpan(2), longer.Length - 6);
        var user = pdu.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x00]);
        var length = BinaryPrimitives.ReadUInt16BigEndian(pdu.AsSpan(user + 2));
        Assert.Equal(pdu.Length, user + 4 + length);
        BinaryPrimitives.WriteUInt16BigEndian(longer.AsSpan(user + 2), (ushort)(length + items.Length));
        return longer;
    }

    private static AssociatePdu Parse(PduType type, byte[] octets)
    {
        Assert.Equal(type == PduType.AssociateRequest ? Request : Accept, octets[0]);
        return AssociatePduParser.Parse(type, octets.AsSpan(6)).Value!;
    }

    private static byte[] Response(ushort status, bool hasDataSet) => Octets(new Command
    {
        Field = CommandField.FindResponse,
        RespondedTo = 1,
        SopClass = "1.2.840.10008.5.1.4.1.2.2.1",
        HasDataSet = hasDataSet,
        Status = new DicomStatus(status),
    });

    private static byte[] MoveResponse(ushort status, int remaining, int completed) => Octets(new Command
    {
        Field = CommandField.MoveResponse,
        RespondedTo = 1,
        SopClass = "1.2.840.10008.5.1.4.1.2.2.2",
        Status = new DicomStatus(status),
        SubOperations = new SubOperations(remaining, completed, 0, 0),
    });

    private static byte[] Octets(Command command)
    {
        var octets = new byte[CommandWriter.MaxLength];
        return octets[..CommandWriter.Write(command, octets)];
    }

    private static byte[] Pdv(byte context, bool isCommand, byte[] octets)
    {
        var header = new byte[12];
        header[0] = Data;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(2), octets.Length + 6);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(6), octets.Length + 2);
        header[10] = context;
        header[11] = (byte)(isCommand ? 3 : 2);
        return [.. header, .. octets];
    }

    private sealed class CountingDialer(MemoryNetwork network) : ITransportDialer
    {
        private readonly ConcurrentBag<PeerAddress> _dialed = [];

        public int Count => _dialed.Count;

        public ValueTask<ITransport> ConnectAsync(PeerAddress peer, CancellationToken ct)
        {
            _dialed.Add(peer);
            return network.ConnectAsync(peer, ct);
        }
    }
}
