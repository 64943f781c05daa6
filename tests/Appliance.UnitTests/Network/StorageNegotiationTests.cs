using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.UnitTests.Network;

/// <summary>What STORAGE-SCP accepts (statement 4.2.2) and which context STORAGE-SCU takes (statement 4.2.3).</summary>
public sealed class StorageNegotiationTests
{
    private const string Implicit = "1.2.840.10008.1.2";
    private const string Explicit = "1.2.840.10008.1.2.1";
    private const string BigEndian = "1.2.840.10008.1.2.2";
    private const string Deflate = "1.2.840.10008.1.2.1.99";
    private const string Bzip2 = "1.3.6.1.4.1.5962.300.1";
    private const string Jpeg = "1.2.840.10008.1.2.4.50";
    private const string Vendors = "1.3.12.2.1107.5.9.1";

    private static readonly string[] Five = [Implicit, Explicit, BigEndian, Deflate, Bzip2];

    public static TheoryData<string, string> ClassesOfTheStatement
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Network", "storage-classes.tsv")).Skip(1))
            {
                var fields = line.Split('\t');
                rows.Add(fields[0], fields[1]);
            }

            return rows;
        }
    }

    // 4.2.2.1, 4.2.3.1, 4.2.2.4.1.2, 4.2.2.4.1.3.2: every class of the table, in each of the five syntaxes, for either role.
    [Theory]
    [MemberData(nameof(ClassesOfTheStatement))]
    public void ClassOfTheStatement_InEachOfTheFiveSyntaxes_IsAccepted(string uid, string name)
    {
        Assert.All(Five, syntax => Assert.Equal(syntax, Chosen(uid, new NetworkOptions(), syntax)));
        Assert.True(new DicomUID(uid).IsStorageClass, name);
        Assert.Equal(6, StorageContexts.For([(new DicomUID(uid), DicomTransferSyntax.ExplicitVRLittleEndian)]).Count);
    }

    [Fact]
    public void StorageClassOfTheRegistry_AnyOfThem_IsAccepted()
    {
        Assert.All(DicomUID.StorageClasses, c => Assert.Equal(Implicit, Chosen(c.Value, new NetworkOptions(), Implicit)));
        Assert.True(DicomUID.StorageClasses.Count >= 190, $"{DicomUID.StorageClasses.Count} classes");
    }

    // One of each family that came after the statement was written (PS3.4 Table B.5-1, PS3.4 GG.3), retired and non-patient ones too.
    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.2.2")] // Legacy Converted Enhanced CT
    [InlineData("1.2.840.10008.5.1.4.1.1.2.3")] // CT, for processing
    [InlineData("1.2.840.10008.5.1.4.1.1.2.4")] // Enhanced CT, for processing
    [InlineData("1.2.840.10008.5.1.4.1.1.2.5")] // Legacy Converted Enhanced CT, for processing
    [InlineData("1.2.840.10008.5.1.4.1.1.6.3")] // Photoacoustic
    [InlineData("1.2.840.10008.5.1.4.1.1.9.7.1")] // Scalp EEG
    [InlineData("1.2.840.10008.5.1.4.1.1.9.100.1")] // Waveform Presentation State
    [InlineData("1.2.840.10008.5.1.4.1.1.9.100.2")] // Waveform Acquisition Presentation State
    [InlineData("1.2.840.10008.5.1.4.1.1.11.12")] // Variable Modality LUT presentation state
    [InlineData("1.2.840.10008.5.1.4.1.1.12.1.1")] // Enhanced XA
    [InlineData("1.2.840.10008.5.1.4.1.1.13.1.3")] // Breast tomosynthesis
    [InlineData("1.2.840.10008.5.1.4.1.1.30")] // Parametric Map
    [InlineData("1.2.840.10008.5.1.4.1.1.66.6")] // Tractography
    [InlineData("1.2.840.10008.5.1.4.1.1.66.7")] // Label Map Segmentation
    [InlineData("1.2.840.10008.5.1.4.1.1.77.1.5.8")] // Ophthalmic OCT B-scan Volume Analysis
    [InlineData("1.2.840.10008.5.1.4.1.1.77.1.6")] // VL Whole Slide
    [InlineData("1.2.840.10008.5.1.4.1.1.82.1")] // Corneal Topography
    [InlineData("1.2.840.10008.5.1.4.1.1.91.1")] // Microscopy Bulk Simple Annotations
    [InlineData("1.2.840.10008.5.1.4.1.1.104.1")] // Encapsulated PDF
    [InlineData("1.2.840.10008.5.1.4.1.1.104.5")] // Encapsulated MTL
    [InlineData("1.2.840.10008.5.1.4.1.1.201.1")] // Inventory
    [InlineData("1.2.840.10008.5.1.4.1.1.481.12")] // RT Radiation Set
    [InlineData("1.2.840.10008.5.1.4.1.1.481.25")] // RT Patient Position Acquisition Instruction
    [InlineData("1.2.840.10008.5.1.4.1.1.601.5")] // Ultrasound Waveform
    [InlineData("1.2.840.10008.5.1.4.38.1")] // Hanging Protocol
    [InlineData("1.2.840.10008.5.1.4.39.1")] // Color Palette
    [InlineData("1.2.840.10008.5.1.4.43.1")] // Generic Implant Template
    [InlineData("1.2.840.10008.5.1.4.44.1")] // Implant Assembly Template
    [InlineData("1.2.840.10008.5.1.4.45.1")] // Implant Template Group
    [InlineData("1.2.840.10008.5.1.1.27")] // Stored Print, retired
    [InlineData("1.2.840.10008.5.1.1.29")] // Hardcopy Grayscale, retired
    [InlineData("1.2.840.10008.5.1.4.34.1")] // RT Beams Delivery Instruction, trial
    public void StorageClassSinceTheStatement_IsAccepted(string uid) => Assert.Equal(Explicit, Chosen(uid, new NetworkOptions(), Implicit, Explicit));

    // 4.2.2.4.1.3.3: a) bzip2, then deflate; b) explicit VR little endian; c) the first explicit one; d) the default. However they are ordered.
    [Fact]
    public void Choice_AmongAllOrders_KeepsThePriority()
    {
        string[] priority = [Bzip2, Deflate, Explicit, BigEndian, Implicit];
        Assert.All(Permutations(Five), proposed =>
        {
            for (var count = 1; count <= proposed.Length; count++)
            {
                var some = proposed[..count];
                Assert.Equal(priority.First(some.Contains), Chosen("1.2.840.10008.5.1.4.1.1.2", new NetworkOptions(), some));
            }
        });
    }

    // Beyond the statement: encapsulated pixel data are taken as they come, after the five.
    [Theory]
    [InlineData(Jpeg, Jpeg, "1.2.840.10008.1.2.5")]
    [InlineData("1.2.840.10008.1.2.5", "1.2.840.10008.1.2.5", Jpeg)]
    [InlineData(Implicit, Jpeg, Implicit)]
    [InlineData("1.2.840.10008.1.2.4.203", "1.2.840.10008.1.2.4.203")] // High-throughput JPEG 2000
    [InlineData("1.2.840.10008.1.2.4.106", "1.2.840.10008.1.2.4.106")] // MPEG-4 AVC/H.264, stereo
    [InlineData(Explicit, "1.2.840.10008.1.2.4.95", Explicit)] // JPIP referenced deflate is not deflate
    public void EncapsulatedSyntax_AfterTheFive_IsTakenInTheOrderProposed(string expected, params string[] proposed) =>
        Assert.Equal(expected, Chosen("1.2.840.10008.5.1.4.1.1.2", new NetworkOptions(), proposed));

    // 4.2.2.4.1.3.2, 4.2.2.4.1.3.3: duplicates are all accepted, each with the same priority.
    [Fact]
    public void DuplicateContexts_AreAllAcceptedEachByItsOwnChoice()
    {
        const string ct = "1.2.840.10008.5.1.4.1.1.2";
        var contexts = Negotiate(new NetworkOptions(), new(1, ct, [Explicit]), new(3, ct, [Implicit]), new(5, ct, [Explicit]), new(7, ct, [Implicit, Deflate]));

        Assert.Equal([Explicit, Implicit, Explicit, Deflate], contexts.Select(c => c.TransferSyntax?.Uid.Value));
    }

    [Fact]
    public void PrivateClass_IsAcceptedOnlyWhereTheProfileAllowsIt()
    {
        Assert.Null(Chosen(Vendors, new NetworkOptions(), Explicit));
        Assert.Equal(Explicit, Chosen(Vendors, new NetworkOptions { PrivateClasses = PrivateStorageClasses.All }, Explicit));

        var one = new NetworkOptions { PrivateClasses = PrivateStorageClasses.Of([new DicomUID(Vendors)]) };
        Assert.Equal(Bzip2, Chosen(Vendors, one, Explicit, Bzip2));
        Assert.Null(Chosen(Vendors + ".7", one, Explicit));

        // What the registry knows to be no storage does not become it.
        Assert.Null(Chosen("1.2.840.10008.5.1.1.9", new NetworkOptions { PrivateClasses = PrivateStorageClasses.All }, Explicit));
        Assert.Null(Chosen("1.2.840.10008.1.20.1", new NetworkOptions { PrivateClasses = PrivateStorageClasses.All }, Explicit));
        Assert.Null(Chosen("", new NetworkOptions { PrivateClasses = PrivateStorageClasses.All }, Explicit));
    }

    // 4.2.3.3.1.2: one context for each of the syntaxes and one with all, for the classes of what is to be sent alone.
    [Fact]
    public void Proposal_IsThePatternForTheClassesSentAlone()
    {
        var contexts = StorageContexts.For([(DicomUID.CTImageStorage, DicomTransferSyntax.ImplicitVRLittleEndian)]);

        Assert.All(contexts, c => Assert.Equal(DicomUID.CTImageStorage, c.AbstractSyntax));
        Assert.Equal(Five.Order(), contexts.Take(5).Select(c => Assert.Single(c.TransferSyntaxes).Uid.Value).Order());
        Assert.Equal(Five.Order(), contexts[5].TransferSyntaxes.Select(t => t.Uid.Value).Order());
    }

    // 4.2.3.3.1.3.3, over what the peer accepted.
    [Theory]
    [InlineData(Explicit, false, Explicit, Bzip2, Deflate, Explicit, BigEndian, Implicit)] // our own, unless told otherwise
    [InlineData(Explicit, true, Bzip2, Implicit, BigEndian, Explicit, Deflate, Bzip2)] // a)
    [InlineData(Explicit, true, Deflate, Implicit, BigEndian, Explicit, Deflate)] // a)
    [InlineData(Implicit, false, Bzip2, Deflate, Bzip2, Explicit)] // not in its own: the order of the statement
    [InlineData(Implicit, true, Explicit, Implicit, BigEndian, Explicit)] // b)
    [InlineData(Implicit, true, BigEndian, Implicit, BigEndian)] // c)
    [InlineData(Explicit, true, Implicit, Implicit)] // d)
    [InlineData(Jpeg, true, Jpeg, Bzip2, Jpeg)] // encapsulated goes as it is
    [InlineData(Jpeg, false, null, Bzip2, Explicit)] // and cannot be converted
    [InlineData(Explicit, true, null, Jpeg, "1.2.840.10008.1.2.4.95", "1.2.840.113619.5.2")] // nor can anything be converted into these
    public void ContextToSendOn_FollowsTheOrder(string stored, bool prefersCompressed, string? expected, params string[] accepted)
    {
        var contexts = accepted.Select((syntax, i) => new NegotiatedContext
        {
            Id = (byte)((2 * i) + 1),
            AbstractSyntax = DicomUID.CTImageStorage,
            Proposed = [Syntax(syntax)],
            Result = ContextResult.Acceptance,
            TransferSyntax = Syntax(syntax),
        }).ToList();
        var item = new StoreItem
        {
            SopClassUid = DicomUID.CTImageStorage,
            SopInstanceUid = new DicomUID("1.2.3"),
            TransferSyntax = Syntax(stored),
            OpenDataSet = () => Stream.Null,
            OpenDataSetAs = _ => Stream.Null,
        };

        Assert.Equal(expected, StoreSender.ContextFor(contexts, item, asRequestor: true, prefersCompressed)?.TransferSyntax!.Uid.Value);
        // Of equal ones the first encountered; a context refused, of another class or with the wrong role is none.
        Assert.Equal(expected, StoreSender.ContextFor([.. contexts, .. contexts.Select(c => c with { Id = 99 })], item, true, prefersCompressed)?.TransferSyntax!.Uid.Value);
        Assert.Null(StoreSender.ContextFor([.. contexts.Select(c => c with { Result = ContextResult.UserRejection })], item, true, prefersCompressed));
        Assert.Null(StoreSender.ContextFor([.. contexts.Select(c => c with { AbstractSyntax = DicomUID.MRImageStorage })], item, true, prefersCompressed));
        Assert.Null(StoreSender.ContextFor(contexts, item, asRequestor: false, prefersCompressed));
    }

    private static DicomTransferSyntax Syntax(string uid) => DicomTransferSyntax.Of(new DicomUID(uid));

    private static string? Chosen(string sopClass, NetworkOptions options, params string[] proposed) =>
        Negotiate(options, new ContextItem(1, sopClass, proposed))[0].TransferSyntax?.Uid.Value;

    private static IReadOnlyList<NegotiatedContext> Negotiate(NetworkOptions options, params ContextItem[] contexts) =>
        new Negotiator(new NodeServices("APPLIANCE", new NoStore()), options).Negotiate(new AssociatePdu
        {
            Type = PduType.AssociateRequest,
            CalledAeTitle = "APPLIANCE",
            CallingAeTitle = "SOMEBODY",
            Contexts = contexts,
        });

    private static IEnumerable<string[]> Permutations(string[] of) => of.Length == 1
        ? [of]
        : of.SelectMany(first => Permutations([.. of.Where(other => other != first)]).Select(rest => (string[])[first, .. rest]));

    private sealed class NoStore : IStoreService
    {
        public ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct) => throw new NotSupportedException();
    }
}
