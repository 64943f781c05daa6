using System.IO.Compression;
using Appliance.Node;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Node;

public sealed class ImportInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("import").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Folder_Expanded_GivesEveryFileAndFollowsNoLinkInACircle()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a", "b"));
        File.WriteAllText(Path.Combine(_folder, "a", "b", "deep"), "x");
        File.WriteAllText(Path.Combine(_folder, "top"), "x");
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateSymbolicLink(Path.Combine(_folder, "a", "again"), _folder);
        }

        Assert.Equal(["deep", "top"], ImportInputs.Expand([_folder]).Select(input => Path.GetFileName(input.Source)));
    }

    [Fact]
    public void Path_ThatIsNotThere_IsAProblemAndStopsNothing()
    {
        File.WriteAllText(Path.Combine(_folder, "top"), "x");

        var inputs = ImportInputs.Expand([Path.Combine(_folder, "none"), _folder]).ToList();

        Assert.Equal(2, inputs.Count);
        Assert.Null(inputs[0].Open);
        Assert.Contains("no such file", inputs[0].Problem);
    }

    [Fact]
    public void Zip_Expanded_GivesItsEntriesAsBytes()
    {
        var path = Path.Combine(_folder, "study.ZIP");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("dir/one.dcm").Open();
            entry.Write("contents"u8);
        }

        var bytes = new byte[16];
        var sources = new List<string>();
        foreach (var input in ImportInputs.Expand([path]))
        {
            sources.Add(input.Source);
            using var source = input.Open!();
            Assert.Equal(8, source.Read(0, bytes));
        }

        Assert.Equal([path + "!dir/one.dcm"], sources);
        Assert.Equal("contents"u8, bytes.AsSpan(0, 8));
    }

    [Fact]
    public void Zip_ThatIsNone_IsAProblem()
    {
        var path = Path.Combine(_folder, "broken.zip");
        File.WriteAllText(path, "not a zip");

        Assert.Contains("not a zip", Assert.Single(ImportInputs.Expand([path])).Problem);
    }

    [Fact]
    public void DicomDir_OfAnotherMaker_LeadsToTheFilesItNames()
    {
        var inputs = ImportInputs.Expand([Corpus.PathOf("dicomdir/pydicom-dicomdirtests/DICOMDIR")]).ToList();

        // The count is pydicom's own: len([r for r in ds.DirectoryRecordSequence if 'ReferencedFileID' in r]).
        Assert.Equal(ReferencedFilesInDicomDir, inputs.Count);
        Assert.Contains(inputs, input => input.Path is not null);
    }

    [Fact]
    public void DicomDir_WithNamesInAnotherCase_IsFollowed()
    {
        Corpus.PathOf("dicomdir");
        var medium = Path.Combine(_folder, "medium");
        Copy(Corpus.PathOf("dicomdir/pydicom-dicomdirtests"), medium);

        var inputs = ImportInputs.Expand([Path.Combine(medium, "dicomdir")]).ToList();

        Assert.Equal(ReferencedFilesInDicomDir, inputs.Count);
        Assert.Equal(
            ImportInputs.Expand([Corpus.PathOf("dicomdir/pydicom-dicomdirtests/DICOMDIR")]).Count(input => input.Path is not null),
            inputs.Count(input => input.Path is not null));
    }

    private const int ReferencedFilesInDicomDir = 31;

    /// <summary>As some systems show a disc: every name in lower case, files with a version.</summary>
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder).ToLowerInvariant()));
        }

        foreach (var file in Directory.EnumerateFiles(from))
        {
            var isDirectory = Path.GetFileName(file).StartsWith("DICOMDIR", StringComparison.Ordinal);
            File.Copy(file, Path.Combine(to, Path.GetFileName(file).ToLowerInvariant() + (isDirectory ? "" : ";1")));
        }
    }
}
