using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>STORAGE-SCU as a user activates it (4.2.3): the verb <c>send</c> against a peer that answers as each test says.</summary>
public sealed class StorageScuTests : IDisposable
{
    private static readonly string[] Three = ["ct/CT_small.dcm", "charset/chrRuss.dcm", "mr/MR_small.dcm"];

    private readonly string _folder = Directory.CreateTempSubdirectory("storage-scu").FullName;

    private static string[] Files => [.. Three.Select(Corpus.PathOf)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Table 4.2.3.3.1.3.4-1: whatever status comes, the next instance is sent. 4.2.3.3.1.1: one attempt each, no retry.
    // Beyond the table: failures are told and end in the family of the network; warnings count as sent.
    [Theory]
    [InlineData(0xA700, false)]
    [InlineData(0xA900, false)]
    [InlineData(0xC000, false)]
    [InlineData(0xC123, false)]
    [InlineData(0x0122, false)]
    [InlineData(0xB000, true)]
    [InlineData(0xB006, true)]
    [InlineData(0xB007, true)]
    [InlineData(0x0000, true)]
    public async Task Send_AnsweredWithAnyStatus_GoesOnWithTheNextAndTriesEachOnce(int code, bool isSent)
    {
        await using var peer = await Taker.StartAsync(number => new DicomStatus(number == 1 ? (ushort)code : (ushort)0));

        var run = await VerbRun.OfAsync(["send", peer.Address, .. Files]);

        Assert.Equal(3, peer.Instances.Count);
        Assert.Equal(3, peer.Instances.Distinct().Count());
        Assert.Contains(isSent ? "sent 3 of 3" : "sent 2 of 3", run.Output, StringComparison.Ordinal);
        Assert.Equal(isSent, run.Code == 0);
        Assert.Equal(!isSent, run.Error.Contains(code.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    // 4.1.2.3: instances of the archive, named by UID, and of a DICOMDIR; to a peer of the list that the profile keeps.
    [Fact]
    public async Task Send_FromTheArchiveAndFromADicomdir_GoesToThePeerOfTheProfile()
    {
        await using var peer = await Taker.StartAsync(_ => DicomStatus.Success);
        var profile = Path.Combine(_folder, "appliance.toml");
        await File.WriteAllTextAsync(profile, $"[peers.pacs]\naddress = \"{peer.Address}\"\n", TestContext.Current.CancellationToken);
        var data = Path.Combine(_folder, "data");
        Assert.Equal(0, (await VerbRun.OfAsync(["--data", data, "import", .. Files])).Code);
        using var file = DicomFile.Open(Files[0]);
        var study = file.Dataset.GetString(DicomTag.StudyInstanceUID)!;

        var archived = await VerbRun.OfAsync("--profile", profile, "--data", data, "send", "pacs", study);
        Assert.Equal((0, file.SopInstanceUid.Value), (archived.Code, Assert.Single(peer.Instances)));

        peer.Instances.Clear();
        var listed = await VerbRun.OfAsync("--profile", profile, "--data", data, "send", "pacs", Corpus.PathOf("dicomdir/pydicom-dicomdirtests/DICOMDIR"));
        Assert.True(listed.Code == 0, listed.Error);
        Assert.Equal(31, peer.Instances.Distinct().Count());
    }

    // 4.2.3.3.1.2: contexts for the classes of what is sent and for no others. 4.2.3.2.2: one association at a time.
    [Fact]
    public async Task Send_OfTwoClasses_ProposesThoseAloneOnOneAssociationAtATime()
    {
        await using var peer = await Taker.StartAsync(_ => DicomStatus.Success);

        await VerbRun.OfAsync(["send", peer.Address, .. Files[..2]]);

        Assert.Equal(1, peer.MostOpen);
        Assert.Equal(
            [DicomUID.CTImageStorage, DicomUID.SecondaryCaptureImageStorage],
            peer.Associations.SelectMany(association => association.Contexts.Select(context => context.AbstractSyntax)).Distinct());
    }

    /// <summary>Takes whatever comes and answers by number, from 0.</summary>
    private sealed class Taker(Func<int, DicomStatus> answer) : IStoreService, IAssociationObserver, IAsyncDisposable
    {
        private DicomServer? _server;
        private int _open;

        public string Address => $"TAKER@127.0.0.1:{_server!.LocalEndPoint!.Port}";

        public ConcurrentQueue<string> Instances { get; } = new();

        public ConcurrentQueue<AssociationInfo> Associations { get; } = new();

        public int MostOpen { get; private set; }

        public static async Task<Taker> StartAsync(Func<int, DicomStatus> answer)
        {
            var taker = new Taker(answer);
            taker._server = await DicomServer.StartAsync(new NodeServices("TAKER", taker, Observer: taker), null, IPAddress.Loopback, 0);
            return taker;
        }

        public async ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
        {
            await dataSet.CopyToAsync(Stream.Null, ct);
            Instances.Enqueue(request.SopInstanceUid.Value);
            return answer(Instances.Count - 1);
        }

        public void Opened(AssociationInfo association)
        {
            Associations.Enqueue(association);
            MostOpen = Math.Max(MostOpen, Interlocked.Increment(ref _open));
        }

        public void Closed(AssociationInfo association, string outcome) => Interlocked.Decrement(ref _open);

        public void Rejected(AssociationInfo association, AssociationRejection rejection) => Assert.Fail($"{rejection}");

        public void Operation(AssociationInfo association, string verb, DicomStatus status, long bytes)
        {
        }

        public void Remarked(AssociationInfo association, string verb, string remark)
        {
        }

        public void Failed(AssociationInfo association, string verb, Exception error) => Assert.Fail($"{verb}: {error.Message}");

        public void Disconnected(string remote, string reason) => Assert.Fail(reason);

        public ValueTask DisposeAsync() => _server!.DisposeAsync();
    }
}
