using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>What the packs have of one object.</summary>
/// <param name="number">Its number.</param>
internal sealed class FoundObject(ulong number)
{
    /// <summary>Its number.</summary>
    public ulong Number { get; } = number;

    /// <summary>Its whole chunks, in their order.</summary>
    public List<(uint Chunk, PackPlace Place)> Chunks { get; } = [];

    /// <summary>Records of it that are damaged and of which there is no whole copy either.</summary>
    public List<(uint Chunk, PackPlace Place)> Damaged { get; } = [];

    /// <summary>Its end record; null when there is none, or none that is whole.</summary>
    public PackPlace? End { get; private set; }

    /// <summary>Whether it was deleted or replaced.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Walks everything that was written down, object by object, by their numbers.</summary>
    public static IEnumerable<FoundObject> All(RocksDatabase database)
    {
        using var chunks = database.Iterate(Families.Chunks);
        using var notes = database.Iterate(Families.Meta, KeyReader.After(RebuildKeys.Prefix));
        chunks.SeekToFirst();
        notes.Seek(RebuildKeys.Prefix);
        while (chunks.Valid || notes.Valid)
        {
            var found = new FoundObject(Math.Min(
                chunks.Valid ? NumberOf(chunks.Key) : ulong.MaxValue, notes.Valid ? NumberOf(notes.Key[1..]) : ulong.MaxValue));
            for (; chunks.Valid && NumberOf(chunks.Key) == found.Number; chunks.Next())
            {
                found.Take(chunks.Key, chunks.Value);
            }

            for (; notes.Valid && NumberOf(notes.Key[1..]) == found.Number; notes.Next())
            {
                found.TakeNote(notes.Key[1..], notes.Value);
            }

            yield return found;
        }
    }

    private static ulong NumberOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key);

    private void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (!ChunkRow.TryRead(value, out var place))
        {
            return;
        }

        var chunk = BinaryPrimitives.ReadUInt32BigEndian(key[sizeof(ulong)..]);
        if (chunk == ArchiveKeys.End)
        {
            End = place;
        }
        else
        {
            Chunks.Add((chunk, place));
        }
    }

    private void TakeNote(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.Length == sizeof(ulong))
        {
            IsGone = true;
            return;
        }

        var chunk = BinaryPrimitives.ReadUInt32BigEndian(key[sizeof(ulong)..]);
        var hasCopy = chunk == ArchiveKeys.End ? End is not null : Chunks.Exists(whole => whole.Chunk == chunk);
        if (!hasCopy && ChunkRow.TryRead(value, out var place))
        {
            Damaged.Add((chunk, place));
        }
    }
}
