using System.Globalization;

namespace Appliance.Archive;

/// <summary>
/// Packs in memory, for a place that cannot be written to. A pack takes memory as it is filled, in blocks, and gives all of it back when it is
/// deleted. What bounds it is who asks <see cref="Length"/> before writing.
/// </summary>
internal sealed class PackMemory : IPackStorage
{
    private const int BlockLength = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<uint, Pack> _packs = [];

    /// <summary>Bytes of all packs.</summary>
    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _packs.Values.Sum(pack => pack.Taken);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<uint> Numbers()
    {
        lock (_gate)
        {
            return [.. _packs.Keys];
        }
    }

    /// <inheritdoc/>
    public long? LengthOf(uint pack)
    {
        lock (_gate)
        {
            return _packs.TryGetValue(pack, out var found) ? found.Length : null;
        }
    }

    /// <inheritdoc/>
    public IPackHandle Create(uint pack)
    {
        lock (_gate)
        {
            var made = new Pack();
            _packs.Add(pack, made);
            return new Handle(made);
        }
    }

    /// <inheritdoc/>
    public IPackHandle Open(uint pack, bool forWriting)
    {
        lock (_gate)
        {
            return new Handle(_packs.TryGetValue(pack, out var found) ? found : throw new FileNotFoundException($"there is no {NameOf(pack)}"));
        }
    }

    /// <inheritdoc/>
    public void Delete(uint pack)
    {
        lock (_gate)
        {
            _packs.Remove(pack);
        }
    }

    /// <inheritdoc/>
    public void SyncNames()
    {
        // Nothing here survives the process.
    }

    /// <inheritdoc/>
    public string NameOf(uint pack) => string.Create(CultureInfo.InvariantCulture, $"pack {pack} in memory");

    /// <summary>Blocks of bytes. Writers and readers of different places may be at work at once.</summary>
    private sealed class Pack
    {
        private readonly Lock _gate = new();
        private readonly List<byte[]> _blocks = [];
        private long _length;

        public long Length => Interlocked.Read(ref _length);

        public long Taken
        {
            get
            {
                lock (_gate)
                {
                    return (long)_blocks.Count * BlockLength;
                }
            }
        }

        public int Read(Span<byte> destination, long offset)
        {
            var wanted = (int)Math.Clamp(Length - offset, 0, destination.Length);
            for (var done = 0; done < wanted;)
            {
                var (block, start) = At(offset + done);
                var count = Math.Min(wanted - done, BlockLength - start);
                block.AsSpan(start, count).CopyTo(destination[done..]);
                done += count;
            }

            return wanted;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            var end = offset + bytes.Length;
            Reserve(end);
            while (!bytes.IsEmpty)
            {
                var (block, start) = At(offset);
                var count = Math.Min(bytes.Length, BlockLength - start);
                bytes[..count].CopyTo(block.AsSpan(start));
                bytes = bytes[count..];
                offset += count;
            }

            lock (_gate)
            {
                _length = Math.Max(_length, end);
            }
        }

        private void Reserve(long end)
        {
            lock (_gate)
            {
                while ((long)_blocks.Count * BlockLength < end)
                {
                    _blocks.Add(new byte[BlockLength]);
                }
            }
        }

        private (byte[] Block, int Start) At(long offset)
        {
            lock (_gate)
            {
                return (_blocks[(int)(offset / BlockLength)], (int)(offset % BlockLength));
            }
        }
    }

    private sealed class Handle(Pack pack) : IPackHandle
    {
        private volatile bool _isDisposed;

        public int Read(Span<byte> destination, long offset)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return pack.Read(destination, offset);
        }

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long offset)
        {
            foreach (var piece in pieces)
            {
                Write(piece.Span, offset);
                offset += piece.Length;
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            pack.Write(bytes, offset);
        }

        public void Sync() => ObjectDisposedException.ThrowIf(_isDisposed, this);

        public void Forget() => ObjectDisposedException.ThrowIf(_isDisposed, this);

        public void Dispose() => _isDisposed = true;
    }
}
