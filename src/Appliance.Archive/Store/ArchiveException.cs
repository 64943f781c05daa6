namespace Appliance.Archive;

/// <summary>Why the archive could not do what was asked: one kind for each thing a person would do differently about it.</summary>
public enum ArchiveErrorKind
{
    /// <summary>Another process, or another <see cref="DicomArchive"/> of this one, has the folder open for writing.</summary>
    InUse,

    /// <summary>A change was asked of an archive that is open for reading only.</summary>
    ReadOnly,

    /// <summary>The disk is full, or the free-space floor is reached. Reading goes on.</summary>
    Full,

    /// <summary>The folder was written by a newer version of this program.</summary>
    NewerVersion,

    /// <summary>Stored bytes are damaged or missing.</summary>
    Corrupt,

    /// <summary>The operating system refuses access to the folder or a file in it.</summary>
    Permission,

    /// <summary>The folder holds no archive, or the instance asked for is not in it.</summary>
    NotFound,

    /// <summary>The object cannot be filed: what identifies it is missing or unusable.</summary>
    Unusable,

    /// <summary>The disk or the operating system failed in another way; the message holds its words.</summary>
    Io,
}

/// <summary>
/// The archive could not do what was asked. The message says what was asked, of which folder, what was found, and what to do.
/// Nothing that had been acknowledged before is damaged by the operation that throws it.
/// </summary>
public sealed class ArchiveException : Exception
{
    /// <summary>Makes an error with its kind and a message for a person.</summary>
    public ArchiveException(ArchiveErrorKind kind, string message, Exception? cause = null)
        : base(message, cause) => Kind = kind;

    /// <summary>What went wrong, as a value to decide by.</summary>
    public ArchiveErrorKind Kind { get; }
}
