namespace Appliance.Archive;

/// <summary>
/// Keeps an archive within a policy: whole studies go, the one that came first before all others, never one in use. Each goes in small steps, so
/// that ingest has its turn between them. One pass at a time.
/// </summary>
internal sealed class StudyRetention(ArchiveWriter writer, PackFolder packs, PackReclaimer reclaimer, StudyUse use, ArchiveOptions options, string folder)
{
    /// <summary>Instances taken out while ingest waits.</summary>
    private const int Step = 128;

    private readonly Lock _running = new();
    private readonly EntityStore _store = new(writer.Database);

    /// <summary>Deletes what the policy does not let stay.</summary>
    /// <param name="policy">The limits.</param>
    /// <param name="cancel">Ends the pass between two studies.</param>
    /// <exception cref="ArchiveException">Something could not be read or written; what went is gone, and the next pass goes on.</exception>
    public RetentionResult Run(RetentionPolicy policy, CancellationToken cancel)
    {
        lock (_running)
        {
            var pass = new Pass([], []);
            DropOld(policy, pass, cancel);
            var excess = DropAbove(policy, pass, cancel);
            if (pass.Deleted.Count > 0 || excess > 0)
            {
                reclaimer.Begin(thoroughly: true);
            }

            return new RetentionResult(pass.Deleted, pass.InUse.Count, Math.Max(excess, 0));
        }
    }

    private void DropOld(RetentionPolicy policy, Pass pass, CancellationToken cancel)
    {
        if (policy.MaxAge is not { } age)
        {
            return;
        }

        var before = options.Clock.GetUtcNow() - age;
        foreach (var study in EntityScan.Below(_store, QueryLevel.Study))
        {
            cancel.ThrowIfCancellationRequested();

            // Most are young, and the first instance already says so: no more of them is read.
            using var rows = InstanceSelector.Below(_store, study).GetEnumerator();
            if (rows.MoveNext() && rows.Current.Received < before)
            {
                var all = InstanceSelector.Below(_store, study).ToList();
                if (Newest(all) < before)
                {
                    TryDelete(study, all, policy, pass);
                }
            }
        }
    }

    private long DropAbove(RetentionPolicy policy, Pass pass, CancellationToken cancel)
    {
        if (policy.MaxBytes is null && policy.KeepFree is null)
        {
            return 0;
        }

        var room = new PackRoom(writer, packs.All());
        var excess = Excess(policy, room);
        using var studies = EntityScan.Below(_store, QueryLevel.Study).GetEnumerator();
        while (excess > 0 && studies.MoveNext())
        {
            cancel.ThrowIfCancellationRequested();
            if (TryDelete(studies.Current, [.. InstanceSelector.Below(_store, studies.Current)], policy, pass))
            {
                excess = Excess(policy, room);
            }
        }

        return excess;
    }

    /// <summary>Bytes above the limits, when all room that can be given back has been.</summary>
    private long Excess(RetentionPolicy policy, PackRoom room)
    {
        var kept = room.Kept;
        var above = policy.MaxBytes is { } most ? kept - most : 0;
        var wanting = policy.KeepFree is { } free ? free - FreeBytes() - (room.OnDisk - kept) : 0;
        return Math.Max(above, wanting);
    }

    private long FreeBytes()
    {
        try
        {
            return options.FreeSpace(folder);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException(ArchiveErrorKind.Io, $"looking for room beside the archive in '{folder}': {gone.Message}", gone);
        }
    }

    private bool TryDelete(EntityId study, List<InstanceRow> rows, RetentionPolicy policy, Pass pass)
    {
        if (rows.Count == 0 || pass.InUse.Contains(study))
        {
            return false;
        }

        var taken = options.Clock.GetUtcNow() - Newest(rows) < policy.Quiet ? null : use.TryTake(study.Study, rows[0].StudyUid.Value ?? "", policy.Quiet);
        if (taken is null)
        {
            pass.InUse.Add(study);
            return false;
        }

        using (taken)
        {
            var deleted = writer.Delete(rows, Step);
            pass.Deleted.Add(new RetiredStudy(rows[0].StudyUid, deleted, rows.Sum(row => row.Length)));
        }

        return true;
    }

    private static DateTimeOffset Newest(List<InstanceRow> rows) => rows.Max(row => row.Received);

    private sealed record Pass(List<RetiredStudy> Deleted, HashSet<EntityId> InUse);
}
