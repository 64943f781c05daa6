using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Node;

/// <summary>
/// Brings files into an archive with the bytes they have: preamble and meta information too, so that an export gives back the very same file.
/// A file that cannot be kept stops nothing; it is counted and told.
/// </summary>
/// <param name="archive">Where instances go; stays the caller's.</param>
public sealed class Importer(DicomArchive archive)
{
    /// <summary>Imports everything below the paths.</summary>
    /// <param name="paths">Files, folders, DICOMDIR files, zips.</param>
    /// <param name="told">Called after every input with what became of it.</param>
    /// <param name="ct">Stops between two inputs; what was imported stays.</param>
    /// <exception cref="ArchiveException">The archive takes nothing any more (full, read-only, failing): going on would only repeat it.</exception>
    public ImportCounts Import(IEnumerable<string> paths, Action<ImportStep, ImportCounts> told, CancellationToken ct)
    {
        var counts = new ImportCounts(0, 0, 0, 0);
        foreach (var input in ImportInputs.Expand(paths))
        {
            ct.ThrowIfCancellationRequested();
            var step = ImportOne(input);
            counts = counts.With(step.Outcome);
            told(step, counts);
        }

        return counts;
    }

    private ImportStep ImportOne(ImportInput input)
    {
        if (input.Open is null)
        {
            return new ImportStep(input.Source, ImportOutcome.Failed, input.Problem);
        }

        try
        {
            using var source = input.Open();
            return Import(input.Source, source);
        }
        catch (DicomFormatException damaged)
        {
            return new ImportStep(input.Source, ImportOutcome.Failed, damaged.Message);
        }
        catch (ArchiveException unusable) when (unusable.Kind == ArchiveErrorKind.Unusable)
        {
            return new ImportStep(input.Source, ImportOutcome.Failed, unusable.Message);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new ImportStep(input.Source, ImportOutcome.Failed, unreadable.Message);
        }
    }

    private ImportStep Import(string name, IByteSource source)
    {
        var file = DicomRecognition.Open(source, out var whyNot);
        if (file is null)
        {
            return new ImportStep(name, ImportOutcome.NotDicom, whyNot);
        }

        if (file.SopClassUid == DicomUID.MediaStorageDirectoryStorage)
        {
            return new ImportStep(name, ImportOutcome.NotDicom, "a DICOMDIR, which lists objects and is none to keep");
        }

        var position = file.DatasetOffset;
        using var ingest = archive.BeginIngest(
            HeaderOf(source, position), file.TransferSyntax, expectedLength: source.Length - position);
        for (int count; (count = source.Read(position, ingest.Room.Span)) > 0; position += count)
        {
            ingest.Advance(count);
        }

        return new ImportStep(name, ingest.Commit().Replaced ? ImportOutcome.Replaced : ImportOutcome.Imported, file.Note);
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
