using System.Runtime.CompilerServices;
using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>
/// An association opened by us, and the operations on it, one at a time. Failures of the association throw
/// <see cref="AssociationException"/>, statuses are returned. Disposing without <see cref="ReleaseAsync"/> aborts.
/// </summary>
public sealed class DicomClient : IAsyncDisposable
{
    private readonly DimseExchange _exchange;

    private DicomClient(DimseExchange exchange) => _exchange = exchange;

    /// <summary>What was agreed.</summary>
    public AssociationInfo Association => _exchange.Association;

    /// <summary>Connects and asks for an association.</summary>
    /// <param name="peer">Whom to call.</param>
    /// <param name="callingAeTitle">Our AE title.</param>
    /// <param name="contexts">The presentation contexts, 1 to 128.</param>
    /// <param name="options">Limits and times; null for the defaults.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The association, on which at least one context was accepted.</returns>
    /// <exception cref="AssociationException">Not connected, rejected, timed out, or no context accepted: in words.</exception>
    /// <exception cref="ArgumentException">No or more than 128 contexts, or an AE title that is none.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DicomClient> ConnectAsync(
        PeerAddress peer, string callingAeTitle, IReadOnlyList<PresentationContextRequest> contexts, NetworkOptions? options = null, CancellationToken ct = default) =>
        new(await AssociationRequestor.ConnectAsync(peer, callingAeTitle, contexts, options ?? new NetworkOptions(), ct).ConfigureAwait(false));

    /// <summary>C-ECHO.</summary>
    /// <param name="ct">Aborts the association.</param>
    /// <exception cref="DimseException">Verification was not accepted on this association.</exception>
    public Task<DicomStatus> EchoAsync(CancellationToken ct = default) => GuardedAsync(
        async () =>
        {
            var context = ContextFor(SopClasses.Verification);
            var command = new Command { Field = CommandField.EchoRequest, MessageId = _exchange.NextMessageId(), SopClass = context.AbstractSyntax.Value };
            await _exchange.Writer.SendAsync(context, command).ConfigureAwait(false);
            return (await ResponseAsync(command).ConfigureAwait(false)).Command.Status;
        },
        ct);

    /// <summary>C-STORE of one instance.</summary>
    /// <param name="item">The instance.</param>
    /// <param name="ct">Aborts the association: a message cannot be taken back half-way.</param>
    /// <returns>The status the peer answered.</returns>
    /// <exception cref="DimseException">No context was accepted that fits the item, or it could not be read; the association goes on.</exception>
    public async Task<DicomStatus> StoreAsync(StoreItem item, CancellationToken ct = default) =>
        (await StoreAsync(item, originator: null, ct).ConfigureAwait(false)).Status;

    /// <summary>
    /// C-FIND. Matches are yielded as they come; a final status other than success is yielded last, without an identifier. Leaving the
    /// enumeration early, or cancelling, sends C-CANCEL and waits for the peer to end the operation.
    /// </summary>
    /// <param name="model">The information model.</param>
    /// <param name="identifier">The keys, with (0008,0052).</param>
    /// <param name="ct">Cancels the query; <see cref="OperationCanceledException"/> follows once the peer has ended it.</param>
    /// <exception cref="DimseException">C-FIND of that model was not accepted on this association.</exception>
    public async IAsyncEnumerable<FindMatch> FindAsync(FindModel model, DicomDataset identifier, [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        var context = ContextFor(QueryRetrieveClasses.Of(model, ServiceKind.Find));
        var command = Request(CommandField.FindRequest, context);
        await SendAsync(context, command, identifier).ConfigureAwait(false);
        var responses = new ResponseReader(_exchange, context, command.MessageId);
        try
        {
            while (!responses.IsEnded)
            {
                var response = await responses.NextAsync(ct).ConfigureAwait(false);
                if (ct.IsCancellationRequested || (responses.IsEnded && response.Command.Status.IsSuccess))
                {
                    continue;
                }
                yield return new FindMatch(
                    response.Command.Status, await ReadDataSetAsync(response).ConfigureAwait(false), response.Command.ErrorComment, Tags(response.Command.OffendingElements));
            }
            ct.ThrowIfCancellationRequested();
        }
        finally
        {
            await responses.EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>C-GET: the instances come back on this association and are handed to <paramref name="store"/>.</summary>
    /// <param name="model">The information model.</param>
    /// <param name="identifier">The unique keys, with (0008,0052).</param>
    /// <param name="store">Receives the instances.</param>
    /// <param name="progress">Told of the counters of each response that has any.</param>
    /// <param name="ct">Sends C-CANCEL; the result then has the status the peer ends with.</param>
    /// <exception cref="DimseException">C-GET of that model was not accepted on this association.</exception>
    public Task<RetrieveResult> GetAsync(
        FindModel model, DicomDataset identifier, IStoreService store, IProgress<SubOperations>? progress = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var context = ContextFor(QueryRetrieveClasses.Of(model, ServiceKind.Get));
        return RetrieveAsync(context, Request(CommandField.GetRequest, context), identifier, store, progress, ct);
    }

    /// <summary>C-MOVE: the peer sends the instances to the destination.</summary>
    /// <param name="model">The information model.</param>
    /// <param name="identifier">The unique keys, with (0008,0052).</param>
    /// <param name="destinationAeTitle">AE title of the destination, which the peer must know.</param>
    /// <param name="progress">Told of the counters of each response that has any.</param>
    /// <param name="ct">Sends C-CANCEL; the result then has the status the peer ends with.</param>
    /// <exception cref="DimseException">C-MOVE of that model was not accepted on this association.</exception>
    public Task<RetrieveResult> MoveAsync(
        FindModel model, DicomDataset identifier, string destinationAeTitle, IProgress<SubOperations>? progress = null, CancellationToken ct = default)
    {
        var context = ContextFor(QueryRetrieveClasses.Of(model, ServiceKind.Move));
        return RetrieveAsync(context, Request(CommandField.MoveRequest, context) with { MoveDestination = destinationAeTitle }, identifier, store: null, progress, ct);
    }

    /// <summary>Releases the association in good order and closes the connection.</summary>
    /// <param name="ct">Aborts instead.</param>
    public Task ReleaseAsync(CancellationToken ct = default) => GuardedAsync(
        async () =>
        {
            await _exchange.Upper.ReleaseAsync().ConfigureAwait(false);
            return true;
        },
        ct);

    /// <summary>Ends the association at once, from any thread; an operation under way throws <see cref="AssociationException"/>.</summary>
    public void Abort() => _exchange.Guard.Interrupt(AssociationFault.LocalAbort, $"The association with {_exchange.Upper.Peer} was aborted by us.");

    /// <summary>Closes; aborts what was not released.</summary>
    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    /// <summary>C-STORE, as a sub-operation of a C-MOVE when an originator is given.</summary>
    internal Task<OperationResult> StoreAsync(StoreItem item, (string Title, ushort MessageId)? originator, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(item);
        return GuardedAsync(
            async () =>
            {
                var context = StoreSender.ContextFor(Association.Contexts, item, asRequestor: true, _exchange.Options.PrefersCompressed)
                    ?? throw NoContext(item.SopClassUid, $" as {item.TransferSyntax.Name}");
                return await StoreSender.SendAsync(_exchange, context, item, originator, cancelled: null).ConfigureAwait(false);
            },
            ct);
    }

    private async Task<RetrieveResult> RetrieveAsync(
        NegotiatedContext context, Command command, DicomDataset identifier, IStoreService? store, IProgress<SubOperations>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        await SendAsync(context, command, identifier).ConfigureAwait(false);
        var responses = new ResponseReader(_exchange, context, command.MessageId) { Store = store };
        var counts = default(SubOperations);
        while (true)
        {
            var message = await responses.NextAsync(ct).ConfigureAwait(false);
            if (message.Command.SubOperations is { } told)
            {
                counts = told;
                progress?.Report(told);
            }
            if (responses.IsEnded)
            {
                var failed = await ReadDataSetAsync(message).ConfigureAwait(false);
                return new RetrieveResult(message.Command.Status, counts, failed?.GetStrings(DicomTag.FailedSOPInstanceUIDList) ?? [], message.Command.ErrorComment);
            }
        }
    }

    private Command Request(CommandField field, NegotiatedContext context) => new()
    {
        Field = field,
        MessageId = _exchange.NextMessageId(),
        SopClass = context.AbstractSyntax.Value,
        Priority = 0,
        HasDataSet = true,
    };

    private async ValueTask SendAsync(NegotiatedContext context, Command command, DicomDataset dataSet)
    {
        await _exchange.Writer.AppendAsync(context, command, DicomDatasetWriter.Write(dataSet, context.TransferSyntax!)).ConfigureAwait(false);
        await _exchange.Writer.FlushAsync().ConfigureAwait(false);
    }

    private async ValueTask<DicomDataset?> ReadDataSetAsync(Message message) =>
        message.Command.HasDataSet ? await _exchange.ReadIdentifierAsync(message).ConfigureAwait(false) : null;

    private async ValueTask<Message> ResponseAsync(Command request)
    {
        var responses = new ResponseReader(_exchange, context: null, request.MessageId);
        return await responses.NextAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The first accepted context of a class, explicit syntaxes before the default one.</summary>
    private NegotiatedContext ContextFor(DicomUID sopClass)
    {
        NegotiatedContext? best = null;
        foreach (var context in Association.Contexts)
        {
            if (context.IsAccepted && context.AbstractSyntax == sopClass && (best is null || (context.TransferSyntax!.IsExplicitVR && !best.TransferSyntax!.IsExplicitVR)))
            {
                best = context;
            }
        }
        return best ?? throw NoContext(sopClass, "");
    }

    private DimseException NoContext(DicomUID sopClass, string syntax)
    {
        var proposed = Association.Contexts.Where(c => c.AbstractSyntax == sopClass).ToList();
        var why = proposed.Count == 0 ? "it was not proposed"
            : proposed.Exists(c => c.IsAccepted) ? "the peer accepted it only as " + string.Join(", ", proposed.Where(c => c.IsAccepted).Select(c => c.TransferSyntax!.Name).Distinct())
            : ContextWords.Refusal(proposed);
        return new DimseException(DicomStatus.SopClassNotSupported, $"There is no presentation context to {_exchange.Upper.Peer} for {sopClass.Name}{syntax}: {why}.");
    }

    private static List<DicomTag>? Tags(IReadOnlyList<uint>? elements) =>
        elements is null ? null : [.. elements.Select(e => new DicomTag((ushort)(e >> 16), (ushort)e))];

    /// <summary>Runs an operation that cannot be cancelled half-way: the token aborts the association.</summary>
    private async Task<T> GuardedAsync<T>(Func<Task<T>> operation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var registration = ct.UnsafeRegister(static state => ((DicomClient)state!).Abort(), this);
        try
        {
            return await operation().ConfigureAwait(false);
        }
        catch (AssociationException e) when (e.Fault == AssociationFault.LocalAbort && ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, ct);
        }
    }
}
