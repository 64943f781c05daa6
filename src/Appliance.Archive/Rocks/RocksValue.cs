using Microsoft.Win32.SafeHandles;

namespace Appliance.Archive;

/// <summary>A value read in place, without a copy into managed memory. Valid until disposed.</summary>
internal readonly unsafe ref struct RocksValue(nint slice)
{
    private readonly nint _slice = slice;

    /// <summary>Whether the key exists.</summary>
    public bool Found => _slice != 0;

    /// <summary>The bytes of the value; empty when the key does not exist.</summary>
    public ReadOnlySpan<byte> Span => _slice == 0 ? default : new(RocksNative.PinnedValue(_slice, out var length), checked((int)length));

    /// <summary>Frees the value.</summary>
    public void Dispose()
    {
        if (_slice != 0)
        {
            RocksNative.DestroyPinned(_slice);
        }
    }
}

/// <summary>A view of the database at one moment.</summary>
internal sealed class RocksSnapshot : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly RocksHandle _database;

    public RocksSnapshot(RocksHandle database)
        : base(true)
    {
        var held = false;
        database.DangerousAddRef(ref held);
        _database = database;
        SetHandle(RocksNative.CreateSnapshot(database));
        RocksNative.ReadSnapshot(Options, handle);
    }

    /// <summary>Read options that read at this snapshot.</summary>
    public RocksReadOptionsHandle Options { get; } = RocksNative.CreateReadOptions();

    protected override bool ReleaseHandle()
    {
        // The database may be disposed already, then it lives on only through the reference taken above.
        RocksNative.ReleaseSnapshotRaw(_database.DangerousGetHandle(), handle);
        _database.DangerousRelease();
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Options.Dispose();
        }

        base.Dispose(disposing);
    }
}
