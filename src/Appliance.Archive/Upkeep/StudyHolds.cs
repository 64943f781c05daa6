namespace Appliance.Archive;

/// <summary>
/// Studies that someone works with for longer than one instance is open, as a retrieve, an export or a viewer does: until it is disposed,
/// retention leaves them as they are. Deleting by hand is not kept from anything. For one thread at a time.
/// </summary>
public sealed class StudyHolds : IDisposable
{
    private readonly StudyUse _use;
    private readonly EntityStore _store;
    private readonly Dictionary<ulong, IDisposable?> _held = [];

    internal StudyHolds(StudyUse use, EntityStore store)
    {
        _use = use;
        _store = store;
    }

    /// <summary>Holds the study of an instance; false when it has gone, or is going just now.</summary>
    public bool TryHold(InstanceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var study = row.Id.Study;
        if (!_held.TryGetValue(study, out var held))
        {
            held = _use.TryHold(study);
            if (held is not null && !IsThere(study))
            {
                // It went between the moment the row was read and now.
                held.Dispose();
                held = null;
            }

            _held[study] = held;
        }

        return held is not null;
    }

    /// <summary>Lets all of them go.</summary>
    public void Dispose()
    {
        foreach (var held in _held.Values)
        {
            held?.Dispose();
        }

        _held.Clear();
    }

    private bool IsThere(ulong study)
    {
        using var row = _store.Row(EntityId.OfStudy(study));
        return row.Found;
    }
}
