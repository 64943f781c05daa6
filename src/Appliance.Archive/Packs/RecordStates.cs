namespace Appliance.Archive;

/// <summary>
/// Changes what end records say of themselves, where they lie, and remembers in which packs that is not on the disk yet. All members may be called from
/// any thread; failures are those of files.
/// </summary>
/// <param name="storage">Where the packs are.</param>
internal sealed class RecordStates(IPackStorage storage)
{
    private readonly Lock _gate = new();
    private readonly HashSet<uint> _changed = [];

    /// <summary>Changes the end records in one pack that are there and those of these objects.</summary>
    public void Set(uint pack, IEnumerable<(ulong Instance, PackPlace End)> ends, RecordState state)
    {
        using var file = storage.Open(pack, forWriting: true);
        Span<byte> head = stackalloc byte[PackRecord.HeadLength];
        Span<byte> expected = stackalloc byte[ArchiveKeys.ChunkLength];
        foreach (var (instance, end) in ends)
        {
            if (file.Read(head, end.Offset) == head.Length
                && PackRecord.TryRead(head, out var key, out _, out _)
                && key.SequenceEqual(ArchiveKeys.ChunkEnd(expected, instance)))
            {
                PackRecord.SetState(head, state);
                file.Write(head[..PackRecord.StateLength], end.Offset);
            }
        }

        lock (_gate)
        {
            _changed.Add(pack);
        }
    }

    /// <summary>The packs with changes that may not be on the disk; whoever takes them syncs them, or puts them back.</summary>
    public IReadOnlyCollection<uint> TakeChanged()
    {
        lock (_gate)
        {
            List<uint> changed = [.. _changed];
            _changed.Clear();
            return changed;
        }
    }

    /// <summary>Puts packs back that could not be synced.</summary>
    public void PutBack(IEnumerable<uint> changed)
    {
        lock (_gate)
        {
            _changed.UnionWith(changed);
        }
    }
}
