using System.Diagnostics;
using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>C-FIND as SCP (PS3.7 9.1.2, PS3.4 C.4.1): a response for each match as it is found, then the final one.</summary>
internal static class FindProvider
{
    // The first match goes out at once; later ones are gathered into fewer and fewer writes, so that whoever asks has something to do meanwhile, but not
    // for longer than a person would notice.
    private const int WorthWritingFirst = 4 * 1024;
    private const int WorthWriting = 32 * 1024;
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(5);

    internal static async ValueTask<OperationResult> RunAsync(DimseExchange exchange, Message request, IFindService? find, IAssociationObserver? observer)
    {
        var bytes = 0L;
        FindMatch final;
        try
        {
            if (find is null || !QueryRetrieveClasses.TryGet(request.Context.AbstractSyntax, out var kind, out var model) || kind != ServiceKind.Find)
            {
                throw new DimseException(DicomStatus.SopClassNotSupported, $"no C-FIND on the context of {request.Context.AbstractSyntax.Name}");
            }
            var identifier = await exchange.ReadIdentifierAsync(request).ConfigureAwait(false);
            using var watch = new CancelWatch(exchange, request.Command.MessageId);
            try
            {
                var asked = new FindRequest(exchange.Association, model, identifier) { QueryOptions = request.Context.QueryOptions };
                (final, bytes) = await SendMatchesAsync(exchange, request, find.FindAsync(asked, watch.Token), watch).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (watch.IsCancelled)
            {
                final = new FindMatch(DicomStatus.Cancel, null);
            }
        }
        catch (AssociationException)
        {
            throw;
        }
        catch (OperationCanceledException) when (exchange.Guard.Ended.IsCancellationRequested)
        {
            throw await exchange.Upper.InterruptedAsync().ConfigureAwait(false);
        }
        catch (DimseException e)
        {
            final = new FindMatch(e.Status, null, e.Message, e.OffendingElements);
        }
        catch (Exception e)
        {
            observer?.Failed(exchange.Association, request.Command.Verb, e);
            final = new FindMatch(DicomStatus.UnableToProcess, null, e.Message);
        }
        await exchange.Writer.AppendAsync(request.Context, DimseExchange.Response(request, final.Status, final.Comment, final.OffendingElements)).ConfigureAwait(false);
        await exchange.Writer.FlushAsync().ConfigureAwait(false);
        return new OperationResult(final.Status, bytes);
    }

    /// <summary>Sends the matches and returns how the sequence ended.</summary>
    private static async ValueTask<(FindMatch Final, long Bytes)> SendMatchesAsync(
        DimseExchange exchange, Message request, IAsyncEnumerable<FindMatch> matches, CancelWatch watch)
    {
        var bytes = 0L;
        var held = 0L;
        var worth = WorthWritingFirst;
        var writer = exchange.Writer;
        await using var each = matches.GetAsyncEnumerator(watch.Token);
        while (true)
        {
            var next = each.MoveNextAsync();
            if (!next.IsCompleted && writer.Pending > 0)
            {
                await writer.FlushAsync().ConfigureAwait(false);
            }
            if (!await next.ConfigureAwait(false))
            {
                return (new FindMatch(watch.IsCancelled ? DicomStatus.Cancel : DicomStatus.Success, null), bytes);
            }
            watch.Token.ThrowIfCancellationRequested();
            var match = each.Current;
            if (!match.Status.IsPending || match.Identifier is null)
            {
                return (match, bytes);
            }
            var octets = DicomDatasetWriter.Write(match.Identifier, request.Context.TransferSyntax!);
            await writer.AppendAsync(request.Context, DimseExchange.Response(request, match.Status) with { HasDataSet = true }, octets).ConfigureAwait(false);
            var now = Stopwatch.GetTimestamp();
            if (bytes == 0 || writer.Pending > worth || Stopwatch.GetElapsedTime(held, now) > LongestHold)
            {
                await writer.FlushAsync().ConfigureAwait(false);
                held = now;
                worth = Math.Min(worth * 2, WorthWriting);
            }
            bytes += octets.Length;
        }
    }
}
