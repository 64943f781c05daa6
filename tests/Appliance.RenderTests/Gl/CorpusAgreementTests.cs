using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Gl;

/// <summary>The shader against the CPU renderer on every image of the corpus: DESIGN 4.5 allows one grey level.</summary>
public sealed class CorpusAgreementTests
{
    private const int FramesOfEach = 3;

    [Fact]
    public void Shader_EveryImageOfTheCorpus_AgreesWithReferenceWithinOneLevel()
    {
        using var gl = OffscreenGl.Open();
        using var stage = new ShaderStage(gl);
        var (images, worst, failures) = (0, 0, new List<string>());
        foreach (var path in Corpus.Files())
        {
            foreach (var (frame, pipeline, palette) in FramesOf(path))
            {
                if (Math.Max(frame.Width, frame.Height) > gl.Device.MaxTextureSize)
                {
                    continue;
                }

                var off = ShaderAgreementTests.Worst(ReferenceRenderer.Render(frame, pipeline, palette), stage.Draw(frame, pipeline, palette), out var where);
                worst = Math.Max(worst, off);
                images++;
                if (off > 1)
                {
                    failures.Add($"{Path.GetFileName(path)}: {off} levels at {where}");
                }
            }
        }

        Assert.Empty(failures);
        Assert.True(images > 100, $"only {images} frames of the corpus could be compared");
        TestContext.Current.TestOutputHelper?.WriteLine($"{images} frames compared, largest difference {worst}");
    }

    private static IEnumerable<(PixelFrame Frame, GrayPipeline Pipeline, PaletteLut? Palette)> FramesOf(string path)
    {
        using var file = TryOpen(path);
        if (file is null || TryImage(file.Dataset) is not { } image)
        {
            yield break;
        }

        for (var i = 0; i < Math.Min(FramesOfEach, image.NumberOfFrames); i++)
        {
            if (TryFrame(image, i) is { } frame)
            {
                yield return (frame, image.PipelineOf(i, frame), image.Palette);
            }
        }
    }

    // Whether files open and frames decode is the business of the rooms that do it; here only what can be drawn counts.
    private static DicomFile? TryOpen(string path)
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

    private static DicomImage? TryImage(DicomDataset dataset)
    {
        try
        {
            return DicomImage.IsImage(dataset, out _) ? DicomImage.Open(dataset) : null;
        }
        catch (DicomImageException)
        {
            return null;
        }
    }

    private static PixelFrame? TryFrame(DicomImage image, int index)
    {
        try
        {
            return image.GetFrame(index);
        }
        catch (DicomImageException)
        {
            return null;
        }
    }
}
