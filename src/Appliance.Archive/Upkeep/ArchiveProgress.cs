namespace Appliance.Archive;

/// <summary>How far a check or a rebuild is.</summary>
/// <param name="Bytes">Bytes that were gone through in this part of the work.</param>
/// <param name="TotalBytes">Bytes there are to go through in it.</param>
/// <param name="Instances">Instances that were found right, or filed, so far.</param>
public readonly record struct ArchiveProgress(long Bytes, long TotalBytes, long Instances);
