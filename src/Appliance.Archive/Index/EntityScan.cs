namespace Appliance.Archive;

/// <summary>Walks entities along keys: those of a term, those of a UID, those below a parent. Lazy; enumerators must be disposed.</summary>
internal static class EntityScan
{
    /// <summary>The entities that have exactly this term.</summary>
    public static IEnumerable<EntityId> OfTerm(EntityStore store, QueryLevel level, uint tag, string term) =>
        Index(store, level, ArchiveKeys.TermExact(new byte[KeyWriter.MaxLength], level, tag, term).ToArray());

    /// <summary>The entities that have a term beginning with this text; one with several such terms comes once.</summary>
    public static IEnumerable<EntityId> OfTermPrefix(EntityStore store, QueryLevel level, uint tag, string text) =>
        Index(store, level, ArchiveKeys.TermPrefix(new byte[KeyWriter.MaxLength], level, tag, text).ToArray()).Distinct();

    /// <summary>The entities that have a term from <paramref name="low"/> to what begins with <paramref name="high"/>, either may be empty.</summary>
    public static IEnumerable<EntityId> OfTermRange(EntityStore store, QueryLevel level, uint tag, string low, string high)
    {
        var start = ArchiveKeys.TermPrefix(new byte[KeyWriter.MaxLength], level, tag, low).ToArray();
        var last = ArchiveKeys.TermPrefix(new byte[KeyWriter.MaxLength], level, tag, high).ToArray();
        return Walk(store, Families.Index, level, start, KeyReader.After(last)).Distinct();
    }

    /// <summary>The series that have a Series Instance UID: more than one only where a sender used it in several studies.</summary>
    public static IEnumerable<EntityId> SeriesOfUid(EntityStore store, string uid)
    {
        var prefix = ArchiveKeys.SeriesUnique(new byte[KeyWriter.MaxLength], uid, 0).ToArray();
        using var keys = store.Database.Iterate(Families.Index, KeyReader.After(prefix), store.Snapshot);
        for (keys.Seek(prefix); keys.Valid; keys.Next())
        {
            yield return EntityIdCodec.Parse(QueryLevel.Series, keys.Value);
        }
    }

    /// <summary>All entities of a level, or those below a study or series, in the order in which they came.</summary>
    public static IEnumerable<EntityId> Below(EntityStore store, QueryLevel level, ulong study = 0, ulong series = 0)
    {
        var prefix = ArchiveKeys.RowPrefix(new byte[ArchiveKeys.RowLength], level, study, series).ToArray();
        return Walk(store, Families.Rows, level, prefix, KeyReader.After(prefix));
    }

    private static IEnumerable<EntityId> Index(EntityStore store, QueryLevel level, byte[] prefix) =>
        Walk(store, Families.Index, level, prefix, KeyReader.After(prefix));

    private static IEnumerable<EntityId> Walk(EntityStore store, int family, QueryLevel level, byte[] start, byte[] end)
    {
        using var keys = store.Database.Iterate(family, end, store.Snapshot);
        for (keys.Seek(start); keys.Valid; keys.Next())
        {
            yield return EntityIdCodec.Parse(level, keys.Key);
        }
    }
}
