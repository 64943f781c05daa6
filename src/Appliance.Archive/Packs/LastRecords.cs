namespace Appliance.Archive;

/// <summary>The records of an object's last chunk and of its end, laid out to be written at once.</summary>
internal sealed class LastRecords
{
    private readonly int _chunkLength;
    private readonly int _endLength;
    private readonly uint _chunkChecksum;
    private readonly uint _endChecksum;

    /// <summary>Lays them out.</summary>
    /// <param name="instance">The number of the object.</param>
    /// <param name="chunk">The number of the chunk.</param>
    /// <param name="bytes">The chunk, which is not copied.</param>
    /// <param name="end">What ends the object.</param>
    public LastRecords(ulong instance, uint chunk, ReadOnlyMemory<byte> bytes, in EndRecord end)
    {
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> ending = stackalloc byte[EndRecord.MaxLength];
        ending = ending[..end.Write(ending)];
        (_chunkLength, _endLength) = (bytes.Length, ending.Length);
        var named = ArchiveKeys.Chunk(key, instance, chunk);
        _chunkChecksum = Chunks.Checksum(named, bytes.Span);

        // What stands before the chunk and what stands behind it, in one piece of memory.
        var padding = (int)(PackRecord.LengthOf(bytes.Length) - PackRecord.HeadLength - bytes.Length);
        var frame = new byte[PackRecord.HeadLength + padding + PackRecord.HeadLength + ending.Length];
        PackRecord.Write(frame.AsSpan(0, PackRecord.HeadLength), named, bytes.Length, _chunkChecksum);
        var endHead = frame.AsSpan(PackRecord.HeadLength + padding, PackRecord.HeadLength);
        named = ArchiveKeys.ChunkEnd(key, instance);
        _endChecksum = Chunks.Checksum(named, ending);
        PackRecord.Write(endHead, named, ending.Length, _endChecksum);
        ending.CopyTo(frame.AsSpan(frame.Length - ending.Length));
        Pieces = [frame.AsMemory(0, PackRecord.HeadLength), bytes, frame.AsMemory(PackRecord.HeadLength)];
    }

    /// <summary>What is written, one behind the other.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces { get; }

    /// <summary>Bytes that both take in a pack.</summary>
    public long Length => PackRecord.LengthOf(_chunkLength) + PackRecord.LengthOf(_endLength);

    /// <summary>Where the chunk and the end record lie when the pieces were written at an offset of a pack.</summary>
    public (PackPlace Chunk, PackPlace End) PlacesAt(uint pack, long offset) => (
        new PackPlace(pack, offset, _chunkLength, _chunkChecksum),
        new PackPlace(pack, offset + PackRecord.LengthOf(_chunkLength), _endLength, _endChecksum));
}
