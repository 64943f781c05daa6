using System.Text;
using Appliance.Network;
using Xunit;

namespace Appliance.UnitTests.Network;

/// <summary>Why associations are refused and aborted, in words: every code of PS3.8 Table 9-21 and Table 9-26, reserved ones too.</summary>
public sealed class ReasonTests
{
    private static readonly AssociationAttempt Attempt = new(new PeerAddress("PACS", "192.0.2.7", 104), "STICK");

    // PS3.8 Table 9-21: source, reason, the standard's words, and what the person who asked is told to change.
    [Theory]
    [InlineData(1, 1, "service user", "no reason given", "STICK")]
    [InlineData(1, 2, "service user", "application context name not supported", "check that a DICOM service listens")]
    [InlineData(1, 3, "service user", "calling AE title not recognized", "enter our title 'STICK' there")]
    [InlineData(1, 4, "service user", "reserves", "log")]
    [InlineData(1, 5, "service user", "reserves", "log")]
    [InlineData(1, 6, "service user", "reserves", "log")]
    [InlineData(1, 7, "service user", "called AE title not recognized", "'PACS': give the title it has with -aec")]
    [InlineData(1, 8, "service user", "reserves", "log")]
    [InlineData(1, 9, "service user", "reserves", "log")]
    [InlineData(1, 10, "service user", "reserves", "log")]
    [InlineData(2, 1, "ACSE", "no reason given", "log")]
    [InlineData(2, 2, "ACSE", "protocol version not supported", "check that a DICOM service listens")]
    [InlineData(3, 0, "presentation", "reserves", "try again later")]
    [InlineData(3, 1, "presentation", "temporary congestion", "try again later")]
    [InlineData(3, 2, "presentation", "local limit exceeded", "try again later")]
    [InlineData(3, 7, "presentation", "reserves", "try again later")]
    [InlineData(9, 9, "unknown source (9)", "reserves", "log")]
    public void Rejection_OfEachCode_TellsWhoWhyAndWhatToChange(int source, int reason, string who, string why, string advice)
    {
        foreach (var (result, lasting) in new[] { (1, "for good"), (2, "for now") })
        {
            var rejection = new AssociationRejection((byte)result, (byte)source, (byte)reason);
            var told = AssociationDoctor.Explain(new AssociationException(AssociationFault.Rejected, $"PACS {rejection}.") { Rejection = rejection, Attempt = Attempt });

            Assert.All([$"{rejection}", told], text =>
            {
                Assert.Contains(lasting, text);
                Assert.Contains(who, text);
                Assert.Contains(why, text);
            });
            Assert.Contains("PACS@192.0.2.7:104", told);
            Assert.Contains(advice, told, StringComparison.OrdinalIgnoreCase);
        }
    }

    // What the log of the refusing side says names the title that was wrong.
    [Theory]
    [InlineData(1, 7, "it called 'OTHER'")]
    [InlineData(1, 3, "'TESTER' at 192.0.2.1:1 is not among those")]
    [InlineData(3, 2, "raise the limit")]
    public void Rejection_InTheLogOfWhoRefused_NamesWhatWasWrong(int source, int reason, string expected) =>
        Assert.Contains(expected, new AssociationRejection(1, (byte)source, (byte)reason).ToStringFor(new AssociationInfo
        {
            Id = 1,
            CallingAeTitle = "TESTER",
            CalledAeTitle = "OTHER",
            Remote = "192.0.2.1:1",
            Started = DateTimeOffset.UnixEpoch,
            IsInbound = true,
        }));

    // PS3.8 Table 9-26.
    [Theory]
    [InlineData(0, 0, "service user", "")]
    [InlineData(0, 6, "service user", "")]
    [InlineData(1, 0, "unknown source (1)", "no reason given")]
    [InlineData(2, 0, "service provider", "no reason given")]
    [InlineData(2, 1, "service provider", "unrecognized PDU")]
    [InlineData(2, 2, "service provider", "unexpected PDU")]
    [InlineData(2, 3, "service provider", "reserves")]
    [InlineData(2, 4, "service provider", "unrecognized PDU parameter")]
    [InlineData(2, 5, "service provider", "unexpected PDU parameter")]
    [InlineData(2, 6, "service provider", "invalid PDU parameter value")]
    public void Abort_OfEachCode_TellsWhoAndWhy(int source, int reason, string who, string why)
    {
        var abort = new AssociationAbort((byte)source, (byte)reason);
        var told = AssociationDoctor.Explain(new AssociationException(AssociationFault.Aborted, $"PACS aborted, {abort}.") { Abort = abort });

        Assert.All([$"{abort}", told], text => Assert.Contains(who, text));
        Assert.All([$"{abort}", told], text => Assert.Contains(why, text));
        Assert.Contains(source == 2 && reason > 0 ? "breaks the protocol" : "log", told);
    }

    // Whatever ends an association, before it was open or after, there is something to do about it.
    [Theory]
    [InlineData(AssociationFault.TimedOut, true, "does not answer as DICOM")]
    [InlineData(AssociationFault.TimedOut, false, "The peer hangs")]
    [InlineData(AssociationFault.ConnectionLost, true, "'STICK' calling 'PACS'")]
    [InlineData(AssociationFault.ConnectionLost, false, "went down")]
    [InlineData(AssociationFault.ProtocolViolation, true, "makers")]
    [InlineData(AssociationFault.ProtocolViolation, false, "makers")]
    [InlineData(AssociationFault.NoContextAccepted, true, "appliance doctor PACS@192.0.2.7:104")]
    [InlineData(AssociationFault.NotConnected, true, "it happened")]
    [InlineData(AssociationFault.LocalAbort, false, "it happened")]
    [InlineData(AssociationFault.Released, false, "it happened")]
    public void Failure_OfEachKind_IsToldWithAdvice(AssociationFault fault, bool isOpening, string expected) =>
        Assert.Contains(expected, AssociationDoctor.Explain(new AssociationException(fault, "it happened") { Attempt = isOpening ? Attempt : null }));

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "HTTP")]
    [InlineData("GET / HTTP/1.1\r\n", "HTTP")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "SSH")]
    [InlineData("220 mail ESMTP\r\n", "SMTP or FTP")]
    [InlineData("\u000bMSH|^~\\&", "HL7")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002", "TLS")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000", "TLS")]
    [InlineData("H", null)]
    [InlineData("\u0015", null)]
    [InlineData("garbage", null)]
    public void Octets_ThatAreNoPdu_AreRecognisedForWhatTheyAre(string octets, string? expected)
    {
        var parsed = PduHeaderParser.Parse(Encoding.Latin1.GetBytes(octets));

        Assert.Equal(ParseOutcome.Fault, parsed.Outcome);
        Assert.Equal(expected, parsed.Fault!.Protocol?.Name);
    }
}
