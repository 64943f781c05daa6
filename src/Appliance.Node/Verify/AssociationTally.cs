using Appliance.Network;

namespace Appliance.Node;

/// <summary>Counts what happens on one open association, also second by second for its latest rate. Not thread-safe: its log holds the lock.</summary>
/// <param name="association">Which.</param>
/// <param name="clock">What time it is.</param>
internal sealed class AssociationTally(AssociationInfo association, TimeProvider clock)
{
    private readonly long _opened = clock.GetTimestamp();
    private readonly Dictionary<string, int> _operations = [];
    private Second[]? _latest;
    private int _instances;
    private int _failures;
    private string? _lastFailure;
    private long _bytes;

    /// <summary>Counts one operation that ended.</summary>
    public void Count(string verb, DicomStatus status, long bytes)
    {
        var instances = verb == AssociationRecord.StoreVerb && !status.IsFailure ? 1 : 0;
        _operations[verb] = _operations.GetValueOrDefault(verb) + 1;
        _instances += instances;
        _bytes += bytes;
        if (status.IsFailure)
        {
            _failures++;
            _lastFailure = $"{verb}: {status}";
        }

        _latest ??= new Second[AssociationRecord.RecentSeconds];
        var now = SecondsOpen;
        ref var second = ref _latest[now % _latest.Length];
        second = second.Number == now
            ? second with { Instances = second.Instances + instances, Bytes = second.Bytes + bytes }
            : new Second(now, instances, bytes);
    }

    /// <summary>What there is to tell now.</summary>
    public AssociationRecord Record() => new()
    {
        Association = association,
        Duration = clock.GetElapsedTime(_opened),
        Operations = new Dictionary<string, int>(_operations),
        Instances = _instances,
        Failures = _failures,
        LastFailure = _lastFailure,
        Bytes = _bytes,
        Recent = Recent(),
    };

    private long SecondsOpen => (long)clock.GetElapsedTime(_opened).TotalSeconds;

    private AssociationRate Recent()
    {
        var now = SecondsOpen;
        var latest = (_latest ?? []).Where(second => second.Number > now - AssociationRecord.RecentSeconds).ToList();
        return AssociationRate.Of(
            latest.Sum(second => (long)second.Instances), latest.Sum(second => second.Bytes),
            TimeSpan.FromSeconds(Math.Min(AssociationRecord.RecentSeconds, clock.GetElapsedTime(_opened).TotalSeconds)));
    }

    /// <summary>One second of the association's life. The first second is number 0, as an unused place is, and both then hold nothing.</summary>
    private readonly record struct Second(long Number, int Instances, long Bytes);
}
