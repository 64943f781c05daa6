namespace Appliance.Archive;

/// <summary>How one column family is kept.</summary>
internal sealed record RocksFamily(string Name)
{
    /// <summary>Bytes of one memory table.</summary>
    public long WriteBufferSize { get; init; } = 16 << 20;

    /// <summary>Memory tables, the one being filled included, before writers wait for a flush.</summary>
    public int WriteBuffers { get; init; } = 2;

    /// <summary>Whether the table blocks are compressed (LZ4).</summary>
    public bool Compressed { get; init; }

    /// <summary>Bits of bloom filter for each key; 0 for none, which is right for families that are only scanned.</summary>
    public double BloomBits { get; init; }
}

/// <summary>How the database is kept.</summary>
internal sealed record RocksSettings
{
    /// <summary>Bytes of the block cache that all families share.</summary>
    public long BlockCacheSize { get; init; } = 32 << 20;

    /// <summary>
    /// Bytes of write-ahead log after which the memory tables that pin the oldest log are flushed: the most that an open after a crash
    /// has to read again.
    /// </summary>
    public long MaxTotalWalSize { get; init; } = 64 << 20;

    /// <summary>Whether batches are logged before they are applied. Without, they last from the next <see cref="RocksDatabase.Flush"/> on.</summary>
    public bool KeepsLog { get; init; } = true;

    /// <summary>Whether the files of the database are kept in memory, and gone when it is closed.</summary>
    public bool InMemory { get; init; }

    /// <summary>Flush and compaction threads.</summary>
    public int BackgroundJobs { get; init; } = 3;

    /// <summary>Table files held open; the rest is opened again when needed.</summary>
    public int MaxOpenFiles { get; init; } = 500;
}
