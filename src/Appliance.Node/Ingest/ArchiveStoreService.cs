using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>
/// STORAGE-SCP on an archive: the data set streams from the association into the archive's chunks as it arrives, in the transfer syntax it
/// arrives in. Nothing is coerced or left out, and nothing is visible before it is whole. An instance that is there already is replaced.
/// <para>
/// A data set is not checked prior to storage (4.2.2.4.1.3.4): B007H, B006H, B000H and A9xxH are never answered. One that is not what the command
/// announced is kept under the UIDs it carries itself, one that carries none, or cannot be read to its end, under those of the command;
/// both are success for the sender and a remark for the observer. Failures are what PS3.4 Table B.2-1 has for an instance that is not
/// kept, which the conformance statement has no word for: A700H when there is no room, C000H when nothing could find it again. Success means
/// that the instance is safe.
/// </para>
/// </summary>
/// <param name="archive">Where instances go; the caller keeps it open as long as the service is used.</param>
/// <param name="observer">Told of data sets that are not what was announced; null to tell nobody.</param>
public sealed class ArchiveStoreService(DicomArchive archive, IAssociationObserver? observer = null) : IStoreService
{
    /// <inheritdoc/>
    public async ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
    {
        try
        {
            var caller = request.Association.CallingAeTitle;
            var header = DicomFile.BuildHeader(request.SopClassUid, request.SopInstanceUid, request.TransferSyntax, caller);
            using var ingest = archive.BeginIngest(header, request.TransferSyntax, caller);
            for (int count; (count = await dataSet.ReadAsync(ingest.Room, ct)) > 0;)
            {
                ingest.Advance(count);
            }

            Remark(request, ingest.Commit());
            return DicomStatus.Success;
        }
        catch (ArchiveException refused)
        {
            throw new DimseException(StatusOf(refused.Kind), CommentOf(refused), refused);
        }
        catch (DicomFormatException unreadable)
        {
            throw new DimseException(DicomStatus.UnableToProcess, unreadable.Message, unreadable);
        }
    }

    private void Remark(StoreRequest request, IngestResult result)
    {
        var row = result.Row;
        if (row.SopInstanceUid != request.SopInstanceUid || row.SopClassUid != request.SopClassUid)
        {
            observer?.Remarked(request.Association, "C-STORE",
                $"announced as {request.SopClassUid.Name} {request.SopInstanceUid}, stored as the {row.SopClassUid.Name} {row.SopInstanceUid} that its data set says it is");
        }

        if (result.Note is { } note)
        {
            observer?.Remarked(request.Association, "C-STORE", $"{row.SopInstanceUid} is stored as it came, though {note}");
        }
    }

    /// <summary>The reason first: an Error Comment (0000,0902) has room for 64 characters.</summary>
    private static string CommentOf(ArchiveException refused) => refused.Kind switch
    {
        ArchiveErrorKind.Full when !refused.Message.StartsWith("disk full", StringComparison.Ordinal) && !refused.Message.StartsWith("memory full", StringComparison.Ordinal) => $"disk full: {refused.Message}",
        ArchiveErrorKind.ReadOnly => $"the archive is read-only: {refused.Message}",
        _ => refused.Message,
    };

    /// <summary>PS3.4 Table B.2-1: what a storage provider answers when it cannot keep an instance.</summary>
    private static DicomStatus StatusOf(ArchiveErrorKind kind) => kind switch
    {
        ArchiveErrorKind.Unusable or ArchiveErrorKind.Corrupt => DicomStatus.UnableToProcess,
        _ => DicomStatus.OutOfResources,
    };
}
