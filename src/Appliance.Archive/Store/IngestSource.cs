using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// An object that is being taken in, as one source: its first chunk and its unwritten end from memory, the rest from where it was written. It
/// owns none of them. For one thread at a time.
/// </summary>
internal sealed class IngestSource(
    PackFolder packs, ulong number, IReadOnlyList<PackPlace> places, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> last) : IByteSource
{
    private byte[] _chunk = [];
    private int _index;

    public long Length => Written + last.Length;

    private long Written => (long)places.Count * Chunks.Size;

    public int Read(long offset, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length && offset + done < Length)
        {
            done += ReadPart(offset + done, destination[done..]);
        }

        return done;
    }

    public void Dispose() => _chunk = [];

    private int ReadPart(long offset, Span<byte> destination)
    {
        var (part, at) = offset >= Written ? (last, offset - Written)
            : offset < first.Length ? (first, offset)
            : (Chunk((int)(offset / Chunks.Size)), offset % Chunks.Size);
        var from = part.Span[(int)at..];
        var count = Math.Min(from.Length, destination.Length);
        from[..count].CopyTo(destination);
        return count;
    }

    private ReadOnlyMemory<byte> Chunk(int index)
    {
        if (_index != index || _chunk.Length == 0)
        {
            _chunk = _chunk.Length == 0 ? new byte[Chunks.Size] : _chunk;
            _index = index;
            Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
            packs.Read(places[index], _chunk);
            if (Chunks.Checksum(ArchiveKeys.Chunk(key, number, (uint)index), _chunk) != places[index].Checksum)
            {
                throw new ArchiveException(ArchiveErrorKind.Corrupt,
                    $"storing an object: what was written to pack {places[index].Pack} at {places[index].Offset} cannot be read back as it was, the disk is failing");
            }
        }

        return _chunk;
    }
}
