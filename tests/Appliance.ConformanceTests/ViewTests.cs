using System.Text.Json;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>The window on a real display beside the CPU reference: <c>view --screenshot</c> and <c>render</c>, pixel by pixel.</summary>
public sealed class ViewTests
{
    // All with a window of their own, or in colour: where there is none, looking and rendering choose differently.
    private static readonly (string Path, int Frame)[] Images =
    [
        ("ct/693_UNCI.dcm", 1),
        ("mr/0051.dcm", 1),
        ("mr/MR_small.dcm", 1),
        ("enhanced-mr/BRTUM001", 8),
        ("enhanced-mr/MOVEKNEE.dcm", 10),
        ("pet/1.dcm", 1),
        ("transfer-syntax/uncompressed/MR_small_bigendian.dcm", 1),
        ("nm/NM-MONO2-16-13x-heart", 3),
        ("color/TestPattern_Palette.dcm", 1),
        ("color/TestPattern_RGB.dcm", 1),
        ("enhanced-mr-color/0001_1.3.12.2.1107.5.2.43.67093.2022071112123439621008676.dcm", 20),
    ];

    [Fact]
    public void Screenshot_OnADisplay_AgreesWithTheReferenceWithinOneLevel()
    {
        using var installation = Installation.Make();
        using var display = new XServer(1280, 1024);
        var environment = new Dictionary<string, string?> { ["DISPLAY"] = display.Display, ["WAYLAND_DISPLAY"] = null };
        foreach (var (path, frame) in Images)
        {
            var shot = Path.Combine(installation.Folder, "shot.png");
            var run = ProgramRun.Of(
                installation.Program,
                ["--json", "--data", installation.Data, "view", Corpus.PathOf(path), "--screenshot", shot, "--frame", $"{frame}", "--one-to-one", "--no-text", "--size", "1024x768"],
                installation.Folder, environment: environment).Succeeded();
            using var told = JsonDocument.Parse(run.Output);
            Assert.DoesNotContain("CPU", told.RootElement.GetProperty("drawer").GetString()!, StringComparison.OrdinalIgnoreCase);

            var reference = Path.Combine(installation.Folder, "reference.png");
            installation.Run("render", Corpus.PathOf(path), "-o", reference, "--frame", $"{frame}").Succeeded();
            AssertSame(path, Picture.ReadPng(shot), told.RootElement, Picture.ReadPng(reference));
        }
    }

    [Fact]
    public void Screenshot_WithoutADisplay_IsDrawnAllTheSame()
    {
        using var installation = Installation.Make();
        var shot = Path.Combine(installation.Folder, "shot.png");
        var environment = new Dictionary<string, string?> { ["DISPLAY"] = null, ["WAYLAND_DISPLAY"] = null };
        ProgramRun.Of(installation.Program, ["view", Corpus.PathOf("ct/CT_small.dcm"), "--screenshot", shot], installation.Folder, environment: environment).Succeeded();
        Assert.True(Picture.ReadPng(shot).Data.Distinct().Count() > 40, "the screenshot is nearly blank");
    }

    // The image area may be cut by the window's edge: what is visible is compared.
    private static void AssertSame(string path, Picture shot, JsonElement told, Picture reference)
    {
        int Number(string name) => (int)Math.Round(told.GetProperty(name).GetDouble());
        int left = Number("x"), top = Number("y");
        Assert.Equal((path, reference.Width, reference.Height), (path, Number("width"), Number("height")));
        var largest = 0;
        for (var y = Math.Max(0, -top); y < reference.Height && top + y < shot.Height; y++)
        {
            for (var x = Math.Max(0, -left); x < reference.Width && left + x < shot.Width; x++)
            {
                var (shown, expected) = (shot.At(left + x, top + y), reference.At(x, y));
                largest = Math.Max(largest, Math.Abs(shown.Red - expected.Red));
                largest = Math.Max(largest, Math.Abs(shown.Green - expected.Green));
                largest = Math.Max(largest, Math.Abs(shown.Blue - expected.Blue));
            }
        }

        Assert.True(largest <= 1, $"{path} is {largest} levels apart");
    }
}
