namespace Appliance.Archive;

/// <summary>How the bytes of an object are cut: into chunks of equal length, the last one shorter.</summary>
internal static class Chunks
{
    /// <summary>Bytes of a chunk: any frame is reached by reading a little more than itself.</summary>
    public const int Size = 1 << 20;

    /// <summary>How many chunks hold so many bytes.</summary>
    public static uint CountOf(long length) => checked((uint)((length + Size - 1) / Size));

    /// <summary>Removes the chunks of an object.</summary>
    public static void Delete(RocksBatch batch, ulong instance, long length)
    {
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        var count = CountOf(length);
        for (uint chunk = 0; chunk < count; chunk++)
        {
            batch.Delete(Families.Chunks, ArchiveKeys.Chunk(key, instance, chunk));
        }
    }
}
