namespace Appliance.Archive;

/// <summary>The column families, by their position in the list the database is opened with. <c>Keys/README.md</c> is the authority.</summary>
internal static class Families
{
    /// <summary>Format version, identifier reservation, totals, marks of objects that may not be on the disk, use of packs.</summary>
    public const int Meta = 0;

    /// <summary>Object bytes, or where they lie.</summary>
    public const int Chunks = 1;

    /// <summary>Patient, study, series and instance rows, and their tallies.</summary>
    public const int Rows = 2;

    /// <summary>Unique identifiers and terms that lead to rows.</summary>
    public const int Index = 3;

    /// <summary>
    /// How each family is kept. The buffers bound the memory of ingest: two for each family.
    /// </summary>
    public static IReadOnlyList<RocksFamily> All { get; } =
    [
        new("default") { WriteBufferSize = 1 << 20 },
        new("chunks") { WriteBufferSize = 4 << 20 },
        new("rows") { WriteBufferSize = 8 << 20, Compressed = true, BloomBits = 10 },
        new("index") { WriteBufferSize = 8 << 20, Compressed = true, BloomBits = 10 },
    ];
}
