using Microsoft.Win32.SafeHandles;

namespace Appliance.Archive;

/// <summary>
/// Makes the bytes of a file survive a loss of power, and says so when they do not. The runtime's own call is not enough for that: on Unix it takes some of
/// the errors with which a disk says that it has not kept what was written (no space, a file system that has become read-only) for success.
/// </summary>
internal static class FileSync
{
    /// <summary>Syncs a file that is open for writing.</summary>
    /// <exception cref="IOException">The disk has not kept all of it.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed meanwhile.</exception>
    public static void Run(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
        }
        else
        {
            UnixSync.File(file);
        }
    }
}
