namespace Appliance.Network;

/// <summary>
/// Reads ahead while an operation is carried out, so that C-CANCEL, an abort or a lost connection end it at once. Whatever else comes
/// in is kept for afterwards.
/// </summary>
internal sealed class CancelWatch : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly ushort _messageId;

    internal CancelWatch(DimseExchange exchange, ushort messageId)
    {
        _messageId = messageId;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(exchange.Guard.Ended);
        Token = _stop.Token;
        exchange.Reader.ReadAhead(WatchAsync);
    }

    /// <summary>True once the requestor cancelled this operation.</summary>
    internal bool IsCancelled { get; private set; }

    /// <summary>Cancelled by C-CANCEL and by the end of the association.</summary>
    internal CancellationToken Token { get; }

    public void Dispose() => _stop.Dispose();

    private async Task<Message?> WatchAsync(Func<ReceiveWait, ValueTask<Message?>> receive)
    {
        while (true)
        {
            var message = await receive(TransportGuard.NoLimit).ConfigureAwait(false);
            if (message?.Command.Field != CommandField.CancelRequest)
            {
                return message;
            }
            if (message.Command.RespondedTo == _messageId)
            {
                IsCancelled = true;
                try
                {
                    await _stop.CancelAsync().ConfigureAwait(false);
                }
                catch (ObjectDisposedException)
                {
                    // The operation ended in the same moment: its final response is the answer to the cancel.
                }
            }
        }
    }
}
