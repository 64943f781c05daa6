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
        ["color/SC_ybr_full_uncompressed.dcm"] = (2, YbrOffset),
        ["color/YBR_FULL-RLE.dcm"] = (2, YbrOffset),
        ["cr-dx-mg/dx_image.dcm"] = (5, "169 x 211 is odd: DCMTK counts the byte that pads the value (0) into the minimum; it is no pixel (PS3.5 8.1.1)"),
        ["lut/LEADTOOLS_FLOWERS-24-RGB-JpegLossy.dcm"] = (192, "the stream has a JFIF segment, so that its components are YCbCr (JFIF 1.02); DCMTK shows Y, Cb, Cr as red, green, blue"),
        ["other-sop/sample-op.dcm"] = (2, DctRounding),
        ["transfer-syntax/jpeg/JPEG-lossy.dcm"] = (2, DctRounding),
        ["transfer-syntax/jpeg/JPGExtended.dcm"] = (2, DctRounding),
        ["us/examples_ybr_color.dcm"] = (2, DctRounding),
    };

    private const string YbrOffset =
        "PS3.3 C.7.6.3.1.2 puts the zero of the colour differences at 128; DCMTK 3.6.7 puts it at 127.5 for uncompressed YBR_FULL and truncates";

    private const string DctRounding =
        "ISO 10918-2 lets inverse DCTs differ by 1 in a sample; a window narrower than 256 values, or 1.772 x Cb, makes 2 levels of it";

    [Fact]
    public void Corpus_DrawnByUsAndByDcmtk_DiffersByOneLevelAtMost()
    {
        Dcmtk.Need("dcmj2pnm");
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
        var stored = IsBeyondDcmtk(image, own);
        string[] modality = stored ? ["-M"] : [];
        var label = stored ? " (stored values)" : "";
        if (own is { Window: { Function: VoiFunction.Sigmoid } sigmoid, IsWindowDerived: false } && !stored)
        {
            yield return Compare(path, name, image, pixels, frame, "file (sigmoid)", own, ["+Ww", Number(sigmoid.Center), Number(sigmoid.Width), "+Wfs"]);
        }
        else if (own is { Window: { } window, IsWindowDerived: false })
        {
            yield return Compare(path, name, image, pixels, frame, $"file{label}", own, [.. modality, .. Option(window, stored ? own : new GrayPipeline())]);
        }

        if (own.VoiLut is not null)
        {
            yield return Compare(path, name, image, pixels, frame, "lut", own with { Window = null }, ["+Wl", "1"]);
        }

        // DCMTK does not know padding values: they count into its range like any other.
        var whole = own with { Padding = null };
        yield return Compare(path, name, image, pixels, frame, $"minmax{label}", whole.SpanningRangeOf(pixels), [.. modality, "+Wm", "+Wfl"]);
    }

    // DCMTK takes no rescale from functional groups, and rounds rescaled values down to whole numbers. Where that matters it is asked to
    // leave the modality transformation out, and gets the window in stored values.
    private static bool IsBeyondDcmtk(DicomImage image, GrayPipeline own) =>
        own is { ModalityLut: null, RescaleSlope: > 0 }
        && (own.RescaleSlope % 1 != 0 || own.RescaleIntercept % 1 != 0 || (own.RescaleSlope, own.RescaleIntercept) != RescaleOutsideGroups(image.Dataset));

    private static (double, double) RescaleOutsideGroups(DicomDataset dataset) =>
        (dataset.GetDouble(DicomTag.RescaleSlope) ?? 1, dataset.GetDouble(DicomTag.RescaleIntercept) ?? 0);

    // The same two borders as a LINEAR window of PS3.3 C.11.2.1.2.1, which is all that DCMTK draws, in the values before the rescale.
    private static string[] Option(VoiWindow window, GrayPipeline rescale)
    {
        var (center, width) = window is { Function: VoiFunction.Linear, Width: >= 1 } ? (window.Center - 0.5, window.Width - 1) : (window.Center, window.Width);
        center = (center - rescale.RescaleIntercept) / rescale.RescaleSlope;
        width /= rescale.RescaleSlope;
        return ["+Ww", Number(center + 0.5), Number(width + 1), "+Wfl"];
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

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
