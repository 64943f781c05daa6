using System.Runtime.InteropServices;
using Xunit;

namespace Appliance.UnitTests.Executable;

public sealed class LibraryImageTests
{
    [Theory]
    [InlineData("rocksdb", "librocksdb.so")]
    [InlineData("libSkiaSharp", "libSkiaSharp.so")]
    [InlineData("libHarfBuzzSharp.so", "libHarfBuzzSharp.so")]
    public void FileName_OnLinux_HasPrefixAndEndingOnce(string name, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names of libraries differ elsewhere");
        Assert.Equal(expected, EmbeddedLibraries.FileNameOf(name));
    }

    [Fact]
    public void TwoLibraries_LoadedFromMemory_AreToldApart()
    {
        using var shaper = OpenLibrary("libHarfBuzzSharp.so");
        using var painter = OpenLibrary("libSkiaSharp.so");

        Assert.True(MemoryFile.TryLoad("libHarfBuzzSharp.so", shaper, out var first, out var refusal), refusal);
        Assert.True(MemoryFile.TryLoad("libSkiaSharp.so", painter, out var second, out refusal), refusal);

        Assert.True(NativeLibrary.TryGetExport(first, "hb_buffer_create", out _));
        Assert.True(NativeLibrary.TryGetExport(second, "sk_colortype_get_default_8888", out _));
        Assert.False(NativeLibrary.TryGetExport(second, "hb_buffer_create", out _));
    }

    [Fact]
    public void Library_WithoutMemoryFiles_IsLoadedFromATemporaryFileThatIsGoneAfterwards()
    {
        using var bytes = OpenLibrary("libHarfBuzzSharp.so");

        var library = LibraryImage.LoadFromTemporaryFile("libHarfBuzzSharp.so", bytes, "refused");

        Assert.True(NativeLibrary.TryGetExport(library, "hb_buffer_create", out _));
        Assert.Empty(Directory.EnumerateDirectories(Path.GetTempPath(), "appliance-library-*"));
    }

    [Fact]
    public void Library_ThatIsNone_TellsBothReasonsAndWhatToDo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory files are Linux's");
        using var bytes = new MemoryStream("not a library"u8.ToArray());

        var failure = Assert.Throws<DllNotFoundException>(() => LibraryImage.Load("libnone.so", bytes));

        Assert.Contains("from memory", failure.Message);
        Assert.Contains("TMPDIR", failure.Message);
    }

    private static FileStream OpenLibrary(string file)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the libraries of this test are Linux's");
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        return File.OpenRead(Path.Combine(AppContext.BaseDirectory, "runtimes", architecture, "native", file));
    }
}
