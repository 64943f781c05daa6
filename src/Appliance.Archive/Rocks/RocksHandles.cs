using Microsoft.Win32.SafeHandles;

namespace Appliance.Archive;

/// <summary>Owns the options of a database or of one column family.</summary>
internal sealed class RocksOptionsHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    protected override bool ReleaseHandle()
    {
        RocksNative.DestroyOptions(handle);
        return true;
    }
}

/// <summary>Owns the options of a block-based table.</summary>
internal sealed class RocksTableOptionsHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    protected override bool ReleaseHandle()
    {
        RocksNative.DestroyTableOptions(handle);
        return true;
    }
}

/// <summary>Owns one reference to a block cache; the tables that use it hold their own.</summary>
internal sealed class RocksCacheHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    protected override bool ReleaseHandle()
    {
        RocksNative.DestroyCache(handle);
        return true;
    }
}

/// <summary>Owns a set of read options.</summary>
internal sealed class RocksReadOptionsHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    protected override bool ReleaseHandle()
    {
        RocksNative.DestroyReadOptions(handle);
        return true;
    }
}

/// <summary>Owns a set of write options.</summary>
internal sealed class RocksWriteOptionsHandle() : SafeHandleZeroOrMinusOneIsInvalid(true)
{
    protected override bool ReleaseHandle()
    {
        RocksNative.DestroyWriteOptions(handle);
        return true;
    }
}

/// <summary>
/// Owns an open database and its column family handles. Iterators, snapshots and values hold a reference to it, so that the database
/// closes only when the last of them is gone, however they are disposed.
/// </summary>
internal sealed class RocksHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly nint[] _families;
    private readonly nint _environment;

    /// <param name="database">The database.</param>
    /// <param name="families">Its families.</param>
    /// <param name="environment">What its files lie in, gone with it; 0 for the system's.</param>
    public RocksHandle(nint database, nint[] families, nint environment)
        : base(true)
    {
        SetHandle(database);
        _families = families;
        _environment = environment;
    }

    protected override bool ReleaseHandle()
    {
        foreach (var family in _families)
        {
            RocksNative.DestroyFamily(family);
        }

        RocksNative.Close(handle);
        if (_environment != 0)
        {
            RocksNative.DestroyEnvironment(_environment);
        }

        return true;
    }
}
