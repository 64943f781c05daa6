using System.Runtime.InteropServices;

namespace Appliance.Archive;

/// <summary>
/// The functions of the RocksDB C API (<c>rocksdb/c.h</c>, release 11.12) that the archive needs, one to one. Every <c>out nint error</c>
/// is a string owned by the caller, to be handed to <see cref="RocksError"/>; C booleans are bytes.
/// </summary>
internal static unsafe partial class RocksNative
{
    private const string Library = "rocksdb";

    [LibraryImport(Library, EntryPoint = "rocksdb_open_column_families", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Open(
        RocksOptionsHandle options, string path, int count, nint* names, nint* familyOptions, nint* families, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_open_for_read_only_column_families", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint OpenReadOnly(
        RocksOptionsHandle options, string path, int count, nint* names, nint* familyOptions, nint* families, byte errorIfLogExists,
        ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_close")]
    public static partial void Close(nint database);

    [LibraryImport(Library, EntryPoint = "rocksdb_column_family_handle_destroy")]
    public static partial void DestroyFamily(nint family);

    [LibraryImport(Library, EntryPoint = "rocksdb_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "rocksdb_write")]
    public static partial void Write(RocksHandle database, RocksWriteOptionsHandle options, RocksBatch batch, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_get_pinned_cf")]
    public static partial nint GetPinned(
        RocksHandle database, RocksReadOptionsHandle options, nint family, byte* key, nuint keyLength, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_batched_multi_get_cf")]
    public static partial void BatchedMultiGet(
        RocksHandle database, RocksReadOptionsHandle options, nint family, nuint count, byte** keys, nuint* keyLengths, nint* values,
        nint* errors, byte sorted);

    [LibraryImport(Library, EntryPoint = "rocksdb_pinnableslice_value")]
    public static partial byte* PinnedValue(nint slice, out nuint length);

    [LibraryImport(Library, EntryPoint = "rocksdb_pinnableslice_destroy")]
    public static partial void DestroyPinned(nint slice);

    [LibraryImport(Library, EntryPoint = "rocksdb_flush_cfs")]
    public static partial void FlushFamilies(RocksHandle database, nint options, nint* families, int count, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_flushoptions_create")]
    public static partial nint CreateFlushOptions();

    [LibraryImport(Library, EntryPoint = "rocksdb_flushoptions_destroy")]
    public static partial void DestroyFlushOptions(nint options);

    [LibraryImport(Library, EntryPoint = "rocksdb_flush_wal")]
    public static partial void FlushWal(RocksHandle database, byte sync, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_compact_range_cf")]
    public static partial void CompactRange(
        RocksHandle database, nint family, byte* start, nuint startLength, byte* limit, nuint limitLength);

    [LibraryImport(Library, EntryPoint = "rocksdb_property_value_cf", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Property(RocksHandle database, nint family, string name);

    [LibraryImport(Library, EntryPoint = "rocksdb_create_snapshot")]
    public static partial nint CreateSnapshot(RocksHandle database);

    [LibraryImport(Library, EntryPoint = "rocksdb_release_snapshot")]
    public static partial void ReleaseSnapshotRaw(nint database, nint snapshot);

    [LibraryImport(Library, EntryPoint = "rocksdb_checkpoint_object_create")]
    public static partial nint CreateCheckpoint(RocksHandle database, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_checkpoint_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void WriteCheckpoint(nint checkpoint, string folder, ulong logSizeForFlush, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_checkpoint_object_destroy")]
    public static partial void DestroyCheckpoint(nint checkpoint);

    // Write batch

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_create_with_params")]
    public static partial nint CreateBatch(nuint reserved, nuint limit, nuint protection, nuint timestampSize);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_destroy")]
    public static partial void DestroyBatch(nint batch);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_clear")]
    public static partial void ClearBatch(RocksBatch batch);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_count")]
    public static partial int CountBatch(RocksBatch batch);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_put_cf")]
    public static partial void BatchPut(
        RocksBatch batch, nint family, byte* key, nuint keyLength, byte* value, nuint valueLength);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_putv_cf")]
    public static partial void BatchPutGathered(
        RocksBatch batch, nint family, int keyCount, byte** keys, nuint* keyLengths, int valueCount, byte** values,
        nuint* valueLengths);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_delete_cf")]
    public static partial void BatchDelete(RocksBatch batch, nint family, byte* key, nuint keyLength);

    [LibraryImport(Library, EntryPoint = "rocksdb_writebatch_delete_range_cf")]
    public static partial void BatchDeleteRange(
        RocksBatch batch, nint family, byte* start, nuint startLength, byte* end, nuint endLength);

    [LibraryImport(Library, EntryPoint = "rocksdb_writeoptions_create")]
    public static partial RocksWriteOptionsHandle CreateWriteOptions();

    [LibraryImport(Library, EntryPoint = "rocksdb_writeoptions_disable_WAL")]
    public static partial void SetDisableLog(RocksWriteOptionsHandle options, int disable);

    [LibraryImport(Library, EntryPoint = "rocksdb_writeoptions_destroy")]
    public static partial void DestroyWriteOptions(nint options);

    // Iterator

    [LibraryImport(Library, EntryPoint = "rocksdb_create_iterator_cf")]
    public static partial nint CreateIterator(RocksHandle database, RocksReadOptionsHandle options, nint family);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_destroy")]
    public static partial void DestroyIterator(nint iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_valid")]
    public static partial byte IteratorValid(nint iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_seek")]
    public static partial void IteratorSeek(nint iterator, byte* key, nuint keyLength);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_seek_to_first")]
    public static partial void IteratorSeekToFirst(nint iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_seek_to_last")]
    public static partial void IteratorSeekToLast(nint iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_next")]
    public static partial void IteratorNext(nint iterator);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_key")]
    public static partial byte* IteratorKey(nint iterator, out nuint length);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_value")]
    public static partial byte* IteratorValue(nint iterator, out nuint length);

    [LibraryImport(Library, EntryPoint = "rocksdb_iter_get_error")]
    public static partial void IteratorError(nint iterator, ref nint error);

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_create")]
    public static partial RocksReadOptionsHandle CreateReadOptions();

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_destroy")]
    public static partial void DestroyReadOptions(nint options);

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_set_snapshot")]
    public static partial void ReadSnapshot(RocksReadOptionsHandle options, nint snapshot);

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_set_fill_cache")]
    public static partial void ReadFillCache(RocksReadOptionsHandle options, byte fill);

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_set_allow_unprepared_value")]
    public static partial void ReadAllowUnpreparedValue(RocksReadOptionsHandle options, byte allow);

    [LibraryImport(Library, EntryPoint = "rocksdb_readoptions_set_iterate_upper_bound")]
    public static partial void ReadUpperBound(RocksReadOptionsHandle options, byte* key, nuint keyLength);
}
