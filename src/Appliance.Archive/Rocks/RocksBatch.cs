using Microsoft.Win32.SafeHandles;

namespace Appliance.Archive;

/// <summary>
/// Changes that become visible together. For one thread at a time; may be cleared and used again. It names the families of its database,
/// so it keeps the database open until it is disposed.
/// </summary>
internal sealed unsafe class RocksBatch : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly RocksHandle _database;
    private readonly nint[] _families;

    public RocksBatch(RocksHandle database, nint[] families, int reserve)
        : base(true)
    {
        var held = false;
        database.DangerousAddRef(ref held);
        _database = database;
        _families = families;
        SetHandle(RocksNative.CreateBatch((nuint)reserve, 0, 0, 0));
    }

    /// <summary>How many changes it holds.</summary>
    public int Count => RocksNative.CountBatch(this);

    /// <summary>Sets a key to a value; both are copied into the batch.</summary>
    public void Put(int family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* k = key, v = value)
        {
            RocksNative.BatchPut(this, _families[family], k, (nuint)key.Length, v, (nuint)value.Length);
        }
    }

    /// <summary>Sets a key to a value given in two pieces, without joining them first.</summary>
    public void Put(int family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        fixed (byte* k = key, a = first, b = second)
        {
            var keys = stackalloc byte*[1] { k };
            var keyLengths = stackalloc nuint[1] { (nuint)key.Length };
            var values = stackalloc byte*[2] { a, b };
            var valueLengths = stackalloc nuint[2] { (nuint)first.Length, (nuint)second.Length };
            RocksNative.BatchPutGathered(this, _families[family], 1, keys, keyLengths, 2, values, valueLengths);
        }
    }

    /// <summary>Removes a key; a key that does not exist is no error.</summary>
    public void Delete(int family, ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
        {
            RocksNative.BatchDelete(this, _families[family], k, (nuint)key.Length);
        }
    }

    /// <summary>Removes all keys from <paramref name="start"/> up to, and without, <paramref name="end"/>.</summary>
    public void DeleteRange(int family, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        fixed (byte* s = start, e = end)
        {
            RocksNative.BatchDeleteRange(this, _families[family], s, (nuint)start.Length, e, (nuint)end.Length);
        }
    }

    /// <summary>Empties the batch and keeps its room.</summary>
    public void Clear() => RocksNative.ClearBatch(this);

    protected override bool ReleaseHandle()
    {
        RocksNative.DestroyBatch(handle);
        _database.DangerousRelease();
        return true;
    }
}
