using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>The stages of the grey pipeline one behind the other, out of data sets: which VR means what, what goes before what, and padding.</summary>
public sealed class GrayStagesTests
{
    [Fact]
    public void Window_OfEveryFunction_IsTheFormulaOfTheStandard()
    {
        foreach (var (center, width) in new[] { (40.0, 400.0), (2048, 4096), (-600.5, 1500), (0, 2), (127.5, 255), (10, 3) })
        {
            for (var x = -3000.0; x <= 5000; x += 12.5)
            {
                Assert.Equal(Linear(x, center, width), new VoiWindow(center, width).Apply(x), 12);
                Assert.Equal(LinearExact(x, center, width), new VoiWindow(center, width, VoiFunction.LinearExact).Apply(x), 12);
                Assert.Equal(1 / (1 + Math.Exp(-4 * ((x - center) / width))), new VoiWindow(center, width, VoiFunction.Sigmoid).Apply(x), 12);
            }
        }
    }

    [Fact]
    public void Function_OfTheDataSet_IsThatOfAllItsWindows()
    {
        foreach (var (term, function) in new[] { ("LINEAR", VoiFunction.Linear), ("LINEAR_EXACT", VoiFunction.LinearExact), ("SIGMOID", VoiFunction.Sigmoid), ("sigmoid", VoiFunction.Sigmoid) })
        {
            var dataset = MadeUp.Gray(16, 12).Set(DicomTag.WindowCenter, 40.0, 300.0).Set(DicomTag.WindowWidth, 400.0, 1500.0).Set(DicomTag.VOILUTFunction, term);
            Assert.Equal([new VoiWindow(40, 400, function), new VoiWindow(300, 1500, function)], DicomImage.Open(dataset).Windows(0));
        }
    }

    [Fact]
    public void Windows_WithTheExplanationOfOne_KeepTheirPlaces()
    {
        var dataset = MadeUp.Gray(16, 12).Set(DicomTag.WindowCenter, 40.0, 300.0, -600.0).Set(DicomTag.WindowWidth, 400.0, 1500.0, 1600.0)
            .Set(DicomTag.WindowCenterWidthExplanation, "", "BONE");
        Assert.Equal([null, "BONE", null], DicomImage.Open(dataset).Windows(0).Select(window => window.Explanation));
    }

    // C.11.1.1.1: entries of 8 bits are two to a word, low byte first, or one to a word; outputs are what the table says, of no scale.
    [Theory]
    [InlineData(8, true)]
    [InlineData(8, false)]
    [InlineData(16, false)]
    public void ModalityLut_OfEitherWidth_GivesItsEntriesBeforeTheWindow(int bits, bool packed)
    {
        var lut = Lut(4, -1, bits, packed ? Bytes(10, 20, 130, 250) : Words(10, 20, 130, 250), "SS").Set(DicomTag.ModalityLUTType, "HU");
        var dataset = MadeUp.Gray(16, 12, signed: true).SetSequence(DicomTag.ModalityLUTSequence, lut).Set(DicomTag.WindowCenter, 128).Set(DicomTag.WindowWidth, 256);
        var pipeline = DicomImage.Open(dataset).PipelineOf(0);
        Assert.Equal([10, 10, 20, 130, 250, 250], new double[] { -2000, -1, 0, 1, 2, 2000 }.Select(pipeline.Modality));
        Assert.Equal([10, 10, 20, 130, 250, 250], new double[] { -2000, -1, 0, 1, 2, 2000 }.Select(stored => (int)pipeline.Level(stored)));
        Assert.Equal("HU", pipeline.ModalityUnit);
    }

    [Fact]
    public void ModalityLut_BesideASlope_IsTakenAlone()
    {
        // C.11.1: one of the two stands in an image; the table tells more.
        var dataset = MadeUp.Gray(16, 12).Set(DicomTag.RescaleSlope, 2).Set(DicomTag.RescaleIntercept, -1000)
            .SetSequence(DicomTag.ModalityLUTSequence, Lut(2, 0, 16, Words(500, 700)));
        Assert.Equal([500, 700], new double[] { 0, 1 }.Select(DicomImage.Open(dataset).PipelineOf(0).Modality));
    }

    // C.11.2.1.1: the first input is SS where what comes out of slope and intercept may be negative, US where a table comes before it.
    [Theory]
    [InlineData(true, 1, 32768, 40000)]
    [InlineData(false, 1, 0, 40000)]
    [InlineData(true, 1, 0, -25536)]
    [InlineData(false, -1, 0, -25536)]
    [InlineData(false, 1, -1024, -25536)]
    public void VoiLut_FirstInput_IsSignedWhereModalityValuesMayBe(bool signed, double slope, double intercept, int first)
    {
        var dataset = MadeUp.Gray(16, 16, signed).Set(DicomTag.RescaleSlope, slope).Set(DicomTag.RescaleIntercept, intercept)
            .SetSequence(DicomTag.VOILUTSequence, Lut(2, 40000, 8, Words(0, 255)));
        Assert.Equal(first, DicomImage.Open(dataset).PipelineOf(0).VoiLut!.FirstMapped);
    }

    [Fact]
    public void VoiLut_BehindAModalityLut_TakesItsOutputsAsUnsigned()
    {
        var dataset = MadeUp.Gray(16, 12, signed: true)
            .SetSequence(DicomTag.ModalityLUTSequence, Lut(3, -1, 16, Words(39999, 40000, 40001)))
            .SetSequence(DicomTag.VOILUTSequence, Lut(3, 39999, 8, Words(0, 100, 255)));
        var pipeline = DicomImage.Open(dataset).PipelineOf(0);
        Assert.Equal([0, 100, 255], new double[] { -1, 0, 1 }.Select(stored => (int)pipeline.Level(stored)));
    }

    [Fact]
    public void VoiLut_BesideAWindow_WaitsBehindItWithItsName()
    {
        var dataset = MadeUp.Gray(8, 8).Set(DicomTag.WindowCenter, 128).Set(DicomTag.WindowWidth, 256)
            .SetSequence(DicomTag.VOILUTSequence, Lut(4, 0, 8, Bytes(255, 200, 100, 0)).Set(DicomTag.LUTExplanation, "NEGATIVE"));
        var image = DicomImage.Open(dataset);
        Assert.Equal(1, image.PipelineOf(0).Level(1));
        Assert.Equal("NEGATIVE", Assert.Single(image.VoiLuts(0)).Explanation);
        Assert.Equal([255, 200, 100, 0], new double[] { 0, 1, 2, 3 }.Select(stored => (int)(image.PipelineOf(0) with { Window = null }).Level(stored)));
    }

    // C.7.5.1.1.2: the limit may lie on either side; the VR of both is that of the pixels, which writers get wrong.
    [Theory]
    [InlineData(true, "SS", -2000, null, -2000, -2000)]
    [InlineData(true, "US", -2000, null, -2000, -2000)]
    [InlineData(true, "SS", -2000, -1500, -2000, -1500)]
    [InlineData(true, "US", -1500, -2000, -2000, -1500)]
    [InlineData(false, "US", 65535, 65000, 65000, 65535)]
    [InlineData(false, "SS", 65535, 65000, 65000, 65535)]
    [InlineData(false, "US", 0, 5, 0, 5)]
    public void Padding_OfEitherVr_IsARangeOfStoredValues(bool signed, string vr, int value, int? limit, int low, int high)
    {
        var dataset = MadeUp.Gray(16, 16, signed).SetBytes(DicomTag.PixelPaddingValue, VR(vr), Words(value))
            .Set(DicomTag.WindowCenter, 0).Set(DicomTag.WindowWidth, 2).Set(DicomTag.RescaleSlope, 1).Set(DicomTag.RescaleIntercept, 100000);
        if (limit is { } other)
        {
            dataset.SetBytes(DicomTag.PixelPaddingRangeLimit, VR(vr), Words(other));
        }

        var pipeline = DicomImage.Open(dataset).PipelineOf(0);
        Assert.Equal(new PixelPadding(low, high), pipeline.Padding);
        Assert.Equal([255, 0, 0, 255], new double[] { low - 1, low, high, high + 1 }.Select(stored => (int)pipeline.Level(stored)));
    }

    // The three cases of C.11.2.1.2.1 as they are written there, with y from 0 to 1.
    private static double Linear(double x, double c, double w) =>
        x <= c - 0.5 - ((w - 1) / 2) ? 0 : x > c - 0.5 + ((w - 1) / 2) ? 1 : ((x - (c - 0.5)) / (w - 1)) + 0.5;

    // C.11.2.1.3.2.
    private static double LinearExact(double x, double c, double w) => x <= c - (w / 2) ? 0 : x > c + (w / 2) ? 1 : ((x - c) / w) + 0.5;

    private static DicomDataset Lut(int count, int first, int bits, byte[] data, string vr = "US") => new DicomDataset()
        .SetBytes(DicomTag.LUTDescriptor, VR(vr), Words(count, first, bits)).SetBytes(DicomTag.LUTData, DicomVR.OW, data);

    private static DicomVR VR(string vr) => vr == "SS" ? DicomVR.SS : DicomVR.US;

    private static byte[] Bytes(params int[] values) => [.. values.Select(value => (byte)value)];

    private static byte[] Words(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))];
}
