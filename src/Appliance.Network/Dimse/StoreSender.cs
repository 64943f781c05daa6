namespace Appliance.Network;

/// <summary>C-STORE as SCU (PS3.7 9.1.1): for a client, and for the sub-operations of C-GET and C-MOVE.</summary>
internal static class StoreSender
{
    private const int MaxUidLength = 64;

    /// <summary>
    /// The context to send an item on. The order is that of 4.2.3.3.1.3.3: bzip2, deflate, explicit little endian, the first explicit one, the
    /// default. Before all of them stands the item's own syntax where it was accepted: always when its pixel data are encapsulated, which cannot
    /// be converted, and otherwise unless <paramref name="prefersCompressed"/>. That departs from the letter, which compresses what lies
    /// uncompressed for every peer that can undo it: octets that leave as they are stored cost no work at either end, and are still
    /// those that came.
    /// </summary>
    /// <param name="contexts">The contexts of the association.</param>
    /// <param name="item">The item.</param>
    /// <param name="asRequestor">True if we opened the association; otherwise the roles must have been turned round, as for C-GET.</param>
    /// <param name="prefersCompressed">Keep to the letter of the order also where the item's own syntax was accepted.</param>
    internal static NegotiatedContext? ContextFor(IReadOnlyList<NegotiatedContext> contexts, StoreItem item, bool asRequestor, bool prefersCompressed)
    {
        var goesAsItIs = !prefersCompressed || !NegotiationPolicy.IsPlain(item.TransferSyntax);
        NegotiatedContext? best = null;
        var bestRank = int.MaxValue;
        foreach (var context in contexts)
        {
            if (!context.IsAccepted || context.AbstractSyntax != item.SopClassUid || !(asRequestor ? context.RequestorIsScu : context.RequestorIsScp))
            {
                continue;
            }
            var syntax = context.TransferSyntax!;
            if (goesAsItIs && syntax == item.TransferSyntax)
            {
                return context;
            }
            var rank = NegotiationPolicy.Rank(ServiceKind.Storage, syntax);
            if (rank < bestRank && item.CanConvertTo(syntax))
            {
                (best, bestRank) = (context, rank);
            }
        }
        return best;
    }

    /// <summary>Sends one item and waits for the answer.</summary>
    /// <param name="exchange">The association.</param>
    /// <param name="context">From <see cref="ContextFor"/>.</param>
    /// <param name="item">The item.</param>
    /// <param name="originator">AE title and message id of the C-MOVE that asked for it, or null.</param>
    /// <param name="cancelled">Called when, instead of the answer, a C-CANCEL comes in; the answer is then still waited for.</param>
    /// <returns>The status answered, and the bytes sent.</returns>
    /// <exception cref="AssociationException">The association is over.</exception>
    /// <exception cref="DimseException">The item could not be read or named, and nothing was sent.</exception>
    internal static async ValueTask<OperationResult> SendAsync(
        DimseExchange exchange, NegotiatedContext context, StoreItem item, (string Title, ushort MessageId)? originator, Action<ushort>? cancelled)
    {
        if (string.IsNullOrEmpty(item.SopInstanceUid.Value) || item.SopInstanceUid.Value.Length > MaxUidLength)
        {
            throw new DimseException(DicomStatus.MistypedArgument, $"'{item.SopInstanceUid.Value}' is no SOP Instance UID (1 to {MaxUidLength} characters)");
        }
        var command = new Command
        {
            Field = CommandField.StoreRequest,
            MessageId = exchange.NextMessageId(),
            SopClass = item.SopClassUid.Value,
            SopInstance = item.SopInstanceUid.Value,
            Priority = 0,
            HasDataSet = true,
            MoveOriginator = originator?.Title,
            MoveOriginatorMessageId = originator?.MessageId,
        };
        long bytes;
        try
        {
            var isOwnSyntax = context.TransferSyntax!.Uid == item.TransferSyntax.Uid;
            await using var dataSet = isOwnSyntax ? item.OpenDataSet() : item.OpenDataSetAs!(context.TransferSyntax);
            bytes = await exchange.Writer.SendAsync(context, command, dataSet, isOwnSyntax ? item.Length : -1).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not AssociationException)
        {
            throw new DimseException(DicomStatus.ProcessingFailure, $"Instance {item.SopInstanceUid.Value} could not be read, so it was not sent: {e.Message}", e);
        }
        while (true)
        {
            var answer = await exchange.Reader.ReceiveAsync(exchange.Guard.ResponseWait).ConfigureAwait(false)
                ?? throw await ReleasedAsync(exchange).ConfigureAwait(false);
            if (answer.Command.Field == CommandField.StoreResponse && answer.Command.RespondedTo == command.MessageId)
            {
                return new OperationResult(answer.Command.Status, bytes);
            }
            if (answer.Command.Field != CommandField.CancelRequest || cancelled is null)
            {
                throw await exchange.Upper.ViolationAsync(AbortReason.UnexpectedPdu, $"{answer.Command.Verb} (message {answer.Command.MessageId | answer.Command.RespondedTo}) where the answer to C-STORE {command.MessageId} is due").ConfigureAwait(false);
            }
            cancelled(answer.Command.RespondedTo);
        }
    }

    /// <summary>Answers a release that came where a message was due, and gives the exception to throw.</summary>
    internal static async ValueTask<AssociationException> ReleasedAsync(DimseExchange exchange)
    {
        await exchange.Upper.RespondReleaseAsync().ConfigureAwait(false);
        return new AssociationException(AssociationFault.Released, $"{exchange.Upper.Peer} released the association before the operation was complete.");
    }
}
