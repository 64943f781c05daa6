namespace Appliance.Archive;

/// <summary>
/// Keeps an archive from being opened for writing, or rebuilt, while it is being rebuilt: the lock of a database is no help while one takes the
/// place of another. A file that the system locks as long as the process lives; one that is left behind by a process that died holds nobody up.
/// </summary>
internal static class RebuildLock
{
    /// <summary>Takes the lock until it is disposed.</summary>
    /// <exception cref="ArchiveException">Another process has it, or the folder cannot be written to.</exception>
    public static IDisposable Take(string folder)
    {
        try
        {
            return Open(folder, FileMode.OpenOrCreate);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ArchiveException(ArchiveErrorKind.Permission, $"rebuilding the archive in '{folder}': {error.Message}", error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new ArchiveException(ArchiveErrorKind.NotFound, $"rebuilding the archive in '{folder}': there is no such folder", error);
        }
        catch (IOException error)
        {
            var kind = ArchiveFolder.KindOf(error);
            throw kind == ArchiveErrorKind.Io ? InUse(folder, error) : new ArchiveException(kind, $"rebuilding the archive in '{folder}': {error.Message}", error);
        }
    }

    /// <summary>Throws when an archive is being rebuilt.</summary>
    /// <exception cref="ArchiveException">Of the kind <see cref="ArchiveErrorKind.InUse"/>.</exception>
    public static void Refuse(string folder)
    {
        if (!File.Exists(PathOf(folder)))
        {
            return;
        }

        try
        {
            // Left behind by a process that died: it goes with this.
            Open(folder, FileMode.Open).Dispose();
        }
        catch (FileNotFoundException)
        {
            // It has ended meanwhile.
        }
        catch (UnauthorizedAccessException)
        {
            // A place that cannot be written to is not being rebuilt.
        }
        catch (IOException error) when (ArchiveFolder.KindOf(error) != ArchiveErrorKind.ReadOnly)
        {
            throw InUse(folder, error);
        }
        catch (IOException)
        {
            // A place that cannot be written to is not being rebuilt.
        }
    }

    private static ArchiveException InUse(string folder, Exception error) => new(
        ArchiveErrorKind.InUse, $"opening the archive in '{folder}': another process is rebuilding it; wait until that one has ended", error);

    private static FileStream Open(string folder, FileMode mode) =>
        new(PathOf(folder), mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

    private static string PathOf(string folder) => Path.Combine(folder, "rebuild.lock");
}
