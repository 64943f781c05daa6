using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>Brings files into an archive, or to the node that has it. A file that cannot be kept stops nothing; it is counted and told.</summary>
/// <param name="target">Where instances go; stays the caller's.</param>
public sealed class Importer(IImportTarget target)
{
    /// <summary>Imports everything below the paths.</summary>
    /// <param name="paths">Files, folders, DICOMDIR files, zips.</param>
    /// <param name="told">Called after every input with what became of it.</param>
    /// <param name="ct">Stops between two inputs; what was imported stays.</param>
    /// <exception cref="ArchiveException">The archive takes nothing any more (full, read-only, failing): going on would only repeat it.</exception>
    public async Task<ImportCounts> ImportAsync(IEnumerable<string> paths, Action<ImportStep, ImportCounts> told, CancellationToken ct)
    {
        var counts = new ImportCounts(0, 0, 0, 0);
        foreach (var input in ImportInputs.Expand(paths))
        {
            ct.ThrowIfCancellationRequested();
            var step = await ImportOneAsync(input, ct);
            counts = counts.With(step.Outcome);
            told(step, counts);
        }

        return counts;
    }

    private async Task<ImportStep> ImportOneAsync(ImportInput input, CancellationToken ct)
    {
        if (input.Open is null)
        {
            return new ImportStep(input.Source, ImportOutcome.Failed, input.Problem);
        }

        try
        {
            using var source = input.Open();
            return await ImportAsync(input.Source, source, ct);
        }
        catch (DicomFormatException damaged)
        {
            return new ImportStep(input.Source, ImportOutcome.Failed, damaged.Message);
        }
        catch (ArchiveException unusable) when (unusable.Kind == ArchiveErrorKind.Unusable)
        {
            return new ImportStep(input.Source, ImportOutcome.Failed, unusable.Message);
        }
        catch (Exception unreadable) when (unreadable is (IOException and not AssociationException) or UnauthorizedAccessException or InvalidDataException)
        {
            return new ImportStep(input.Source, ImportOutcome.Failed, unreadable.Message);
        }
    }

    private async Task<ImportStep> ImportAsync(string name, IByteSource source, CancellationToken ct)
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

        var (outcome, reason) = await target.KeepAsync(file, source, ct);
        return new ImportStep(name, outcome, reason);
    }
}
