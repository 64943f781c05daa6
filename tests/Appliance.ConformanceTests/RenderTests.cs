using System.Globalization;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary><c>render</c> beside DCMTK's <c>dcm2pnm</c> and <c>dcmj2pnm</c>: the same window, the same grey within one level.</summary>
public sealed class RenderTests
{
    private const int FewestCompared = 60;

    private static readonly string[] Uncompressed =
        ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"];

    // Where the other program and the standard part, with the reason. Both sides were looked at.
    private static readonly IReadOnlyDictionary<string, string> NotComparable = new Dictionary<string, string>
    {
        ["enhanced-mr/IM_0027_fMAP.dcm"] = "its frames rescale by functional groups, which DCMTK leaves out: the same window means other stored values",
        ["enhanced-ct/eCT_Supplemental.dcm"] = "a supplemental palette makes it a picture of colours (PS3.3 C.8.16.2.1.1.1), which DCMTK draws in grey",
    };

    [Fact]
    public void MonochromeCorpus_SameWindow_AgreesWithDcmtkWithinOneLevel()
    {
        using var installation = Installation.Make();
        var files = CorpusFile.All().Where(IsSupported).ToList();
        var problems = new List<string>();
        var compared = 0;
        foreach (var file in files)
        {
            foreach (var frame in new[] { 1, file.Frames }.Distinct())
            {
                var (center, width) = WindowOf(file);
                var theirs = Dcmtk.Render(file, frame, ["+Ww", Text(center), Text(width)], Path.Combine(installation.Folder, "theirs.pgm"));
                if (theirs is null)
                {
                    continue;
                }

                compared++;
                var ours = Path.Combine(installation.Folder, "ours.pgm");
                var run = installation.Run("render", Corpus.PathOf(file.Path), "-o", ours, "--frame", $"{frame}", "--window", $"{Text(center)},{Text(width)}");
                if (run.ExitCode != 0)
                {
                    problems.Add($"{file.Path} frame {frame}: {run.Error.Trim()}");
                }
                else if (Difference(Picture.ReadPnm(ours), theirs) is > 1 and var difference)
                {
                    problems.Add($"{file.Path} frame {frame}, window {Text(center)},{Text(width)}: {difference} levels apart");
                }
            }
        }

        Assert.True(problems.Count == 0, $"{problems.Count} of {compared}:\n{string.Join('\n', problems)}");
        Assert.InRange(compared, FewestCompared, int.MaxValue);
    }

    [Fact]
    public void DemonstrationStudy_EveryFrame_AgreesWithDcmtk()
    {
        using var installation = Installation.Make();
        var file = CorpusFile.All().Single(file => file.Path == "enhanced-mr/BRTUM001");
        Assert.Equal(15, file.Frames);
        for (var frame = 1; frame <= file.Frames; frame++)
        {
            var ours = Path.Combine(installation.Folder, $"frame{frame}.pgm");
            installation.Run("render", Corpus.PathOf(file.Path), "-o", ours, "--frame", $"{frame}", "--window", "200,400").Succeeded();
            var theirs = Dcmtk.Render(file, frame, ["+Ww", "200", "400"], Path.Combine(installation.Folder, "theirs.pgm"));
            Assert.NotNull(theirs);
            Assert.InRange(Picture.ReadPnm(ours).LargestDifference(theirs), 0, 1);
        }
    }

    private static bool IsSupported(CorpusFile file) =>
        file.Error is null && file.Photometric is "MONOCHROME1" or "MONOCHROME2" && file.Bits is 8 or 16 && file.Samples == 1
        && Uncompressed.Contains(file.Syntax) && file.PixelBytes > 0
        && !file.Path.StartsWith("malformed/", StringComparison.Ordinal) && !NotComparable.ContainsKey(file.Path);

    private static int Difference(Picture ours, Picture theirs) =>
        (ours.Width, ours.Height) == (theirs.Width, theirs.Height) ? ours.LargestDifference(theirs) : int.MaxValue;

    // The file's own window where it has a usable one; else a window over the range that its bits can hold.
    private static (double Center, double Width) WindowOf(CorpusFile file) =>
        file is { Center: { } center, Width: { } width } && width > 1 ? (center, width) : (1 << (file.Stored - 1), 1 << file.Stored);

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
