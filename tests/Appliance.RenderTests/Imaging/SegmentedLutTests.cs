using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class SegmentedLutTests
{
    [Fact]
    public void Segments_DiscreteAndLinear_AreExpanded() =>
        Assert.Equal([0, 112, 112, 96, 80, 64], SegmentedLut.Expand([0, 1, 0, 1, 1, 112, 0, 1, 112, 1, 3, 64], 6, 2).Select(entry => (int)entry));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Segment_Indirect_RepeatsEarlierOnes(int bytesPerUnit)
    {
        // Discrete 5 6; linear of two to 10; then both again, by their offset 0.
        ushort[] offset = bytesPerUnit == 1 ? [0, 0, 0, 0] : [0, 0];
        Assert.Equal([5, 6, 8, 10, 5, 6, 8, 10], SegmentedLut.Expand([0, 2, 5, 6, 1, 2, 10, 2, 2, .. offset], 8, bytesPerUnit).Select(entry => (int)entry));
    }

    [Theory]
    [InlineData(new ushort[] { 0, 50, 1, 2 })]
    [InlineData(new ushort[] { 1, 5, 9 })]
    [InlineData(new ushort[] { 2, 9, 0, 0 })]
    [InlineData(new ushort[] { 7, 7, 7 })]
    [InlineData(new ushort[] { 0 })]
    public void Segments_ThatAreNone_EndTheTable(ushort[] data) => Assert.Empty(SegmentedLut.Expand(data, 256, 2));

    [Fact]
    public void Segments_OfTheStandardsHotIronPalette_GiveItsColours()
    {
        // The well-known palettes of PS3.6 annex B, as objects of their own: put under an image they have to run from black to white.
        using var file = DicomFile.Open(Corpus.PathOf("color/palette-objects/hotiron.dcm"));
        var dataset = MadeUp.Gray(8, 8, photometric: "PALETTE COLOR");
        foreach (var element in file.Dataset)
        {
            if (element.Tag.Group == 0x0028)
            {
                dataset.Add(element);
            }
        }

        var palette = DicomImage.Open(dataset).Palette!;
        Assert.Equal(256, palette.Count);
        Assert.Equal([0, 0, 0], palette.Rgb.AsSpan(palette.OffsetOf(0), 3).ToArray().Select(level => (int)level));
        Assert.Equal([255, 255, 255], palette.Rgb.AsSpan(palette.OffsetOf(255), 3).ToArray().Select(level => (int)level));
        Assert.Equal([255, 0, 0], palette.Rgb.AsSpan(palette.OffsetOf(128), 3).ToArray().Select(level => (int)level));
    }
}
