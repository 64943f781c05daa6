namespace Appliance.Network;

/// <summary>
/// The one association on which a C-MOVE sends (statement 4.2.7.3), told to the observer like any other of the node: opened or refused, each C-STORE,
/// closed. Disposed without <see cref="ReleaseAsync"/>, it is aborted.
/// </summary>
internal sealed class MoveDestination : IAsyncDisposable
{
    private readonly DicomClient _client;
    private readonly IAssociationObserver? _observer;
    private readonly AssociationInfo _association;
    private string _outcome = "aborted by us";

    private MoveDestination(DicomClient client, AssociationInfo association, IAssociationObserver? observer)
    {
        _client = client;
        _association = association;
        _observer = observer;
        observer?.Opened(association);
    }

    /// <summary>Opens it.</summary>
    /// <param name="peer">The destination.</param>
    /// <param name="contexts">What to propose.</param>
    /// <param name="services">Our title, and the observer.</param>
    /// <param name="options">Limits, times and clock.</param>
    /// <param name="numbers">Gives it its number.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="AssociationException">It could not be opened; the observer has been told.</exception>
    internal static async ValueTask<MoveDestination> OpenAsync(
        PeerAddress peer, IReadOnlyList<PresentationContextRequest> contexts, NodeServices services, NetworkOptions options, AssociationNumbers numbers, CancellationToken ct)
    {
        var number = numbers.Next();
        var started = options.Clock.GetUtcNow();
        try
        {
            var client = await DicomClient.ConnectAsync(peer, services.AeTitle, contexts, options, ct).ConfigureAwait(false);
            return new MoveDestination(client, client.Association with { Id = number }, services.Observer);
        }
        catch (AssociationException e)
        {
            var attempt = new AssociationInfo
            {
                Id = number,
                CallingAeTitle = services.AeTitle,
                CalledAeTitle = peer.AeTitle,
                Remote = peer.Endpoint,
                Started = started,
                IsInbound = false,
                Contexts = e.Contexts,
            };
            if (e.Rejection is { } rejection)
            {
                services.Observer?.Rejected(attempt, rejection);
            }
            else
            {
                services.Observer?.Closed(attempt, e.Message);
            }
            throw;
        }
    }

    /// <summary>One C-STORE; see <see cref="DicomClient.StoreAsync(StoreItem, ValueTuple{string, ushort}?, CancellationToken)"/>.</summary>
    /// <exception cref="DimseException">Nothing was sent; the observer is told as of an operation that failed.</exception>
    internal async ValueTask<OperationResult> StoreAsync(StoreItem item, (string Title, ushort MessageId) originator, CancellationToken ct)
    {
        try
        {
            var result = await _client.StoreAsync(item, originator, ct).ConfigureAwait(false);
            _observer?.Operation(_association, "C-STORE", result.Status, result.Bytes);
            return result;
        }
        catch (DimseException e)
        {
            _observer?.Operation(_association, "C-STORE", e.Status, 0);
            throw;
        }
        catch (AssociationException e)
        {
            _outcome = e.Message;
            throw;
        }
    }

    /// <summary>Releases it in good order.</summary>
    internal async ValueTask ReleaseAsync(CancellationToken ct)
    {
        try
        {
            await _client.ReleaseAsync(ct).ConfigureAwait(false);
            _outcome = "released by us";
        }
        catch (AssociationException e)
        {
            _outcome = e.Message;
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync().ConfigureAwait(false);
        _observer?.Closed(_association, _outcome);
    }
}
