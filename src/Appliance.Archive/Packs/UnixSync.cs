using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Archive;

/// <summary>The calls of Unix that sync, with every error told.</summary>
internal static partial class UnixSync
{
    private const int ReadOnlyFlag = 0;
    private const int Interrupted = 4;
    private const int InvalidArgument = 22;

    // macOS: fsync only hands the bytes to the drive, this command makes the drive write them.
    private const int FullSync = 51;

    /// <summary>Syncs a file.</summary>
    /// <exception cref="IOException">The disk has not kept all of it.</exception>
    public static void File(SafeFileHandle file)
    {
        var held = false;
        try
        {
            file.DangerousAddRef(ref held);
            Run((int)file.DangerousGetHandle(), "a file of the archive", mayBeUnknown: false);
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Syncs the names in a folder.</summary>
    /// <exception cref="IOException">The disk has not kept all of them.</exception>
    public static void Folder(string folder)
    {
        var descriptor = Open(folder, ReadOnlyFlag);
        if (descriptor < 0)
        {
            throw Failure($"the folder '{folder}'");
        }

        try
        {
            // A file system that cannot sync folders (some FAT and FUSE drivers) says EINVAL: then the sync of the files is all there is.
            Run(descriptor, $"the folder '{folder}'", mayBeUnknown: true);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static void Run(int descriptor, string what, bool mayBeUnknown)
    {
        if (OperatingSystem.IsMacOS() && Control(descriptor, FullSync) == 0)
        {
            return;
        }

        while (Sync(descriptor) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (mayBeUnknown && error == InvalidArgument)
            {
                return;
            }

            if (error != Interrupted)
            {
                throw Failure(what);
            }
        }
    }

    private static IOException Failure(string what) => new($"{what} could not be synced: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
