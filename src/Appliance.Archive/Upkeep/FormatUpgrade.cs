namespace Appliance.Archive;

/// <summary>
/// Brings an archive of an older format to the newest. Format 1 lacks the terms by which names are found by their sound: they are made of the
/// rows; and it has the chunks of objects in the database: they are moved to packs. Formats 1 and 2 lack end records: they are written; and they have marks of objects that came in when
/// the process ended: what belongs to them goes. Begun and
/// not ended it does no harm, and the next open goes on.
/// </summary>
internal sealed class FormatUpgrade
{
    // Entities in one batch: what they add stays well below a write buffer.
    private const int BatchLength = 1000;

    // Bytes that are moved to packs between two syncs.
    private const long MovedBeforeSync = 64 << 20;

    private readonly RocksDatabase _database;
    private readonly PackFolder _packs;
    private readonly PackUse _use;
    private PackUseChange _change = new();
    private long _moved;
    private bool _movedAny;

    private FormatUpgrade(RocksDatabase database, PackFolder packs)
    {
        _database = database;
        _packs = packs;
        _use = new PackUse(database);
    }

    /// <summary>Adds what an archive of a format lacks.</summary>
    /// <exception cref="ArchiveException">Something could not be read or written; what was done until then stays, and is valid.</exception>
    public static void Run(RocksDatabase database, PackFolder packs, int format)
    {
        using var snapshot = database.TakeSnapshot();
        var store = new EntityStore(database, snapshot);
        var upgrade = new FormatUpgrade(database, packs);
        if (format < ArchiveFolder.FormatWithSounds)
        {
            upgrade.AddTerms(store);
        }

        upgrade.DropUnfinished();
        upgrade.AddEnds(store);

        // The file that tells the format is written after this: it must not outlive the rest in a loss of power.
        database.SyncLog();
        if (upgrade._movedAny)
        {
            // Gives the room back that the chunks took in the database.
            database.Compact(Families.Chunks);
        }
    }

    /// <summary>Drops what rows say of objects that were never published: older formats wrote rows of chunks before that, and a mark.</summary>
    private void DropUnfinished()
    {
        using var batch = _database.NewBatch();
        Span<byte> start = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> end = stackalloc byte[ArchiveKeys.ChunkLength];
        using (var marks = _database.Iterate(Families.Meta, KeyReader.After(ArchiveKeys.UnfinishedPrefix)))
        {
            for (marks.Seek(ArchiveKeys.UnfinishedPrefix); marks.Valid; marks.Next())
            {
                var number = KeyReader.Id(marks.Key);
                batch.DeleteRange(Families.Chunks, ArchiveKeys.Chunk(start, number, 0), ArchiveKeys.Chunk(end, number + 1, 0));
                batch.Delete(Families.Meta, marks.Key);
            }
        }

        _database.Write(batch);
    }

    private void AddTerms(EntityStore store)
    {
        foreach (var entities in new[] { QueryLevel.Patient, QueryLevel.Study }.SelectMany(level => EntityScan.Below(store, level)).Chunk(BatchLength))
        {
            using var batch = _database.NewBatch();
            foreach (var entity in entities)
            {
                AddTerms(store, batch, entity);
            }

            _database.Write(batch);
        }
    }

    private static void AddTerms(EntityStore store, RocksBatch batch, EntityId entity)
    {
        using var row = store.Row(entity);
        if (!row.Found)
        {
            return;
        }

        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        foreach (var term in IndexTerms.Of(entity.Level, new RowReader(row.Span)))
        {
            batch.Put(Families.Index, ArchiveKeys.Term(key, entity.Level, term.Tag, term.Text, entity), []);
        }
    }

    private void AddEnds(EntityStore store)
    {
        foreach (var instances in EntityScan.Below(store, QueryLevel.Image).Chunk(BatchLength))
        {
            using var batch = _database.NewBatch();
            using var lease = new PackLease(_packs);
            foreach (var id in instances)
            {
                if (store.Instance(id) is { } row)
                {
                    MoveChunks(batch, row, lease);
                    if (EndRecords.Find(_database, id.Instance) is null)
                    {
                        _change.Add(EndRecords.Append(_packs, batch, row, lease));
                    }
                }
            }

            Write(batch);
        }
    }

    /// <summary>Moves the chunks of an instance to packs that format 1 has in the database itself.</summary>
    private void MoveChunks(RocksBatch batch, InstanceRow row, PackLease lease)
    {
        Span<byte> buffer = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> value = stackalloc byte[ChunkRow.PlaceLength];
        for (uint chunk = 0; chunk < Chunks.CountOf(row); chunk++)
        {
            var key = ArchiveKeys.Chunk(buffer, row.Id.Instance, chunk);
            byte[] bytes;
            using (var stored = _database.Get(Families.Chunks, key))
            {
                // What is missing or of a wrong length stays as it is, and the check tells of it.
                var length = Math.Min(row.Length - ((long)chunk * row.ChunkSize), row.ChunkSize);
                if (stored.Span.Length != length || (ChunkRow.TryRead(stored.Span, out var known) && known.Length == length))
                {
                    continue;
                }

                bytes = stored.Span.ToArray();
            }

            var place = _packs.Append(key, bytes, lease);
            _change.Add(place);
            batch.Put(Families.Chunks, key, ChunkRow.Write(value, place));
            _movedAny = true;
            _moved += bytes.Length;
            if (_moved >= MovedBeforeSync)
            {
                Write(batch);
                batch.Clear();
            }
        }
    }

    private void Write(RocksBatch batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        // First the packs: the copy in the database goes with this batch.
        _packs.Sync();
        _use.Put(batch, _change);
        _database.Write(batch);
        _use.Apply(_change);
        _change = new PackUseChange();
        _moved = 0;
    }
}
