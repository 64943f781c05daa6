using Appliance.Dicom;
using Appliance.Tests;
using SkiaSharp;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>One real object of every SOP class that there is a sample of: drawn, or in words why not and what can be done with it.</summary>
public sealed class EverySopClassTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Render_OfEveryClass_DrawsOrOffersDumpAndExport()
    {
        var (drawn, refused) = (0, 0);
        foreach (var (name, path) in OneOfEachClass())
        {
            var picture = Path.Combine(_folder, "x.png");
            File.Delete(picture);
            var run = await VerbRun.OfAsync("render", path, "-o", picture);
            if (run.Code == 0)
            {
                using var decoded = SKBitmap.Decode(picture);
                Assert.True(decoded is { Width: > 0, Height: > 0 }, $"{name}: no picture");
                drawn++;
                continue;
            }

            Assert.True(run.Code is >= 20 and <= 29, $"{name}: exit code {run.Code}");
            Assert.True(run.Error.Contains("'dump'", StringComparison.Ordinal) && run.Error.Contains("'export'", StringComparison.Ordinal), $"{name}: {run.Error}");
            Assert.False(File.Exists(picture), $"{name}: refused, and yet there is a picture");
            refused++;
        }

        Assert.True(drawn >= 25 && refused >= 8, $"{drawn} drawn, {refused} refused");
    }

    [Fact]
    public async Task View_OfEveryClassThatRenderRefuses_DescribesItOrOffersDumpAndExport()
    {
        var described = 0;
        foreach (var (name, path) in OneOfEachClass())
        {
            if ((await VerbRun.OfAsync("render", path, "-o", Path.Combine(_folder, "x.png"))).Code == 0)
            {
                continue;
            }

            var picture = Path.Combine(_folder, "view.png");
            File.Delete(picture);
            var run = await VerbRun.OfAsync("view", path, "--screenshot", picture, "--size", "640x480");
            if (File.Exists(picture))
            {
                using var decoded = SKBitmap.Decode(picture);
                Assert.True(decoded.Pixels.Any(pixel => pixel.Red > 100), $"{name}: an empty page");
                described++;
            }
            else
            {
                Assert.True(
                    run.Code != 0 && run.Error.Contains("dump'", StringComparison.Ordinal) && run.Error.Contains("export'", StringComparison.Ordinal), $"{name}: {run.Code} {run.Error}");
            }
        }

        Assert.True(described >= 8, $"{described} described");
    }

    // The first of each, in the order of the corpus; what is broken on purpose is another test's.
    private static IEnumerable<(string Name, string Path)> OneOfEachClass()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Corpus.Files().Where(path => !path.Contains("malformed", StringComparison.Ordinal) && !path.Contains("dicomdir", StringComparison.Ordinal)))
        {
            string? uid;
            try
            {
                using var file = DicomFile.Open(path);
                uid = file.Dataset.GetString(DicomTag.SOPClassUID);
            }
            catch (DicomFormatException)
            {
                continue;
            }

            if (!string.IsNullOrEmpty(uid) && seen.Add(uid))
            {
                yield return ($"{new DicomUID(uid).Name} {Path.GetFileName(path)}", path);
            }
        }
    }
}
