using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Network;

/// <summary>Command sets of DCMTK in, the same octets out; and what no command set may be.</summary>
public sealed class CommandTests
{
    private const int PduAndPdvHeader = PduHeader.Size + PduLimits.PdvHeaderSize;

    public static TheoryData<byte[]> Recorded => [DcmtkRecordings.EchoCommand, DcmtkRecordings.EchoResponse, DcmtkRecordings.StoreCommand, DcmtkRecordings.StoreResponse];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Command_OfDcmtk_IsWrittenBackByteForByte(byte[] pdu)
    {
        var octets = pdu[PduAndPdvHeader..];
        var command = CommandReader.Parse(octets).Value!;
        var written = new byte[CommandWriter.MaxLength];

        var length = CommandWriter.Write(command, written);

        // DCMTK numbers "a data set follows" 0001H, as we do.
        Assert.Equal(octets, written[..length]);
    }

    [Fact]
    public void StoreCommand_OfDcmtk_ReadsEveryField()
    {
        var command = CommandReader.Parse(DcmtkRecordings.StoreCommand.AsSpan(PduAndPdvHeader)).Value!;

        Assert.Equal((CommandField.StoreRequest, 1, "1.2.840.10008.5.1.4.1.1.2", "1.2.3.4"), (command.Field, command.MessageId, command.SopClass, command.SopInstance));
        Assert.True(command.HasDataSet);
        Assert.Equal("C-STORE", command.Verb);
    }

    [Fact]
    public void Command_WithEverything_RoundTrips()
    {
        var command = new Command
        {
            Field = CommandField.MoveResponse,
            RespondedTo = 7,
            SopClass = "1.2.840.10008.5.1.4.1.2.2.2",
            SopInstance = "1.2.3",
            HasDataSet = true,
            Status = DicomStatus.SubOperationsFailed,
            SubOperations = new SubOperations(null, 70000, 2, 3),
            ErrorComment = "Äpfel\\" + new string('x', 100),
            OffendingElements = [0x00080052, 0x0020000D],
        };
        var octets = new byte[CommandWriter.MaxLength];

        var read = CommandReader.Parse(octets.AsSpan(0, CommandWriter.Write(command, octets))).Value!;

        Assert.Equal(".pfel." + new string('x', 58), read.ErrorComment);
        Assert.Equal(new SubOperations(null, 65535, 2, 3), read.SubOperations);
        Assert.Equal(command.OffendingElements, read.OffendingElements);
        Assert.Equal(command with { ErrorComment = null, SubOperations = null, OffendingElements = null }, read with { ErrorComment = null, SubOperations = null, OffendingElements = null });
    }

    [Theory]
    [InlineData("", "Command Field")]
    [InlineData("0800 1600 04000000 31322e33", "in a command set")]
    [InlineData("0000 0001 ffffffff 3000", "announces")]
    [InlineData("0000 0001 02000000 3000 0000", "stray")]
    [InlineData("0000 0001 02000000 3000 0000 0008 02000000 0101", "Message ID")]
    [InlineData("0000 0001 02000000 3080 0000 0008 02000000 0101", "Responded To")]
    [InlineData("0000 0001 01000000 30 0000 0008 02000000 0101", "Command Field")]
    public void Command_Malformed_IsAFaultInWords(string octets, string expected)
    {
        var parsed = CommandReader.Parse(DcmtkRecordings.Octets(octets));

        Assert.Equal(ParseOutcome.Fault, parsed.Outcome);
        Assert.Contains(expected, parsed.Fault!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_CutAnywhere_NeverThrows()
    {
        var octets = DcmtkRecordings.StoreCommand[PduAndPdvHeader..];
        for (var length = 0; length < octets.Length; length++)
        {
            // Elements in order: what is cut before Command Data Set Type is no command, what is cut after it may be one.
            CommandReader.Parse(octets.AsSpan(0, length));
        }
        Assert.Equal(ParseOutcome.Fault, CommandReader.Parse(octets.AsSpan(0, octets.Length - 1)).Outcome);
    }
}
