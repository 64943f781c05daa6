using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Network;

/// <summary>Association acceptance as the conformance statement has it (4.2.x.4: acceptance criterion, transfer syntax selection).</summary>
public sealed class NegotiationTests
{
    private const string Implicit = "1.2.840.10008.1.2";
    private const string Explicit = "1.2.840.10008.1.2.1";
    private const string BigEndian = "1.2.840.10008.1.2.2";
    private const string Deflate = "1.2.840.10008.1.2.1.99";
    private const string Bzip2 = "1.3.6.1.4.1.5962.300.1";
    private const string Jpeg = "1.2.840.10008.1.2.4.50";
    private const string JpegLs = "1.2.840.10008.1.2.4.80";
    private const string Verification = "1.2.840.10008.1.1";
    private const string Ct = "1.2.840.10008.5.1.4.1.1.2";
    private const string StudyFind = "1.2.840.10008.5.1.4.1.2.2.1";
    private const string StudyMove = "1.2.840.10008.5.1.4.1.2.2.2";
    private const string StudyGet = "1.2.840.10008.5.1.4.1.2.2.3";

    private static readonly NodeServices Everything = new("APPLIANCE", new NoStore(), new NoFind(), new NoRetrieve());

    /// <summary>4.2.2.4.1.3.3 (storage), 4.2.6.4.1.3.3 (query), 4.2.7.4.1.3.3 (retrieve), 4.2.1.4.1.3.3 (verification).</summary>
    [Theory]
    [InlineData(Ct, Bzip2, Implicit, Explicit, Deflate, Bzip2, BigEndian)]
    [InlineData(Ct, Deflate, Implicit, Explicit, Deflate, BigEndian)]
    [InlineData(Ct, Explicit, Jpeg, Implicit, BigEndian, Explicit)]
    [InlineData(Ct, BigEndian, Implicit, BigEndian)]
    [InlineData(Ct, Implicit, Jpeg, Implicit)]
    [InlineData(Ct, JpegLs, JpegLs, Jpeg)]
    [InlineData(StudyFind, Bzip2, Implicit, Deflate, Bzip2)]
    [InlineData(StudyMove, Explicit, Implicit, BigEndian, Explicit)]
    [InlineData(StudyGet, BigEndian, Implicit, BigEndian)]
    [InlineData(Verification, BigEndian, Implicit, BigEndian, Explicit)]
    [InlineData(Verification, Explicit, Deflate, Bzip2, Implicit, Explicit, BigEndian)]
    public void Context_WithAChoice_TakesThePreferredSyntax(string sopClass, string expected, params string[] proposed)
    {
        var context = Negotiate(Everything, new ContextItem(1, sopClass, proposed));

        Assert.Equal(ContextResult.Acceptance, context.Result);
        Assert.Equal(expected, context.TransferSyntax!.Uid.Value);
    }

    [Theory]
    [InlineData(Verification, ContextResult.TransferSyntaxesNotSupported, Deflate)]
    [InlineData(StudyFind, ContextResult.TransferSyntaxesNotSupported, Jpeg)]
    [InlineData(Ct, ContextResult.TransferSyntaxesNotSupported, "1.2.3.4.5")]
    [InlineData(Ct, ContextResult.TransferSyntaxesNotSupported)]
    [InlineData("1.2.840.10008.5.1.1.9", ContextResult.AbstractSyntaxNotSupported, Implicit)] // Basic Grayscale Print Management
    [InlineData("", ContextResult.AbstractSyntaxNotSupported, Implicit)]
    public void Context_NotSupported_SaysWhich(string sopClass, ContextResult expected, params string[] proposed)
    {
        var context = Negotiate(Everything, new ContextItem(1, sopClass, proposed));

        Assert.Equal(expected, context.Result);
        Assert.Null(context.TransferSyntax);
    }

    [Fact]
    public void ServicesNotOffered_AreRefused()
    {
        var echoOnly = new NodeServices("APPLIANCE");

        Assert.True(Negotiate(echoOnly, new ContextItem(1, Verification, [Implicit])).IsAccepted);
        Assert.All([Ct, StudyFind, StudyMove, StudyGet], c => Assert.Equal(ContextResult.AbstractSyntaxNotSupported, Negotiate(echoOnly, new ContextItem(1, c, [Implicit])).Result));
    }

    /// <summary>4.2.7.4.1.3.2: role selections that say SCP for storage classes are confirmed, so that C-GET can send back.</summary>
    [Fact]
    public void RoleSelection_ForStorage_TurnsRolesRound()
    {
        var request = Request([new(1, Ct, [Explicit]), new(3, StudyGet, [Explicit])]) with
        {
            User = new UserInformation { Roles = [new(Ct, false, true), new(StudyGet, true, true), new("1.2.3", true, true)] },
        };
        var negotiator = new Negotiator(Everything, new NetworkOptions());

        Assert.Equal([new RoleSelection(Ct, false, true), new RoleSelection(StudyGet, true, false)], negotiator.Roles(request));
        var contexts = negotiator.Negotiate(request);
        Assert.Equal((false, true), (contexts[0].RequestorIsScu, contexts[0].RequestorIsScp));
        Assert.Equal((true, false), (contexts[1].RequestorIsScu, contexts[1].RequestorIsScp));
    }

    /// <summary>4.2.1.4: the called AE title must match; 7.2: any calling AE title may open an association.</summary>
    [Fact]
    public void CalledTitle_NotOurs_IsRejected()
    {
        var request = Request([new(1, Verification, [Implicit])]);

        Assert.Null(Refuse(request, new NetworkOptions()));
        Assert.Equal(AssociationRejection.CalledTitleUnknown, Refuse(request with { CalledAeTitle = "appliance" }, new NetworkOptions()));
        Assert.Null(Refuse(request with { CalledAeTitle = "OTHER" }, new NetworkOptions { AcceptAnyCalledTitle = true }));
        Assert.Equal(AssociationRejection.CallingTitleUnknown, Refuse(request, new NetworkOptions { AcceptCaller = (title, _) => title == "FRIEND" }));
        Assert.Equal(AssociationRejection.ApplicationContextUnknown, Refuse(request with { ApplicationContext = "1.2.3" }, new NetworkOptions()));
        Assert.Equal(AssociationRejection.LocalLimit, Refuse(request, new NetworkOptions { MaxAssociations = 3 }));
    }

    [Fact]
    public void StorageProposal_ForOneClass_HasOneContextForEachSyntaxAndOneWithAll()
    {
        var contexts = StorageContexts.For([(new DicomUID(Ct), DicomTransferSyntax.ImplicitVRLittleEndian), (new DicomUID(Ct), DicomTransferSyntax.ImplicitVRLittleEndian)]);

        Assert.Equal(6, contexts.Count);
        Assert.Equal([Implicit, Bzip2, Deflate, Explicit, BigEndian], contexts.Take(5).Select(c => Assert.Single(c.TransferSyntaxes).Uid.Value));
        Assert.Equal(5, contexts[5].TransferSyntaxes.Count);
    }

    [Fact]
    public void StorageProposal_ForMoreThanFits_KeepsToTheLimitAndServesFirstComers()
    {
        var classes = DicomUID.StorageClasses.Take(100).Select(c => (c, DicomTransferSyntax.ExplicitVRLittleEndian)).ToList();

        var contexts = StorageContexts.For(classes);

        Assert.InRange(contexts.Count, 100, StorageContexts.Limit);
        Assert.Equal(classes.Select(c => c.c), contexts.Select(c => c.AbstractSyntax).Distinct());
    }

    [Fact]
    public void StorageProposal_ForEncapsulatedInstances_OffersTheirSyntaxAlone() =>
        Assert.Equal([Jpeg], Assert.Single(StorageContexts.For([(new DicomUID(Ct), DicomTransferSyntax.JPEGBaseline1)])).TransferSyntaxes.Select(t => t.Uid.Value));

    [Fact]
    public void GetProposal_ForEveryStorageClass_KeepsToTheLimitAndAsksForExplicitFirst()
    {
        var contexts = StorageContexts.ForGet(DicomUID.StorageClasses);
        var few = StorageContexts.ForGet([new DicomUID(Ct), new DicomUID(Ct)]);

        Assert.Equal(StorageContexts.Limit - 1, contexts.Count);
        Assert.Equal(Explicit, contexts[0].TransferSyntaxes[0].Uid.Value);
        Assert.Equal(few.Count, few.Select(c => Assert.Single(c.TransferSyntaxes)).Distinct().Count());
        Assert.All(few, c => Assert.Equal((false, true), (c.ScuRole, c.ScpRole)));
    }

    /// <summary>4.2.4.3.1.2 and 4.2.5.3.1.2: FIND-SCU and MOVE-SCU never offer a compressed syntax.</summary>
    [Fact]
    public void QueryProposals_OfferNoCompressedSyntax()
    {
        Assert.All([.. QueryContexts.Find(), .. QueryContexts.Move(), .. QueryContexts.Get(), .. QueryContexts.Verification], c =>
            Assert.All(c.TransferSyntaxes, s => Assert.False(s.IsBzip2 || s.IsDeflated || s.IsEncapsulated)));
        Assert.Equal(4, QueryContexts.Find().Count);
    }

    [Fact]
    public void Request_OfDcmtk_IsNegotiatedContextByContext()
    {
        var request = AssociatePduParser.Parse(PduType.AssociateRequest, DcmtkRecordings.StoreRequest.AsSpan(PduHeader.Size)).Value!;

        var contexts = new Negotiator(Everything, new NetworkOptions()).Negotiate(request);

        Assert.Equal([((byte)1, Explicit), ((byte)3, Explicit)], contexts.Select(c => (c.Id, c.TransferSyntax!.Uid.Value)));
    }

    private static AssociationRejection? Refuse(AssociatePdu request, NetworkOptions options) => new Negotiator(Everything, options).Refuse(request, "192.0.2.1:5", 3);

    private static NegotiatedContext Negotiate(NodeServices services, ContextItem item) =>
        Assert.Single(new Negotiator(services, new NetworkOptions()).Negotiate(Request([item])));

    private static AssociatePdu Request(IReadOnlyList<ContextItem> contexts) => new()
    {
        Type = PduType.AssociateRequest,
        CalledAeTitle = "APPLIANCE",
        CallingAeTitle = "SOMEBODY",
        Contexts = contexts,
    };

    private sealed class NoStore : IStoreService
    {
        public ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class NoFind : IFindService
    {
        public IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class NoRetrieve : IRetrieveService
    {
        public ValueTask<RetrievePlan> PlanAsync(RetrieveRequest request, CancellationToken ct) => throw new NotSupportedException();
    }
}
