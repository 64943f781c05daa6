using Appliance.Network;
using Xunit;

namespace Appliance.UnitTests.Network;

public sealed class AddressAndStatusTests
{
    [Theory]
    [InlineData("PACS@host:104", "PACS", "host", 104, null)]
    [InlineData("archive=MAIN PACS@192.0.2.1:11112", "MAIN PACS", "192.0.2.1", 11112, "archive")]
    [InlineData("A@[::1]:104", "A", "::1", 104, null)]
    public void PeerAddress_WellFormed_IsRead(string text, string title, string host, int port, string? name)
    {
        Assert.True(PeerAddress.TryParse(text, out var peer, out _));
        Assert.Equal(new PeerAddress(title, host, port, name), peer);
        Assert.True(PeerAddress.TryParse(peer.ToString(), out var again, out _));
        Assert.Equal(peer with { Name = null }, again);
    }

    [Theory]
    [InlineData("host:104", "no '@'")]
    [InlineData("PACS@host", "no ':port'")]
    [InlineData("PACS@:104", "host is empty")]
    [InlineData("PACS@host:0", "no port")]
    [InlineData("PACS@host:65536", "no port")]
    [InlineData("PACS@::1:104", "brackets")]
    [InlineData("SEVENTEENLETTERSX@host:104", "no AE title")]
    [InlineData("A\\B@host:104", "no AE title")]
    [InlineData("@host:104", "no AE title")]
    public void PeerAddress_Malformed_SaysWhatIsWrong(string text, string expected)
    {
        Assert.False(PeerAddress.TryParse(text, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("AET@host:port", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0000, "success")]
    [InlineData(0xFF00, "pending")]
    [InlineData(0xFF01, "pending")]
    [InlineData(0xFE00, "cancel")]
    [InlineData(0xB000, "warning")]
    [InlineData(0xB007, "warning")]
    [InlineData(0x0107, "warning")]
    [InlineData(0xA700, "failure")]
    [InlineData(0xA801, "failure")]
    [InlineData(0xA9FF, "failure")]
    [InlineData(0xC123, "failure")]
    [InlineData(0x0122, "failure")]
    public void Status_OfEachKind_IsExactlyThatKind(int code, string kind)
    {
        var status = new DicomStatus((ushort)code);
        var kinds = new (bool Is, string Name)[]
        {
            (status.IsSuccess, "success"), (status.IsPending, "pending"), (status.IsCancel, "cancel"), (status.IsWarning, "warning"), (status.IsFailure, "failure"),
        };

        Assert.Equal(kind, Assert.Single(kinds, k => k.Is).Name);
        Assert.StartsWith($"{code:X4}H ", status.ToString(), StringComparison.Ordinal);
    }
}
