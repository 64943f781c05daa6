using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Appliance.Archive;

/// <summary>Whether a folder could be made and written to, without trying it.</summary>
public static partial class FolderRights
{
    private const int WriteAndSearch = 2 | 1;

    /// <summary>
    /// Why nothing can be written to a folder, or to the nearest one above it that is there; null when nothing speaks against it. On Windows it says what
    /// the folder's attributes say; rights show only when it is tried.
    /// </summary>
    public static string? WhyNotWritable(string folder)
    {
        var nearest = new DirectoryInfo(Path.GetFullPath(folder));
        while (!nearest.Exists && nearest.Parent is { } parent)
        {
            nearest = parent;
        }

        if (!nearest.Exists)
        {
            return $"'{nearest.FullName}' is not there";
        }

        return OperatingSystem.IsWindows() || Access(nearest.FullName, WriteAndSearch) == 0
            ? null
            : $"'{nearest.FullName}': {new Win32Exception(Marshal.GetLastPInvokeError()).Message}";
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
