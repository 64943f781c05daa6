using Appliance.RenderTests.Imaging;
using Appliance.RenderTests.Objects;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Comparison;

/// <summary>
/// Every image of the corpus, and the made-up ones, against DCMTK and pydicom: stored values equal where the compression loses nothing and within the codec's bound
/// elsewhere, greys within one level of DCMTK's with the same window. Where they part, <c>comparison-exceptions.tsv</c> says why, and says nothing
/// more than that. The table is left in <c>image-comparison.tsv</c> beside the test program; <c>.ci/images</c> makes and prints it.
/// </summary>
public sealed class CorpusComparisonTests : IDisposable
{
    private const int FewestFrames = 350;

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-made-").FullName;

    [Fact]
    public void Corpus_DecodedAndDrawnByUsAndByOthers_AgreesOrIsExplained()
    {
        Array.ForEach(["dcmj2pnm", "dcmdjpeg", "dcmdrle", "dcmconv"], program => Dcmtk.Need(program));
        var exceptions = ComparisonExceptions.Read();
        using var pydicom = new PydicomPeer();
        var rows = Files().AsParallel().AsOrdered().SelectMany(file => ComparedFile.Rows(file.Name, file.Path, pydicom)).ToList();
        var judged = rows.ConvertAll(row => row.Judge(exceptions));
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "image-comparison.tsv"), [ComparedRow.Header, .. judged.Select(row => row.Line)]);

        var open = judged.Where(row => row.IsOpen).Select(row => row.Line).ToList();
        Assert.True(open.Count == 0, $"{open.Count} frames differ without an explanation:\n{string.Join('\n', open)}");
        Assert.True(exceptions.Unused.Count == 0, $"exceptions that explain nothing any more:\n{string.Join('\n', exceptions.Unused)}");
        Assert.InRange(rows.Count(row => row.IsCompared), FewestFrames, int.MaxValue);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IEnumerable<(string Name, string Path)> Files() =>
    [
        .. Corpus.Files().Select(path => (Path.GetRelativePath(Corpus.Root!, path), path)),
        .. MadeObjects.SaveTo(_folder).Select(path => ($"made-up/{Path.GetFileName(path)}", path)),
    ];
}
