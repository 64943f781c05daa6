using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Node;

/// <summary>Where an import puts what it finds: an archive, or the node that has it open.</summary>
public interface IImportTarget
{
    /// <summary>Takes an object.</summary>
    /// <param name="file">The object; its bytes are the caller's.</param>
    /// <param name="source">Its bytes, from the first of the file on.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns><see cref="ImportOutcome.Imported"/> or <see cref="ImportOutcome.Replaced"/>, or <see cref="ImportOutcome.Failed"/> with the reason.</returns>
    /// <exception cref="DicomFormatException">The object is damaged: it alone has failed.</exception>
    /// <exception cref="IOException">Its bytes cannot be read: it alone has failed.</exception>
    /// <exception cref="ArchiveException">
    /// Of kind <see cref="ArchiveErrorKind.Unusable"/>: it alone has failed; of any other: nothing is taken any more.
    /// </exception>
    ValueTask<(ImportOutcome Outcome, string? Reason)> KeepAsync(DicomFile file, IByteSource source, CancellationToken ct);
}
