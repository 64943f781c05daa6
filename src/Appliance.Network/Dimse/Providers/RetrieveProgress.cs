using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>Counts the sub-operations of one retrieve and writes its responses (PS3.4 C.4.2.3, C.4.3.3).</summary>
internal sealed class RetrieveProgress(DimseExchange exchange, Message request, int total)
{
    private readonly List<string> _failedInstances = [];
    private int _completed;
    private int _warning;

    /// <summary>Data set bytes sent.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Why the first failure happened, for the comment of the final response.</summary>
    internal string? FirstFailure { get; private set; }

    private int Remaining => total - _completed - _warning - _failedInstances.Count;

    internal void Done(StoreItem item, OperationResult result)
    {
        Bytes += result.Bytes;
        if (result.Status.IsSuccess)
        {
            _completed++;
        }
        else if (result.Status.IsWarning)
        {
            _warning++;
        }
        else
        {
            Failed(item, $"peer answered {result.Status}");
        }
    }

    internal void Failed(StoreItem item, string why)
    {
        FirstFailure ??= why;
        _failedInstances.Add(item.SopInstanceUid.Value);
    }

    /// <summary>A pending response after each sub-operation but the last.</summary>
    internal async ValueTask TellAsync()
    {
        if (Remaining > 0)
        {
            await exchange.RespondAsync(request, DicomStatus.Pending, counts: new SubOperations(Remaining, _completed, _failedInstances.Count, _warning)).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The final response: success, B000H when not all were sent without a remark, with the list of those that failed, or FE00H with what
    /// remained. B000H also when all of them failed: 4.2.7.4.1.3.4 never sends A702H.
    /// </summary>
    internal async ValueTask<OperationResult> EndAsync(bool isCancelled)
    {
        var status = isCancelled && Remaining > 0 ? DicomStatus.Cancel
            : _failedInstances.Count + _warning > 0 ? DicomStatus.SubOperationsFailed
            : DicomStatus.Success;
        var counts = new SubOperations(status.IsCancel ? Remaining : null, _completed, _failedInstances.Count, _warning);
        var response = DimseExchange.Response(request, status, FirstFailure, counts: counts);
        if (_failedInstances.Count == 0)
        {
            await exchange.Writer.SendAsync(request.Context, response).ConfigureAwait(false);
        }
        else
        {
            var failed = new DicomDataset(request.Context.TransferSyntax).Set(DicomTag.FailedSOPInstanceUIDList, [.. _failedInstances]);
            var octets = DicomDatasetWriter.Write(failed, request.Context.TransferSyntax!);
            await exchange.Writer.AppendAsync(request.Context, response with { HasDataSet = true }, octets).ConfigureAwait(false);
            await exchange.Writer.FlushAsync().ConfigureAwait(false);
        }
        return new OperationResult(status, Bytes);
    }
}
