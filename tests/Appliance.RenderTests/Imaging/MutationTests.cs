using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Real images with wrong bytes anywhere: they are drawn, or refused by one of two exceptions. The seed is fixed, so a failure comes again.</summary>
public sealed class MutationTests
{
    private const int Cases = 1500;
    private const int LargestSeed = 40_000;

    [Fact]
    public void Images_WithWrongBytesAnywhere_AreDrawnOrRefused()
    {
        var seeds = Corpus.Files().Where(path => new FileInfo(path).Length < LargestSeed).Select(File.ReadAllBytes).ToList();
        var random = new Random(20260);
        var drawn = 0;
        for (var round = 0; round < Cases; round++)
        {
            var bytes = (byte[])seeds[random.Next(seeds.Count)].Clone();
            for (var count = random.Next(1, 12); count > 0; count--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                using var file = DicomFile.Parse(bytes);
                var image = DicomImage.Open(file.Dataset);
                var frame = random.Next(image.NumberOfFrames);
                var pixels = image.GetFrame(frame);
                ReferenceRenderer.Render(image, pixels, image.PipelineOf(frame, pixels));
                ImageFacts.LabelsOf(image, frame);
                drawn++;
            }
            catch (Exception fault) when (fault is DicomImageException or DicomFormatException)
            {
                Assert.NotEmpty(fault.Message);
            }
        }

        Assert.InRange(drawn, Cases / 4, Cases);
    }
}
