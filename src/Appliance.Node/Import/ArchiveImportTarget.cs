using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Node;

/// <summary>An archive as the target of an import: files are kept with the bytes they have, so that an export gives back the very same.</summary>
/// <param name="archive">Where instances go; stays the caller's.</param>
public sealed class ArchiveImportTarget(DicomArchive archive) : IImportTarget
{
    /// <inheritdoc/>
    public ValueTask<(ImportOutcome Outcome, string? Reason)> KeepAsync(DicomFile file, IByteSource source, CancellationToken ct)
    {
        var position = file.DatasetOffset;
        using var ingest = archive.BeginIngest(HeaderOf(source, position), file.TransferSyntax, expectedLength: source.Length - position);
        for (int count; (count = source.Read(position, ingest.Room.Span)) > 0; position += count)
        {
            ct.ThrowIfCancellationRequested();
            ingest.Advance(count);
        }

        return ValueTask.FromResult((ingest.Commit().Replaced ? ImportOutcome.Replaced : ImportOutcome.Imported, file.Note));
    }

    private static byte[] HeaderOf(IByteSource source, long length)
    {
        var header = new byte[checked((int)length)];
        for (var read = 0; read < header.Length;)
        {
            var count = source.Read(read, header.AsSpan(read));
            if (count == 0)
            {
                throw new EndOfStreamException($"the file became shorter while it was read: {read} of {header.Length} bytes of its header are there");
            }

            read += count;
        }

        return header;
    }
}
