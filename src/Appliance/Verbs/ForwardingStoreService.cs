using Appliance.Network;

namespace Appliance;

/// <summary>
/// Receives instances on behalf of the node that has the archive open, and hands each on to it by C-STORE, in the syntax it came in. The
/// status is the node's. An instance is held in memory up to a limit, a larger one in a file that is gone once it is handed on.
/// </summary>
/// <param name="node">The association to the node; the caller closes it.</param>
/// <param name="folder">Where a large instance waits.</param>
internal sealed class ForwardingStoreService(DicomClient node, string folder) : IStoreService
{
    private const int MostInMemory = 8 << 20;
    private const int Step = 128 << 10;

    /// <inheritdoc/>
    public async ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[Step];
        for (int count; memory.Length <= MostInMemory && (count = await dataSet.ReadAsync(buffer, ct)) > 0;)
        {
            memory.Write(buffer, 0, count);
        }

        if (memory.Length <= MostInMemory)
        {
            return await ForwardAsync(request, memory.Length, () => new MemoryStream(memory.GetBuffer(), 0, (int)memory.Length, writable: false), ct);
        }

        var path = Path.Combine(folder, $"{Path.GetRandomFileName()}.part");
        await using var file = await SpoolAsync(path, memory, dataSet, ct);
        return await ForwardAsync(request, file.Length, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), ct);
    }

    private static async Task<FileStream> SpoolAsync(string path, MemoryStream begun, Stream rest, CancellationToken ct)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(
                path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, Step, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
            begun.Position = 0;
            await begun.CopyToAsync(file, ct);
            begun.SetLength(0);
            begun.Capacity = 0;
            await rest.CopyToAsync(file, ct);
            await file.FlushAsync(ct);
            return file;
        }
        catch (Exception failure)
        {
            if (file is not null)
            {
                await file.DisposeAsync();
            }

            if (failure is UnauthorizedAccessException || (failure is IOException && failure is not AssociationException))
            {
                throw new DimseException(DicomStatus.OutOfResources, $"{path} cannot be written: {failure.Message}", failure);
            }

            throw;
        }
    }

    private async Task<DicomStatus> ForwardAsync(StoreRequest request, long length, Func<Stream> open, CancellationToken ct)
    {
        try
        {
            return await node.StoreAsync(
                new StoreItem
                {
                    SopClassUid = request.SopClassUid,
                    SopInstanceUid = request.SopInstanceUid,
                    TransferSyntax = request.TransferSyntax,
                    Length = length,
                    OpenDataSet = open,
                },
                ct);
        }
        catch (AssociationException gone)
        {
            // The peer's association is well; it is our own node that does not take the instance.
            throw new DimseException(DicomStatus.UnableToProcess, $"the running node does not take it: {gone.Message}", gone);
        }
    }
}
