using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>The bytes of an object that no row names, from the places of its chunks, each verified. It owns none of them. For one thread at a time.</summary>
internal sealed class PlacedSource(PackFolder packs, ulong number, EndRecord end, IReadOnlyList<PackPlace> places) : IByteSource
{
    private byte[] _chunk = [];
    private int _index = -1;

    public long Length => end.Length;

    public int Read(long offset, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length && offset + done < Length)
        {
            var chunk = Chunk((int)((offset + done) / end.ChunkSize))[(int)((offset + done) % end.ChunkSize)..];
            var count = Math.Min(chunk.Length, destination.Length - done);
            chunk[..count].CopyTo(destination[done..]);
            done += count;
        }

        return done;
    }

    /// <summary>Reads every chunk.</summary>
    /// <exception cref="ArchiveException">One is not what was stored, or not as long as the end record tells.</exception>
    public void Verify()
    {
        for (var index = 0; index < places.Count; index++)
        {
            _ = Chunk(index);
        }
    }

    public void Dispose() => _chunk = [];

    private ReadOnlySpan<byte> Chunk(int index)
    {
        if (_index != index)
        {
            _index = -1;
            var place = places[index];
            _chunk = new byte[place.Length];
            packs.Read(place, _chunk);
            Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
            if (place.Length != Math.Min(end.ChunkSize, Length - ((long)index * end.ChunkSize))
                || Chunks.Checksum(ArchiveKeys.Chunk(key, number, (uint)index), _chunk) != place.Checksum)
            {
                throw new ArchiveException(ArchiveErrorKind.Corrupt, $"filing object {number} again: chunk {index} in {packs.Describe(place)} is not what was stored");
            }

            _index = index;
        }

        return _chunk;
    }
}
