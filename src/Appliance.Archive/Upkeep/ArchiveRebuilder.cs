namespace Appliance.Archive;

/// <summary>
/// Makes the database of a closed archive anew from its packs: reads every record (<see cref="RebuildScan"/>), files every object that is
/// complete (<see cref="RebuildFiling"/>), compares with the old database where that can be read, and puts the new one in its place.
/// </summary>
internal sealed class ArchiveRebuilder(string folder, ArchiveOptions options, IProgress<ArchiveProgress>? progress, CancellationToken cancel)
{
    /// <summary>What a new database needs beside what the old one had.</summary>
    private const long Slack = 64L << 20;

    /// <summary>Without an old database to go by: the part of the packs that rows and index may take.</summary>
    private const int RowsPart = 16;

    private readonly RocksSettings _settings = new() { BlockCacheSize = options.CacheSize };

    /// <summary>How the databases change places.</summary>
    internal DatabaseSwap Swap { get; init; } = new(folder);

    /// <summary>Does all of it.</summary>
    /// <exception cref="ArchiveException">It could not be done; the archive is as it was.</exception>
    public ArchiveRebuildResult Run()
    {
        ArchiveFolder.RequireKnown(folder);
        using var held = RebuildLock.Take(folder);
        Swap.Finish();
        var format = ArchiveFolder.FormatOf(folder);
        var old = OpenOld(out var oldFault);
        try
        {
            if (old is not null)
            {
                oldFault = Prepare(old, format);
            }
            else if (format < ArchiveFolder.FormatWithEnds)
            {
                throw new ArchiveException(
                    ArchiveErrorKind.Corrupt,
                    $"rebuilding the archive in '{folder}': it is of format {format}, whose packs do not tell by themselves what is in them, and its database is of no help: {oldFault}");
            }

            RequireSomething(format);
            RequireRoom();
            using var packs = new PackFolder(ArchiveFolder.PacksOf(folder), options.PackLength);
            var made = Make(packs, old, oldFault);
            old?.Dispose();
            old = null;
            var keep = made.Missing.Count > 0 || (oldFault is not null && made.Damaged.Count > 0);
            return made with { KeptAs = Swap.End(keep) };
        }
        finally
        {
            old?.Dispose();
        }
    }

    private RocksDatabase? OpenOld(out string? fault)
    {
        fault = null;
        if (!ArchiveFolder.HoldsDatabase(folder))
        {
            fault = "it is missing";
            return null;
        }

        try
        {
            return RocksDatabase.Open(ArchiveFolder.DatabaseOf(folder), Families.All, _settings, readOnly: false);
        }
        catch (ArchiveException error) when (error.Kind is ArchiveErrorKind.Corrupt or ArchiveErrorKind.Io)
        {
            fault = error.Message;
            return null;
        }
    }

    /// <summary>Makes the packs say all that the old database knows: where objects end, and which are gone.</summary>
    /// <returns>What of the old database could not be read; null when nothing.</returns>
    private string? Prepare(RocksDatabase old, int? format)
    {
        using var packs = new PackFolder(ArchiveFolder.PacksOf(folder), options.PackLength);
        if (format is not ArchiveFolder.FormatVersion)
        {
            // Where the file that tells the format is lost: what is there already is not made again.
            FormatUpgrade.Run(old, packs, format ?? 1);
            ArchiveFolder.NoteUpgraded(folder);
        }

        try
        {
            _ = new Withdrawals(old, packs, old.SyncLog).RunMarked();
            return null;
        }
        catch (ArchiveException error) when (error.Kind is ArchiveErrorKind.Corrupt or ArchiveErrorKind.Io)
        {
            return error.Message;
        }
        finally
        {
            packs.Sync();
        }
    }

    private void RequireSomething(int? format)
    {
        if (format is null && !ArchiveFolder.HoldsPacks(folder))
        {
            throw new ArchiveException(ArchiveErrorKind.NotFound, $"rebuilding the archive in '{folder}': there is none; no object bytes lie in '{ArchiveFolder.PacksOf(folder)}'");
        }
    }

    private void RequireRoom()
    {
        var before = SizeOf(ArchiveFolder.DatabaseOf(folder));
        var needed = Slack + (before > 0 ? before : SizeOf(ArchiveFolder.PacksOf(folder)) / RowsPart);
        var free = options.FreeSpace(folder);
        if (free < needed)
        {
            throw new ArchiveException(
                ArchiveErrorKind.Full,
                $"rebuilding the archive in '{folder}': the new database is made beside the old one and may take {needed >> 20} MiB, and {free >> 20} MiB are free on the disk; make room");
        }
    }

    private ArchiveRebuildResult Make(PackFolder packs, RocksDatabase? old, string? oldFault)
    {
        try
        {
            using var database = RocksDatabase.Open(Swap.Begin(), Families.All, _settings with { KeepsLog = false }, readOnly: false);
            var damaged = new Findings();
            var scan = new RebuildScan(database, packs, damaged, progress, cancel);
            scan.Run();
            var filing = new RebuildFiling(database, packs, damaged, scan.Bytes, progress, cancel);
            filing.Run();
            var missing = new Findings();
            if (old is not null)
            {
                oldFault = Compare(old, database, missing) ?? oldFault;
            }

            NoteNumbers(database, scan.Highest, packs.Last, old);

            // The bytes that were read may be in memory alone, and what leads to them is about to be believed.
            packs.SyncAll();
            database.Flush();
            return new ArchiveRebuildResult
            {
                Instances = filing.Totals.Instances,
                Bytes = filing.Totals.Bytes,
                Gone = filing.Gone,
                Damaged = damaged,
                Unfinished = filing.Unfinished,
                Missing = missing,
                OldDatabaseFault = oldFault,
                KeptAs = null,
            };
        }
        catch
        {
            DatabaseSwap.ClearQuietly(folder);
            throw;
        }
    }

    /// <summary>Names the instances that the old database has and the new one has not.</summary>
    /// <returns>Why it could not be read to its end; null when it was.</returns>
    private string? Compare(RocksDatabase old, RocksDatabase made, Findings missing)
    {
        var before = new EntityStore(old);
        var after = new EntityStore(made);
        try
        {
            foreach (var id in EntityScan.Below(before, QueryLevel.Image))
            {
                cancel.ThrowIfCancellationRequested();
                if (before.Instance(id) is { } row && after.Find(QueryLevel.Image, row.SopInstanceUid.Value) is null)
                {
                    missing.Add($"instance {row.SopInstanceUid} of study {row.StudyUid} ({row.Length} bytes): the old database has it, and its bytes are not in the packs, or not whole");
                }
            }

            return null;
        }
        catch (ArchiveException error)
        {
            return error.Message;
        }
    }

    private static void NoteNumbers(RocksDatabase database, ulong highest, uint lastPack, RocksDatabase? old)
    {
        var reserved = Math.Max(highest + 1, old is null ? 0 : ReservedOf(old));
        using var batch = database.NewBatch();
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(value, reserved);
        batch.Put(Families.Meta, ArchiveKeys.Reserved, value);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(value, lastPack);
        batch.Put(Families.Meta, ArchiveKeys.KnownPacks, value[..sizeof(uint)]);
        database.Write(batch);
    }

    private static ulong ReservedOf(RocksDatabase old)
    {
        try
        {
            return new EntityStore(old).Number(ArchiveKeys.Reserved);
        }
        catch (ArchiveException)
        {
            // It cannot be read, which the result tells already: the numbers in the packs are what there is.
            return 0;
        }
    }

    private static long SizeOf(string path) =>
        Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length) : 0;
}
