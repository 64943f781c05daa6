namespace Appliance.Archive;

/// <summary>What packs take on the disk, and what they will once the reclaimer has been through them. Of the packs that were there when it was made.</summary>
internal sealed class PackRoom(ArchiveWriter writer, IReadOnlyList<(uint Pack, long Length, bool IsRetired)> packs)
{
    /// <summary>Bytes of all files.</summary>
    public long OnDisk { get; } = packs.Sum(pack => pack.Length);

    /// <summary>Bytes that stay, by what rows name at this moment.</summary>
    public long Kept => packs.Where(pack => !pack.IsRetired).Sum(pack => KeptOf(writer.InUse(pack.Pack), pack.Length));

    private static long KeptOf(long inUse, long length) => PackReclaimer.IsWorthwhile(inUse, length, thoroughly: true) ? inUse : length;
}
