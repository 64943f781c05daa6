using System.Globalization;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>
/// Every image of the corpus that we show, drawn by us and by DCMTK with the same window, first and last frame: no pixel may differ by
/// more than one level. Where we are right to differ, <see cref="Exceptions"/> says by which clause. The whole table is written to
/// <c>render-comparison.tsv</c> beside the tests and to the test's output.
/// </summary>
public sealed class DcmtkComparisonTests(ITestOutputHelper output)
{
    private const int Tolerance = 1;

    /// <summary>File name, the largest difference seen, and why ours is right.</summary>
    private static readonly Dictionary<string, (int Allowed, string Clause)> Exceptions = new(StringComparer.Ordinal)
    {
    };

    [Fact]
    public void Corpus_DrawnByUsAndByDcmtk_DiffersByOneLevelAtMost()
    {
        Dcmtk.Require();
        var rows = new List<string> { "file\tframe\twindow\tresult\tdifference\tpixels beyond 1\tnote" };
        var (compared, failures) = (0, new List<string>());
        foreach (var path in Corpus.Files())
        {
            var name = Path.GetRelativePath(Corpus.Root!, path);
            foreach (var row in Compare(path, name))
            {
                rows.Add(row.Text);
                compared += row.Compared ? 1 : 0;
                if (row.Failed)
                {
                    failures.Add(row.Text);
                }
            }
        }

        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "render-comparison.tsv"), rows);
        foreach (var row in rows)
        {
            output.WriteLine(row);
        }

        Assert.True(compared > 200, $"only {compared} pictures were compared");
        Assert.True(failures.Count == 0, $"{failures.Count} pictures differ from DCMTK's without a reason:\n{string.Join('\n', failures)}");
    }

    private static IEnumerable<Row> Compare(string path, string name)
    {
        DicomFile file;
        try
        {
            file = DicomFile.Open(path);
        }
        catch (DicomFormatException fault)
        {
            return [Row.Skipped(name, "not read", fault.Message)];
        }

        using (file)
        {
            try
            {
                var image = DicomImage.Open(file.Dataset);
                int[] frames = image.NumberOfFrames == 1 ? [0] : [0, image.NumberOfFrames - 1];
                return [.. frames.SelectMany(frame => Compare(path, name, image, frame))];
            }
            catch (DicomImageException fault)
            {
                return [Row.Skipped(name, "not shown", fault.Message)];
            }
        }
    }

    private static IEnumerable<Row> Compare(string path, string name, DicomImage image, int frame)
    {
        var pixels = image.GetFrame(frame);
        if (!pixels.Kind.IsGray())
        {
            yield return Compare(path, name, image, pixels, frame, "", new GrayPipeline(), []);
            yield break;
        }

        var own = image.PipelineOf(frame, pixels);
        if (own is { Window: { Function: VoiFunction.Linear } window, IsWindowDerived: false })
        {
            string[] option = ["+Ww", window.Center.ToString("R", CultureInfo.InvariantCulture), window.Width.ToString("R", CultureInfo.InvariantCulture)];
            yield return Compare(path, name, image, pixels, frame, "file", own, option);
        }
        else if (own is { Window: null, VoiLut: not null })
        {
            yield return Compare(path, name, image, pixels, frame, "lut", own, ["+Wl", "1"]);
        }

        yield return Compare(path, name, image, pixels, frame, "minmax", own.SpanningRangeOf(pixels), ["+Wm"]);
    }

    private static Row Compare(string path, string name, DicomImage image, PixelFrame pixels, int frame, string window, GrayPipeline pipeline, string[] option)
    {
        var ours = ReferenceRenderer.Render(image, pixels, pipeline);
        var label = $"{name}\t{frame + 1}\t{window}";
        if (Dcmtk.Draw(path, frame + 1, option, out var error) is not { } theirs)
        {
            return new Row($"{label}\tDCMTK cannot\t\t\t{error.ReplaceLineEndings(" ")}", false, false);
        }

        if ((theirs.Width, theirs.Height, theirs.IsColor) != (ours.Width, ours.Height, ours.IsColor))
        {
            return new Row($"{label}\tDIFFERENT\t{ours.Width}x{ours.Height} colour {ours.IsColor}, theirs {theirs.Width}x{theirs.Height} colour {theirs.IsColor}\t\t", true, !Exceptions.ContainsKey(name));
        }

        var (most, beyond) = (0, 0);
        for (var i = 0; i < ours.Pixels.Length; i++)
        {
            var difference = Math.Abs(ours.Pixels[i] - theirs.Pixels[i]);
            most = Math.Max(most, difference);
            beyond += difference > Tolerance ? 1 : 0;
        }

        var excepted = Exceptions.TryGetValue(name, out var exception);
        var result = most <= Tolerance ? "equal" : excepted && most <= exception.Allowed ? "excepted" : "DIFFERENT";
        return new Row($"{label}\t{result}\t{most}\t{beyond}\t{(result == "excepted" ? exception.Clause : pixels.Note)}", true, result == "DIFFERENT");
    }

    private sealed record Row(string Text, bool Compared, bool Failed)
    {
        public static Row Skipped(string name, string result, string why) => new($"{name}\t\t\t{result}\t\t\t{why.ReplaceLineEndings(" ")}", false, false);
    }
}
