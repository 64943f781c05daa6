using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>Keeps the instances that C-STORE brings (PS3.4 Annex B).</summary>
public interface IStoreService
{
    /// <summary>Receives one instance.</summary>
    /// <param name="request">What the command says about the instance.</param>
    /// <param name="dataSet">
    /// The data set in <see cref="StoreRequest.TransferSyntax"/>, byte for byte as received, ending with its last fragment. Forward only,
    /// fed straight from the connection, and <b>asynchronous only</b>: <see cref="Stream.ReadAsync(Memory{byte}, CancellationToken)"/> or
    /// <see cref="Stream.CopyToAsync(Stream)"/>; a synchronous read throws, because it would let a slow peer hold a thread. Reads of
    /// 64 KiB and more are filled without another copy. What is left unread is drained afterwards. Owned by the caller: valid until
    /// the returned task ends, and not to be kept. When the peer aborts or vanishes, reading throws <see cref="AssociationException"/>:
    /// let it pass, after dropping what was stored so far.
    /// </param>
    /// <param name="ct">Cancelled when the association is torn down.</param>
    /// <returns>The status to answer; success only once the instance is safe.</returns>
    /// <exception cref="DimseException">To answer a failure together with an error comment.</exception>
    ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct);
}

/// <summary>The command part of one C-STORE (PS3.7 9.3.1).</summary>
/// <param name="Association">Who sends it.</param>
/// <param name="SopClassUid">Affected SOP Class UID (0000,0002).</param>
/// <param name="SopInstanceUid">Affected SOP Instance UID (0000,1000).</param>
/// <param name="TransferSyntax">The syntax of the data set: that of the presentation context.</param>
/// <param name="MoveOriginator">AE title that asked for the C-MOVE this store is part of, or null.</param>
/// <param name="MoveOriginatorMessageId">Message id of that C-MOVE, or null.</param>
public sealed record StoreRequest(
    AssociationInfo Association,
    DicomUID SopClassUid,
    DicomUID SopInstanceUid,
    DicomTransferSyntax TransferSyntax,
    string? MoveOriginator = null,
    ushort? MoveOriginatorMessageId = null);
