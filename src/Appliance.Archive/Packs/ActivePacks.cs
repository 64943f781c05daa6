namespace Appliance.Archive;

/// <summary>
/// The packs that are being filled: one as long as one object comes in at a time, some more for objects that come in beside each other, since the
/// system lets one thread at a time write to a file. Guarded by the lock of its <see cref="PackFolder"/>.
/// </summary>
/// <param name="most">How many there may be.</param>
/// <param name="fullLength">Bytes after which a pack is full.</param>
internal sealed class ActivePacks(int most, long fullLength)
{
    private readonly List<PackFile> _packs = [];

    /// <summary>The packs, first those that were begun first.</summary>
    public IReadOnlyList<PackFile> All => _packs;

    /// <summary>The pack to write a record to: the one that has the object's other chunks, else one that no object is written to; null to begin a new one.</summary>
    public PackFile? Choose(PackLease lease, long recordLength)
    {
        _packs.RemoveAll(pack => pack.End + recordLength > fullLength);
        var own = _packs.Find(lease.Holds) ?? _packs.Find(pack => pack.Pins == 0);
        return own ?? (_packs.Count < most ? null : _packs.MinBy(pack => pack.Pins));
    }

    /// <summary>Begins to fill a pack.</summary>
    public void Add(PackFile pack) => _packs.Add(pack);

    /// <summary>Goes on without a pack.</summary>
    public void Remove(PackFile pack) => _packs.Remove(pack);

    /// <summary>Whether a pack is being filled.</summary>
    public bool Contains(uint number) => _packs.Exists(pack => pack.Number == number);
}
