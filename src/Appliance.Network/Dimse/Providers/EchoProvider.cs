namespace Appliance.Network;

/// <summary>C-ECHO as SCP (PS3.7 9.1.5).</summary>
internal static class EchoProvider
{
    internal static async ValueTask<OperationResult> RunAsync(DimseExchange exchange, Message request)
    {
        if (exchange.Reader.DataSet is { } unexpected)
        {
            await unexpected.DrainAsync().ConfigureAwait(false);
        }
        await exchange.RespondAsync(request, DicomStatus.Success).ConfigureAwait(false);
        return new OperationResult(DicomStatus.Success, 0);
    }
}

/// <summary>How an operation ended: its final status and the data set bytes it moved.</summary>
internal readonly record struct OperationResult(DicomStatus Status, long Bytes);
