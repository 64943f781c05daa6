using Appliance.Network;
using Appliance.Node;
using Xunit;

namespace Appliance.UnitTests.Node;

public sealed class PeerBookTests
{
    private static readonly PeerBook Book = new(
    [
        new Peer(new PeerAddress("PACS", "192.0.2.10", 104, "pacs")) { FallbackCharacterSet = "ISO_IR 100" },
        new Peer(new PeerAddress("GATE", "gate", 4242)) { IsMoveDestination = false },
    ]);

    [Theory]
    [InlineData("pacs", "PACS@192.0.2.10:104")]
    [InlineData("PACS", "PACS@192.0.2.10:104")]
    [InlineData("gate", "GATE@gate:4242")]
    [InlineData("OTHER@host:11112", "OTHER@host:11112")]
    public void Peer_NamedOrWrittenOut_IsFound(string text, string address)
    {
        Assert.True(Book.TryResolve(text, out var peer, out var error), error);
        Assert.Equal(address, peer.Address.ToString());
    }

    [Fact]
    public void Peer_WrittenOutAsTheBookHasIt_KeepsWhatTheBookSays()
    {
        Assert.True(Book.TryResolve("PACS@192.0.2.10:104", out var peer, out _));
        Assert.Equal("ISO_IR 100", peer.FallbackCharacterSet);
    }

    [Fact]
    public void Peer_Unknown_IsToldWithTheNamesThereAre()
    {
        Assert.False(Book.TryResolve("paxs", out _, out var error));
        Assert.Contains("GATE, pacs", error);
        Assert.Contains("AET@host:port", error);
    }

    [Fact]
    public void MoveDestination_ByTitle_MustBeAllowed()
    {
        Assert.True(Book.TryGetMoveDestination("PACS", out var peer));
        Assert.Equal("192.0.2.10", peer.Address.Host);
        Assert.False(Book.TryGetMoveDestination("GATE", out _));
        Assert.False(Book.TryGetMoveDestination("pacs", out _));
    }

    [Fact]
    public void RunningNode_Announced_IsFoundUntilItEnds()
    {
        var folder = Directory.CreateTempSubdirectory("node");
        try
        {
            Assert.Null(RunningNode.Find(folder.FullName));
            using (RunningNode.Announce(folder.FullName, "STICK", new System.Net.IPEndPoint(System.Net.IPAddress.Any, 4711)))
            {
                Assert.Equal(new PeerAddress("STICK", "127.0.0.1", 4711), RunningNode.Find(folder.FullName));
            }

            Assert.Null(RunningNode.Find(folder.FullName));
            File.WriteAllText(Path.Combine(folder.FullName, "node.address"), "garbage");
            Assert.Null(RunningNode.Find(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
