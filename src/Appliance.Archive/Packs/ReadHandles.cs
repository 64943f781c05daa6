namespace Appliance.Archive;

/// <summary>The packs that are open for reading alone: so many at most, others are opened again. Guarded by the lock of its <see cref="PackFolder"/>.</summary>
/// <param name="storage">Where the packs are.</param>
internal sealed class ReadHandles(IPackStorage storage) : IDisposable
{
    private const int MostOpen = 128;

    private readonly Dictionary<uint, IPackHandle> _open = [];

    /// <summary>The handle of a pack, which is opened if it is not. Whoever finds it disposed asks again.</summary>
    public IPackHandle Of(uint pack)
    {
        if (!_open.TryGetValue(pack, out var handle))
        {
            if (_open.Count == MostOpen)
            {
                Close(_open.Keys.First());
            }

            _open[pack] = handle = storage.Open(pack, forWriting: false);
        }

        return handle;
    }

    /// <summary>Closes a pack if it is open.</summary>
    public void Close(uint pack)
    {
        if (_open.Remove(pack, out var handle))
        {
            handle.Dispose();
        }
    }

    /// <summary>Closes all.</summary>
    public void Dispose()
    {
        foreach (var handle in _open.Values)
        {
            handle.Dispose();
        }

        _open.Clear();
    }
}
