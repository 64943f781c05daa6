namespace Appliance.Archive;

/// <summary>What a check or a rebuild is doing.</summary>
public enum ArchiveWork
{
    /// <summary>It reads the bytes of objects.</summary>
    Reading,

    /// <summary>It files the objects whose bytes were read.</summary>
    Filing,
}

/// <summary>How far a check or a rebuild is.</summary>
/// <param name="Work">What it is doing.</param>
/// <param name="Bytes">Bytes of objects that were gone through in this part of the work.</param>
/// <param name="TotalBytes">Bytes there are to go through in it.</param>
/// <param name="Instances">Instances that were looked at, or filed, so far.</param>
public readonly record struct ArchiveProgress(ArchiveWork Work, long Bytes, long TotalBytes, long Instances);
