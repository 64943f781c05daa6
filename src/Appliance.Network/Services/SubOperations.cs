namespace Appliance.Network;

/// <summary>Numbers of sub-operations of a C-GET or C-MOVE (PS3.7 9.3.3.2, 9.3.4.2).</summary>
/// <param name="Remaining">Not yet done; null when the peer left it out, as final responses do.</param>
/// <param name="Completed">Done with success.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Warning">Done with a warning.</param>
public readonly record struct SubOperations(int? Remaining, int Completed, int Failed, int Warning)
{
    /// <summary>Completed, failed and with a warning together.</summary>
    public int Done => Completed + Failed + Warning;
}
