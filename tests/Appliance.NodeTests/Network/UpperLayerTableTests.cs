using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>
/// The protocol machine itself, taken to each of the 13 states and given each of the 19 events of PS3.8 Table 9-10: what it sends (exact
/// octets), what its user is told, and the state it is in then. Only Sta4 is not here: while a connection is being made there is no machine
/// yet; <see cref="TcpTests"/> and <see cref="TlsTests"/> hold what happens then (confirmation, failure, giving up).
/// </summary>
public sealed class UpperLayerTableTests
{
    private const int UnreachableState = 4;
    private const int TransportConfirm = 2;

    private static readonly byte[] AbortByUser = DcmtkRecordings.Octets("07 00 00000004 00 00 00 00");
    private static readonly byte[] AbortUnexpected = DcmtkRecordings.Octets("07 00 00000004 00 00 02 02");
    private static readonly byte[] AbortUnrecognized = DcmtkRecordings.Octets("07 00 00000004 00 00 02 01");
    private static readonly byte[] Nothing = [];

    // Which side of the association can be in a state (PS3.8 9.2).
    private static bool IsRequestor(int state) => state is 5 or 9 or 11;

    private static bool IsAcceptor(int state) => state is 2 or 3 or 10 or 12;

    public static TheoryData<int, int, bool> Cells()
    {
        var cells = new TheoryData<int, int, bool>();
        for (var state = 1; state <= 13; state++)
        {
            for (var happened = 1; happened <= 19; happened++)
            {
                // The transport's confirmation comes from the dialer before there is a machine: together with Evt1 in Sta1.
                if (state == UnreachableState || happened == TransportConfirm)
                {
                    continue;
                }
                foreach (var requestor in (bool[])[true, false])
                {
                    if (requestor ? !IsAcceptor(state) : !IsRequestor(state))
                    {
                        cells.Add(state, happened, requestor);
                    }
                }
            }
        }
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Machine_InAState_DoesWithAnEventWhatTheTableSays(int state, int happened, bool isRequestor)
    {
        await using var machine = await Machine.InAsync(state, isRequestor);
        var action = StateTransitions.Cells().GetValueOrDefault((happened, state));

        var outcome = await machine.GiveAsync(happened);
        var sent = await machine.SentAsync();

        var (expectedOutcome, expectedSent, expectedState) = Expected(action, state, happened, isRequestor);
        Assert.Equal((expectedOutcome, (UpperLayerState)expectedState), (outcome, machine.Upper.State));
        Assert.Equal(Convert.ToHexString(expectedSent), Convert.ToHexString(sent.Octets));
        Assert.Equal(expectedState == 1 && state != 1, sent.IsClosed);
    }

    /// <summary>A connection that breaks instead of closing is the same event 17.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Machine_WhoseConnectionBreaks_IsIdleAgain(int state)
    {
        await using var machine = await Machine.InAsync(state, IsRequestor(state));

        machine.Peer.Abort();

        var e = await Assert.ThrowsAsync<AssociationException>(async () => await machine.Upper.ReceiveAsync());
        Assert.Equal((AssociationFault.ConnectionLost, UpperLayerState.Sta1), (e.Fault, machine.Upper.State));
    }

    /// <summary>What comes in the wrong place is answered at its first octet: nothing more of it is waited for.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Machine_GivenOneOctetOfMisplacedData_AbortsAtOnce(int state)
    {
        await using var machine = await Machine.InAsync(state, IsRequestor(state));

        await machine.Peer.WriteAsync(new byte[] { 4 }, NetworkNode.Ct);
        var e = await Assert.ThrowsAsync<AssociationException>(async () => await machine.Upper.ReceiveAsync());

        Assert.Equal((AssociationFault.ProtocolViolation, UpperLayerState.Sta13), (e.Fault, machine.Upper.State));
        Assert.Equal(state == 2 ? AbortByUser : AbortUnexpected, (await machine.SentAsync()).Octets);
    }

    /// <summary>PS3.8 9.2.3, AE-6: a request of another protocol version is refused by the provider, and ARTIM bounds the close.</summary>
    [Fact]
    public async Task Request_OfAnotherVersion_IsRefusedInSta13()
    {
        await using var machine = await Machine.InAsync(2, isRequestor: false);
        var request = DcmtkRecordings.EchoRequest;
        request[7] = 2;

        await machine.Peer.WriteAsync(request, NetworkNode.Ct);
        await Assert.ThrowsAsync<AssociationException>(async () => await machine.Upper.ReceiveAsync());

        Assert.Equal(UpperLayerState.Sta13, machine.Upper.State);
        Assert.Equal(DcmtkRecordings.Octets("03 00 00000004 00 01 02 02"), (await machine.SentAsync()).Octets);
        Assert.Equal("timed out", await machine.GiveAsync(18));
        Assert.Equal(UpperLayerState.Sta1, machine.Upper.State);
    }

    /// <summary>A release collision (PS3.8 7.2.2.5, Sta9 to Sta12): both sides ask at once, both are released.</summary>
    [Fact]
    public async Task Release_AskedForByBothSidesAtOnce_ReleasesBoth()
    {
        var (client, server) = MemoryTransport.CreatePair();
        await using var requestor = new UpperLayer(client, new NetworkOptions(), isRequestor: true);
        await using var acceptor = new UpperLayer(server, new NetworkOptions(), isRequestor: false);
        acceptor.TransportOpened();
        await requestor.RequestAsync(Machine.Request);
        await acceptor.ReceiveAsync();
        await acceptor.AcceptAsync(Machine.Accept);
        await requestor.ReceiveAsync();

        await Task.WhenAll(requestor.ReleaseAsync().AsTask(), acceptor.ReleaseAsync().AsTask());

        Assert.Equal(UpperLayerState.Sta1, requestor.State);
        Assert.Equal(UpperLayerState.Sta13, acceptor.State);
        await acceptor.DisposeAsync();
        Assert.Equal(UpperLayerState.Sta1, acceptor.State);
    }

    private static (string Outcome, byte[] Sent, int State) Expected(string? action, int state, int happened, bool isRequestor) => action switch
    {
        "AE-1" => ("done", AssociatePduWriter.Write(Machine.Request), 5),
        "AE-3" => ("AssociateAccept", Nothing, 6),
        "AE-4" => ("rejected", Nothing, 1),
        "AE-5" => ("done", Nothing, 2),
        "AE-6" => ("AssociateRequest", Nothing, 3),
        "AE-7" => ("done", AssociatePduWriter.Write(Machine.Accept), 6),
        "AE-8" => ("done", DcmtkRecordings.RejectCalledTitle, 13),
        "DT-1" => ("done", DcmtkRecordings.EchoCommand, 6),
        "DT-2" => ("Data", Nothing, 6),
        "AR-1" => ("done", DcmtkRecordings.ReleaseRequest, 7),
        "AR-2" => ("ReleaseRequest", Nothing, 8),
        "AR-3" => ("ReleaseResponse", Nothing, 1),
        "AR-4" => ("done", DcmtkRecordings.ReleaseResponse, 13),
        "AR-5" => ("connection lost", Nothing, 1),
        "AR-6" => ("Data", Nothing, 7),
        "AR-7" => ("done", DcmtkRecordings.EchoCommand, 8),
        "AR-8" => ("ReleaseRequest", Nothing, isRequestor ? 9 : 10),
        "AR-9" => ("done", DcmtkRecordings.ReleaseResponse, 11),
        "AR-10" => ("ReleaseResponse", Nothing, 12),
        // By the user itself there is no indication; for what a peer sent before there is an association there is none by the table, and the
        // service behind it is told all the same.
        "AA-1" when happened == 15 => ("done", AbortByUser, 13),
        "AA-1" => ("violated", AbortByUser, 13),
        "AA-2" when happened == 18 => ("timed out", Nothing, 1),
        "AA-2" or "AA-3" => ("aborted", Nothing, 1),
        "AA-4" or "AA-5" => ("connection lost", Nothing, 1),
        "AA-6" => ("waiting", Nothing, 13),
        "AA-7" => ("waiting", happened == 19 ? AbortUnrecognized : AbortUnexpected, 13),
        "AA-8" => ("violated", happened == 19 ? AbortUnrecognized : AbortUnexpected, 13),

        // Empty cells. An abort of the user, and a timer that does not run, do nothing; other primitives are the user's mistake.
        _ when happened == 15 => ("done", Nothing, state),
        _ when happened == 18 => ("waiting", Nothing, state),
        _ when happened is 1 or 5 or 7 or 8 or 9 or 11 or 14 => ("not possible", Nothing, state),

        // And what cannot come, as there is no connection in Sta1, is aborted like everything that is not due.
        _ when happened == 17 => ("violated", Nothing, 13),
        _ => ("violated", happened == 19 ? AbortUnrecognized : AbortUnexpected, 13),
    };

    /// <summary>A machine in a given state, and the other end of its connection.</summary>
    private sealed class Machine : IAsyncDisposable
    {
        private readonly ManualClock _clock = new();

        private Machine(bool isRequestor)
        {
            var (peer, own) = MemoryTransport.CreatePair();
            Peer = peer;
            Upper = new UpperLayer(own, new NetworkOptions { Clock = _clock }, isRequestor);
        }

        public static AssociatePdu Request => AssociatePduParser.Parse(PduType.AssociateRequest, DcmtkRecordings.EchoRequest.AsSpan(6)).Value!;

        public static AssociatePdu Accept => AssociatePduParser.Parse(PduType.AssociateAccept, DcmtkRecordings.EchoAccept.AsSpan(6)).Value!;

        public UpperLayer Upper { get; }

        public MemoryTransport Peer { get; }

        public static async Task<Machine> InAsync(int state, bool isRequestor)
        {
            var machine = new Machine(isRequestor);
            await machine.GoToAsync(state, isRequestor);
            await machine.SentAsync();
            Assert.Equal((UpperLayerState)state, machine.Upper.State);
            return machine;
        }

        /// <summary>Gives one event of the table and tells what its user hears: an indication, an end, or nothing yet.</summary>
        public async Task<string> GiveAsync(int happened)
        {
            switch (happened)
            {
                case 1: return await CallAsync(() => Upper.RequestAsync(Request));
                case 5: return await CallAsync(() => { Upper.TransportOpened(); return ValueTask.CompletedTask; });
                case 7: return await CallAsync(() => Upper.AcceptAsync(Accept));
                case 8: return await CallAsync(() => Upper.RejectAsync(AssociationRejection.CalledTitleUnknown));
                case 9: return await CallAsync(() => Upper.SendDataAsync(DcmtkRecordings.EchoCommand));
                case 11: return await CallAsync(Upper.RequestReleaseAsync);
                case 14: return await CallAsync(Upper.RespondReleaseAsync);
                case 15: return await CallAsync(() => Upper.AbortAsync(AbortPdu.ByUser));
                case 17:
                    await Peer.DisposeAsync();
                    return await HearAsync();
                case 18:
                    // The end comes from another thread; where no timer runs, none comes however long one waits.
                    var ends = Upper.State is UpperLayerState.Sta2 or UpperLayerState.Sta13;
                    var receiving = Upper.ReceiveAsync().AsTask();
                    _clock.Advance(TimeSpan.FromSeconds(6));
                    return ends || receiving.IsCompleted ? await HearAsync(receiving) : "waiting";
                default:
                    await Peer.WriteAsync(Sent(happened), NetworkNode.Ct);
                    return await HearAsync();
            }
        }

        /// <summary>What the machine has sent and not yet been read, and whether it has closed.</summary>
        public async Task<(byte[] Octets, bool IsClosed)> SentAsync()
        {
            var octets = new List<byte>();
            var buffer = new byte[4096];
            while (true)
            {
                using var enough = new CancellationTokenSource();
                // What is there is handed out at once; where there is nothing, the read would wait.
                var reading = Peer.ReadAsync(buffer, enough.Token).AsTask();
                if (!reading.IsCompleted)
                {
                    await enough.CancelAsync();
                    await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return ([.. octets], false);
                }
                if (reading.IsFaulted)
                {
                    // The test has closed this end itself.
                    return ([.. octets], Upper.State == UpperLayerState.Sta1);
                }
                var count = await reading;
                if (count == 0)
                {
                    return ([.. octets], true);
                }
                octets.AddRange(buffer.AsSpan(0, count));
            }
        }

        public async ValueTask DisposeAsync()
        {
            Peer.Abort();
            await Upper.DisposeAsync();
        }

        private static byte[] Sent(int happened) => happened switch
        {
            3 => DcmtkRecordings.EchoAccept,
            4 => DcmtkRecordings.RejectCalledTitle,
            6 => DcmtkRecordings.EchoRequest,
            10 => DcmtkRecordings.EchoCommand,
            12 => DcmtkRecordings.ReleaseRequest,
            13 => DcmtkRecordings.ReleaseResponse,
            16 => DcmtkRecordings.Octets("07 00 00000004 00 00 00 00"),
            19 => DcmtkRecordings.Octets("08 00 00000004 00000000"),
            _ => throw new ArgumentOutOfRangeException(nameof(happened)),
        };

        private static async Task<string> CallAsync(Func<ValueTask> call)
        {
            try
            {
                await call();
                return "done";
            }
            catch (AssociationException e) when (e.Fault == AssociationFault.LocalAbort)
            {
                return "not possible";
            }
        }

        private async Task<string> HearAsync()
        {
            // What is in the connection already is looked at before the call comes back.
            var hearing = Upper.ReceiveAsync().AsTask();
            return hearing.IsCompleted ? await HearAsync(hearing) : "waiting";
        }

        private static async Task<string> HearAsync(Task<Indication> hearing)
        {
            try
            {
                return (await hearing).Kind.ToString();
            }
            catch (AssociationException e)
            {
                return e.Fault switch
                {
                    AssociationFault.Rejected => "rejected",
                    AssociationFault.Aborted => "aborted",
                    AssociationFault.ConnectionLost => "connection lost",
                    AssociationFault.TimedOut => "timed out",
                    AssociationFault.ProtocolViolation => "violated",
                    _ => e.Message,
                };
            }
        }

        private async Task GoToAsync(int state, bool isRequestor)
        {
            if (state == 1)
            {
                return;
            }
            if (isRequestor)
            {
                await Upper.RequestAsync(Request);
                if (state == 5)
                {
                    return;
                }
                await ReceiveAsync(DcmtkRecordings.EchoAccept);
            }
            else
            {
                Upper.TransportOpened();
                if (state == 2)
                {
                    return;
                }
                await ReceiveAsync(DcmtkRecordings.EchoRequest);
                if (state == 3)
                {
                    return;
                }
                await Upper.AcceptAsync(Accept);
            }
            switch (state)
            {
                case 7:
                    await Upper.RequestReleaseAsync();
                    break;
                case 8:
                    await ReceiveAsync(DcmtkRecordings.ReleaseRequest);
                    break;
                case 9 or 10 or 11 or 12:
                    await Upper.RequestReleaseAsync();
                    await ReceiveAsync(DcmtkRecordings.ReleaseRequest);
                    if (state == 11)
                    {
                        await Upper.RespondReleaseAsync();
                    }
                    if (state == 12)
                    {
                        await ReceiveAsync(DcmtkRecordings.ReleaseResponse);
                    }
                    break;
                case 13:
                    await Upper.AbortAsync(AbortPdu.ByUser);
                    break;
            }
        }

        private async Task ReceiveAsync(byte[] pdu)
        {
            await Peer.WriteAsync(pdu, NetworkNode.Ct);
            await Upper.ReceiveAsync();
        }
    }
}
