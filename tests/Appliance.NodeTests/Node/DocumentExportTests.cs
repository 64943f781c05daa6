using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary><c>export --document</c>, and what is said of objects that are no pictures.</summary>
public sealed class DocumentExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ExportDocument_OfAPdf_IsTheFileWithoutItsPaddingByte()
    {
        var run = await VerbRun.OfAsync("--json", "export", Corpus.PathOf("encapsulated/OT000000.dcm"), "--document", "-o", _folder);

        Assert.Equal(0, run.Code);
        var path = Assert.Single(run.Objects).GetProperty("path").GetString()!;
        Assert.Equal(Path.Combine(_folder, "document.pdf"), path);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal("%PDF"u8, bytes.AsSpan(0, 4));
        Assert.Equal("EOF\n"u8, bytes.AsSpan(bytes.Length - 4));
    }

    [Theory]
    [InlineData("ct/CT_small.dcm", 23, "no document among")]
    [InlineData("encapsulated/Issue137.dcm", 22, "EncapsulatedDocument (0042,0011)")]
    public async Task ExportDocument_OfNone_SaysSo(string file, int code, string words)
    {
        var run = await VerbRun.OfAsync("export", Corpus.PathOf(file), "--document", "-o", _folder);

        Assert.Equal(code, run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("rt/rtplan.dcm", "RT Plan")]
    [InlineData("other-sop/dataset.dcm", "Raw Data")]
    public async Task Render_OfWhatCannotBeDrawn_SaysWhatItIsAndWhatCanBeDone(string file, string kind)
    {
        var run = await VerbRun.OfAsync("render", Corpus.PathOf(file), "-o", Path.Combine(_folder, "x.png"));

        Assert.InRange(run.Code, 20, 29);
        Assert.Contains(kind, run.Error, StringComparison.Ordinal);
        Assert.Contains("'dump'", run.Error, StringComparison.Ordinal);
        Assert.Contains("'export'", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }
}
