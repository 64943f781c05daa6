using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;
using Appliance.NodeTests.Archive;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>QUERY-SCP and RETRIEVE-SCP on an archive, asked over an in-memory network: everything of a query but the socket.</summary>
internal sealed class QueryNode : IAssociationObserver, IAsyncDisposable
{
    private const int Port = 104;

    private readonly MemoryNetwork _network = new();
    private readonly DicomServer _server;
    private readonly PeerAddress _address = new("NODE", "memory", Port);

    public QueryNode(bool fuzzyNames = true, Func<IFindService, IFindService>? wrap = null)
    {
        var find = new ArchiveFindService(Store.Archive, "NODE", fuzzyNames);
        var services = new NodeServices(
            "NODE", Find: wrap?.Invoke(find) ?? find, Retrieve: new ArchiveRetrieveService(Store.Archive, PeerBook.Empty), Observer: this);
        _server = DicomServer.Start(services, new NetworkOptions { Dialer = _network }, _network.Listen(Port));
    }

    public TestStore Store { get; } = new();

    /// <summary>How each operation ended, in their order.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<DicomStatus> Operations { get; } = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An identifier at a level; names and texts in it may be in any script.</summary>
    public static DicomDataset At(string level, params (DicomTag Tag, string Value)[] keys)
    {
        var identifier = new DicomDataset().Set(DicomTag.SpecificCharacterSet, "ISO_IR 192").Set(DicomTag.QueryRetrieveLevel, level);
        foreach (var (tag, value) in keys)
        {
            identifier.Set(tag, value.Split('\\', StringSplitOptions.RemoveEmptyEntries));
        }

        return identifier;
    }

    public Task<DicomClient> ConnectAsync(IReadOnlyList<PresentationContextRequest> contexts) =>
        DicomClient.ConnectAsync(_address, "TESTER", contexts, new NetworkOptions { Dialer = _network }, Ct);

    public async Task<IReadOnlyList<FindMatch>> FindAsync(
        DicomDataset identifier, FindModel model = FindModel.StudyRoot, QueryOptions options = QueryOptions.None)
    {
        await using var client = await ConnectAsync(QueryContexts.Find(model, options));
        var matches = await FindAsync(client, identifier, model);
        await client.ReleaseAsync(Ct);
        return matches;
    }

    public static async Task<IReadOnlyList<FindMatch>> FindAsync(DicomClient client, DicomDataset identifier, FindModel model = FindModel.StudyRoot)
    {
        var matches = new List<FindMatch>();
        await foreach (var match in client.FindAsync(model, identifier, Ct))
        {
            matches.Add(match);
        }

        return matches;
    }

    public void Operation(AssociationInfo association, string verb, DicomStatus status, long bytes) => Operations.Enqueue(status);

    public void Opened(AssociationInfo association)
    {
    }

    public void Rejected(AssociationInfo association, AssociationRejection rejection)
    {
    }

    public void Closed(AssociationInfo association, string outcome)
    {
    }

    public void Remarked(AssociationInfo association, string verb, string remark)
    {
    }

    public void Failed(AssociationInfo association, string verb, Exception error)
    {
    }

    public void Disconnected(string remote, string reason)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Store.Dispose();
    }
}
