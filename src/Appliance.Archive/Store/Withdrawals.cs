namespace Appliance.Archive;

/// <summary>
/// Sees to it that objects that are gone do not come back when the index is rebuilt from the packs: the batch that takes an object out marks
/// it, and its end record is changed when that batch cannot be lost any more, by a loss of power either. A mark stays until the change is on
/// the disk, so that whatever ends the process, the next open goes on.
/// </summary>
/// <param name="database">Holds the marks.</param>
/// <param name="packs">Hold the end records.</param>
/// <param name="secureLog">Returns when every change of the database so far survives a loss of power.</param>
internal sealed class Withdrawals(RocksDatabase database, PackFolder packs, Action secureLog)
{
    private readonly Lock _gate = new();
    private List<(ulong Instance, PackPlace End)> _pending = [];

    /// <summary>Marks an object in the batch that takes it out.</summary>
    public static void Mark(RocksBatch batch, ulong instance, PackPlace end)
    {
        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        Span<byte> value = stackalloc byte[ChunkRow.PlaceLength];
        batch.Put(Families.Meta, ArchiveKeys.Withdrawn(key, instance), ChunkRow.Write(value, end));
    }

    /// <summary>Notes objects whose batch was written.</summary>
    public void Note(IReadOnlyCollection<(ulong Instance, PackPlace End)> ends)
    {
        if (ends.Count > 0)
        {
            lock (_gate)
            {
                _pending.AddRange(ends);
            }
        }
    }

    /// <summary>Changes the end records of what was noted until now.</summary>
    /// <exception cref="ArchiveException">It could not be done: the marks stay, and it is tried again.</exception>
    public void Run()
    {
        List<(ulong Instance, PackPlace End)> pending;
        lock (_gate)
        {
            (pending, _pending) = (_pending, []);
        }

        Withdraw(pending);
    }

    /// <summary>Changes the end records of all that are marked.</summary>
    /// <returns>The marks, which may go as soon as the packs are synced.</returns>
    /// <exception cref="ArchiveException">It could not be done.</exception>
    public IReadOnlyCollection<ulong> RunMarked()
    {
        // What is noted is marked too.
        lock (_gate)
        {
            _pending = [];
        }

        var marked = Marked(ArchiveKeys.WithdrawnPrefix);
        Withdraw(marked);
        return [.. marked.Select(end => end.Instance)];
    }

    private void Withdraw(List<(ulong Instance, PackPlace End)> ends)
    {
        if (ends.Count > 0)
        {
            // First the log: a deletion that is undone by a loss of power must find its end record as it was.
            secureLog();
            packs.SetState(ends, RecordState.Withdrawn);
        }
    }

    /// <summary>The objects whose end records are copies that may not count yet.</summary>
    public IReadOnlyList<(ulong Instance, PackPlace End)> Moved() => Marked(ArchiveKeys.MovedPrefix);

    private List<(ulong Instance, PackPlace End)> Marked(ReadOnlySpan<byte> prefix)
    {
        var marked = new List<(ulong Instance, PackPlace End)>();
        using var marks = database.Iterate(Families.Meta, KeyReader.After(prefix));
        for (marks.Seek(prefix); marks.Valid; marks.Next())
        {
            if (ChunkRow.TryRead(marks.Value, out var end))
            {
                marked.Add((KeyReader.Id(marks.Key), end));
            }
        }

        return marked;
    }
}
