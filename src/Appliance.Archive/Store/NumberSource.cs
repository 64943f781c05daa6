using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>
/// Gives out the numbers of instances: growing, and none twice, whatever happens. They are reserved in the store in blocks; what is left of
/// a block when the process ends is never used.
/// </summary>
internal sealed class NumberSource(RocksDatabase database, ulong reserved)
{
    private const ulong Block = 4096;

    private readonly Lock _gate = new();
    private ulong _next = Math.Max(reserved, 1);
    private ulong _reserved = reserved;

    /// <summary>Gives no number up to this one.</summary>
    public void StartAbove(ulong number)
    {
        lock (_gate)
        {
            _next = Math.Max(_next, number + 1);
        }
    }

    /// <summary>The next number; 0 is never given.</summary>
    public ulong Take()
    {
        lock (_gate)
        {
            if (_next >= _reserved)
            {
                Reserve(_next + Block);
            }

            return _next++;
        }
    }

    private void Reserve(ulong bound)
    {
        using var batch = database.NewBatch();
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(value, bound);
        batch.Put(Families.Meta, ArchiveKeys.Reserved, value);
        database.Write(batch);
        _reserved = bound;
    }
}
