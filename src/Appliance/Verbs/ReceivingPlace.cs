using Appliance.Archive;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// Where a <c>get</c> puts what comes: into the node that has the archive open, where one runs, else into the archive itself, opened here. For
/// C-MOVE it is a node that the peer can call: the running one, else one of our own for as long as it takes.
/// </summary>
internal sealed class ReceivingPlace : IAsyncDisposable
{
    private readonly VerbContext _verb;
    private readonly CancellationTokenSource _refused = new();
    private DicomArchive? _archive;
    private ApplianceNode? _own;
    private DicomClient? _forward;
    private string? _refusal;

    private ReceivingPlace(VerbContext verb) => _verb = verb;

    /// <summary>The node that C-MOVE sends to; null for C-GET.</summary>
    public PeerAddress? Node { get; private set; }

    /// <summary>Why nothing more is taken here: no room, or no right to write. Null while all is well.</summary>
    public string? Refusal => _refusal ?? _archive?.Room.Refusal;

    /// <summary>Set as soon as an instance was refused for such a reason: going on would only repeat it.</summary>
    public CancellationToken Refused => _refused.Token;

    /// <summary>A place for C-GET, which <see cref="OpenAsync"/> opens.</summary>
    public static ReceivingPlace Undecided(VerbContext verb) => new(verb);

    /// <summary>A place for C-MOVE, ready to be sent to.</summary>
    public static async Task<ReceivingPlace> AsDestinationAsync(VerbContext verb)
    {
        var place = new ReceivingPlace(verb);
        try
        {
            if (await Associations.TryOpenLocalAsync(verb, QueryContexts.Verification) is { } running)
            {
                await using (running)
                {
                    await running.ReleaseAsync(verb.Cancellation);
                }

                place.Node = RunningNode.Find(verb.Profile.DataFolder);
                verb.Output.Detail($"the instances go to the running node {place.Node}");
            }

            if (place.Node is null)
            {
                place._archive = Composition.OpenArchive(verb.Profile, readOnly: false);
                place._own = await Composition.StartNodeAsync(verb.Profile, place._archive, verb.Output.Note, verb.Cancellation);
                place.Node = new PeerAddress(place._own.AeTitle, place._own.LocalEndPoint.Address.ToString(), place._own.LocalEndPoint.Port);
            }

            return place;
        }
        catch
        {
            await place.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the place for what an association may bring. May be called again for a further association.</summary>
    /// <param name="association">Its accepted storage contexts are those that the running node is asked to take.</param>
    public async Task<IStoreService> OpenAsync(AssociationInfo association)
    {
        if (_archive is null)
        {
            var contexts = association.Contexts.Where(context => context.IsAccepted && context.RequestorIsScp)
                .Select(context => (context.AbstractSyntax, Syntax: context.TransferSyntax!)).DistinctBy(context => (context.AbstractSyntax, context.Syntax.Uid))
                .Select(context => new PresentationContextRequest(context.AbstractSyntax, [context.Syntax])).ToList();
            await CloseForwardAsync();
            _forward = await Associations.TryOpenLocalAsync(_verb, contexts.Count > 0 ? contexts : QueryContexts.Verification);
        }

        if (_forward is not null)
        {
            _verb.Output.Detail("a node has the archive open: what comes is handed on to it");
            return Watched(new ForwardingStoreService(_forward, _verb.Profile.DataFolder));
        }

        _archive ??= Composition.OpenArchive(_verb.Profile, readOnly: false);
        return Watched(new ArchiveStoreService(_archive));
    }

    private RefusalWatch Watched(IStoreService store) => new(store, why =>
    {
        _refusal = why;
        _refused.Cancel();
    });

    /// <summary>Closes what was opened here.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseForwardAsync();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }

        _archive?.Dispose();
        _refused.Dispose();
    }

    private async Task CloseForwardAsync()
    {
        if (_forward is not { } forward)
        {
            return;
        }

        _forward = null;
        try
        {
            await forward.ReleaseAsync(CancellationToken.None);
        }
        catch (AssociationException gone)
        {
            // Each instance was answered for; how the association ends changes none of them.
            _verb.Output.Detail(gone.Message);
        }
        finally
        {
            await forward.DisposeAsync();
        }
    }
}
