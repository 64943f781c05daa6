using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>
/// STORAGE-SCP on an archive: the data set streams from the association into the archive's chunks as it arrives, in the transfer syntax it
/// arrives in. Nothing is coerced or left out, and nothing is visible before it is whole. An instance that is there already is replaced.
/// </summary>
/// <param name="archive">Where instances go; the caller keeps it open as long as the service is used.</param>
public sealed class ArchiveStoreService(DicomArchive archive) : IStoreService
{
    // Kept, under the UIDs it carries itself, and the sender is told (PS3.4 Table B.2-1, B007H: data set does not match SOP class).
    private static DicomStatus NotAsAnnounced => new(0xB007);

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

            var row = ingest.Commit().Row;
            return row.SopInstanceUid == request.SopInstanceUid && row.SopClassUid == request.SopClassUid ? DicomStatus.Success : NotAsAnnounced;
        }
        catch (ArchiveException refused)
        {
            throw new DimseException(StatusOf(refused.Kind), refused.Message, refused);
        }
        catch (DicomFormatException unreadable)
        {
            throw new DimseException(DicomStatus.UnableToProcess, unreadable.Message, unreadable);
        }
    }

    /// <summary>PS3.4 Table B.2-1: what a storage provider answers when it cannot keep an instance.</summary>
    private static DicomStatus StatusOf(ArchiveErrorKind kind) => kind switch
    {
        ArchiveErrorKind.Unusable => DicomStatus.IdentifierDoesNotMatch,
        ArchiveErrorKind.Corrupt => DicomStatus.UnableToProcess,
        _ => DicomStatus.OutOfResources,
    };
}
