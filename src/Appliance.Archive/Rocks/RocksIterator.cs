using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Archive;

/// <summary>
/// Walks the keys of one family in byte order. Starts before the first key: call a Seek method, then read while <see cref="Valid"/>.
/// For one thread at a time. Keys and values are views that end with the next move.
/// </summary>
internal sealed unsafe class RocksIterator : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly RocksHandle _database;
    private readonly RocksReadOptionsHandle _options = RocksNative.CreateReadOptions();
    private readonly string _folder;
    private byte* _bound;

    public RocksIterator(
        RocksHandle database, nint family, ReadOnlySpan<byte> upperBound, RocksSnapshot? snapshot, bool keysOnly, string folder)
        : base(true)
    {
        var held = false;
        database.DangerousAddRef(ref held);
        _database = database;
        _folder = folder;
        if (snapshot is not null)
        {
            RocksNative.ReadSnapshot(_options, snapshot.DangerousGetHandle());
        }

        if (keysOnly)
        {
            // Blobs stay unread, and a walk over everything does not push the useful blocks out of the cache.
            RocksNative.ReadAllowUnpreparedValue(_options, 1);
            RocksNative.ReadFillCache(_options, 0);
        }

        if (!upperBound.IsEmpty)
        {
            // RocksDB keeps the pointer, not the bytes, as long as the iterator lives.
            _bound = (byte*)NativeMemory.Alloc((nuint)upperBound.Length);
            upperBound.CopyTo(new Span<byte>(_bound, upperBound.Length));
            RocksNative.ReadUpperBound(_options, _bound, (nuint)upperBound.Length);
        }

        SetHandle(RocksNative.CreateIterator(database, _options, family));
    }

    /// <summary>Whether the iterator stands on a key. At the end this throws if the walk ended by an error.</summary>
    public bool Valid
    {
        get
        {
            if (RocksNative.IteratorValid(handle) != 0)
            {
                return true;
            }

            nint error = 0;
            RocksNative.IteratorError(handle, ref error);
            RocksError.Check(error, "reading from", _folder);
            return false;
        }
    }

    /// <summary>The key it stands on.</summary>
    public ReadOnlySpan<byte> Key => new(RocksNative.IteratorKey(handle, out var length), checked((int)length));

    /// <summary>The value it stands on.</summary>
    public ReadOnlySpan<byte> Value => new(RocksNative.IteratorValue(handle, out var length), checked((int)length));

    /// <summary>Moves to the first key that is not below <paramref name="key"/>.</summary>
    public void Seek(ReadOnlySpan<byte> key)
    {
        fixed (byte* start = key)
        {
            RocksNative.IteratorSeek(handle, start, (nuint)key.Length);
        }
    }

    /// <summary>Moves to the first key.</summary>
    public void SeekToFirst() => RocksNative.IteratorSeekToFirst(handle);

    /// <summary>Moves to the last key.</summary>
    public void SeekToLast() => RocksNative.IteratorSeekToLast(handle);

    /// <summary>Moves to the next key.</summary>
    public void Next() => RocksNative.IteratorNext(handle);

    protected override bool ReleaseHandle()
    {
        RocksNative.DestroyIterator(handle);
        NativeMemory.Free(_bound);
        _bound = null;
        _database.DangerousRelease();
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _options.Dispose();
        }
    }
}
