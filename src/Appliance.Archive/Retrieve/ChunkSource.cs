using System.Buffers;
using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// The bytes of a stored object, read from its chunks where they lie. It sees the object as it was when the source was opened, even if the
/// object is replaced or deleted meanwhile, and it keeps the chunk that was read last. Every chunk is verified before a byte of it is given.
/// </summary>
internal sealed class ChunkSource : IByteSource
{
    private readonly RocksDatabase _database;
    private readonly PackFolder _packs;
    private readonly long _reader;
    private readonly RocksSnapshot _snapshot;
    private readonly IDisposable? _hold;
    private readonly ulong _instance;
    private readonly int _chunkSize;
    private readonly Lock _gate = new();
    private byte[] _last = [];
    private long _lastIndex = -1;
    private bool _disposed;

    public ChunkSource(RocksDatabase database, PackFolder packs, InstanceRow row, IDisposable? hold = null)
        : this(database, packs, row.Id.Instance, row.Length, row.ChunkSize, hold)
    {
    }

    public ChunkSource(RocksDatabase database, PackFolder packs, ulong instance, long length, int chunkSize, IDisposable? hold = null)
    {
        _hold = hold;
        _database = database;
        _packs = packs;
        _instance = instance;
        _chunkSize = chunkSize;
        Length = length;

        // In this order: what the snapshot names must not go.
        _reader = packs.Enter();
        _snapshot = database.TakeSnapshot();
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
                var index = (uint)((offset + done) / _chunkSize);
                var start = (int)((offset + done) % _chunkSize);
                var chunk = Chunk(index)[start..];
                var count = Math.Min(chunk.Length, wanted - done);
                chunk[..count].CopyTo(destination[done..]);
                done += count;
            }
        }

        return wanted;
    }

    /// <summary>Reads every chunk, which verifies its checksum.</summary>
    /// <exception cref="IOException">One is damaged or cannot be read.</exception>
    public void Verify()
    {
        Span<byte> one = stackalloc byte[1];
        for (long offset = 0; offset < Length; offset += _chunkSize)
        {
            _ = Read(offset, one);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_last.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_last);
            }

            _snapshot.Dispose();
            _packs.Leave(_reader);
            _hold?.Dispose();
        }
    }

    private ReadOnlySpan<byte> Chunk(uint index)
    {
        var length = (int)Math.Min(Length - ((long)index * _chunkSize), _chunkSize);
        if (_lastIndex != index)
        {
            _lastIndex = -1;
            if (_last.Length < length)
            {
                ArrayPool<byte>.Shared.Return(_last);
                _last = [];
                _last = ArrayPool<byte>.Shared.Rent(length);
            }

            try
            {
                Load(index, _last.AsSpan(0, length));
            }
            catch (ArchiveException error)
            {
                throw new IOException(error.Message, error);
            }

            _lastIndex = index;
        }

        return _last.AsSpan(0, length);
    }

    private void Load(uint index, Span<byte> chunk)
    {
        Span<byte> buffer = stackalloc byte[ArchiveKeys.ChunkLength];
        var key = ArchiveKeys.Chunk(buffer, _instance, index);
        using var row = _database.Get(Families.Chunks, key, _snapshot);
        if (!row.Found)
        {
            throw Faulty(index, "is missing");
        }

        if (ChunkRow.TryRead(row.Span, out var place) && place.Length == chunk.Length)
        {
            _packs.Read(place, chunk);
            if (Chunks.Checksum(key, chunk) != place.Checksum)
            {
                throw Faulty(index, $"is not what was stored in {_packs.Describe(place)}, its checksum tells");
            }
        }
        else if (row.Span.Length == chunk.Length)
        {
            // Format 1 kept the chunk itself here; the database has verified it.
            row.Span.CopyTo(chunk);
        }
        else
        {
            throw Faulty(index, $"does not have the {chunk.Length} bytes that were stored");
        }
    }

    private ArchiveException Faulty(uint index, string what) => new(
        ArchiveErrorKind.Corrupt,
        $"reading an object from the archive in '{_database.Folder}': chunk {index} of object {_instance} {what}; "
        + "the object was deleted or replaced since it was looked up, or the store is damaged");
}
