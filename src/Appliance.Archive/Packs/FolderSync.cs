namespace Appliance.Archive;

/// <summary>
/// Makes the names in a folder survive a loss of power, which a sync of the files does not promise on every file system. Windows writes
/// them with the file; on Unix the folder itself is synced.
/// </summary>
internal static class FolderSync
{
    /// <summary>Syncs a folder.</summary>
    /// <exception cref="IOException">The system could not.</exception>
    public static void Run(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixSync.Folder(folder);
        }
    }
}
