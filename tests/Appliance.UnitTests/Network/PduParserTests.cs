using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Network;

/// <summary>PDUs of foreign software in, and what hostile software might send.</summary>
public sealed class PduParserTests
{
    [Fact]
    public void AssociateRq_OfDcmtkEcho_ReadsEveryField()
    {
        var pdu = Associate(DcmtkRecordings.EchoRequest);

        Assert.Equal(PduType.AssociateRequest, pdu.Type);
        Assert.Equal(1, pdu.ProtocolVersion);
        Assert.Equal("HOST", pdu.CalledAeTitle);
        Assert.Equal("ECHOSCU", pdu.CallingAeTitle);
        Assert.Equal(AssociatePdu.DicomApplicationContext, pdu.ApplicationContext);
        var context = Assert.Single(pdu.Contexts);
        Assert.Equal((1, "1.2.840.10008.1.1"), (context.Id, context.AbstractSyntax));
        Assert.Equal(["1.2.840.10008.1.2"], context.TransferSyntaxes);
        Assert.Equal(16384u, pdu.User.MaxLength);
        Assert.Equal("1.2.276.0.7230010.3.0.3.6.7", pdu.User.ImplementationClassUid);
        Assert.Equal("OFFIS_DCMTK_367", pdu.User.ImplementationVersion);
    }

    [Fact]
    public void AssociateAc_OfDcmtk_IsWrittenBackByteForByte() =>
        Assert.Equal(DcmtkRecordings.EchoAccept, AssociatePduWriter.Write(Associate(DcmtkRecordings.EchoAccept)));

    [Fact]
    public void AssociateRq_OfDcmtk_IsWrittenBackButForItsReservedOctets()
    {
        var recorded = DcmtkRecordings.StoreRequest;
        var written = AssociatePduWriter.Write(Associate(recorded));

        // DCMTK fills the octet of the context item that a request reserves with FF; the standard asks for 0.
        Assert.Equal(recorded.Select(o => o == 0xFF ? (byte)0 : o), written);
    }

    [Fact]
    public void UserInformation_WithEverySubItem_IsRead()
    {
        var user = User(
            "51 00 0004 00000000",
            "52 00 0005 312e322e33",
            "53 00 0004 0003 0001",                                        // asynchronous operations window 3, 1
            "54 00 0009 0005 312e322e34 00 01",                            // role selection of 1.2.4: not SCU, SCP
            "55 00 0004 54455354",
            "56 00 000a 0005 312e322e35 01 01 00",                         // extended negotiation of 1.2.5
            "57 00 0010 0005 312e322e36 0005 312e322e37 0000",             // common extended negotiation of 1.2.6, service class 1.2.7
            "58 00 000d 02 01 0003 6a6f65 0004 70617373",                  // user identity: joe with a passcode, response asked for
            "7f 00 0003 010203");                                          // an item of the future

        Assert.Equal(0u, user.MaxLength);
        Assert.Equal(new AsyncWindow(3, 1), user.AsyncWindow);
        Assert.Equal(new RoleSelection("1.2.4", false, true), Assert.Single(user.Roles));
        Assert.Equal("TEST", user.ImplementationVersion);
        var extended = Assert.Single(user.Extended);
        Assert.Equal("1.2.5", extended.SopClass);
        Assert.Equal([1, 1, 0], extended.Information.ToArray());
        Assert.Equal(new CommonExtendedNegotiation("1.2.6", "1.2.7"), Assert.Single(user.CommonExtended));
        Assert.Equal(new UserIdentity(2, true), user.Identity);
    }

    [Theory]
    [InlineData("53 00 0003 000300", "needs 4")]
    [InlineData("54 00 0009 0008 312e322e34 00 01", "UID of 8 octets")]
    [InlineData("54 00 0001 00", "needs 2")]
    [InlineData("57 00 0009 0005 312e322e36 ffff", "service class")]
    [InlineData("51 00 ffff 00004000", "announces 65535")]
    [InlineData("51 00", "stray")]
    public void UserInformation_Malformed_IsAFaultWithPlace(string item, string expected)
    {
        var parsed = UserInformationParser.Parse(DcmtkRecordings.Octets(item), 100);

        Assert.Equal(ParseOutcome.Fault, parsed.Outcome);
        Assert.Contains(expected, parsed.Fault!.ToString(), StringComparison.Ordinal);
        Assert.InRange(parsed.Fault.Offset, 100, 120);
    }

    [Fact]
    public void Rejection_OfDcmtk_SaysWhoWhyAndWhatToChange()
    {
        var parsed = ControlPdu.ParseReject(DcmtkRecordings.RejectCalledTitle.AsSpan(PduHeader.Size));

        Assert.Equal(AssociationRejection.CalledTitleUnknown, parsed.Value);
        Assert.Contains("service user", parsed.Value.Who, StringComparison.Ordinal);
        Assert.Equal("called AE title not recognized", parsed.Value.Why);
        Assert.Contains("called AE title", parsed.Value.Advice, StringComparison.Ordinal);
        Assert.False(parsed.Value.IsTransient);
    }

    [Fact]
    public void FixedPdus_Written_AreTheirTenOctets()
    {
        var octets = new byte[ControlPdu.Size];
        ControlPdu.WriteReject(octets, AssociationRejection.CalledTitleUnknown);
        Assert.Equal(DcmtkRecordings.RejectCalledTitle, octets);
        ControlPdu.WriteReleaseRequest(octets);
        Assert.Equal(DcmtkRecordings.ReleaseRequest, octets);
        ControlPdu.WriteReleaseResponse(octets);
        Assert.Equal(DcmtkRecordings.ReleaseResponse, octets);
        ControlPdu.WriteAbort(octets, new AbortPdu(AbortSource.ServiceProvider, AbortReason.InvalidParameterValue));
        Assert.Equal(DcmtkRecordings.Octets("07 00 00000004 00 00 02 06"), octets);
        Assert.Equal(new AbortPdu(AbortSource.ServiceProvider, AbortReason.InvalidParameterValue), ControlPdu.ParseAbort(octets.AsSpan(6)).Value);
    }

    [Theory]
    [InlineData("47", AbortReason.UnrecognizedPdu)]               // 'G' of an HTTP GET: judged by its first octet
    [InlineData("00 00 00000004", AbortReason.UnrecognizedPdu)]
    [InlineData("08 00 00000004", AbortReason.UnrecognizedPdu)]
    [InlineData("01 00 ffffffff", AbortReason.InvalidParameterValue)]
    [InlineData("01 00 00000043", AbortReason.InvalidParameterValue)] // 67, one less than the fixed part
    [InlineData("02 00 00100001", AbortReason.InvalidParameterValue)]
    [InlineData("03 00 00000005", AbortReason.InvalidParameterValue)]
    [InlineData("05 00 ffffffff", AbortReason.InvalidParameterValue)]
    [InlineData("07 00 00000000", AbortReason.InvalidParameterValue)]
    internal void Header_Hostile_IsAFault(string octets, AbortReason reason)
    {
        var parsed = PduHeaderParser.Parse(DcmtkRecordings.Octets(octets));

        Assert.Equal(ParseOutcome.Fault, parsed.Outcome);
        Assert.Equal(reason, parsed.Fault!.Reason);
    }

    [Fact]
    public void Header_OfDataOfAnyLength_IsAccepted()
    {
        var parsed = PduHeaderParser.Parse(DcmtkRecordings.Octets("04 00 ffffffff"));

        Assert.Equal(new PduHeader(PduType.DataTransfer, uint.MaxValue), parsed.Value);
    }

    [Fact]
    public void Header_CutAnywhere_NeedsMore()
    {
        for (var length = 0; length < PduHeader.Size; length++)
        {
            Assert.Equal(ParseOutcome.NeedMore, PduHeaderParser.Parse(DcmtkRecordings.EchoRequest.AsSpan(0, length)).Outcome);
        }
    }

    [Theory]
    [InlineData("00000000 01 03", 70u)]  // length 0: not even its own two octets
    [InlineData("00000001 01 03", 70u)]
    [InlineData("00000047 01 03", 74u)]  // one more than the P-DATA-TF has
    [InlineData("ffffffff 01 03", 74u)]
    [InlineData("00000002 01 03", 5u)]   // fewer octets left than an item needs
    public void Pdv_Hostile_IsAFault(string octets, uint left) =>
        Assert.Equal(ParseOutcome.Fault, PduHeaderParser.ParsePdv(DcmtkRecordings.Octets(octets), left, 6).Outcome);

    [Fact]
    public void Pdv_OfNoData_IsRead()
    {
        var parsed = PduHeaderParser.ParsePdv(DcmtkRecordings.Octets("00000002 05 02"), 6, 6);

        Assert.Equal(new PdvHeader(5, 2, 0), parsed.Value);
        Assert.True(parsed.Value.IsLast);
        Assert.False(parsed.Value.IsCommand);
    }

    [Fact]
    public void AssociateRq_CutOrCorruptedAnywhere_NeverThrows()
    {
        var body = DcmtkRecordings.StoreRequest[PduHeader.Size..];
        for (var length = 0; length < body.Length; length++)
        {
            AssociatePduParser.Parse(PduType.AssociateRequest, body.AsSpan(0, length));
        }
        for (var at = AssociatePduParser.FixedPartLength; at < body.Length; at++)
        {
            foreach (var octet in (byte[])[0x00, 0x01, 0x7F, 0xFF])
            {
                var changed = body.ToArray();
                changed[at] = octet;
                var parsed = AssociatePduParser.Parse(PduType.AssociateRequest, changed);
                Assert.True(parsed.Outcome == ParseOutcome.Value || parsed.Fault!.Offset <= DcmtkRecordings.StoreRequest.Length);
            }
        }
    }

    [Fact]
    public void AssociateRq_WithAContextIdTwice_IsAFault()
    {
        var octets = DcmtkRecordings.StoreRequest;
        var second = octets.AsSpan().LastIndexOf(DcmtkRecordings.Octets("20 00 004d 03"));
        octets[second + 4] = 1;

        var parsed = AssociatePduParser.Parse(PduType.AssociateRequest, octets.AsSpan(PduHeader.Size));

        Assert.Contains("used twice", parsed.Fault!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void AssociateRq_WithMoreContextsThanIds_IsAFaultBeforeTheyAreKept()
    {
        var context = DcmtkRecordings.Octets("20 00 0004 00 00 00 00");
        var body = new byte[AssociatePduParser.FixedPartLength + (200 * context.Length)];
        for (var i = 0; i < 200; i++)
        {
            context[4] = (byte)((2 * i) + 1);
            context.CopyTo(body, AssociatePduParser.FixedPartLength + (i * context.Length));
        }

        Assert.Equal(ParseOutcome.Fault, AssociatePduParser.Parse(PduType.AssociateRequest, body).Outcome);
    }

    private static AssociatePdu Associate(byte[] octets)
    {
        var header = PduHeaderParser.Parse(octets).Value;
        Assert.Equal((uint)(octets.Length - PduHeader.Size), header.Length);
        var parsed = AssociatePduParser.Parse(header.Type, octets.AsSpan(PduHeader.Size));
        Assert.Null(parsed.Fault);
        return parsed.Value!;
    }

    private static UserInformation User(params string[] items)
    {
        var parsed = UserInformationParser.Parse(DcmtkRecordings.Octets(items), 0);
        Assert.Null(parsed.Fault);
        return parsed.Value!;
    }
}
