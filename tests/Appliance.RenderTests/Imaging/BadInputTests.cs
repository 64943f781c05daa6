using System.Globalization;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("Rows")]
    [InlineData("Columns")]
    [InlineData("BitsAllocated")]
    [InlineData("PixelData")]
    public void Attribute_Missing_IsNamed(string keyword)
    {
        var dataset = MadeUp.Gray(8, 8);
        var tag = DicomTag.Parse(keyword);
        dataset.Remove(tag);
        var fault = Assert.Throws<DicomImageException>(() => DicomImage.Open(dataset));
        Assert.Contains(tag.ToString(), fault.Attribute, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Rows", "0")]
    [InlineData("BitsAllocated", "65")]
    [InlineData("SamplesPerPixel", "4")]
    [InlineData("PhotometricInterpretation", "HSV")]
    [InlineData("NumberOfFrames", "99999999")]
    public void Attribute_ThatNoPictureCanBeMadeOf_IsNamed(string keyword, string value)
    {
        var fault = Assert.Throws<DicomImageException>(() => DicomImage.Open(MadeUp.Gray(8, 8).Set(DicomTag.Parse(keyword), value)));
        Assert.Contains(keyword, fault.Attribute, StringComparison.Ordinal);
        Assert.Contains(value, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BitsStored", 0)]
    [InlineData("BitsStored", 13)]
    [InlineData("HighBit", 40)]
    [InlineData("HighBit", 2)]
    public void Bits_ThatLie_AreSetRightWithANote(string keyword, int value)
    {
        var image = DicomImage.Open(MadeUp.Gray(8, 8).Set(DicomTag.Parse(keyword), value));
        Assert.Contains(image.Notes, note => note.Contains(keyword, StringComparison.Ordinal));
        Assert.Equal(255, image.GetFrame(0).Max);
    }

    [Fact]
    public void Size_BeyondAllData_IsRefusedBeforeItIsAllocated()
    {
        var image = DicomImage.Open(MadeUp.Gray(16, 16).Set(DicomTag.Rows, 16000).Set(DicomTag.Columns, 16000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.Throws<DicomImageException>(() => image.GetFrame(0));
        Assert.Contains("Rows", fault.Attribute, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Size_BeyondTheLimit_IsRefused() =>
        Assert.Throws<DicomImageException>(() => DicomImage.Open(MadeUp.Gray(8, 8).Set(DicomTag.Rows, 65535).Set(DicomTag.Columns, 65535)));

    [Fact]
    public void Frame_BeyondThePixelData_IsRefusedByNumber()
    {
        var image = DicomImage.Open(MadeUp.Gray(8, 8).Set(DicomTag.NumberOfFrames, 3));
        Assert.Contains("frame 3", Assert.Throws<DicomImageException>(() => image.GetFrame(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lut_WhoseDescriptorOverruns_IsUsedAsFarAsItGoes()
    {
        var lut = new DicomDataset()
            .SetBytes(DicomTag.LUTDescriptor, DicomVR.US, Words(0, 0, 16))
            .SetBytes(DicomTag.LUTData, DicomVR.OW, Words(0, 100, 65535));
        var image = DicomImage.Open(MadeUp.Gray(8, 8).SetSequence(DicomTag.VOILUTSequence, lut));
        Assert.Contains(image.Notes, note => note.Contains("65536", StringComparison.Ordinal));
        Assert.Equal([0, 0, 255, 255], new double[] { 0, 1, 2, 200 }.Select(value => (int)image.PipelineOf(0).Level(value)));
    }

    [Fact]
    public void Palette_WithoutItsBlueTable_IsNamed()
    {
        var fault = Assert.Throws<DicomImageException>(() => DicomImage.Open(MadeUp.Gray(8, 8, photometric: "PALETTE COLOR")));
        Assert.Contains("PaletteColorLookupTable", fault.Attribute, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("40", "-5")]
    [InlineData("x", "y")]
    public void Window_ThatIsNone_GivesWayToTheRange(string center, string width)
    {
        var image = DicomImage.Open(MadeUp.Gray(8, 8)
            .SetBytes(DicomTag.WindowCenter, DicomVR.DS, Ascii(center)).SetBytes(DicomTag.WindowWidth, DicomVR.DS, Ascii(width)));
        Assert.True(image.PipelineOf(0).IsWindowDerived);
    }

    [Fact]
    public void Image_ThatIsNone_SaysWhatItIs()
    {
        using var file = DicomFile.Open(Corpus.PathOf("mr-spectroscopy/BRTUMSP2"));
        Assert.False(DicomImage.IsImage(file.Dataset, out var whyNot));
        Assert.Contains("MR Spectroscopy", whyNot, StringComparison.Ordinal);
    }

    [Fact]
    public void Corpus_EveryFile_IsShownOrRefusedInWords()
    {
        foreach (var path in Corpus.Files())
        {
            var fault = Record.Exception(() =>
            {
                using var file = DicomFile.Open(path);
                var image = DicomImage.Open(file.Dataset);
                var pixels = image.GetFrame(0);
                ReferenceRenderer.Render(image, pixels, image.PipelineOf(0, pixels));
                ImageFacts.LabelsOf(image, 0);
            });
            Assert.True(fault is null or DicomImageException or DicomFormatException, string.Create(CultureInfo.InvariantCulture, $"{path}: {fault}"));
        }
    }

    private static byte[] Words(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))];

    private static byte[] Ascii(string text) => [.. text.PadRight(text.Length + (text.Length & 1)).Select(letter => (byte)letter)];
}
