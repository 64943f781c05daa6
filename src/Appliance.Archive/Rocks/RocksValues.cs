using Microsoft.Win32.SafeHandles;

namespace Appliance.Archive;

/// <summary>Values of several keys read in one call, in place, without copies into managed memory. Keeps the database open; valid until disposed.</summary>
internal sealed unsafe class RocksValues : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly RocksHandle _database;
    private readonly nint[] _slices;

    public RocksValues(RocksHandle database, nint[] slices)
        : base(true)
    {
        var held = false;
        database.DangerousAddRef(ref held);
        _database = database;
        _slices = slices;

        // What is held are the slices; the handle only says that they are.
        SetHandle(database.DangerousGetHandle());
    }

    /// <summary>The value of a key, by its place among the keys; empty when the key does not exist.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return _slices[index] == 0 ? default : new(RocksNative.PinnedValue(_slices[index], out var length), checked((int)length));
        }
    }

    /// <summary>Whether a key exists.</summary>
    public bool Found(int index) => _slices[index] != 0;

    protected override bool ReleaseHandle()
    {
        foreach (var slice in _slices)
        {
            if (slice != 0)
            {
                RocksNative.DestroyPinned(slice);
            }
        }

        _database.DangerousRelease();
        return true;
    }
}
