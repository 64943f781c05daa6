using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>Which presentation context a query or a retrieve goes on, of those that a peer accepts.</summary>
public sealed class QueryContextTests
{
    private const string Implicit = "1.2.840.10008.1.2";
    private const string Explicit = "1.2.840.10008.1.2.1";
    private const string BigEndian = "1.2.840.10008.1.2.2";

    // 4.2.4.3.1.3.3, 4.2.5.3.1.3.3: the first encountered explicit transfer syntax, else the default one.
    [Theory]
    [InlineData(Implicit, null, null, Implicit, Implicit)]
    [InlineData(Implicit, Explicit, null, null, Explicit)]
    [InlineData(null, BigEndian, Implicit, null, BigEndian)]
    [InlineData(Implicit, BigEndian, Explicit, Implicit, BigEndian)]
    [InlineData(Implicit, null, null, Explicit, Explicit)]
    [InlineData(null, null, Implicit, null, Implicit)]
    public async Task Request_OfContextsAccepted_GoesOnTheFirstExplicitOne(string? first, string? second, string? third, string? fourth, string expected)
    {
        var network = new MemoryNetwork();
        await using var listener = network.Listen(NetworkNode.Port);
        foreach (var isMove in new[] { false, true })
        {
            var peer = ReceiveContextAsync(listener, [first, second, third, fourth]);
            await using var client = await DicomClient.ConnectAsync(
                new PeerAddress("NODE", "memory", NetworkNode.Port), "TESTER", isMove ? QueryContexts.Move() : QueryContexts.Find(), new NetworkOptions { Dialer = network }, NetworkNode.Ct);
            var identifier = new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.StudyInstanceUID, "1");
            Task request = isMove
                ? client.MoveAsync(FindModel.StudyRoot, identifier, "TESTER", null, NetworkNode.Ct)
                : client.FindAsync(FindModel.StudyRoot, identifier, NetworkNode.Ct).GetAsyncEnumerator(NetworkNode.Ct).MoveNextAsync().AsTask();

            var used = await peer;

            Assert.Equal(expected, client.Association.Contexts.First(context => context.Id == used).TransferSyntax!.Uid.Value);
            await Assert.ThrowsAsync<AssociationException>(() => request);
        }
    }

    /// <summary>Accepts contexts 1, 3, 5 and 7 in the syntaxes given, refuses the others, and says on which the first message comes.</summary>
    private static async Task<byte> ReceiveContextAsync(ITransportListener listener, string?[] syntaxes)
    {
        await using var peer = new RawPeer(await listener.AcceptAsync(NetworkNode.Ct));
        var request = AssociatePduParser.Parse(PduType.AssociateRequest, (await peer.ReceiveAsync()).AsSpan(6)).Value!;
        await peer.SendAsync(AssociatePduWriter.Write(new AssociatePdu
        {
            Type = PduType.AssociateAccept,
            CalledAeTitle = request.CalledAeTitle,
            CallingAeTitle = request.CallingAeTitle,
            Contexts = [.. request.Contexts.Select((context, i) => syntaxes[i] is { } syntax
                ? new ContextItem(context.Id, "", [syntax])
                : new ContextItem(context.Id, "", [Implicit], ContextResult.TransferSyntaxesNotSupported))],
        }).ToArray());
        return (await peer.ReceiveAsync())[10];
    }
}
