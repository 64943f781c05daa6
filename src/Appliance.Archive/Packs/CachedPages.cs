using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Archive;

/// <summary>
/// What the system remembers of a file. After a write to the disk that failed it goes on to answer with what was to be written, until it forgets that: whoever
/// wants to know what the disk has makes it forget first.
/// </summary>
internal static partial class CachedPages
{
    private const int DoNotNeed = 4;

    /// <summary>Lets the system forget what is on the disk already. A mere hint where there is no such call: reading is right either way.</summary>
    public static void Forget(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(file, 0, 0, DoNotNeed);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, nint offset, nint length, int advice);
}
