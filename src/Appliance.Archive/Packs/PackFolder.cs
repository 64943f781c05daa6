namespace Appliance.Archive;

/// <summary>
/// The packs of an archive: files to whose end chunks are written, once each, by as many threads as there are senders. A chunk that was
/// written is with the operating system, so that it survives the death of the process; <see cref="Sync"/> makes it survive a loss of power. Of what
/// was written nothing is changed but the mark of an object that is gone; a pack is deleted as a whole, once nothing names it and nobody reads what he began to read when
/// something did.
/// </summary>
/// <remarks>All members may be called from any thread.</remarks>
internal sealed class PackFolder : IDisposable
{
    /// <summary>Bytes after which a pack is closed and a new one begun: well below what FAT32 takes, and little to move when it is reclaimed.</summary>
    public const long FullLength = 256L << 20;

    /// <summary>What the names of packs end with.</summary>
    public const string Ending = ".pack";

    private readonly Lock _gate = new();
    private readonly Lock _syncing = new();
    private readonly IPackStorage _storage;
    private readonly string _folder;
    private readonly Dictionary<uint, PackFile> _written = [];
    private readonly ReadHandles _read;
    private readonly RecordStates _states;
    private readonly PackReaders _readers = new();
    private readonly ActivePacks _active;
    private uint _last;
    private bool _folderChanged;
    private bool _isFaulty;
    private bool _closing;
    private bool _disposed;

    /// <summary>Looks what packs there are; makes no file.</summary>
    /// <param name="folder">The folder of the packs, which need not exist.</param>
    /// <param name="fullLength">Bytes after which a pack is closed.</param>
    /// <param name="mostActive">How many are filled at the same time: one where each has to be synced for every answer.</param>
    public PackFolder(string folder, long fullLength = FullLength, int mostActive = 1)
        : this(new PackFiles(folder), folder, fullLength, mostActive)
    {
    }

    /// <summary>The same for packs that need not be files.</summary>
    /// <param name="storage">Where they are kept.</param>
    /// <param name="folder">What they are called in messages.</param>
    /// <param name="fullLength">Bytes after which a pack is closed.</param>
    /// <param name="mostActive">How many are filled at the same time.</param>
    public PackFolder(IPackStorage storage, string folder, long fullLength, int mostActive = 1)
    {
        _storage = storage;
        _read = new ReadHandles(storage);
        _states = new RecordStates(storage);
        _folder = folder;
        PackLength = fullLength;
        _active = new ActivePacks(mostActive, fullLength);
        _last = storage.Numbers().DefaultIfEmpty().Max();
    }

    /// <summary>Writes a chunk at the end of the pack that is being filled.</summary>
    /// <param name="key">The key it is filed under.</param>
    /// <param name="bytes">The chunk.</param>
    /// <param name="lease">Holds the pack until the row that names the place is written.</param>
    /// <param name="state">What its head is to say of it.</param>
    /// <exception cref="ArchiveException">It could not be written; what was written of it is named by nothing.</exception>
    public PackPlace Append(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> bytes, PackLease lease, RecordState state = RecordState.Valid)
    {
        var checksum = Chunks.Checksum(key, bytes.Span);
        var head = new byte[PackRecord.HeadLength];
        PackRecord.Write(head, key, bytes.Length, checksum);
        PackRecord.SetState(head, state);
        var (pack, offset) = Write([head, bytes], PackRecord.LengthOf(bytes.Length), lease);
        return new PackPlace(pack, offset, bytes.Length, checksum);
    }

    /// <summary>Writes the last chunk of an object and its end record, at once.</summary>
    /// <param name="instance">The number of the object.</param>
    /// <param name="chunk">The number of the chunk.</param>
    /// <param name="bytes">The chunk.</param>
    /// <param name="end">What ends the object.</param>
    /// <param name="lease">Holds the pack until the rows that name the places are written.</param>
    /// <exception cref="ArchiveException">They could not be written; what was written of them is named by nothing.</exception>
    public (PackPlace Chunk, PackPlace End) AppendLast(ulong instance, uint chunk, ReadOnlyMemory<byte> bytes, in EndRecord end, PackLease lease)
    {
        var records = new LastRecords(instance, chunk, bytes, end);
        var (pack, offset) = Write(records.Pieces, records.Length, lease);
        return records.PlacesAt(pack, offset);
    }

    /// <summary>
    /// Changes what end records say of themselves, where they lie: that their objects are gone, so that none of them comes back when the index is
    /// rebuilt, or that they count. One that is not there any more, or is that of another object, is left alone.
    /// </summary>
    /// <param name="ends">The numbers of the objects, and where their end records lie.</param>
    /// <param name="state">What they are to say.</param>
    /// <exception cref="ArchiveException">It could not be done with all of them.</exception>
    public void SetState(IEnumerable<(ulong Instance, PackPlace End)> ends, RecordState state)
    {
        foreach (var pack in ends.GroupBy(end => end.End.Pack))
        {
            try
            {
                _states.Set(pack.Key, pack, state);
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                // The pack has gone with all that was in it.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw Failed("changing", error);
            }
        }
    }

    /// <summary>Reads a chunk, unverified.</summary>
    /// <param name="place">Where it lies.</param>
    /// <param name="destination">Takes all of it.</param>
    /// <exception cref="ArchiveException">It could not be read.</exception>
    public void Read(PackPlace place, Span<byte> destination) => ReadAt(place.Pack, place.Offset + PackRecord.HeadLength, destination[..place.Length]);

    /// <summary>Reads bytes of a pack.</summary>
    /// <exception cref="ArchiveException">They could not be read; of kind <see cref="ArchiveErrorKind.Corrupt"/> when they are not there.</exception>
    public void ReadAt(uint pack, long offset, Span<byte> destination)
    {
        try
        {
            while (!destination.IsEmpty)
            {
                var count = ReadSome(pack, destination, offset);
                if (count == 0)
                {
                    throw new EndOfStreamException($"'{_storage.NameOf(pack)}' ends at {offset}, in the middle of a chunk");
                }

                destination = destination[count..];
                offset += count;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed("reading from", error);
        }
    }

    /// <summary>Whether a sync has failed: then some of what was written cannot be trusted to be on the disk, whatever later syncs say.</summary>
    public bool IsFaulty
    {
        get
        {
            lock (_gate)
            {
                return _isFaulty;
            }
        }
    }

    /// <summary>
    /// Makes everything written so far survive a loss of power, but for what lies in packs whose sync has failed before: <see cref="RequireSound"/>
    /// tells whose that is.
    /// </summary>
    /// <exception cref="ArchiveException">The disk failed; the packs that it failed for are not gone on with.</exception>
    public void Sync()
    {
        lock (_syncing)
        {
            // One after the other: whoever finds nothing to do must not return before the one that is doing it.
            SyncDirty();
            CloseFull();
        }
    }

    /// <summary>Throws when one of these packs has a fault.</summary>
    public void RequireSound(List<PackFile> files)
    {
        lock (_gate)
        {
            if (files.Find(file => file.Fault is not null) is { } faulty)
            {
                throw Failed("syncing", faulty.Fault!);
            }
        }
    }

    /// <summary>
    /// Syncs packs of an earlier process, and lets go of what the system remembers of them, so that what is read of them afterwards is what the
    /// disk has.
    /// </summary>
    /// <exception cref="ArchiveException">The disk failed.</exception>
    public void SyncEarlier(IEnumerable<uint> packs)
    {
        foreach (var pack in packs)
        {
            try
            {
                PackSync.Run(_storage, pack, forget: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw Failed("syncing", error);
            }
        }
    }

    /// <summary>Makes all packs survive a loss of power, whoever wrote them.</summary>
    /// <exception cref="ArchiveException">One could not be synced.</exception>
    public void SyncAll()
    {
        Sync();
        SyncEarlier(Full().Select(pack => pack.Pack));
    }

    /// <summary>As much of a chunk as there is, unverified; empty when nothing can be read.</summary>
    public byte[] ReadAvailable(PackPlace place)
    {
        var bytes = new byte[place.Length];
        try
        {
            return bytes[..ReadSome(place.Pack, bytes, place.Offset + PackRecord.HeadLength)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A place in words: the file and the offset in it.</summary>
    public string Describe(PackPlace place) => Describe(place.Pack, place.Offset);

    /// <summary>A pack in words: its file.</summary>
    public string Describe(uint pack) => $"'{_storage.NameOf(pack)}'";

    /// <summary>An offset in a pack in words.</summary>
    public string Describe(uint pack, long offset) => $"'{_storage.NameOf(pack)}' at {offset}";

    /// <summary>Bytes after which a pack is closed.</summary>
    public long PackLength { get; }

    /// <summary>The highest number that a pack has.</summary>
    public uint Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>The packs up to this number are complete: nothing is written to them any more, and no object in them waits to be published.</summary>
    public uint LastComplete
    {
        get
        {
            lock (_gate)
            {
                return _written.Values.Where(file => _active.Contains(file.Number) || file.Pins > 0).Select(file => file.Number - 1).Append(_last).Min();
            }
        }
    }

    /// <summary>Begins to read: packs that are named now stay until <see cref="Leave"/>.</summary>
    public long Enter() => _readers.Enter();

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave(long reader)
    {
        foreach (var pack in _readers.Leave(reader))
        {
            Delete(pack);
        }

        CloseIfDone();
    }

    /// <summary>The packs that are there and not being filled, with their lengths.</summary>
    /// <exception cref="ArchiveException">The folder cannot be read.</exception>
    public IReadOnlyList<(uint Pack, long Length)> Full()
    {
        try
        {
            var numbers = _storage.Numbers().ToList();
            lock (_gate)
            {
                return FullOf(numbers);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed("listing", error);
        }
    }

    /// <summary>All packs that are there, with their lengths; one that is retired goes as soon as nobody reads it.</summary>
    /// <exception cref="ArchiveException">The folder cannot be read.</exception>
    public IReadOnlyList<(uint Pack, long Length, bool IsRetired)> All()
    {
        try
        {
            return
            [
                .. _storage.Numbers()
                    .Select(number => (Number: number, Length: _storage.LengthOf(number)))
                    .Where(pack => pack.Length is not null)
                    .Select(pack => (pack.Number, pack.Length!.Value, _readers.IsRetired(pack.Number))),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed("listing", error);
        }
    }

    /// <summary>Goes on in a new pack with the next chunk, so that the present one can be reclaimed, if that is worth it.</summary>
    /// <param name="isWorthwhile">Tells whether it is, from the number of the pack and its length.</param>
    public void TurnOver(Func<uint, long, bool> isWorthwhile)
    {
        List<PackFile> active;
        lock (_gate)
        {
            active = [.. _active.All];
        }

        active.RemoveAll(pack => !isWorthwhile(pack.Number, pack.End));
        lock (_gate)
        {
            // Objects that are coming in hold theirs, so that it is not taken from under them.
            active.ForEach(_active.Remove);
        }
    }

    /// <summary>Deletes a pack that nothing names any more, as soon as nobody reads it.</summary>
    public void Retire(uint pack)
    {
        if (_readers.Retire(pack))
        {
            Delete(pack);
        }
    }

    /// <summary>Ends the leases of an object.</summary>
    public void Release(List<PackFile> files)
    {
        lock (_gate)
        {
            files.ForEach(file => file.Pins--);
        }
    }

    /// <summary>Closes the files as soon as nobody reads any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
        }

        CloseIfDone();
    }

    private (uint Pack, long Offset) Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long length, PackLease lease)
    {
        try
        {
            PackFile file;
            long offset;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closing, this);
                file = Active(length, lease);
                offset = file.End;
                file.End += length;
                lease.Hold(file);
            }

            file.Handle.Write(pieces, offset);
            lock (_gate)
            {
                // After the write: a sync that went before does not cover it.
                file.IsDirty = true;
            }

            return (file.Number, offset);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failed("writing to", error);
        }
    }

    private void CloseIfDone()
    {
        lock (_gate)
        {
            if (!_closing || _disposed || !_readers.IsIdle)
            {
                return;
            }

            _disposed = true;
            foreach (var file in _written.Values)
            {
                file.Dispose();
            }

            _read.Dispose();
        }
    }

    private void SyncDirty()
    {
        List<PackFile> dirty;
        bool folderChanged;
        lock (_gate)
        {
            dirty = [.. _written.Values.Where(file => file.IsDirty && file.Fault is null)];
            dirty.ForEach(file => file.IsDirty = false);
            (folderChanged, _folderChanged) = (_folderChanged, false);
        }

        List<uint> changed = [.. _states.TakeChanged().Except(dirty.Select(file => file.Number))];
        try
        {
            dirty.ForEach(PackSync.Run);
            changed.ForEach(pack => PackSync.Run(_storage, pack));
            if (folderChanged)
            {
                _storage.SyncNames();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            lock (_gate)
            {
                // Which of them, and since when, the system does not tell: none of them is gone on with.
                _isFaulty = true;
                _folderChanged |= folderChanged;
                _states.PutBack(changed);
                dirty.ForEach(file => (file.IsDirty, file.Fault) = (true, error));
                dirty.ForEach(_active.Remove);
            }

            throw Failed("syncing", error);
        }
    }

    private List<(uint Pack, long Length)> FullOf(List<uint> numbers) =>
    [
        .. numbers
            .Where(number => !_active.Contains(number) && !_readers.IsRetired(number) && _written.GetValueOrDefault(number)?.Pins is null or 0)
            .Select(number => (Number: number, Length: _storage.LengthOf(number)))
            .Where(pack => pack.Length is not null)
            .Select(pack => (pack.Number, pack.Length!.Value)),
    ];

    private PackFile Active(long recordLength, PackLease lease)
    {
        if (_active.Choose(lease, recordLength) is { } active)
        {
            return active;
        }

        // Never the last pack of an earlier process: what it left at its end, nobody knows.
        var number = checked(_last + 1);
        var handle = _storage.Create(number);
        _last = number;
        _folderChanged = true;
        var file = _written[number] = new PackFile(number, handle);
        _active.Add(file);
        return file;
    }

    private int ReadSome(uint pack, Span<byte> destination, long offset)
    {
        while (true)
        {
            var handle = HandleOf(pack);
            try
            {
                return handle.Read(destination, offset);
            }
            catch (ObjectDisposedException) when (!_disposed)
            {
                // Closed meanwhile to make room for others, or because it is full and synced: it is opened again.
            }
        }
    }

    private IPackHandle HandleOf(uint pack)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_written.TryGetValue(pack, out var file))
            {
                return file.Handle;
            }

            return _read.Of(pack);
        }
    }

    /// <summary>Closes the packs that are full and on the disk; who reads them opens them again.</summary>
    private void CloseFull()
    {
        lock (_gate)
        {
            foreach (var file in _written.Values.Where(file => !_active.Contains(file.Number) && !file.IsDirty && file.Pins == 0).ToList())
            {
                _written.Remove(file.Number);
                file.Dispose();
            }
        }
    }

    private void Delete(uint pack)
    {
        lock (_gate)
        {
            _read.Close(pack);
            if (_written.Remove(pack, out var file))
            {
                file.Dispose();
            }

            try
            {
                _storage.Delete(pack);
            }
            catch (Exception left) when (left is IOException or UnauthorizedAccessException)
            {
                // It holds nothing any more: the next open finds that out again, and tries again.
            }
        }
    }

    private ArchiveException Failed(string doing, Exception error)
    {
        var kind = error switch
        {
            FileNotFoundException or DirectoryNotFoundException or EndOfStreamException => ArchiveErrorKind.Corrupt,
            UnauthorizedAccessException => ArchiveErrorKind.Permission,
            IOException io when ArchiveFolder.KindOf(io) is var found => found,
            _ => ArchiveErrorKind.Io,
        };
        return new ArchiveException(kind, $"{doing} the archive in '{_folder}': {RocksError.Explain(kind)} [{error.Message}]", error);
    }
}
