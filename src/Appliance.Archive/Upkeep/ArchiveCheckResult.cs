namespace Appliance.Archive;

/// <summary>What a check found.</summary>
/// <param name="Instances">Instances that were looked at.</param>
/// <param name="Bytes">Bytes of them.</param>
/// <param name="Found">What is wrong, a sentence each; none when all is well.</param>
/// <param name="Notes">What is worth knowing and not wrong.</param>
public sealed record ArchiveCheckResult(long Instances, long Bytes, Findings Found, IReadOnlyList<string> Notes)
{
    /// <summary>What is wrong, a sentence each; the first ones when there are very many.</summary>
    public IReadOnlyList<string> Problems => Found.Named;
}
