using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Appliance.Archive;

/// <summary>How much room there is for the files of a folder.</summary>
public static partial class FreeSpace
{
    /// <summary>
    /// Bytes that this user may still write to the file system a folder lies on, through links, mount points inside the path and quotas alike.
    /// </summary>
    /// <param name="folder">A folder that exists.</param>
    /// <returns>The bytes; <see cref="long.MaxValue"/> where the file system does not tell, as drivers in user space may: then only writing shows it.</returns>
    /// <exception cref="IOException">The folder is not there, or its disk does not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be looked at.</exception>
    public static long Of(string folder)
    {
        // A drive letter is not enough on Windows: another disk may be mounted on a folder below it. On Unix the path itself is asked.
        return !OperatingSystem.IsWindows() ? Of(new DriveInfo(folder))
            : GetDiskFreeSpaceEx(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, out var free, out _, out _)
                ? (long)Math.Min(free, long.MaxValue)
                : throw new IOException($"'{folder}': {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    // No file system has room for nothing at all: zeros are what the system has where a driver tells no sizes.
    private static long Of(DriveInfo drive) => drive is { AvailableFreeSpace: 0, TotalSize: 0 } ? long.MaxValue : drive.AvailableFreeSpace;

    [LibraryImport("kernel32", EntryPoint = "GetDiskFreeSpaceExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetDiskFreeSpaceEx(string folder, out ulong freeToCaller, out ulong total, out ulong free);
}
