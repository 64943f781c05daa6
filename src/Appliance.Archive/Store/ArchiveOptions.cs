namespace Appliance.Archive;

/// <summary>What an acknowledged instance survives.</summary>
public enum ArchiveDurability
{
    /// <summary>The death of the process, however it dies (<c>kill -9</c>): the bytes are with the operating system.</summary>
    Process,

    /// <summary>A loss of power too: the bytes are on the disk. One sync serves all associations that wait for it.</summary>
    Power,
}

/// <summary>How an archive is opened.</summary>
public sealed record ArchiveOptions
{
    /// <summary>Opens for reading only. A folder that cannot be written to is opened so by itself.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>What an acknowledged instance survives.</summary>
    public ArchiveDurability Durability { get; init; } = ArchiveDurability.Process;

    /// <summary>Bytes that stay free on the disk: below them nothing is taken in, with <see cref="ArchiveErrorKind.Full"/>.</summary>
    public long FreeSpaceFloor { get; init; } = 64L << 20;

    /// <summary>Bytes of memory for blocks of rows and index that were read.</summary>
    public long CacheSize { get; init; } = 32L << 20;

    /// <summary>Where the time of reception comes from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Bytes after which a pack is full.</summary>
    internal long PackLength { get; init; } = PackFolder.FullLength;

    /// <summary>Whether the room of what is gone is given back beside everything else; or only when it is asked for.</summary>
    internal bool ReclaimsBeside { get; init; } = true;

    /// <summary>Whether the room is that of memory, for messages.</summary>
    internal bool IsInMemory { get; init; }

    /// <summary>Tells the bytes that are free for a folder.</summary>
    internal Func<string, long> FreeSpace { get; init; } = Archive.FreeSpace.Of;

    /// <summary>The most that a memory table of the database holds: small ones are written out, and compacted, soon.</summary>
    internal long MostBuffered { get; init; } = long.MaxValue;
}

/// <summary>What room there is for more.</summary>
/// <param name="Free">Bytes free on the disk; null when the disk does not answer.</param>
/// <param name="Floor">Bytes that are to stay free.</param>
/// <param name="Refusal">Why nothing is taken in now, in words; null when there is room.</param>
public sealed record ArchiveRoom(long? Free, long Floor, string? Refusal);

/// <summary>What an archive holds.</summary>
/// <param name="Patients">Patients by Patient ID, or by name and birth date where that is empty.</param>
/// <param name="Studies">Studies.</param>
/// <param name="Series">Series.</param>
/// <param name="Instances">Instances.</param>
/// <param name="Bytes">Bytes of the instances as they were received.</param>
public sealed record ArchiveCounts(long Patients, long Studies, long Series, long Instances, long Bytes);

/// <summary>What became of an instance.</summary>
public enum ArchiveChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It took the place of one with the same SOP Instance UID.</summary>
    Replaced,

    /// <summary>It is gone.</summary>
    Deleted,
}

/// <summary>A change of the archive, told after it is visible.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="PatientId">(0010,0020) of the instance.</param>
/// <param name="StudyUid">Its study.</param>
/// <param name="SeriesUid">Its series.</param>
/// <param name="SopInstanceUid">The instance.</param>
public sealed record ArchiveChange(
    ArchiveChangeKind Kind, string PatientId, Appliance.Dicom.DicomUID StudyUid, Appliance.Dicom.DicomUID SeriesUid,
    Appliance.Dicom.DicomUID SopInstanceUid);
