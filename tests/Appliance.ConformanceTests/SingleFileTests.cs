using System.Text.Json;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>One file is the whole product.</summary>
public sealed class SingleFileTests
{
    [Fact]
    public void PublishFolder_Listed_HoldsOneFileBesideSymbols()
    {
        var published = Installation.Published;
        var files = Directory.EnumerateFiles(Path.GetDirectoryName(published)!, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is not (".dbg" or ".pdb" or ".dSYM"));
        Assert.Equal([published], files);
    }

    [Fact]
    public void Version_Asked_IsTheProductsOwn()
    {
        using var installation = Installation.Make();
        Assert.Matches(@"\d+\.\d+\.\d+", installation.Run("--version").Succeeded().Output);
        Assert.Equal([installation.Program], Directory.EnumerateFileSystemEntries(installation.Folder));
    }

    [Fact]
    public void Demo_OfTheFileAlone_MatchesThroughout()
    {
        using var installation = Installation.Make();
        var run = ProgramRun.Of(installation.Program, ["demo"], installation.Folder).Succeeded();
        var pictures = run.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.EndsWith(".png", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(pictures);
        Assert.All(pictures, path =>
        {
            var picture = Picture.ReadPng(path);
            Assert.True(picture.Data.Distinct().Count() > 20, $"{path} is nearly blank");
            File.Delete(path);
        });
    }

    [Fact]
    public void Demo_AsJson_IsOneObjectALine()
    {
        using var installation = Installation.Make();
        var run = ProgramRun.Of(installation.Program, ["--json", "demo"], installation.Folder).Succeeded();
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }
}
