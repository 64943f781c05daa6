namespace Appliance.Archive;

/// <summary>How the bytes of an object are cut: into chunks of equal length, the last one shorter.</summary>
internal static class Chunks
{
    /// <summary>
    /// Bytes of a chunk: any frame is reached by reading a little more than itself, what comes in is written while it is still in the cache of the
    /// processor, and most of an object is written before its last byte is here.
    /// </summary>
    public const int Size = 128 << 10;

    /// <summary>Bytes of the chunks of instances whose rows do not tell: what formats 1 and 2 had. None is ever larger.</summary>
    public const int MostSize = 1 << 20;

    /// <summary>
    /// CRC-32C of the key a chunk is filed under and of the chunk, so that neither a changed byte nor a chunk in a wrong place goes unseen.
    /// </summary>
    public static uint Checksum(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes) => Crc32C.Append(Crc32C.Append(uint.MaxValue, key), bytes) ^ uint.MaxValue;

    /// <summary>How many chunks of a size hold so many bytes.</summary>
    public static uint CountOf(long length, int size) => checked((uint)((length + size - 1) / size));

    /// <summary>How many chunks an instance has.</summary>
    public static uint CountOf(InstanceRow row) => CountOf(row.Length, row.ChunkSize);

    /// <summary>Removes the chunks and the end record of an object, and notes what that frees.</summary>
    /// <returns>Where the end record lies; null when it has none.</returns>
    public static PackPlace? Delete(RocksDatabase database, RocksBatch batch, InstanceRow row, PackUseChange freed)
    {
        var count = CountOf(row);
        for (uint chunk = 0; chunk < count; chunk++)
        {
            _ = Delete(database, batch, row.Id.Instance, chunk, freed);
        }

        return Delete(database, batch, row.Id.Instance, ArchiveKeys.End, freed);
    }

    private static PackPlace? Delete(RocksDatabase database, RocksBatch batch, ulong instance, uint chunk, PackUseChange freed)
    {
        Span<byte> buffer = stackalloc byte[ArchiveKeys.ChunkLength];
        var key = ArchiveKeys.Chunk(buffer, instance, chunk);
        batch.Delete(Families.Chunks, key);
        using var row = database.Get(Families.Chunks, key);
        if (!ChunkRow.TryRead(row.Span, out var place))
        {
            return null;
        }

        freed.Remove(place);
        return place;
    }
}
