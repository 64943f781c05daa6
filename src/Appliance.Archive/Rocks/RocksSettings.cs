namespace Appliance.Archive;

/// <summary>How one column family is kept.</summary>
internal sealed record RocksFamily(string Name)
{
    /// <summary>Bytes of one memory table.</summary>
    public long WriteBufferSize { get; init; } = 16 << 20;

    /// <summary>Memory tables, the one being filled included, before writers wait for a flush.</summary>
    public int WriteBuffers { get; init; } = 2;

    /// <summary>Values of at least this many bytes go to blob files; 0 keeps all values in the tables.</summary>
    public long MinBlobSize { get; init; }

    /// <summary>Whether the table blocks are compressed (LZ4). Blob files never are: object bytes are kept as received.</summary>
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
    /// Whether large values are written to their blob file at once, and the log gets only where they lie: each byte is written once instead
    /// of twice. They survive the death of the process, but syncing the log does not sync them, so this is not for archives that
    /// promise to survive a loss of power.
    /// </summary>
    public bool BlobDirectWrite { get; init; }

    /// <summary>
    /// Bytes of write-ahead log after which the memory tables that pin the oldest log are flushed: the most that an open after a crash
    /// has to read again. Less is enough where the log does not hold the large values.
    /// </summary>
    public long MaxTotalWalSize => BlobDirectWrite ? 64 << 20 : 256 << 20;

    /// <summary>Flush and compaction threads.</summary>
    public int BackgroundJobs { get; init; } = 3;

    /// <summary>Table and blob files held open; the rest is opened again when needed.</summary>
    public int MaxOpenFiles { get; init; } = 500;
}
