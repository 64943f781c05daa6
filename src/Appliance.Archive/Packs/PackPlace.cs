namespace Appliance.Archive;

/// <summary>Where a chunk lies.</summary>
/// <param name="Pack">The number of the pack.</param>
/// <param name="Offset">Where its record begins in the file.</param>
/// <param name="Length">Bytes of the chunk.</param>
/// <param name="Checksum"><see cref="Chunks.Checksum"/> of it.</param>
internal readonly record struct PackPlace(uint Pack, long Offset, int Length, uint Checksum)
{
    /// <summary>Bytes that the record takes in the file.</summary>
    public long RecordLength => PackRecord.LengthOf(Length);
}
