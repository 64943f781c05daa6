namespace Appliance.Network;

/// <summary>How a C-GET or C-MOVE ended.</summary>
/// <param name="Status">The final status.</param>
/// <param name="SubOperations">The counters of the final response, or of the last one that had any.</param>
/// <param name="FailedInstances">SOP Instance UIDs the peer named as failed (0008,0058).</param>
/// <param name="Comment">Error Comment of the peer, or null.</param>
public sealed record RetrieveResult(DicomStatus Status, SubOperations SubOperations, IReadOnlyList<string> FailedInstances, string? Comment);
