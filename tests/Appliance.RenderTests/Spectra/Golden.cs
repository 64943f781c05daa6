using System.Runtime.CompilerServices;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>Pictures of pages beside their golden files; APPLIANCE_RECORD_GOLDEN=1 writes them anew.</summary>
internal static class Golden
{
    /// <summary>Smoothed edges may differ by this much from processor to processor.</summary>
    private const int Tolerance = 8;

    /// <param name="drawn">The picture.</param>
    /// <param name="name">Of its golden file.</param>
    /// <param name="isLeftOut">Pixels that are not compared, such as words, whose letters differ from machine to machine; null for none.</param>
    public static void AssertSame(SKBitmap drawn, string name, Func<int, int, bool>? isLeftOut = null)
    {
        var path = Path.Combine(SourceFolder(), name + ".png");
        if (Environment.GetEnvironmentVariable("APPLIANCE_RECORD_GOLDEN") == "1")
        {
            using var file = File.Create(path);
            drawn.Encode(file, SKEncodedImageFormat.Png, 100);
        }

        using var golden = SKBitmap.Decode(path);
        Assert.NotNull(golden);
        Assert.Equal((golden.Width, golden.Height), (drawn.Width, drawn.Height));
        var differing = 0;
        for (var i = 0; i < drawn.Width * drawn.Height; i++)
        {
            var (wanted, found) = (golden.GetPixel(i % drawn.Width, i / drawn.Width), drawn.GetPixel(i % drawn.Width, i / drawn.Width));
            differing += isLeftOut?.Invoke(i % drawn.Width, i / drawn.Width) != true && Math.Abs(wanted.Red - found.Red) + Math.Abs(wanted.Green - found.Green) + Math.Abs(wanted.Blue - found.Blue) > Tolerance ? 1 : 0;
        }

        Assert.True(differing == 0, $"{differing} pixels differ from Golden/{name}.png");
    }

    // The files beside this source, so that recording changes what is committed.
    private static string SourceFolder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden");
}
