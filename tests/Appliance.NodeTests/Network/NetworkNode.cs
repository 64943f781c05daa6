using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.NodeTests.Network;

/// <summary>A server on an in-memory network with services that keep everything in memory, and what its observer saw.</summary>
internal sealed class NetworkNode : IStoreService, IFindService, IRetrieveService, IAssociationObserver, IAsyncDisposable
{
    public const int Port = 104;
    private readonly DicomServer _server;
    private readonly ConcurrentQueue<string> _events = new();
    private readonly SemaphoreSlim _eventAdded = new(0);

    public NetworkNode(MemoryNetwork? network = null, int port = Port, NetworkOptions? options = null, TlsServerOptions? tls = null)
    {
        Network = network ?? new MemoryNetwork();
        Options = (options ?? new NetworkOptions()) with { Dialer = Network };
        Peer = new PeerAddress("NODE", "memory", port);
        _server = DicomServer.Start(new NodeServices("NODE", this, this, this, this), Options, Network.Listen(port), tls);
        OnStore = KeepAsync;
    }

    public MemoryNetwork Network { get; }

    public NetworkOptions Options { get; }

    public PeerAddress Peer { get; }

    public DicomServer Server => _server;

    /// <summary>Data sets received, by SOP Instance UID.</summary>
    public ConcurrentDictionary<string, byte[]> Stored { get; } = new();

    public ConcurrentQueue<StoreRequest> StoreRequests { get; } = new();

    public Func<StoreRequest, Stream, CancellationToken, ValueTask<DicomStatus>> OnStore { get; set; }

    public Func<FindRequest, CancellationToken, IAsyncEnumerable<FindMatch>> OnFind { get; set; } = (_, _) => Matches(0);

    public Func<RetrieveRequest, RetrievePlan> OnPlan { get; set; } = _ => RetrievePlan.Send([]);

    public IReadOnlyCollection<string> Events => _events;

    /// <summary>Every association that was opened, to the node or by it.</summary>
    public ConcurrentQueue<AssociationInfo> Opens { get; } = new();

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An instance whose data set is these octets.</summary>
    public static StoreItem Item(string instance, byte[] octets, DicomTransferSyntax? syntax = null) => new()
    {
        SopClassUid = DicomUID.CTImageStorage,
        SopInstanceUid = new DicomUID(instance),
        TransferSyntax = syntax ?? DicomTransferSyntax.ExplicitVRLittleEndian,
        Length = octets.Length,
        OpenDataSet = () => new MemoryStream(octets),
    };

    public static byte[] Noise(int length, int seed = 1)
    {
        var octets = new byte[length];
        new Random(seed).NextBytes(octets);
        return octets;
    }

    public static async IAsyncEnumerable<FindMatch> Matches(int count, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (var i = 0; i < count; i++)
        {
            ct.ThrowIfCancellationRequested();
            if (i % 100 == 99)
            {
                await Task.Yield();
            }
            yield return FindMatch.Of(new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.StudyInstanceUID, $"1.2.{i}"));
        }
    }

    public Task<DicomClient> ConnectAsync(IReadOnlyList<PresentationContextRequest> contexts, NetworkOptions? options = null) =>
        DicomClient.ConnectAsync(Peer, "TESTER", contexts, options ?? Options, Ct);

    public Task<DicomClient> ConnectForStoreAsync(NetworkOptions? options = null) =>
        ConnectAsync(StorageContexts.For([(DicomUID.CTImageStorage, DicomTransferSyntax.ExplicitVRLittleEndian)]), options);

    /// <summary>A bare connection to the server, as a peer that keeps to no rule would use it.</summary>
    public async Task<RawPeer> DialAsync() => new(await Network.ConnectAsync(Peer, Ct));

    /// <summary>Waits until the observer has been told something that holds these words.</summary>
    public async Task<string> SeenAsync(string words)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (_events.FirstOrDefault(e => e.Contains(words, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }
            try
            {
                await _eventAdded.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"The observer was never told '{words}'; it was told: {string.Join(" | ", _events)}");
            }
        }
    }

    public ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
    {
        StoreRequests.Enqueue(request);
        return OnStore(request, dataSet, ct);
    }

    public IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, CancellationToken ct) => OnFind(request, ct);

    public ValueTask<RetrievePlan> PlanAsync(RetrieveRequest request, CancellationToken ct) => ValueTask.FromResult(OnPlan(request));

    public void Opened(AssociationInfo association)
    {
        Opens.Enqueue(association);
        Tell($"opened by {association.CallingAeTitle}");
    }

    public void Rejected(AssociationInfo association, AssociationRejection rejection) => Tell($"{rejection}");

    public void Operation(AssociationInfo association, string verb, DicomStatus status, long bytes) => Tell($"{verb} {status.Code:X4} {bytes}");

    public void Closed(AssociationInfo association, string outcome) => Tell($"closed: {outcome}");

    public void Remarked(AssociationInfo association, string verb, string remark) => Tell($"{verb} remark: {remark}");

    public void Failed(AssociationInfo association, string verb, Exception error) => Tell($"{verb} failed: {error.Message}");

    public void Disconnected(string remote, string reason) => Tell($"disconnected: {reason}");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    public async ValueTask<DicomStatus> KeepAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
    {
        using var kept = new MemoryStream();
        await dataSet.CopyToAsync(kept, ct);
        Stored[request.SopInstanceUid.Value] = kept.ToArray();
        return DicomStatus.Success;
    }

    private void Tell(string what)
    {
        _events.Enqueue(what);
        _eventAdded.Release();
    }
}
