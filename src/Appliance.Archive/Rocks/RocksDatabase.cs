using System.Runtime.InteropServices;

namespace Appliance.Archive;

/// <summary>
/// An open RocksDB database with its column families, which are named by their position in the list it was opened with. All members may
/// be called from any thread. Every failure is an <see cref="ArchiveException"/>.
/// </summary>
internal sealed unsafe class RocksDatabase : IDisposable
{
    private readonly RocksHandle _handle;
    private readonly nint[] _families;
    private readonly RocksReadOptionsHandle _read = RocksNative.CreateReadOptions();
    private readonly RocksWriteOptionsHandle _write = RocksNative.CreateWriteOptions();
    private readonly bool _keepsLog;

    private RocksDatabase(string folder, RocksHandle handle, nint[] families, bool keepsLog)
    {
        _keepsLog = keepsLog;
        Folder = folder;
        _handle = handle;
        _families = families;
    }

    /// <summary>The folder of the database's files.</summary>
    public string Folder { get; }

    /// <summary>Opens a database, creating it and its missing families unless <paramref name="readOnly"/> is set.</summary>
    public static RocksDatabase Open(string folder, IReadOnlyList<RocksFamily> families, RocksSettings settings, bool readOnly)
    {
        var count = families.Count;
        var names = new nint[count];
        var handles = new nint[count];
        var familyOptions = new RocksOptionsHandle[count];
        var environment = settings.InMemory ? RocksNative.CreateMemoryEnvironment() : 0;
        try
        {
            using var cache = RocksNative.CreateCache((nuint)settings.BlockCacheSize);
            using var options = RocksOptions.OfDatabase(settings, create: !readOnly);
            if (environment != 0)
            {
                RocksNative.SetEnvironment(options, environment);
            }

            var raw = new nint[count];
            for (var i = 0; i < count; i++)
            {
                names[i] = Marshal.StringToCoTaskMemUTF8(families[i].Name);
                familyOptions[i] = RocksOptions.OfFamily(families[i], cache);
                raw[i] = familyOptions[i].DangerousGetHandle();
            }

            nint error = 0;
            nint database;
            var path = environment == 0 ? RealPath.Of(folder) : folder;
            fixed (nint* name = names, option = raw, handle = handles)
            {
                database = readOnly
                    ? RocksNative.OpenReadOnly(options, path, count, name, option, handle, 0, ref error)
                    : RocksNative.Open(options, path, count, name, option, handle, ref error);
            }

            RocksError.Check(error, "opening", folder);
            var opened = new RocksDatabase(folder, new RocksHandle(database, handles, environment), handles, settings.KeepsLog);
            environment = 0;
            RocksNative.SetDisableLog(opened._write, settings.KeepsLog ? 0 : 1);
            return opened;
        }
        finally
        {
            if (environment != 0)
            {
                RocksNative.DestroyEnvironment(environment);
            }

            foreach (var name in names)
            {
                Marshal.FreeCoTaskMem(name);
            }

            foreach (var option in familyOptions)
            {
                option?.Dispose();
            }
        }
    }

    /// <summary>Applies a batch atomically: after the call it survives the death of the process.</summary>
    public void Write(RocksBatch batch)
    {
        nint error = 0;
        RocksNative.Write(_handle, _write, batch, ref error);
        RocksError.Check(error, "writing to", Folder);
    }

    /// <summary>Makes every batch written so far survive a loss of power; nothing where there is no log.</summary>
    public void SyncLog()
    {
        if (!_keepsLog)
        {
            return;
        }

        nint error = 0;
        RocksNative.FlushWal(_handle, 1, ref error);
        RocksError.Check(error, "syncing", Folder);
    }

    /// <summary>Reads one value; <see cref="RocksValue.Found"/> tells whether the key exists. The caller disposes the result.</summary>
    public RocksValue Get(int family, scoped ReadOnlySpan<byte> key, RocksSnapshot? snapshot = null) =>
        new(GetPinned(family, key, snapshot));

    /// <summary>Reads the values of several keys of one family in one call. The caller disposes the result.</summary>
    /// <param name="family">The family.</param>
    /// <param name="keys">The keys, one behind the other.</param>
    /// <param name="ends">Where each of them ends.</param>
    /// <param name="snapshot">The moment that is read; null for now.</param>
    public RocksValues GetMany(int family, ReadOnlySpan<byte> keys, ReadOnlySpan<int> ends, RocksSnapshot? snapshot = null)
    {
        var count = ends.Length;
        var slices = new nint[count];
        var starts = stackalloc byte*[count];
        Span<nuint> lengths = stackalloc nuint[count];
        Span<nint> errors = stackalloc nint[count];
        errors.Clear();
        fixed (byte* first = keys)
        fixed (nuint* length = lengths)
        fixed (nint* slice = slices, error = errors)
        {
            for (var i = 0; i < count; i++)
            {
                var start = i == 0 ? 0 : ends[i - 1];
                starts[i] = first + start;
                lengths[i] = (nuint)(ends[i] - start);
            }

            RocksNative.BatchedMultiGet(_handle, snapshot?.Options ?? _read, _families[family], (nuint)count, starts, length, slice, error, 0);
        }

        // Every value gets its owner before any error is thrown, so that none is leaked.
        var values = new RocksValues(_handle, slices);
        if (errors.IndexOfAnyExcept(0) is >= 0 and var failed)
        {
            values.Dispose();
            foreach (var other in errors[(failed + 1)..])
            {
                if (other != 0)
                {
                    RocksNative.Free(other);
                }
            }

            throw RocksError.Take(errors[failed], "reading from", Folder);
        }

        return values;
    }

    /// <summary>
    /// An iterator over the keys of one family below <paramref name="upperBound"/> (empty: all). It must be disposed. With
    /// <paramref name="keysOnly"/> its values must not be read.
    /// </summary>
    public RocksIterator Iterate(int family, ReadOnlySpan<byte> upperBound = default, RocksSnapshot? snapshot = null, bool keysOnly = false) =>
        new(_handle, _families[family], upperBound, snapshot, keysOnly, Folder);

    /// <summary>A view of the database as it is now; it must be disposed.</summary>
    public RocksSnapshot TakeSnapshot() => new(_handle);

    /// <summary>A new, empty batch with room for <paramref name="reserve"/> bytes.</summary>
    public RocksBatch NewBatch(int reserve = 0) => new(_handle, _families, reserve);

    /// <summary>Writes all memory tables out, so that the next open has no log to read.</summary>
    public void Flush()
    {
        var options = RocksNative.CreateFlushOptions();
        nint error = 0;
        fixed (nint* families = _families)
        {
            RocksNative.FlushFamilies(_handle, options, families, _families.Length, ref error);
        }

        RocksNative.DestroyFlushOptions(options);
        RocksError.Check(error, "flushing", Folder);
    }

    /// <summary>Compacts a whole family, which gives the room of deleted values back.</summary>
    public void Compact(int family) => RocksNative.CompactRange(_handle, _families[family], null, 0, null, 0);

    /// <summary>A property in RocksDB's words ("rocksdb.estimate-num-keys"); null when it has no such property.</summary>
    public string? Property(int family, string name)
    {
        var text = RocksNative.Property(_handle, _families[family], name);
        if (text == 0)
        {
            return null;
        }

        var value = Marshal.PtrToStringUTF8(text);
        RocksNative.Free(text);
        return value;
    }

    /// <summary>Writes a consistent copy into a folder that must not exist yet; files are linked where the file system can.</summary>
    public void Checkpoint(string folder)
    {
        nint error = 0;
        var checkpoint = RocksNative.CreateCheckpoint(_handle, ref error);
        RocksError.Check(error, "copying", Folder);
        RocksNative.WriteCheckpoint(checkpoint, folder, 0, ref error);
        RocksNative.DestroyCheckpoint(checkpoint);
        RocksError.Check(error, "copying", Folder);
    }

    /// <summary>Closes the database as soon as no iterator, snapshot or value of it is left.</summary>
    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
        _handle.Dispose();
    }

    private nint GetPinned(int family, scoped ReadOnlySpan<byte> key, RocksSnapshot? snapshot)
    {
        nint error = 0;
        nint slice;
        fixed (byte* start = key)
        {
            slice = RocksNative.GetPinned(_handle, snapshot?.Options ?? _read, _families[family], start, (nuint)key.Length, ref error);
        }

        RocksError.Check(error, "reading from", Folder);
        return slice;
    }
}
