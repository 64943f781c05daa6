namespace Appliance.Network;

/// <summary>Numbers the associations of one node, incoming and outgoing ones alike, so that each has its own. Thread-safe.</summary>
internal sealed class AssociationNumbers
{
    private long _last;

    /// <summary>A number that no association had before; the first is 1.</summary>
    internal long Next() => Interlocked.Increment(ref _last);
}
