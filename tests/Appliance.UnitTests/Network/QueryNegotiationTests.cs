using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.UnitTests.Network;

/// <summary>
/// SOP Class Extended Negotiation of query and retrieve (PS3.7 D.3.3.5, PS3.4 C.5.1.1). The conformance statement performs none (4.2.6.4.1.2.1,
/// 4.2.7.4.1.2.1); a peer that proposes none gets none.
/// </summary>
public sealed class QueryNegotiationTests
{
    private const string Explicit = "1.2.840.10008.1.2.1";
    private const string StudyFind = "1.2.840.10008.5.1.4.1.2.2.1";
    private const string StudyMove = "1.2.840.10008.5.1.4.1.2.2.2";
    private const string StudyGet = "1.2.840.10008.5.1.4.1.2.2.3";
    private const string Ct = "1.2.840.10008.5.1.4.1.1.2";

    private static readonly NodeServices Everything = new("APPLIANCE", null, new Find(), new Retrieve());

    [Theory]
    [InlineData(StudyFind, "01", "01")]
    [InlineData(StudyFind, "00", "00")]
    [InlineData(StudyFind, "010101", "010101")]
    [InlineData(StudyFind, "01000001", "01010100")]   // what is done whoever asks is told as it is; time zones are not moved
    [InlineData(StudyFind, "0101010101ff", "01010100")] // octets of a later edition stay unanswered
    [InlineData(StudyFind, "ff", "00")]
    [InlineData(StudyMove, "0101", "01")]
    [InlineData(StudyGet, "01", "01")]
    public void Proposal_IsAnswered_OctetByOctetWithWhatIsDone(string sopClass, string proposed, string answered)
    {
        var answer = Assert.Single(Negotiator(Everything).Extended(Request(sopClass, proposed)));

        Assert.Equal(sopClass, answer.SopClass);
        Assert.Equal(answered, Convert.ToHexStringLower(answer.Information.Span));
    }

    [Theory]
    [InlineData(StudyFind, "01", QueryOptions.Relational)]
    [InlineData(StudyFind, "00", QueryOptions.None)]
    [InlineData(StudyFind, "0001", QueryOptions.CombinedDateTime)]
    [InlineData(StudyFind, "01010101", QueryOptions.Relational | QueryOptions.CombinedDateTime | QueryOptions.FuzzyNames)]
    [InlineData(StudyGet, "01", QueryOptions.Relational)]
    public void Context_OfTheClass_HasWhatBothSidesSaid(string sopClass, string proposed, QueryOptions agreed) =>
        Assert.Equal(agreed, Assert.Single(Negotiator(Everything).Negotiate(Request(sopClass, proposed))).QueryOptions);

    [Fact]
    public void ClassesWithoutOptions_StayUnanswered()
    {
        Assert.Empty(Negotiator(Everything).Extended(Request(Ct, "0100")));
        Assert.Empty(Negotiator(Everything).Extended(Request(StudyFind, "")));
        Assert.Empty(Negotiator(new NodeServices("APPLIANCE")).Extended(Request(StudyFind, "01")));
        Assert.Equal("00", Convert.ToHexString(Assert.Single(Negotiator(new NodeServices("APPLIANCE", Find: new PlainFind())).Extended(Request(StudyFind, "01"))).Information.Span));
    }

    [Fact]
    public void Proposal_GivenTwice_IsAnsweredOnce()
    {
        var request = Request(StudyFind, "01");
        request = request with { User = new UserInformation { Extended = [.. request.User.Extended, .. request.User.Extended] } };

        Assert.Single(Negotiator(Everything).Extended(request));
    }

    [Fact]
    public void Requestor_WithoutOptions_ProposesNothing() => Assert.Empty(QueryNegotiation.Propose(QueryContexts.Find()));

    [Fact]
    public void Requestor_WithOptions_ProposesThemOnceForTheClass()
    {
        var proposal = Assert.Single(QueryNegotiation.Propose(QueryContexts.Find(FindModel.StudyRoot, QueryOptions.Relational | QueryOptions.FuzzyNames)));

        Assert.Equal((StudyFind, "010001"), (proposal.SopClass, Convert.ToHexString(proposal.Information.Span)));
        Assert.Equal("01", Convert.ToHexString(Assert.Single(QueryNegotiation.Propose(QueryContexts.Move(FindModel.StudyRoot, QueryOptions.Relational))).Information.Span));
    }

    // PS3.7 D.3.3.5.1, tables D.3-11 and D.3-12: item type 56H, a reserved octet, length; length of the UID, the UID, the octets. By hand, both ways.
    [Fact]
    public void Item_OnTheWire_IsThatOfTheStandard()
    {
        var request = Request(StudyFind, "01");
        var written = AssociatePduWriter.Write(request);
        var item = Convert.FromHexString("5600001e001b" + Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(StudyFind)) + "01");
        Assert.True(written.AsSpan().IndexOf(item) > 0, Convert.ToHexString(written));

        var read = AssociatePduParser.Parse(PduType.AssociateRequest, written.AsSpan(PduHeader.Size)).Value!;
        Assert.Equal(QueryOptions.Relational, Assert.Single(Negotiator(Everything).Negotiate(read)).QueryOptions);
        var answer = AssociatePduWriter.Write(request with { Type = PduType.AssociateAccept, User = new UserInformation { Extended = Negotiator(Everything).Extended(read) } });
        Assert.True(answer.AsSpan().IndexOf(item) > 0, Convert.ToHexString(answer));
    }

    [Fact]
    public void Answer_LeftOut_LeavesTheBaseline() =>
        Assert.Equal(QueryOptions.None, QueryNegotiation.Agreed(new DicomUID(StudyFind), [new ExtendedNegotiation(StudyFind, new byte[] { 1 })], []));

    private static Negotiator Negotiator(NodeServices services) => new(services, new NetworkOptions());

    private static AssociatePdu Request(string sopClass, string information) => new()
    {
        Type = PduType.AssociateRequest,
        CalledAeTitle = "APPLIANCE",
        CallingAeTitle = "SOMEBODY",
        Contexts = [new(1, sopClass, [Explicit])],
        User = new UserInformation { Extended = [new(sopClass, Convert.FromHexString(information))] },
    };

    private sealed class Find : IFindService
    {
        public QueryOptions QueryOptions => QueryOptions.Relational | QueryOptions.CombinedDateTime | QueryOptions.FuzzyNames;

        public IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class PlainFind : IFindService
    {
        public IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class Retrieve : IRetrieveService
    {
        public QueryOptions QueryOptions => QueryOptions.Relational;

        public ValueTask<RetrievePlan> PlanAsync(RetrieveRequest request, CancellationToken ct) => throw new NotSupportedException();
    }
}
