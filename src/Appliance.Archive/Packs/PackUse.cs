using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>
/// How many bytes of each pack rows name. Changed in the batch that changes the rows, under the archive's publishing lock.
/// </summary>
internal sealed class PackUse
{
    private readonly Dictionary<uint, long> _bytes = [];

    public PackUse(RocksDatabase database, RocksSnapshot? snapshot = null)
    {
        using var keys = database.Iterate(Families.Meta, KeyReader.After(ArchiveKeys.PackUsePrefix), snapshot);
        for (keys.Seek(ArchiveKeys.PackUsePrefix); keys.Valid; keys.Next())
        {
            _bytes[BinaryPrimitives.ReadUInt32BigEndian(keys.Key[ArchiveKeys.PackUsePrefix.Length..])] = BinaryPrimitives.ReadInt64BigEndian(keys.Value);
        }
    }

    /// <summary>Bytes of a pack that are in use.</summary>
    public long Of(uint pack) => _bytes.GetValueOrDefault(pack);

    /// <summary>The packs that have bytes in use.</summary>
    public IReadOnlyDictionary<uint, long> All => _bytes;

    /// <summary>Puts what changes into a batch.</summary>
    public void Put(RocksBatch batch, PackUseChange change)
    {
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        Span<byte> value = stackalloc byte[sizeof(long)];
        foreach (var (pack, bytes) in change.Bytes)
        {
            var after = Of(pack) + bytes;
            if (after == 0)
            {
                batch.Delete(Families.Meta, ArchiveKeys.PackUse(key, pack));
            }
            else
            {
                BinaryPrimitives.WriteInt64BigEndian(value, after);
                batch.Put(Families.Meta, ArchiveKeys.PackUse(key, pack), value);
            }
        }
    }

    /// <summary>Takes a change over once its batch is written.</summary>
    public void Apply(PackUseChange change)
    {
        foreach (var (pack, bytes) in change.Bytes)
        {
            if (Of(pack) + bytes is var after and not 0)
            {
                _bytes[pack] = after;
            }
            else
            {
                _bytes.Remove(pack);
            }
        }
    }
}

/// <summary>What one change of the archive adds to, or takes from, the bytes in use of packs.</summary>
internal sealed class PackUseChange
{
    private readonly Dictionary<uint, long> _bytes = [];

    public IReadOnlyDictionary<uint, long> Bytes => _bytes;

    public void Add(PackPlace place) => Change(place, 1);

    public void Remove(PackPlace place) => Change(place, -1);

    private void Change(PackPlace place, int sign) => _bytes[place.Pack] = _bytes.GetValueOrDefault(place.Pack) + (sign * place.RecordLength);
}
