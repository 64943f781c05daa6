using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>What an archive may keep, and what it gives up first: the studies that came first. As it is made, it asks for nothing.</summary>
public sealed record RetentionPolicy
{
    /// <summary>Bytes that objects may take on the disk; null for no limit. The index, some kilobytes an instance, comes on top.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>How long a study is kept after its newest instance came; null for ever.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Bytes of the disk that studies make room for, whatever takes them; null for none.</summary>
    public long? KeepFree { get; init; }

    /// <summary>How long after an instance came, or was last read, its study is in use.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether anything is ever deleted.</summary>
    public bool IsOn => MaxBytes is not null || MaxAge is not null || KeepFree is not null;
}

/// <summary>A study that retention took out.</summary>
/// <param name="StudyUid">Its UID.</param>
/// <param name="Instances">Its instances.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record RetiredStudy(DicomUID StudyUid, long Instances, long Bytes);

/// <summary>How a pass of retention ended.</summary>
/// <param name="Deleted">The studies that went, in that order.</param>
/// <param name="InUse">Studies that should have gone, and were in use.</param>
/// <param name="Excess">Bytes by which the archive is still above its limits, because whatever could go is in use; 0 when it keeps them.</param>
public sealed record RetentionResult(IReadOnlyList<RetiredStudy> Deleted, int InUse, long Excess);
