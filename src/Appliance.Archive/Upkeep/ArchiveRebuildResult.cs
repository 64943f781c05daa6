namespace Appliance.Archive;

/// <summary>What a rebuild found. Lists name the first <see cref="Findings.MostNamed"/>; the counts are of all.</summary>
public sealed record ArchiveRebuildResult
{
    /// <summary>Instances that are in the archive now.</summary>
    public required long Instances { get; init; }

    /// <summary>Bytes of them.</summary>
    public required long Bytes { get; init; }

    /// <summary>Objects that were deleted or replaced and whose bytes still lay in the packs.</summary>
    public required long Gone { get; init; }

    /// <summary>Objects that could not be filed because bytes of them are damaged or missing: a sentence each, with what is known of them.</summary>
    public required Findings Damaged { get; init; }

    /// <summary>Objects whose end is not there: most were never finished, and nobody was told that they are stored.</summary>
    public required Findings Unfinished { get; init; }

    /// <summary>Instances that the old database has and the packs have not.</summary>
    public required Findings Missing { get; init; }

    /// <summary>Why the old database could not be compared with; null when it was.</summary>
    public required string? OldDatabaseFault { get; init; }

    /// <summary>Where the old database was kept; null when it was not needed any more, or there was none.</summary>
    public required string? KeptAs { get; init; }
}
