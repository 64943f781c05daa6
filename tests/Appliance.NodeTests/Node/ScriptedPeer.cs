using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Appliance.Network;

namespace Appliance.NodeTests.Node;

/// <summary>A peer on a real socket that answers as the test says, and remembers what it was asked on which association.</summary>
internal sealed class ScriptedPeer : IFindService, IRetrieveService, IAssociationObserver, IAsyncDisposable
{
    private readonly DicomServer _server;

    private ScriptedPeer(string title, bool finds, bool retrieves)
    {
        AeTitle = title;
        var services = new NodeServices(title, null, finds ? this : null, retrieves ? this : null, this);
        _server = DicomServer.StartAsync(services, null, IPAddress.Loopback, 0).GetAwaiter().GetResult();
    }

    public string AeTitle { get; }

    public PeerAddress Address => new(AeTitle, "127.0.0.1", _server.LocalEndPoint!.Port);

    public ConcurrentQueue<FindRequest> Finds { get; } = new();

    public ConcurrentQueue<RetrieveRequest> Retrieves { get; } = new();

    public ConcurrentQueue<string> Outcomes { get; } = new();

    public Func<FindRequest, IEnumerable<FindMatch>> OnFind { get; set; } = _ => [];

    public Func<RetrieveRequest, RetrievePlan> OnRetrieve { get; set; } = _ => RetrievePlan.Send([]);

    /// <summary>Matches wait here once the first one is out, until the test lets go or the query is cancelled.</summary>
    public Task HoldAfterFirst { get; set; } = Task.CompletedTask;

    public static ScriptedPeer Start(string title = "SCRIPTED", bool finds = true, bool retrieves = true) =>
        new(title, finds, retrieves);

    public async IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        Finds.Enqueue(request);
        foreach (var match in OnFind(request))
        {
            yield return match;
            await HoldAfterFirst.WaitAsync(ct);
        }
    }

    public ValueTask<RetrievePlan> PlanAsync(RetrieveRequest request, CancellationToken ct)
    {
        Retrieves.Enqueue(request);
        return ValueTask.FromResult(OnRetrieve(request));
    }

    public void Opened(AssociationInfo association)
    {
    }

    public void Rejected(AssociationInfo association, AssociationRejection rejection) => Outcomes.Enqueue($"{rejection}");

    public void Operation(AssociationInfo association, string verb, DicomStatus status, long bytes) => Outcomes.Enqueue($"{verb} {status.Code:X4}");

    public void Closed(AssociationInfo association, string outcome) => Outcomes.Enqueue(outcome);

    public void Remarked(AssociationInfo association, string verb, string remark) => Outcomes.Enqueue($"{verb}: {remark}");

    public void Failed(AssociationInfo association, string verb, Exception error) => Outcomes.Enqueue($"{verb}: {error.Message}");

    public void Disconnected(string remote, string reason) => Outcomes.Enqueue(reason);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
