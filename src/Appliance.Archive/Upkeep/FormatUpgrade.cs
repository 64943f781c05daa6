namespace Appliance.Archive;

/// <summary>
/// Brings the database of an older format to the newest. Format 1 lacks the terms by which names are found by their sound: they are made of the
/// rows. Begun and not ended it does no harm, and the next open does it again.
/// </summary>
internal static class FormatUpgrade
{
    // Entities in one batch: what they add stays well below a write buffer.
    private const int BatchLength = 1000;

    /// <summary>Puts every term into the index that the rows have and the index lacks.</summary>
    public static void Run(RocksDatabase database)
    {
        using var snapshot = database.TakeSnapshot();
        var store = new EntityStore(database, snapshot);
        foreach (var entities in new[] { QueryLevel.Patient, QueryLevel.Study }.SelectMany(level => EntityScan.Below(store, level)).Chunk(BatchLength))
        {
            using var batch = database.NewBatch();
            foreach (var entity in entities)
            {
                AddTerms(store, batch, entity);
            }

            database.Write(batch);
        }

        // The file that tells the format is written after this: it must not outlive the terms in a loss of power.
        database.SyncLog();
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
}
