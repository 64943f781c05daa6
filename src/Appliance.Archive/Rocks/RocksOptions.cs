namespace Appliance.Archive;

/// <summary>Turns settings into native options.</summary>
internal static class RocksOptions
{
    private const int PointInTimeRecovery = 2;
    private const int WarnLevel = 2;
    private const int Lz4 = 4;
    private const int LevelZeroFiles = 8;
    private const long BlockSize = 16 << 10;
    private const int TwoLevelIndex = 2;
    private const ulong MetadataBlockSize = 8 << 10;
    private const long LogFileSize = 1 << 20;

    /// <summary>The options of the database.</summary>
    public static RocksOptionsHandle OfDatabase(RocksSettings settings, bool create)
    {
        var options = RocksNative.CreateOptions();
        RocksNative.SetCreateIfMissing(options, Bool(create));
        RocksNative.SetCreateMissingColumnFamilies(options, Bool(create));
        RocksNative.SetParanoidChecks(options, 1);
        RocksNative.SetMaxTotalWalSize(options, (ulong)settings.MaxTotalWalSize);

        // A log torn by a power cut is taken up to its last whole record: everything acknowledged as synced lies before that.
        RocksNative.SetWalRecoveryMode(options, PointInTimeRecovery);

        // What the log holds is not written out again before the open returns: that is quicker, and a full disk still opens.
        RocksNative.SetAvoidFlushDuringRecovery(options, 1);
        RocksNative.SetMaxBackgroundJobs(options, settings.BackgroundJobs);
        RocksNative.SetMaxOpenFiles(options, settings.MaxOpenFiles);
        RocksNative.SetBytesPerSync(options, 1 << 20);

        // The identity is in the manifest as well; the file would cost two syncs when an archive is made.
        RocksNative.SetWriteIdentityFile(options, 0);

        // RocksDB's own diary stays small: it lies on the user's stick.
        RocksNative.SetInfoLogLevel(options, WarnLevel);
        RocksNative.SetKeepLogFileNum(options, 2);
        RocksNative.SetMaxLogFileSize(options, (nuint)LogFileSize);
        RocksNative.SetStatsDumpPeriod(options, 0);
        RocksNative.SetStatsPersistPeriod(options, 0);
        RocksNative.SetSkipStatsUpdateOnOpen(options, 1);
        return options;
    }

    /// <summary>The options of one column family, its tables in the shared cache.</summary>
    public static RocksOptionsHandle OfFamily(RocksFamily family, RocksCacheHandle cache)
    {
        var options = RocksNative.CreateOptions();
        RocksNative.SetWriteBufferSize(options, (nuint)family.WriteBufferSize);
        RocksNative.SetMaxWriteBufferNumber(options, family.WriteBuffers);
        RocksNative.SetCompression(options, family.Compressed ? Lz4 : 0);

        // Each compaction of the first level writes all of the next one again: half as often, and the filters keep look-ups as quick.
        RocksNative.SetLevelZeroFilesBeforeCompaction(options, LevelZeroFiles);
        using var table = RocksNative.CreateTableOptions();
        RocksNative.SetBlockSize(table, (nuint)BlockSize);
        RocksNative.SetBlockCache(table, cache);

        // Index and filter of a table are cut into blocks like its rows. Whole, those of a large table are larger than the part of the cache that would have to hold
        // them, and every look-up would read them again.
        RocksNative.SetIndexType(table, TwoLevelIndex);
        RocksNative.SetPartitionFilters(table, 1);
        RocksNative.SetMetadataBlockSize(table, MetadataBlockSize);
        RocksNative.SetCacheIndexAndFilterBlocks(table, 1);
        RocksNative.SetCacheIndexAndFilterBlocksWithHighPriority(table, 1);
        if (family.BloomBits > 0)
        {
            RocksNative.SetFilterPolicy(table, RocksNative.CreateBloomFilter(family.BloomBits));
        }

        RocksNative.SetBlockBasedTable(options, table);
        return options;
    }

    private static byte Bool(bool value) => value ? (byte)1 : (byte)0;
}
