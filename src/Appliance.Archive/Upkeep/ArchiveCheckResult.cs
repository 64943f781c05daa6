namespace Appliance.Archive;

/// <summary>What a check found.</summary>
/// <param name="Instances">Instances that were read.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="Problems">What is wrong, a sentence each; empty when all is well.</param>
public sealed record ArchiveCheckResult(long Instances, long Bytes, IReadOnlyList<string> Problems);
