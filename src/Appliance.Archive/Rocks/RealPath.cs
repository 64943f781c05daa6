using System.Runtime.InteropServices;

namespace Appliance.Archive;

/// <summary>The path of a folder without links in it. The database knows by its path whether this process has it open already.</summary>
internal static partial class RealPath
{
    /// <summary>The one path that all paths of a folder lead to; the path itself where the folder is not there, and on Windows, where files are locked for the process itself too.</summary>
    public static string Of(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return folder;
        }

        var resolved = Resolve(folder, 0);
        if (resolved == 0)
        {
            return folder;
        }

        try
        {
            return Marshal.PtrToStringUTF8(resolved) ?? folder;
        }
        finally
        {
            Free(resolved);
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Resolve(string path, nint room);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(nint text);
}
