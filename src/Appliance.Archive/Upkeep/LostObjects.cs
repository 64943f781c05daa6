using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// Finds, when an archive is opened, the objects that are complete in the packs and that the database does not know: because the process was killed
/// between the two, or because the database's log was cut or damaged, which the database itself takes for its end. They are published, as they would have
/// been. Only packs are looked through that were written since a moment of which the tables are known to hold everything
/// (<see cref="ArchiveKeys.KnownPacks"/>).
/// </summary>
internal sealed class LostObjects(ArchiveWriter writer, PackFolder packs)
{
    private readonly SortedDictionary<ulong, List<FoundRecord>> _found = [];
    private readonly HashSet<ulong> _gone = [];

    /// <summary>The pack up to which the tables knew every object; null when they tell nothing.</summary>
    public uint? Known { get; private set; }

    /// <summary>The highest number that an object in the packs has that were looked through.</summary>
    public ulong Highest { get; private set; }

    /// <summary>Objects that were published.</summary>
    public long Restored { get; private set; }

    /// <summary>Objects that end in these packs and could not be published, because they are damaged or not all there.</summary>
    public long Damaged { get; private set; }

    /// <summary>Looks, and publishes what is found.</summary>
    /// <exception cref="ArchiveException">The packs could not be read or the database not written.</exception>
    public void Run()
    {
        Known = ReadKnown();

        // A database that knows no number at all has lost its whole log; one that does was made from the packs, or is of before this key.
        using var reserved = writer.Database.Get(Families.Meta, ArchiveKeys.Reserved);
        var known = Known ?? (reserved.Found ? packs.Last : 0);
        var scan = new PackScan(packs) { Unreadable = (_, _, _) => Damaged++ };
        foreach (var (pack, length) in packs.Full().Where(pack => pack.Pack > known).OrderBy(pack => pack.Pack))
        {
            foreach (var record in scan.Records(pack, length, CancellationToken.None))
            {
                Note(record);
            }
        }

        foreach (var (number, records) in _found.Where(found => !_gone.Contains(found.Key) && found.Value.Exists(IsEnd)))
        {
            if (TryPublish(number, records))
            {
                Restored++;
            }
            else
            {
                Damaged++;
            }
        }
    }

    private static bool IsEnd(FoundRecord record) => record.Chunk == ArchiveKeys.End && record.State == RecordState.Valid;

    private uint? ReadKnown()
    {
        using var value = writer.Database.Get(Families.Meta, ArchiveKeys.KnownPacks);
        return value.Span.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(value.Span) : null;
    }

    private void Note(FoundRecord record)
    {
        Highest = Math.Max(Highest, record.Instance);
        if (record.State == RecordState.Withdrawn)
        {
            _gone.Add(record.Instance);
            _found.Remove(record.Instance);
        }
        else if (record.State == RecordState.Valid && !_gone.Contains(record.Instance) && EndRecords.Find(writer.Database, record.Instance) is null)
        {
            if (!_found.TryGetValue(record.Instance, out var records))
            {
                _found[record.Instance] = records = [];
            }

            records.Add(record);
        }
    }

    private bool TryPublish(ulong number, List<FoundRecord> records)
    {
        var ending = records.FindLast(IsEnd);
        if (ReadEnd(ending.Place) is not { } end)
        {
            return false;
        }

        List<FoundRecord> chunks = [.. records.Where(record => record.Chunk != ArchiveKeys.End).GroupBy(record => record.Chunk).Select(copies => copies.Last()).OrderBy(record => record.Chunk)];
        if (chunks.Count != Chunks.CountOf(end.Length, end.ChunkSize) || chunks.Where((record, index) => record.Chunk != index).Any())
        {
            return false;
        }

        try
        {
            List<PackPlace> places = [.. chunks.Select(chunk => chunk.Place)];
            using var source = new PlacedSource(packs, number, end, places);
            source.Verify();
            using var file = DicomFile.Open(source, new DicomReadOptions { StopBefore = InstanceHead.ReadBefore });
            Publish(InstanceHead.Of(file, DicomTransferSyntax.Of(new DicomUID(end.TransferSyntax)), end.SourceAet), number, end, [.. places, ending.Place]);
            return true;
        }
        catch (Exception error) when (error is DicomFormatException or IOException or ArchiveException { Kind: ArchiveErrorKind.Unusable or ArchiveErrorKind.Corrupt })
        {
            return false;
        }
    }

    private void Publish(InstanceHead head, ulong number, EndRecord end, List<PackPlace> places)
    {
        if (new EntityStore(writer.Database).Find(QueryLevel.Image, head.SopInstanceUid) is { } newer && newer.Instance > number)
        {
            // It was replaced, and what tells so in its pack is lost.
            return;
        }

        using var batch = writer.Database.NewBatch();
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> value = stackalloc byte[ChunkRow.PlaceLength];
        for (var i = 0; i < places.Count - 1; i++)
        {
            batch.Put(Families.Chunks, ArchiveKeys.Chunk(key, number, (uint)i), ChunkRow.Write(value, places[i]));
        }

        batch.Put(Families.Chunks, ArchiveKeys.ChunkEnd(key, number), ChunkRow.Write(value, places[^1]));
        writer.Publish(batch, head, new IngestedBytes(
            number, end.Length, end.HeaderLength, end.ChunkSize, DateTimeOffset.FromUnixTimeMilliseconds(end.Received), places));
    }

    private EndRecord? ReadEnd(PackPlace place)
    {
        Span<byte> bytes = stackalloc byte[EndRecord.MaxLength];
        if (place.Length > bytes.Length)
        {
            return null;
        }

        bytes = bytes[..place.Length];
        packs.Read(place, bytes);
        return EndRecord.TryRead(bytes, out var end) ? end : null;
    }
}
