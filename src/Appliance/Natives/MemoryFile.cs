using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance;

/// <summary>A library in a Linux anonymous memory file (<c>memfd_create</c>), loaded through its name in <c>/proc/self/fd</c>.</summary>
internal static partial class MemoryFile
{
    private const uint CloseOnExec = 0x0001;

    // Kernels since 6.3 may be told to refuse execution unless it is asked for; older ones do not know the flag.
    private const uint Executable = 0x0010;
    private const int InvalidArgument = 22;

    /// <summary>Copies the bytes into memory and loads them; the reason in words when the system refuses.</summary>
    public static bool TryLoad(string file, Stream bytes, out IntPtr library, out string refusal)
    {
        library = IntPtr.Zero;
        try
        {
            var descriptor = Create(file, CloseOnExec | Executable);
            if (descriptor < 0 && Marshal.GetLastPInvokeError() == InvalidArgument)
            {
                descriptor = Create(file, CloseOnExec);
            }

            if (descriptor < 0)
            {
                refusal = "memfd_create: " + Marshal.GetLastPInvokeErrorMessage();
                return false;
            }

            using var memory = new SafeFileHandle(descriptor, ownsHandle: true);
            Fill(memory, bytes);
            library = NativeLibrary.Load($"/proc/self/fd/{descriptor}");

            // The loader tells libraries apart by name. If the descriptor were closed its number, and so this name, could come again
            // for the next library, which would then be taken for this one. So it stays open as long as the process.
            memory.SetHandleAsInvalid();
            refusal = "";
            return true;
        }
        catch (Exception failure) when (failure is IOException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            refusal = failure.Message;
            return false;
        }
    }

    private static void Fill(SafeFileHandle memory, Stream bytes)
    {
        var buffer = new byte[1 << 20];
        long written = 0;
        for (int count; (count = bytes.Read(buffer)) > 0; written += count)
        {
            RandomAccess.Write(memory, buffer.AsSpan(0, count), written);
        }
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Create(string name, uint flags);
}
