using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Palettes as PS3.3 C.7.6.3.1.5, C.7.6.3.1.6, C.7.9.2 and C.8.16.2.1.1.1 define them, and as files get them wrong.</summary>
public sealed class PaletteTests
{
    private static readonly DicomTag[] Descriptors =
        [DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableDescriptor];

    private static readonly DicomTag[] Data =
        [DicomTag.RedPaletteColorLookupTableData, DicomTag.GreenPaletteColorLookupTableData, DicomTag.BluePaletteColorLookupTableData];

    private static readonly DicomTag[] Segments =
        [DicomTag.SegmentedRedPaletteColorLookupTableData, DicomTag.SegmentedGreenPaletteColorLookupTableData, DicomTag.SegmentedBluePaletteColorLookupTableData];

    [Fact]
    public void Entries_Of16Bits_KeepTheirUpperByte()
    {
        var palette = Open(With(Indexed(), 3, 0, 16, Words(0x0000, 0x80FF, 0xFFFF)));
        Assert.Equal([0, 0x80, 0xFF], Reds(palette));
    }

    [Fact]
    public void Entries_Of8Bits_LieTwoToAWord_LowByteFirst()
    {
        var palette = Open(With(Indexed(), 3, 0, 8, [10, 20, 30, 0]));
        Assert.Equal([10, 20, 30], Reds(palette));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Entries_OneToAWordThatFitInto8Bits_AreTakenAsThey(int bits)
    {
        var palette = Open(With(Indexed(), 3, 0, bits, Words(10, 200, 255)));
        Assert.Equal([10, 200, 255], Reds(palette));
    }

    [Fact]
    public void Entries_SmallInOneTableOnly_AreScaledLikeTheOthers()
    {
        // Blue reaches 200 of 65535: nearly black, though it would fit into 8 bits.
        var dataset = With(Indexed(), 2, 0, 16, Words(0, 0xFFFF));
        dataset.SetBytes(DicomTag.BluePaletteColorLookupTableData, DicomVR.OW, Words(0, 200));
        Assert.Equal([0, 0, 0, 255, 255, 0], Open(dataset).Rgb.Select(level => (int)level));
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(10, 10)]
    [InlineData(17, 16)]
    public void Descriptor_OfImpossibleBits_IsHeldAgainstTheEntriesWithANote(int stated, int taken)
    {
        var image = DicomImage.Open(With(Indexed(), 3, 0, stated, Words(0, 512, 1023)));
        Assert.Equal([0, 512 >> (taken - 8), 1023 >> (taken - 8)], Reds(image.Palette!));
        Assert.Contains(image.Notes, note => note.Contains("RedPaletteColorLookupTableDescriptor", StringComparison.Ordinal) && note.Contains($"{stated} bits", StringComparison.Ordinal));
    }

    [Fact]
    public void Descriptor_OfZeroEntries_Means65536()
    {
        var entries = new byte[65536 * 2];
        entries[^1] = 0xFF;
        var palette = Open(With(Indexed(16, 16), 0, 0, 16, entries));
        Assert.Equal(65536, palette.Count);
        Assert.Equal((0, 0xFF), (palette.Rgb[palette.OffsetOf(65534)], palette.Rgb[palette.OffsetOf(65535)]));
    }

    [Fact]
    public void Entries_FewerThanAnnounced_AreUsedWithANote_AndTheLastGoesOn()
    {
        var image = DicomImage.Open(With(Indexed(), 256, 0, 16, Words(0, 0x4000, 0x9000)));
        Assert.Contains(image.Notes, note => note.Contains("3 entries", StringComparison.Ordinal) && note.Contains("256", StringComparison.Ordinal));
        Assert.Equal(0x90, image.Palette!.Rgb[image.Palette.OffsetOf(255)]);
    }

    [Fact]
    public void Entries_MoreThanAnnounced_AreLeftOutWithANote()
    {
        var image = DicomImage.Open(With(Indexed(), 2, 0, 16, Words(0, 0x4000, 0x9000, 0xFFFF)));
        Assert.Equal([0, 0x40], Reds(image.Palette!));
        Assert.Contains(image.Notes, note => note.Contains("4 entries", StringComparison.Ordinal));
    }

    [Fact]
    public void Tables_WhoseDescriptorsDiffer_AreEachUsedByTheirOwn()
    {
        var dataset = With(Indexed(), 3, 10, 16, Words(0x1000, 0x2000, 0x3000));
        dataset.SetBytes(DicomTag.GreenPaletteColorLookupTableDescriptor, DicomVR.US, Words(2, 12, 16));
        dataset.SetBytes(DicomTag.GreenPaletteColorLookupTableData, DicomVR.OW, Words(0x5000, 0x6000));
        var image = DicomImage.Open(dataset);
        Assert.Equal([(0x10, 0x50), (0x20, 0x50), (0x30, 0x50), (0x30, 0x60)], Enumerable.Range(10, 4).Select(index =>
        {
            var at = image.Palette!.OffsetOf(index);
            return ((int)image.Palette.Rgb[at], (int)image.Palette.Rgb[at + 1]);
        }));
        Assert.Contains(image.Notes, note => note.Contains("differ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("US")]
    [InlineData("SS")]
    [InlineData("OW")]
    public void Index_FirstMappedOfSignedPixels_IsNegativeWhateverTheVr(string vr)
    {
        var dataset = With(Indexed(16, 16, signed: true), 3, -1, 16, Words(0x1000, 0x2000, 0x3000), vr switch { "SS" => DicomVR.SS, "OW" => DicomVR.OW, _ => DicomVR.US });
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, MadeUp.Cells(16, (x, _) => x - 2));
        var image = DicomImage.Open(dataset);
        Assert.Equal([0x10, 0x10, 0x20, 0x30, 0x30], ReferenceRenderer.Render(image, image.GetFrame(0), null).Pixels.Where((_, i) => i % 3 == 0).Take(5).Select(level => (int)level));
    }

    [Fact]
    public void Index_FirstMappedAbove32767OfUnsignedPixels_IsUnsignedAlsoAsSs() =>
        Assert.Equal(61440, Open(With(Indexed(16, 16), 2, 61440, 16, Words(0, 0xFFFF), DicomVR.SS)).FirstMapped);

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Segments_OfEitherWidth_AreExpandedBesideTheImage(int bits)
    {
        // Discrete 0; linear of four to full scale: 64, 128, 191, 255.
        var full = (1 << bits) - 1;
        var units = new[] { 0, 1, 0, 1, 4, full };
        var dataset = Indexed();
        foreach (var (descriptor, segments) in Descriptors.Zip(Segments))
        {
            dataset.SetBytes(descriptor, DicomVR.US, Words(5, 0, bits));
            dataset.SetBytes(segments, DicomVR.OW, bits == 8 ? [.. units.Select(unit => (byte)unit)] : Words(units));
        }

        Assert.Equal([0, 64, 128, 191, 255], Reds(Open(dataset)));
    }

    [Fact]
    public void Segments_OfAnUnknownOpcode_EndTheTableWithANote()
    {
        var dataset = Indexed();
        foreach (var (descriptor, segments) in Descriptors.Zip(Segments))
        {
            dataset.SetBytes(descriptor, DicomVR.US, Words(4, 0, 16));
            dataset.SetBytes(segments, DicomVR.OW, Words(0, 2, 0, 0xFFFF, 9, 1, 1));
        }

        var image = DicomImage.Open(dataset);
        Assert.Equal([0, 255], Reds(image.Palette!));
        Assert.Contains(image.Notes, note => note.Contains("opcode 9", StringComparison.Ordinal) && note.Contains("SegmentedRed", StringComparison.Ordinal));
    }

    [Fact]
    public void Segments_WithoutData_AreNamed()
    {
        var fault = Assert.Throws<DicomImageException>(() => DicomImage.Open(With(Indexed(), 4, 0, 16, [])));
        Assert.Contains("RedPaletteColorLookupTableData", fault.Attribute, StringComparison.Ordinal);
    }

    [Fact]
    public void Supplemental_OfAnEnhancedImage_ColoursItsValuesAndLeavesTheOthersGrey()
    {
        var dataset = With(MadeUp.Gray(16, 12).Set(DicomTag.PixelPresentation, "COLOR"), 2, 1024, 16, Words(0x1000, 0x2000));
        dataset.SetBytes(DicomTag.BluePaletteColorLookupTableData, DicomVR.OW, Words(0xF000, 0xE000));
        dataset.Set(DicomTag.WindowCenter, 512).Set(DicomTag.WindowWidth, 1024);
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, MadeUp.Cells(16, (x, _) => 1022 + x));

        // LINEAR, PS3.3 C.11.2.1.2.1: ((1022 - 511.5) / 1023 + 0.5) * 255 = 254.75; 1023 is white.
        var picture = MadeUp.Render(dataset);
        Assert.True(picture.IsColor);
        Assert.Equal([255, 255, 255, 255, 255, 255, 0x10, 0x10, 0xF0, 0x20, 0x20, 0xE0, 0x20, 0x20, 0xE0], picture.Pixels.Take(15).Select(level => (int)level));
    }

    [Theory]
    [InlineData("MONOCHROME")]
    [InlineData("MIXED")]
    public void Supplemental_OfAFrameNotPresentedInColour_IsNotUsed(string presentation) =>
        Assert.False(MadeUp.Render(With(MadeUp.Gray(16, 12).Set(DicomTag.PixelPresentation, presentation), 2, 1024, 16, Words(0, 0xFFFF))).IsColor);

    [Fact]
    public void Supplemental_OfMixedFrames_IsUsedWhereTheFrameSaysSo()
    {
        var frames = new[] { "MONOCHROME", "COLOR" }.Select(term => new DicomDataset()
            .SetSequence(DicomTag.MRImageFrameTypeSequence, new DicomDataset().Set(DicomTag.PixelPresentation, term))).ToArray();
        var cells = MadeUp.Cells(16, (x, _) => 1000 + x);
        var dataset = With(MadeUp.Gray(16, 12).Set(DicomTag.PixelPresentation, "MIXED").Set(DicomTag.NumberOfFrames, 2), 2, 1024, 16, Words(0, 0xFFFF))
            .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, frames)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, cells.Concat(cells).ToArray());
        Assert.Equal([false, true], new[] { 0, 1 }.Select(frame => MadeUp.Render(dataset, frame).IsColor));
    }

    [Fact]
    public void Supplemental_OfTheEnhancedCtOfTheCorpus_ColoursAsItsTablesSay()
    {
        using var file = DicomFile.Open(Corpus.PathOf("enhanced-ct/eCT_Supplemental.dcm"));
        var image = DicomImage.Open(file.Dataset);
        var (frame, pipeline) = (image.GetFrame(0), image.PipelineOf(0));
        var picture = ReferenceRenderer.Render(image, frame, pipeline);

        // The raw tables, entry by entry: 100 entries of 16 bits from 1024 on.
        var tables = Data.Select(tag => file.Dataset.GetBytes(tag).ToArray()).ToArray();
        Assert.True(picture.IsColor);
        var coloured = 0;
        for (var i = 0; i < frame.Width * frame.Height; i++)
        {
            var stored = frame.ValueAt(i % frame.Width, i / frame.Width);
            var pixel = picture.Pixels.AsSpan(i * 3, 3);
            if (stored < 1024)
            {
                var level = pipeline.Level(stored);
                Assert.True(pixel[0] == level && pixel[1] == level && pixel[2] == level);
                continue;
            }

            coloured++;
            var entry = (int)Math.Min(stored - 1024, 99);
            Assert.True(pixel[0] == tables[0][(entry * 2) + 1] && pixel[1] == tables[1][(entry * 2) + 1] && pixel[2] == tables[2][(entry * 2) + 1]);
        }

        Assert.InRange(coloured, 100, frame.Width * frame.Height);
    }

    // The well-known palettes of PS3.6 B.1; the colours of 0, 100, 200 and 255 as pydicom's apply_color_lut gives them
    // (by UID: its names FALL and WINTER stand for each other's).
    [Theory]
    [InlineData("hotiron", "000000 C80000 FF9024 FFFFFF")]
    [InlineData("pet", "000000 4937C7 FF9020 FFFFFF")]
    [InlineData("hotmetalblue", "000000 2C00C4 FF9858 FFFFFF")]
    [InlineData("pet20step", "000000 8080E0 D09000 FFFFFF")]
    [InlineData("spring", "FF00FF FF649B FFC837 FFFF00")]
    [InlineData("summer", "00FF00 00CD00 009B91 0080FE")]
    [InlineData("fall", "FFFF00 FF9B00 FF3700 FF0000")]
    [InlineData("winter", "0000FF 0064CD 48C89B 7FFF80")]
    public void PaletteObject_WellKnown_IsReadByItself(string name, string colours)
    {
        using var file = DicomFile.Open(Corpus.PathOf($"color/palette-objects/{name}.dcm"));
        var notes = new List<string>();
        var palette = PaletteLut.Of(file.Dataset, notes);
        Assert.Equal(256, palette.Count);
        Assert.Equal(colours, string.Join(' ', new[] { 0, 100, 200, 255 }.Select(index => Convert.ToHexString(palette.Rgb, index * 3, 3))));
        Assert.Empty(notes);
    }

    [Fact]
    public void PseudoColor_OfAnyGrey_PicksTheEntryOfItsBrightness()
    {
        var palette = new PaletteLut(0, [0, 0, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]);
        var pipeline = new GrayPipeline { Window = new VoiWindow(128, 256), PseudoColor = palette };
        Assert.Equal([((byte)0, (byte)0, (byte)0), (40, 50, 60), (100, 110, 120)], new double[] { 0, 127, 255 }.Select(pipeline.Color));
    }

    private static DicomDataset Indexed(int allocated = 8, int stored = 8, bool signed = false) => MadeUp.Gray(allocated, stored, signed, "PALETTE COLOR");

    private static DicomDataset With(DicomDataset dataset, int count, int first, int bits, byte[] entries, DicomVR? vr = null)
    {
        foreach (var (descriptor, data) in Descriptors.Zip(Data))
        {
            dataset.SetBytes(descriptor, vr ?? DicomVR.US, Words(count, first, bits)).SetBytes(data, DicomVR.OW, entries);
        }

        return dataset;
    }

    private static PaletteLut Open(DicomDataset dataset) => DicomImage.Open(dataset).Palette!;

    private static IEnumerable<int> Reds(PaletteLut palette) => palette.Rgb.Where((_, i) => i % 3 == 0).Select(level => (int)level);

    private static byte[] Words(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))];
}
