namespace Appliance.Archive;

/// <summary>One pack that this process writes to, or has written to. Guarded by the lock of its <see cref="PackFolder"/>.</summary>
internal sealed class PackFile(uint number, IPackHandle handle) : IDisposable
{
    public uint Number { get; } = number;

    public IPackHandle Handle { get; } = handle;

    /// <summary>Where the next record begins.</summary>
    public long End { get; set; }

    /// <summary>Whether bytes were written since the last sync.</summary>
    public bool IsDirty { get; set; }

    /// <summary>
    /// Why what was written here since the last good sync cannot be trusted; null while it can. A system that has failed to write what it held says so
    /// once and then forgets it: no later sync, however it ends, covers those bytes.
    /// </summary>
    public Exception? Fault { get; set; }

    /// <summary>Objects that are being taken in and have chunks here.</summary>
    public int Pins { get; set; }

    public void Dispose() => Handle.Dispose();
}

/// <summary>
/// Keeps the packs of an object that is being taken in from being reclaimed: until it is published no row may name its chunks. Disposed when the
/// object is published or given up. For one thread at a time.
/// </summary>
internal sealed class PackLease(PackFolder folder) : IDisposable
{
    private readonly List<PackFile> _files = [];

    /// <summary>Holds a pack. Called under the lock of the folder.</summary>
    public void Hold(PackFile file)
    {
        if (!_files.Contains(file))
        {
            _files.Add(file);
            file.Pins++;
        }
    }

    /// <summary>Whether it holds a pack. Called under the lock of the folder.</summary>
    public bool Holds(PackFile file) => _files.Contains(file);

    /// <summary>Throws when a sync has failed that was to cover what the object has here.</summary>
    /// <exception cref="ArchiveException">The object cannot be kept safe.</exception>
    public void RequireSound() => folder.RequireSound(_files);

    public void Dispose()
    {
        folder.Release(_files);
        _files.Clear();
    }
}
