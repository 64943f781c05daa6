using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Appliance.Archive;

/// <summary>
/// Makes the names in a folder survive a loss of power, which a sync of the files does not promise on every file system. Windows writes
/// them with the file; on Unix the folder itself is synced.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnlyFlag = 0;

    /// <summary>Syncs a folder.</summary>
    /// <exception cref="IOException">The system could not.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnlyFlag);
        if (descriptor < 0)
        {
            throw Failure(folder);
        }

        try
        {
            // A file system that cannot sync folders (some FAT and FUSE drivers) says EINVAL: then the sync of the files is all there is.
            const int InvalidArgument = 22;
            if (Sync(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
            {
                throw Failure(folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string folder) => new($"the folder '{folder}' could not be synced: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
