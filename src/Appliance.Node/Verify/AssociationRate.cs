namespace Appliance.Node;

/// <summary>How fast instances go over an association.</summary>
/// <param name="InstancesPerSecond">C-STOREs that ended, per second.</param>
/// <param name="BytesPerSecond">Data set bytes either way, per second; counted when an operation ends.</param>
public readonly record struct AssociationRate(double InstancesPerSecond, double BytesPerSecond)
{
    /// <summary>Whether anything goes at all.</summary>
    public bool IsZero => InstancesPerSecond <= 0 && BytesPerSecond <= 0;

    /// <summary>The rate of a number of instances and bytes within a time; a time below a second counts as one.</summary>
    public static AssociationRate Of(long instances, long bytes, TimeSpan time)
    {
        var seconds = Math.Max(time.TotalSeconds, 1);
        return new AssociationRate(instances / seconds, bytes / seconds);
    }
}
