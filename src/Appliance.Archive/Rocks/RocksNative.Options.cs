using System.Runtime.InteropServices;

namespace Appliance.Archive;

internal static unsafe partial class RocksNative
{
    [LibraryImport(Library, EntryPoint = "rocksdb_options_create")]
    public static partial RocksOptionsHandle CreateOptions();

    [LibraryImport(Library, EntryPoint = "rocksdb_create_mem_env")]
    public static partial nint CreateMemoryEnvironment();

    [LibraryImport(Library, EntryPoint = "rocksdb_env_destroy")]
    public static partial void DestroyEnvironment(nint environment);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_env")]
    public static partial void SetEnvironment(RocksOptionsHandle options, nint environment);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_destroy")]
    public static partial void DestroyOptions(nint options);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_create_if_missing")]
    public static partial void SetCreateIfMissing(RocksOptionsHandle options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_create_missing_column_families")]
    public static partial void SetCreateMissingColumnFamilies(RocksOptionsHandle options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_paranoid_checks")]
    public static partial void SetParanoidChecks(RocksOptionsHandle options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_write_buffer_size")]
    public static partial void SetWriteBufferSize(RocksOptionsHandle options, nuint bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_write_buffer_number")]
    public static partial void SetMaxWriteBufferNumber(RocksOptionsHandle options, int count);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_arena_block_size")]
    public static partial void SetArenaBlockSize(RocksOptionsHandle options, nuint bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_level0_file_num_compaction_trigger")]
    public static partial void SetLevelZeroFilesBeforeCompaction(RocksOptionsHandle options, int count);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_total_wal_size")]
    public static partial void SetMaxTotalWalSize(RocksOptionsHandle options, ulong bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_wal_recovery_mode")]
    public static partial void SetWalRecoveryMode(RocksOptionsHandle options, int mode);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_avoid_flush_during_recovery")]
    public static partial void SetAvoidFlushDuringRecovery(RocksOptionsHandle options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_background_jobs")]
    public static partial void SetMaxBackgroundJobs(RocksOptionsHandle options, int count);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_open_files")]
    public static partial void SetMaxOpenFiles(RocksOptionsHandle options, int count);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_info_log_level")]
    public static partial void SetInfoLogLevel(RocksOptionsHandle options, int level);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_keep_log_file_num")]
    public static partial void SetKeepLogFileNum(RocksOptionsHandle options, nuint count);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_max_log_file_size")]
    public static partial void SetMaxLogFileSize(RocksOptionsHandle options, nuint bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_stats_dump_period_sec")]
    public static partial void SetStatsDumpPeriod(RocksOptionsHandle options, uint seconds);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_stats_persist_period_sec")]
    public static partial void SetStatsPersistPeriod(RocksOptionsHandle options, uint seconds);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_skip_stats_update_on_db_open")]
    public static partial void SetSkipStatsUpdateOnOpen(RocksOptionsHandle options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_write_identity_file")]
    public static partial void SetWriteIdentityFile(RocksOptionsHandle options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_bytes_per_sync")]
    public static partial void SetBytesPerSync(RocksOptionsHandle options, ulong bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_compression")]
    public static partial void SetCompression(RocksOptionsHandle options, int kind);

    [LibraryImport(Library, EntryPoint = "rocksdb_options_set_block_based_table_factory")]
    public static partial void SetBlockBasedTable(RocksOptionsHandle options, RocksTableOptionsHandle table);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_create")]
    public static partial RocksTableOptionsHandle CreateTableOptions();

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_destroy")]
    public static partial void DestroyTableOptions(nint options);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_block_size")]
    public static partial void SetBlockSize(RocksTableOptionsHandle options, nuint bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_block_cache")]
    public static partial void SetBlockCache(RocksTableOptionsHandle options, RocksCacheHandle cache);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_cache_index_and_filter_blocks")]
    public static partial void SetCacheIndexAndFilterBlocks(RocksTableOptionsHandle options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority")]
    public static partial void SetCacheIndexAndFilterBlocksWithHighPriority(RocksTableOptionsHandle options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_index_type")]
    public static partial void SetIndexType(RocksTableOptionsHandle options, int type);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_partition_filters")]
    public static partial void SetPartitionFilters(RocksTableOptionsHandle options, byte value);

    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_metadata_block_size")]
    public static partial void SetMetadataBlockSize(RocksTableOptionsHandle options, ulong bytes);

    /// <summary>The table options take the policy over.</summary>
    [LibraryImport(Library, EntryPoint = "rocksdb_block_based_options_set_filter_policy")]
    public static partial void SetFilterPolicy(RocksTableOptionsHandle options, nint policy);

    [LibraryImport(Library, EntryPoint = "rocksdb_filterpolicy_create_bloom_full")]
    public static partial nint CreateBloomFilter(double bitsPerKey);

    [LibraryImport(Library, EntryPoint = "rocksdb_cache_create_lru")]
    public static partial RocksCacheHandle CreateCache(nuint bytes);

    [LibraryImport(Library, EntryPoint = "rocksdb_cache_destroy")]
    public static partial void DestroyCache(nint cache);
}
