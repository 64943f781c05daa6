using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Functional groups, dimensions and places of real objects with wrong bytes anywhere: they are arranged, or refused when opened. The seed is fixed.</summary>
public sealed class GeometryMutationTests
{
    private const int Cases = 1500;
    private const int LargestSeed = 150_000;

    [Fact]
    public void Objects_WithWrongBytesAnywhere_AreArrangedAndTabled()
    {
        var seeds = new[] { "enhanced-mr", "legacy-converted", "multiframe-sc-with-functional-groups", "ct/series-head-axial", "mr-spectroscopy", "us" }
            .SelectMany(Corpus.Files).Where(path => new FileInfo(path).Length < LargestSeed).Select(File.ReadAllBytes).ToList();
        var random = new Random(20261);
        var arranged = 0;
        var objects = new List<SeriesObject>();
        for (var round = 0; round < Cases; round++)
        {
            if (Mutated(seeds, random) is { } one)
            {
                objects.Add(one);
                arranged++;
            }

            if (objects.Count == 20)
            {
                Arrange(objects);
                objects.Clear();
            }
        }

        Assert.InRange(arranged, Cases / 4, Cases);
    }

    private static SeriesObject? Mutated(List<byte[]> seeds, Random random)
    {
        var bytes = (byte[])seeds[random.Next(seeds.Count)].Clone();

        // Mostly in the first part, where the functional groups are.
        for (var count = random.Next(1, 20); count > 0; count--)
        {
            bytes[random.Next(random.Next(4) == 0 ? bytes.Length : Math.Min(bytes.Length, 16_000))] = (byte)random.Next(256);
        }

        try
        {
            using var file = DicomFile.Parse(bytes);
            if (!DicomImage.IsImage(file.Dataset, out _))
            {
                return SeriesObject.Of(file.Dataset, 1);
            }

            var image = DicomImage.Open(file.Dataset);
            var frame = random.Next(image.NumberOfFrames);
            image.Dimensions.Describe(frame);
            var table = FrameTable.Of(image);
            Assert.All(table.Varying.Concat(table.Shared).Take(100), column => Assert.NotNull(table.Value(column, frame)));
            Assert.All(image.Notes, Assert.NotEmpty);
            return SeriesObject.Of(image);
        }
        catch (Exception fault) when (fault is DicomImageException or DicomFormatException)
        {
            Assert.NotEmpty(fault.Message);
            return null;
        }
    }

    private static void Arrange(List<SeriesObject> objects)
    {
        var arrangement = Arrangement.Of(objects);
        Assert.Equal(Enumerable.Range(0, objects.Count), arrangement.Objects.Order());
        var frames = objects.Sum(one => one.Frames);
        Assert.Equal(frames, arrangement.Cine!.Durations.Count);
        if (arrangement.DimensionOrder is { } order)
        {
            Assert.Equal(Enumerable.Range(0, frames), order.Order());
        }

        foreach (var image in arrangement.ReferencePlanes)
        {
            foreach (var other in arrangement.ReferencePlanes)
            {
                if (ReferenceLine.Of(image.Place, other.Place) is { } line)
                {
                    Assert.InRange(line.FromColumn, -0.51, image.Place.Columns - 0.49);
                    Assert.InRange(line.ToRow, -0.51, image.Place.Rows - 0.49);
                }
            }
        }
    }
}
