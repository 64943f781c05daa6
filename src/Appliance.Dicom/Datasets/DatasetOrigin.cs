namespace Appliance.Dicom;

/// <summary>Where a data set or item stands in the source it was read from.</summary>
/// <param name="Source">The source; null for one made in memory.</param>
/// <param name="Start">Byte offset of its first byte: the item's header, or the first element.</param>
/// <param name="ElementsEnd">Byte offset behind its last element that was read.</param>
/// <param name="End">Byte offset behind it: with its delimiter, or with what follows the last element up to the source's end.</param>
/// <param name="Encoding">How its elements are laid out.</param>
/// <param name="IsUndefinedLength">Whether it is an item that a delimiter ends.</param>
/// <param name="IsPartial">Whether reading stopped early, on purpose or because the bytes made no sense.</param>
/// <param name="IsStopped">Whether it stopped on purpose: everything before that is here.</param>
internal readonly record struct DatasetOrigin(
    IByteSource? Source, long Start, long ElementsEnd, long End, DicomEncoding Encoding, bool IsUndefinedLength, bool IsPartial, bool IsStopped = false)
{
    /// <summary><see cref="End"/>, found out where reading stopped before a compressed stream was at its end.</summary>
    public long KnownEnd => End == long.MaxValue ? Source!.Length : End;
}
