using System.Reflection;
using System.Runtime.InteropServices;

namespace Appliance;

/// <summary>
/// Gives the assemblies that call native code (the archive's RocksDB binding, SkiaSharp, HarfBuzzSharp) the libraries that this
/// executable carries as resources. Nothing is read or loaded before the first call into a library.
/// </summary>
internal static class EmbeddedLibraries
{
    /// <summary>
    /// Installs the resolver on every assembly that binds a carried library. Once per process, before any of them is called;
    /// registering costs no file access and loads nothing.
    /// </summary>
    public static void Register()
    {
        foreach (var binding in (ReadOnlySpan<Assembly>)
        [
            typeof(Archive.DicomArchive).Assembly,
            typeof(SkiaSharp.SKBitmap).Assembly,
            typeof(HarfBuzzSharp.Buffer).Assembly,
        ])
        {
            NativeLibrary.SetDllImportResolver(binding, Resolve);
        }
    }

    /// <summary>
    /// The handle of a library asked for by <c>DllImport</c> name, or zero where this build carries none of that name (a build for no
    /// platform in particular), which lets the runtime look in its usual places. The runtime keeps the handle, so each library is
    /// loaded once.
    /// </summary>
    private static IntPtr Resolve(string name, Assembly binding, DllImportSearchPath? searchPath)
    {
        var file = FileNameOf(name);
        using var resource = typeof(EmbeddedLibraries).Assembly.GetManifestResourceStream("native/" + file);
        return resource is null ? IntPtr.Zero : LibraryImage.Load(file, resource);
    }

    /// <summary>The platform's file name of a library: <c>rocksdb</c> is <c>librocksdb.so</c> on Linux and <c>rocksdb.dll</c> on Windows.</summary>
    internal static string FileNameOf(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name : name + ".dll";
        }

        var ending = OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        var stem = name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
        return (stem.StartsWith("lib", StringComparison.Ordinal) ? stem : "lib" + stem) + ending;
    }
}
