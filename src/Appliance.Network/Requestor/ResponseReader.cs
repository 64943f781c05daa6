namespace Appliance.Network;

/// <summary>
/// Receives the responses to one request and, when asked, sends C-CANCEL once (PS3.7 9.3.2.3), after which the peer's final response is
/// still waited for.
/// </summary>
internal sealed class ResponseReader(DimseExchange exchange, NegotiatedContext? context, ushort messageId)
{
    private bool _isCancelSent;

    /// <summary>True once the final response is here, or the association is over.</summary>
    internal bool IsEnded { get; private set; }

    /// <summary>Carries out C-STORE requests that come in between, as for C-GET; null where none may come.</summary>
    internal IStoreService? Store { get; init; }

    /// <summary>The next response.</summary>
    internal async ValueTask<Message> NextAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var message = await ReceiveAsync(ct).ConfigureAwait(false)
                    ?? throw await StoreSender.ReleasedAsync(exchange).ConfigureAwait(false);
                if (message.Command.IsResponse && message.Command.RespondedTo == messageId)
                {
                    IsEnded = !message.Command.Status.IsPending;
                    return message;
                }
                if (message.Command.Field != CommandField.StoreRequest || Store is null)
                {
                    throw await exchange.Upper.ViolationAsync(AbortReason.UnexpectedPdu, $"{message.Command.Verb} (message {message.Command.MessageId | message.Command.RespondedTo}) where a response to message {messageId} is due").ConfigureAwait(false);
                }
                await StoreProvider.RunAsync(exchange, message, Store, observer: null).ConfigureAwait(false);
            }
        }
        catch (AssociationException)
        {
            IsEnded = true;
            throw;
        }
    }

    /// <summary>If the operation has not ended: cancels it and receives until the final response.</summary>
    internal async ValueTask EndAsync()
    {
        try
        {
            while (!IsEnded)
            {
                await CancelAsync().ConfigureAwait(false);
                await NextAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (AssociationException)
        {
            // With the association the operation has ended too. Whoever left early learns of it when the association is used next.
            IsEnded = true;
        }
    }

    private async ValueTask<Message?> ReceiveAsync(CancellationToken ct)
    {
        var pending = exchange.Reader.ReceiveAsync(exchange.Guard.ResponseWait);
        if (_isCancelSent || !ct.CanBeCanceled || pending.IsCompleted)
        {
            return await pending.ConfigureAwait(false);
        }
        // A message under way is not given up: the read goes on while the cancel is sent.
        var task = pending.AsTask();
        await ((Task)task).WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!task.IsCompleted)
        {
            await CancelAsync().ConfigureAwait(false);
        }
        return await task.ConfigureAwait(false);
    }

    private async ValueTask CancelAsync()
    {
        if (!_isCancelSent && context is not null)
        {
            _isCancelSent = true;
            await exchange.Writer.SendAsync(context, new Command { Field = CommandField.CancelRequest, RespondedTo = messageId }).ConfigureAwait(false);
        }
    }
}
