using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>A record found in a pack.</summary>
/// <param name="Instance">The number of the object.</param>
/// <param name="Chunk">The number of its chunk; <see cref="ArchiveKeys.End"/> for its end record.</param>
/// <param name="Place">Where it lies, with the checksum that its head tells.</param>
/// <param name="State">What its head says of it.</param>
internal readonly record struct FoundRecord(ulong Instance, uint Chunk, PackPlace Place, RecordState State);

/// <summary>Goes through the heads of the records in a pack, over whatever is none, a window at a time.</summary>
internal sealed class PackScan(PackFolder packs)
{
    private const int WindowLength = 1 << 20;

    /// <summary>
    /// What is done about a window that cannot be read, which begins at an offset of a pack; after it the walk goes on behind the window. Null
    /// to end the walk with the error.
    /// </summary>
    public Action<uint, long, ArchiveException>? Unreadable { get; init; }

    /// <summary>Told of octets that are no record and not empty either, from one offset of a pack to another; null when nobody asks.</summary>
    public Action<uint, long, long>? Odd { get; init; }

    /// <summary>The records whose heads are whole, in the order in which they lie.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="length">Its length.</param>
    /// <param name="cancel">Ends the walk.</param>
    /// <exception cref="ArchiveException">The pack cannot be read.</exception>
    public IEnumerable<FoundRecord> Records(uint pack, long length, CancellationToken cancel)
    {
        var window = new byte[WindowLength];
        long? oddFrom = null;
        for (long at = 0; at + PackRecord.HeadLength <= length;)
        {
            cancel.ThrowIfCancellationRequested();
            var count = (int)Math.Min(WindowLength, length - at);
            if (!Fill(pack, at, window.AsSpan(0, count)))
            {
                at += WindowLength;
                continue;
            }

            long inWindow = 0;
            while (inWindow + PackRecord.HeadLength <= count)
            {
                if (Read(pack, at + inWindow, window.AsSpan((int)inWindow, PackRecord.HeadLength)) is { } record)
                {
                    TellOdd(pack, ref oddFrom, record.Place.Offset);
                    yield return record;
                    inWindow += record.Place.RecordLength;
                }
                else
                {
                    if (oddFrom is null && window.AsSpan((int)inWindow, PackRecord.Alignment).ContainsAnyExcept((byte)0))
                    {
                        oddFrom = at + inWindow;
                    }

                    inWindow += PackRecord.Alignment;
                }
            }

            at += inWindow;
        }

        TellOdd(pack, ref oddFrom, length);
    }

    private void TellOdd(uint pack, ref long? from, long to)
    {
        if (from is { } start)
        {
            Odd?.Invoke(pack, start, to);
            from = null;
        }
    }

    private static FoundRecord? Read(uint pack, long offset, ReadOnlySpan<byte> head) =>
        PackRecord.TryRead(head, out var key, out var length, out var checksum)
            ? new FoundRecord(
                BinaryPrimitives.ReadUInt64BigEndian(key),
                BinaryPrimitives.ReadUInt32BigEndian(key[sizeof(ulong)..]),
                new PackPlace(pack, offset, length, checksum),
                PackRecord.StateOf(head))
            : null;

    private bool Fill(uint pack, long offset, Span<byte> window)
    {
        try
        {
            packs.ReadAt(pack, offset, window);
            return true;
        }
        catch (ArchiveException error) when (Unreadable is not null)
        {
            Unreadable(pack, offset, error);
            return false;
        }
    }
}
