using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// DICOM objects in a folder: taken in as streams, kept byte for byte, found by the keys of C-FIND, read again from any place in them.
/// One process may have it open for writing. All members may be called from any thread; what they return is for one thread at a time.
/// </summary>
/// <remarks>
/// Visible means complete: an object can be found from the moment its <see cref="InstanceIngest.Commit"/> publishes it, wholly, and never
/// before. Enumerations see the archive as it was when they began.
/// </remarks>
public sealed class DicomArchive : IDisposable
{
    /// <summary>What an archive in memory is called in messages, and the folder of its database there.</summary>
    private const string InMemoryFolder = "/memory";

    /// <summary>Bytes after which a pack in memory is full: little, since its memory comes back as a whole.</summary>
    private const long MemoryPackLength = 16 << 20;

    /// <summary>Bytes that rows and index of an instance are taken to need in memory.</summary>
    private const long IndexedInstanceLength = 4 << 10;

    private readonly RocksDatabase _database;
    /// <summary>Objects replaced after which it is looked whether packs are worth reclaiming.</summary>
    private const int ReplacedBeforeReclaim = 256;

    private readonly PackFolder _packs;
    private readonly ArchiveWriter _writer;
    private readonly PackReclaimer _reclaimer;
    private readonly StudyRetention _retention;
    private readonly int _format;
    private int _replaced;
    private bool _disposed;

    private DicomArchive(string folder, RocksDatabase database, PackFolder packs, int format, string? readOnlyReason, ArchiveOptions options)
    {
        _format = format;
        Folder = folder;
        _database = database;
        _packs = packs;
        ReadOnlyReason = readOnlyReason;
        _writer = new ArchiveWriter(folder, database, packs, options);
        _writer.Changed += Tell;
        _reclaimer = new PackReclaimer(_writer, packs, options.ReclaimsBeside);
        _writer.GivenUp += _reclaimer.Begin;
        _retention = new StudyRetention(_writer, packs, _reclaimer, _writer.Use, options, folder);
        _writer.Space.Turned += news => RoomTurned?.Invoke(news);
    }

    /// <summary>
    /// Raised after a change is visible, on the thread that made it: handlers only post the news on and return.
    /// </summary>
    public event Action<ArchiveChange>? Changed;

    /// <summary>
    /// Raised when the archive begins to refuse objects for want of room, and when it takes them again: once each, in words, on the thread that
    /// found it.
    /// </summary>
    public event Action<string>? RoomTurned;

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>Whether it lies in memory and is gone when it is closed.</summary>
    public bool IsInMemory { get; private init; }

    /// <summary>Whether nothing can be changed: so asked, or the place cannot be written to.</summary>
    public bool IsReadOnly => ReadOnlyReason is not null;

    /// <summary>Why nothing can be changed, in words; null when the archive can be written to.</summary>
    public string? ReadOnlyReason { get; }

    /// <summary>The older format from which the archive was brought to the newest when it was opened; null when it had the newest already.</summary>
    public int? UpgradedFrom { get; private init; }

    /// <summary>
    /// Objects that were visible and not whole when the archive was opened, because the power went before the disk had all of them, and that were
    /// taken out. Only an archive with <see cref="ArchiveDurability.Process"/> can have any.
    /// </summary>
    public long Torn { get; private set; }

    /// <summary>The version of the format that it has on the disk.</summary>
    public int Format => _format;

    /// <summary>
    /// Instances that may not have reached the disk yet: of an archive that is in use always some; of one that is only read, those that the next open
    /// for writing looks through.
    /// </summary>
    public int Unsettled => _writer.Unsettled;

    /// <summary>
    /// Objects that were complete in the packs and unknown to the database when the archive was opened, because the process had been killed between the two
    /// or the database's log was damaged, and that were filed.
    /// </summary>
    public long Restored { get; private set; }

    /// <summary>Objects of that kind that could not be filed, because they are not whole or a part of their pack cannot be read.</summary>
    public long Lost { get; private set; }

    /// <summary>
    /// The files, in words, that were not there when the archive was opened though objects lie in them: the folder was copied while it was in use, or not
    /// all of it. Empty when all are there.
    /// </summary>
    public IReadOnlyList<string> MissingPacks { get; private set; } = [];

    /// <summary>What room there is for more, as of a second ago or less.</summary>
    public ArchiveRoom Room => _writer.Space.Now;

    /// <summary>What the archive holds now.</summary>
    public ArchiveCounts Counts
    {
        get
        {
            var totals = _writer.Totals;
            return new ArchiveCounts(totals.Patients, totals.Studies, totals.Series, totals.Instances, totals.Bytes);
        }
    }

    /// <summary>Whether a folder holds an archive, which may still be one that cannot be opened; true too for one that may not be looked into.</summary>
    public static bool Exists(string folder) => ArchiveFolder.IsHidden(folder) || ArchiveFolder.HoldsArchive(folder);

    /// <summary>Whether a folder holds an archive, or what is left of one and can be rebuilt; true too for one that may not be looked into.</summary>
    public static bool HoldsAny(string folder) =>
        ArchiveFolder.IsHidden(folder) || ArchiveFolder.HoldsArchive(folder) || ArchiveFolder.HoldsDatabase(folder) || ArchiveFolder.HoldsPacks(folder);

    /// <summary>
    /// Opens the archive of a folder, and makes one there if the folder is empty or missing. One of an older format is brought to the newest
    /// unless it is only read; then it answers as it can (an archive of format 1 finds names by their spelling alone).
    /// </summary>
    /// <param name="folder">Where it lies. On a place that cannot be written to, an archive is opened for reading.</param>
    /// <param name="options">How it is opened.</param>
    /// <exception cref="ArchiveException">It cannot be opened; the kind and the message say why.</exception>
    public static DicomArchive Open(string folder, ArchiveOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options ??= new ArchiveOptions();
        folder = Path.GetFullPath(folder);
        ArchiveFolder.RequireKnown(folder);
        if (!options.ReadOnly)
        {
            RebuildLock.Refuse(folder);
            new DatabaseSwap(folder).Finish();
        }

        var format = ArchiveFolder.Prepare(folder, options.ReadOnly);
        var database = OpenDatabase(folder, options, out var reason);
        PackFolder? packs = null;
        try
        {
            packs = OpenPacks(folder, options);
            int? older = null;
            if (format < ArchiveFolder.FormatVersion && reason is null)
            {
                reason = Upgrade(folder, database, packs, format);
                older = reason is null ? format : null;
            }

            var archive = new DicomArchive(folder, database, packs, older is null ? format : ArchiveFolder.FormatVersion, reason, options) { UpgradedFrom = older };
            archive.MissingPacks = archive._writer.MissingPacks();
            if (!archive.IsReadOnly)
            {
                DatabaseSwap.ClearQuietly(folder);
                archive.Torn = archive._writer.DropTorn();
                var lost = archive._writer.RestoreLost();
                (archive.Restored, archive.Lost) = (lost.Restored, lost.Damaged);
                archive._reclaimer.Begin();
            }

            return archive;
        }
        catch
        {
            packs?.Dispose();
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens an archive that lies in memory alone: empty, as quick to find things in as any, and gone when it is closed. Where it is full, it
    /// refuses as a full disk does; the memory of what is deleted is given back.
    /// </summary>
    /// <param name="mostBytes">Bytes that objects and their index may take.</param>
    /// <param name="options">The clock, and how much is cached; nothing here survives the process, whatever the durability.</param>
    /// <exception cref="ArchiveException">The database cannot be made.</exception>
    public static DicomArchive OpenInMemory(long mostBytes, ArchiveOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        var memory = new PackMemory();
        DicomArchive? archive = null;
        options = (options ?? new ArchiveOptions()) with
        {
            ReadOnly = false,
            Durability = ArchiveDurability.Process,
            FreeSpaceFloor = 0,
            IsInMemory = true,
            PackLength = Math.Min(MemoryPackLength, mostBytes / 8),
            FreeSpace = _ => mostBytes - memory.Length - (IndexedInstanceLength * (archive?.Counts.Instances ?? 0)),
        };
        var settings = new RocksSettings { BlockCacheSize = options.CacheSize, InMemory = true, KeepsLog = false };
        var database = RocksDatabase.Open(ArchiveFolder.DatabaseOf(InMemoryFolder), FamiliesOf(options), settings, readOnly: false);
        archive = new DicomArchive(
            InMemoryFolder, database, new PackFolder(memory, InMemoryFolder, options.PackLength), ArchiveFolder.FormatVersion, readOnlyReason: null, options)
        {
            IsInMemory = true,
        };
        return archive;
    }

    /// <summary>
    /// Makes the database of a closed archive anew from the bytes of its objects alone: every record in the packs is read and verified, and every
    /// object that is complete is filed. The old database stays in use until the new one is complete, and is not needed. Takes as long as reading
    /// all objects.
    /// </summary>
    /// <param name="folder">Where the archive lies.</param>
    /// <param name="options">How it is opened otherwise.</param>
    /// <param name="progress">Told now and then: first of the packs read, then of the objects filed.</param>
    /// <param name="cancel">Ends it; the archive is then as it was.</param>
    /// <exception cref="ArchiveException">It is open, it is none, or it could not be read or written; the archive is as it was.</exception>
    public static ArchiveRebuildResult Rebuild(
        string folder, ArchiveOptions? options = null, IProgress<ArchiveProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new ArchiveRebuilder(Path.GetFullPath(folder), options ?? new ArchiveOptions(), progress, cancel).Run();
    }

    /// <summary>Begins to take an object in.</summary>
    /// <param name="header">Preamble, prefix and meta information; empty for a bare file that is to be kept as it is.</param>
    /// <param name="syntax">The transfer syntax of the bytes that follow.</param>
    /// <param name="sourceAet">Who sends it; null when it does not come over the network.</param>
    /// <param name="expectedLength">
    /// Bytes that are likely to follow, if known: spares copies while a buffer grows, and an object for which there is no room is refused at once.
    /// </param>
    /// <exception cref="ArchiveException">The archive is read-only, or the disk is full.</exception>
    public InstanceIngest BeginIngest(
        ReadOnlySpan<byte> header, DicomTransferSyntax syntax, string? sourceAet = null, long expectedLength = 0)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        RequireWritable("storing to");
        _writer.Space.Require(header.Length + expectedLength);
        return new InstanceIngest(_writer, header, syntax, sourceAet);
    }

    /// <summary>
    /// The entities of a level that match, as C-FIND answers: each a data set of the keys that were asked for (PS3.4 C.2.2.2, C.4.1). Lazy:
    /// dispose the enumerator, or run it to its end.
    /// </summary>
    /// <exception cref="OperationCanceledException">Thrown by the enumeration when <paramref name="cancel"/> asks for it.</exception>
    public IEnumerable<DicomDataset> Query(QueryRequest request, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return QueryRunner.Run(_database, new QueryPlan(request, _format >= ArchiveFolder.FormatWithSounds), cancel);
    }

    /// <summary>The instances of a selection; nothing for an empty one. Lazy: dispose the enumerator, or run it to its end.</summary>
    public IEnumerable<InstanceRow> Instances(InstanceSelection selection, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return InstanceSelector.Select(_database, selection, cancel);
    }

    /// <summary>The instances that belong to all of the entities named; nothing when none is named.</summary>
    public IEnumerable<InstanceRow> Instances(
        string? patientId = null, string? studyUid = null, string? seriesUid = null, string? sopInstanceUid = null,
        CancellationToken cancel = default) =>
        Instances(
            new InstanceSelection
            {
                PatientIds = patientId is null ? [] : [patientId],
                StudyUids = studyUid is null ? [] : [new DicomUID(studyUid)],
                SeriesUids = seriesUid is null ? [] : [new DicomUID(seriesUid)],
                SopInstanceUids = sopInstanceUid is null ? [] : [new DicomUID(sopInstanceUid)],
            },
            cancel);

    /// <summary>Looks an instance up by its UID.</summary>
    public bool TryGetInstance(DicomUID sopInstanceUid, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out InstanceRow? row)
    {
        var store = new EntityStore(_database);
        row = store.Find(QueryLevel.Image, sopInstanceUid.Value ?? "") is { } id ? store.Instance(id) : null;
        return row is not null;
    }

    /// <summary>
    /// The bytes of an instance as they were received, header first. They stay readable, as they are now, until the source is disposed, even
    /// if the instance is replaced or deleted.
    /// </summary>
    public IByteSource OpenInstance(InstanceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new ChunkSource(_database, _packs, row, _writer.Use.TryHold(row.Id.Study));
    }

    /// <summary>Studies to keep from <see cref="Retain"/> while someone works with them.</summary>
    public StudyHolds HoldStudies() => new(_writer.Use, new EntityStore(_database));

    /// <summary>
    /// Deletes whole studies until the archive keeps a policy: those first that came first, none that is in use. Does nothing where the policy asks
    /// for nothing. Other threads go on meanwhile; passes run one after the other.
    /// </summary>
    /// <exception cref="ArchiveException">The archive is read-only, or something could not be read or written; the next pass goes on.</exception>
    /// <exception cref="OperationCanceledException">Ended between two studies.</exception>
    public RetentionResult Retain(RetentionPolicy policy, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        RequireWritable("deleting from");
        return policy.IsOn ? _retention.Run(policy, cancel) : new RetentionResult([], 0, 0);
    }

    /// <summary>Deletes the instances of a selection, and the series, studies and patients that become empty by it.</summary>
    /// <returns>How many instances were deleted.</returns>
    /// <exception cref="ArchiveException">The archive is read-only, or the change could not be written.</exception>
    public long Delete(InstanceSelection selection, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        RequireWritable("deleting from");
        var deleted = _writer.Delete(Instances(selection, cancel));
        _reclaimer.Begin();
        return deleted;
    }

    /// <summary>
    /// Holds everything that is stored against everything else: every chunk is read and its checksum verified, every row compared with the
    /// object's bytes, every index entry and count with the rows. Takes as long as reading all objects; the archive stays in use meanwhile, and the
    /// check is of the moment it began.
    /// </summary>
    /// <param name="progress">Told after each instance.</param>
    /// <param name="readsBytes">Whether the objects themselves are read, and not only rows, index and counts.</param>
    /// <param name="cancel">Ends it.</param>
    public ArchiveCheckResult Check(IProgress<ArchiveProgress>? progress = null, bool readsBytes = true, CancellationToken cancel = default)
    {
        var reader = _packs.Enter();
        try
        {
            using var snapshot = _database.TakeSnapshot();
            return new ArchiveChecker(new EntityStore(_database, snapshot), _packs, _format, readsBytes).Run(progress, cancel);
        }
        finally
        {
            _packs.Leave(reader);
        }
    }

    /// <summary>Gives the room of deleted objects back now, instead of beside everything else.</summary>
    /// <returns>How many packs went, or go once nobody reads them.</returns>
    internal int Reclaim(CancellationToken cancel, bool thoroughly = false) => _reclaimer.Run(cancel, thoroughly);

    /// <summary>How often the log was synced for acknowledgements since the archive was opened.</summary>
    internal long LogSyncs => _writer.Syncs;

    /// <summary>Syncs what was taken in, which happens by itself after a while.</summary>
    internal void Settle() => _writer.Settle();

    /// <summary>Closes the archive. Enumerations and sources that are still open keep it alive until they are disposed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        _reclaimer.Dispose();
        if (!IsReadOnly && !IsInMemory)
        {
            FlushForNextOpen();
        }

        _packs.Dispose();
        _database.Dispose();
    }

    private static List<RocksFamily> FamiliesOf(ArchiveOptions options) =>
        [.. Families.All.Select(family => family with { WriteBufferSize = Math.Min(family.WriteBufferSize, options.MostBuffered) })];

    private static RocksDatabase OpenDatabase(string folder, ArchiveOptions options, out string? readOnlyReason)
    {
        var settings = new RocksSettings { BlockCacheSize = options.CacheSize };
        var families = FamiliesOf(options);
        var database = ArchiveFolder.DatabaseOf(folder);
        readOnlyReason = options.ReadOnly ? "it was opened for reading only" : null;
        try
        {
            if (!options.ReadOnly)
            {
                // What is acknowledged from now on comes after what the logs of an earlier process hold: lost without them.
                ArchiveFolder.SyncLogs(folder);
            }

            return RocksDatabase.Open(database, families, settings, options.ReadOnly);
        }
        catch (ArchiveException error) when (!options.ReadOnly && (IsNoPlaceToWrite(error.Kind) || error.Kind == ArchiveErrorKind.Io))
        {
            readOnlyReason = error.Message;
            return RocksDatabase.Open(database, families, settings, readOnly: true);
        }
    }

    /// <summary>Brings an archive to the newest format; why it can only be read where there is no place to write to.</summary>
    private static string? Upgrade(string folder, RocksDatabase database, PackFolder packs, int format)
    {
        try
        {
            FormatUpgrade.Run(database, packs, format);
            ArchiveFolder.NoteUpgraded(folder);
            return null;
        }
        catch (ArchiveException error) when (IsNoPlaceToWrite(error.Kind))
        {
            return $"it is of format {format} and could not be brought to format {ArchiveFolder.FormatVersion}: {error.Message}";
        }
    }

    private void Tell(ArchiveChange change)
    {
        if (change.Kind == ArchiveChangeKind.Replaced && Interlocked.Increment(ref _replaced) % ReplacedBeforeReclaim == 0)
        {
            _reclaimer.Begin();
        }

        Changed?.Invoke(change);
    }

    /// <summary>Packs to fill at a time: as many as there are processors to fill them, but one where each answer costs a sync of each.</summary>
    private static int MostActive(ArchiveDurability durability) =>
        durability == ArchiveDurability.Power ? 1 : Math.Clamp(Environment.ProcessorCount, 1, 4);

    private static PackFolder OpenPacks(string folder, ArchiveOptions options)
    {
        try
        {
            return new PackFolder(ArchiveFolder.PacksOf(folder), options.PackLength, MostActive(options.Durability));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ArchiveException(ArchiveErrorKind.Permission, $"opening the archive in '{folder}': {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new ArchiveException(ArchiveFolder.KindOf(error), $"opening the archive in '{folder}': {error.Message}", error);
        }
    }

    private static bool IsNoPlaceToWrite(ArchiveErrorKind kind) =>
        kind is ArchiveErrorKind.Permission or ArchiveErrorKind.ReadOnly or ArchiveErrorKind.Full;

    private void FlushForNextOpen()
    {
        try
        {
            _writer.Close();
            _database.Flush();
        }
        catch (ArchiveException)
        {
            // Everything is in the log, which the next open reads: a full or vanished disk must not keep the program from ending.
        }
    }

    private void RequireWritable(string doing)
    {
        if (IsReadOnly)
        {
            throw new ArchiveException(ArchiveErrorKind.ReadOnly, $"{doing} the archive in '{Folder}': {ReadOnlyReason}");
        }
    }
}
