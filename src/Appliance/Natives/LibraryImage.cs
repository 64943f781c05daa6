using System.Runtime.InteropServices;

namespace Appliance;

/// <summary>
/// Loads a shared library whose bytes are at hand, leaving no file behind: from anonymous memory on Linux, so that it works from
/// read-only media and writes nowhere, and from a private temporary file where the system refuses that.
/// </summary>
internal static class LibraryImage
{
    private const string FolderPrefix = "appliance-library-";

    /// <summary>Loads a library from its bytes.</summary>
    /// <param name="file">The library's file name, for messages and for the temporary file.</param>
    /// <param name="bytes">The library, read from its current position to the end.</param>
    /// <returns>A handle that stays valid as long as the process.</returns>
    /// <exception cref="DllNotFoundException">Neither memory nor a temporary file could be loaded; tells both reasons.</exception>
    public static IntPtr Load(string file, Stream bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            if (MemoryFile.TryLoad(file, bytes, out var handle, out var refusal))
            {
                return handle;
            }

            bytes.Position = 0;
            return LoadFromTemporaryFile(file, bytes, refusal);
        }

        return LoadFromTemporaryFile(file, bytes, "not tried on this system");
    }

    /// <summary>
    /// Loads a library through a file in a folder only this user may enter. The file goes at once where the system lets go of loaded
    /// files (Unix), and at the next start where it does not (Windows).
    /// </summary>
    internal static IntPtr LoadFromTemporaryFile(string file, Stream bytes, string memoryRefusal)
    {
        string? folder = null;
        try
        {
            SweepLeftovers();
            folder = Directory.CreateTempSubdirectory(FolderPrefix).FullName;
            var path = Path.Combine(folder, file);
            using (var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                bytes.CopyTo(copy);
            }

            return NativeLibrary.Load(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(
                $"{file}, which this executable carries, could not be loaded: from memory: {memoryRefusal}; through a temporary file in {Path.GetTempPath()}: "
                + $"{failure.Message} Point TMPDIR (TEMP on Windows) at a folder that may be written and from which programs may run.",
                failure);
        }
        finally
        {
            if (folder is not null && !OperatingSystem.IsWindows())
            {
                RemoveFolder(folder);
            }
        }
    }

    /// <summary>Removes what earlier processes could not remove while their libraries were loaded. A file still in use stays.</summary>
    private static void SweepLeftovers()
    {
        if (OperatingSystem.IsWindows())
        {
            foreach (var left in Directory.EnumerateDirectories(Path.GetTempPath(), FolderPrefix + "*"))
            {
                RemoveFolder(left);
            }
        }
    }

    private static void RemoveFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception stillInUse) when (stillInUse is IOException or UnauthorizedAccessException)
        {
            // Another process has it loaded, or the folder is not there: the library itself is loaded, and the next start sweeps again.
        }
    }
}
