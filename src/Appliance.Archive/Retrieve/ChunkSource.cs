using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// The bytes of a stored object, read from its chunks where they lie. It sees the object as it was when the source was opened, even if the
/// object is replaced or deleted meanwhile, and it keeps the chunk that was read last.
/// </summary>
internal sealed class ChunkSource : IByteSource
{
    private readonly RocksDatabase _database;
    private readonly RocksSnapshot _snapshot;
    private readonly ulong _instance;
    private readonly Lock _gate = new();
    private LargeValue? _last;
    private uint _lastIndex;
    private bool _disposed;

    public ChunkSource(RocksDatabase database, ulong instance, long length)
    {
        _database = database;
        _instance = instance;
        Length = length;
        _snapshot = database.TakeSnapshot(verify: false);
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var wanted = (int)Math.Clamp(Length - offset, 0, destination.Length);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            for (var done = 0; done < wanted;)
            {
                var index = (uint)((offset + done) / Chunks.Size);
                var start = (int)((offset + done) % Chunks.Size);
                var chunk = Chunk(index)[start..];
                var count = Math.Min(chunk.Length, wanted - done);
                chunk[..count].CopyTo(destination[done..]);
                done += count;
            }
        }

        return wanted;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _last?.Dispose();
            _last = null;
            _snapshot.Dispose();
        }
    }

    private ReadOnlySpan<byte> Chunk(uint index)
    {
        if (_last is not null && _lastIndex == index)
        {
            return BytesOf(_last);
        }

        _last?.Dispose();
        _last = null;
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        try
        {
            _last = Read(ArchiveKeys.Chunk(key, _instance, index), index);
        }
        catch (ArchiveException error)
        {
            throw new IOException(error.Message, error);
        }

        _lastIndex = index;
        return BytesOf(_last);
    }

    private int LengthOf(uint index) => (int)Math.Min(Length - ((long)index * Chunks.Size), Chunks.Size);

    private ReadOnlySpan<byte> BytesOf(LargeValue chunk) => chunk.Span[..LengthOf(_lastIndex)];

    private LargeValue Read(ReadOnlySpan<byte> key, uint index)
    {
        var chunk = _database.PinLarge(Families.Chunks, key, _snapshot) ?? throw Faulty(index, "is missing");
        if (chunk.Span.Length == LengthOf(index))
        {
            // A chunk of format 1, which carries no checksum: read again, the store verifying its own.
            chunk.Dispose();
            return new LargeValue(_database.Pin(Families.Chunks, key) ?? throw Faulty(index, "is missing"));
        }

        if (FaultOf(key, chunk.Span, index) is not { } fault)
        {
            return chunk;
        }

        chunk.Dispose();
        throw Faulty(index, fault);
    }

    private string? FaultOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, uint index)
    {
        var expected = LengthOf(index);
        var length = value.Length - Chunks.ChecksumSize;
        return length != expected ? $"has {length} bytes where {expected} were stored"
            : BinaryPrimitives.ReadUInt32LittleEndian(value[length..]) == Chunks.Checksum(key, value[..length]) ? null
            : "is not what was stored, as its checksum tells";
    }

    private ArchiveException Faulty(uint index, string what) => new(
        ArchiveErrorKind.Corrupt,
        $"reading an object from the archive in '{_database.Folder}': chunk {index} of object {_instance} {what}; "
        + "the object was deleted or replaced since it was looked up, or the store is damaged");
}
