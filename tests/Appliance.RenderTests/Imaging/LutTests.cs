using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Modality, VOI and Presentation LUTs as PS3.3 C.11.1, C.11.2 and C.11.6 define them, and descriptors as files get them wrong.</summary>
public sealed class LutTests
{
    [Fact]
    public void VoiLut_OfTwelveBits_IsStretchedOverAllGreys()
    {
        // C.11.2.1.1: outputs go from 0 to 2^12 - 1.
        var pipeline = Pipeline(DicomTag.VOILUTSequence, Lut(3, 100, 12, 0, 2048, 4095));
        Assert.Equal([0, 0, 128, 255, 255], new double[] { 5, 100, 101, 102, 4000 }.Select(value => (int)pipeline.Level(value)));
    }

    [Theory]
    [InlineData("US")]
    [InlineData("SS")]
    [InlineData("UN")]
    public void Descriptor_WithANegativeFirstInput_IsReadBehindARescale(string vr)
    {
        var lut = Lut(3, -1, 8, 0, 100, 255);
        lut.SetBytes(DicomTag.LUTDescriptor, VR(vr), Words(3, -1, 8));
        var pipeline = DicomImage.Open(MadeUp.Gray(16, 12).Set(DicomTag.RescaleIntercept, -1000).Set(DicomTag.RescaleSlope, 1).SetSequence(DicomTag.VOILUTSequence, lut)).PipelineOf(0);
        Assert.Equal([0, 100, 255], new double[] { 999, 1000, 1001 }.Select(value => (int)pipeline.Level(value)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(17)]
    public void Descriptor_OfImpossibleBits_IsHeldAgainstTheEntriesWithANote(int bits)
    {
        var image = DicomImage.Open(MadeUp.Gray(8, 8).SetSequence(DicomTag.VOILUTSequence, Lut(3, 0, bits, 0, 512, 1023)));
        Assert.Equal([0, 128, 255], new double[] { 0, 1, 2 }.Select(value => (int)image.PipelineOf(0).Level(value)));
        Assert.Contains(image.Notes, note => note.Contains("LUTDescriptor", StringComparison.Ordinal) && note.Contains($"{bits} bits", StringComparison.Ordinal));
    }

    [Fact]
    public void Descriptor_OfTwoValues_IsPassedOverByName()
    {
        var lut = Lut(3, 0, 8, 0, 1, 2).SetBytes(DicomTag.LUTDescriptor, DicomVR.US, Words(3, 0));
        var image = DicomImage.Open(MadeUp.Gray(8, 8).SetSequence(DicomTag.VOILUTSequence, lut));
        Assert.Contains(image.Notes, note => note.Contains("VOILUTSequence", StringComparison.Ordinal) && note.Contains("LUTDescriptor", StringComparison.Ordinal));
        Assert.True(image.PipelineOf(0).IsWindowDerived);
    }

    [Fact]
    public void Data_OfAnOddLength_LosesItsLastByteOnly()
    {
        var lut = Lut(3, 0, 16, 0, 0x7FFF, 0xFFFF).SetBytes(DicomTag.LUTData, DicomVR.OW, new byte[] { 0, 0, 0xFF, 0xFF, 7 });
        var image = DicomImage.Open(MadeUp.Gray(8, 8).SetSequence(DicomTag.VOILUTSequence, lut));
        Assert.Equal([0, 255, 255], new double[] { 0, 1, 2 }.Select(value => (int)image.PipelineOf(0).Level(value)));
        Assert.Contains(image.Notes, note => note.Contains("2 entries", StringComparison.Ordinal));
    }

    [Fact]
    public void VoiLuts_Several_CanAllBeChosen()
    {
        var first = Lut(2, 0, 8, 0, 255).Set(DicomTag.LUTExplanation, "NORMAL");
        var second = Lut(2, 0, 8, 255, 0).Set(DicomTag.LUTExplanation, "HARDER");
        var image = DicomImage.Open(MadeUp.Gray(8, 8).SetSequence(DicomTag.VOILUTSequence, first, second));
        Assert.Equal(["NORMAL", "HARDER"], image.VoiLuts(0).Select(lut => lut.Explanation));
        Assert.Equal("NORMAL", image.PipelineOf(0).VoiLut!.Explanation);
    }

    [Fact]
    public void VoiLut_OfAFunctionalGroup_IsThatOfItsFrame()
    {
        var groups = new[] { 10, 20 }.Select(first => new DicomDataset().SetSequence(
            DicomTag.FrameVOILUTSequence, new DicomDataset().SetSequence(DicomTag.VOILUTSequence, Lut(2, first, 8, 0, 255)))).ToArray();
        var cells = MadeUp.Cells(8, (x, _) => x);
        var image = DicomImage.Open(MadeUp.Gray(8, 8).Set(DicomTag.NumberOfFrames, 2).SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, groups)
            .SetBytes(DicomTag.PixelData, DicomVR.OB, cells.Concat(cells).ToArray()));
        Assert.Equal([10, 20], new[] { 0, 1 }.Select(frame => image.PipelineOf(frame).VoiLut!.FirstMapped));
    }

    [Fact]
    public void PresentationLut_OfTheImage_ComesBehindTheWindow_AndSaysWhatIsDark()
    {
        // C.11.6: the output of the VOI stage spans all entries; what comes out are P-values, also for MONOCHROME1.
        var dataset = MadeUp.Gray(8, 8, photometric: "MONOCHROME1").Set(DicomTag.WindowCenter, 128).Set(DicomTag.WindowWidth, 256)
            .SetSequence(DicomTag.PresentationLUTSequence, Lut(3, 0, 10, 0, 1023, 512));
        var pipeline = DicomImage.Open(dataset).PipelineOf(0);
        Assert.Equal([0, 0, 255, 255, 128, 128], new double[] { 0, 60, 70, 180, 200, 255 }.Select(value => (int)pipeline.Level(value)));
    }

    [Fact]
    public void ModalityLut_OfXrf_IsNoPartOfTheDisplay()
    {
        // PS3.3 C.8.7.1.1.2: it leads back to the linear relation with the X-ray intensity. The table is turned round to be seen.
        var reversed = Lut(256, 0, 8, [.. Enumerable.Range(0, 256).Reverse()]);
        using var file = DicomFile.Open(Corpus.PathOf("xa-xrf/KarstenHilbertRF.dcm"));
        file.Dataset.SetSequence(DicomTag.ModalityLUTSequence, reversed);
        Assert.Null(DicomImage.Open(file.Dataset).PipelineOf(0).ModalityLut);
        file.Dataset.Set(DicomTag.SOPClassUID, DicomUID.ComputedRadiographyImageStorage.Value);
        Assert.Equal(255, DicomImage.Open(file.Dataset).PipelineOf(0).Modality(0));
    }

    [Fact]
    public void Luts_OfAColourImage_AreNotAppliedAndSaidSo()
    {
        using var file = DicomFile.Open(Corpus.PathOf("lut/LEADTOOLS_FLOWERS-24-RGB-JpegLossy.dcm"));
        var notes = DicomImage.Open(file.Dataset).Notes;
        Assert.Contains(notes, note => note.Contains("ModalityLUTSequence", StringComparison.Ordinal) && note.Contains("not applied", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("VOILUTSequence", StringComparison.Ordinal) && note.Contains("not applied", StringComparison.Ordinal));
    }

    [Fact]
    public void Window_ThatCannotBeUsed_IsPassedOverWithANote()
    {
        var image = DicomImage.Open(MadeUp.Gray(8, 8).SetBytes(DicomTag.WindowCenter, DicomVR.DS, "40\\50"u8.ToArray()).SetBytes(DicomTag.WindowWidth, DicomVR.DS, "-5\\20"u8.ToArray()));
        Assert.Equal(50, image.PipelineOf(0).Window!.Value.Center);
        Assert.Contains(image.Notes, note => note.Contains("WindowWidth", StringComparison.Ordinal) && note.Contains("-5", StringComparison.Ordinal));
    }

    [Fact]
    public void Function_Unknown_IsTakenAsLinearWithANote()
    {
        var image = DicomImage.Open(MadeUp.Gray(8, 8).Set(DicomTag.WindowCenter, 40).Set(DicomTag.WindowWidth, 20).Set(DicomTag.VOILUTFunction, "CUBIC"));
        Assert.Equal(VoiFunction.Linear, image.PipelineOf(0).Window!.Value.Function);
        Assert.Contains(image.Notes, note => note.Contains("CUBIC", StringComparison.Ordinal));
    }

    [Fact]
    public void Unit_OfRescaleTypeUnspecified_ComesFromTheRealWorldMappingOfTheSameLine()
    {
        using var file = DicomFile.Open(Corpus.PathOf("enhanced-ct/eCT_Supplemental.dcm"));
        var image = DicomImage.Open(file.Dataset);
        var mapping = Assert.Single(image.RealWorldMappings(0));
        Assert.Equal((-1024, 3071), (mapping.Apply(0), mapping.Apply(4095)));
        Assert.Null(mapping.Apply(4096));
        Assert.Equal("RCBF", mapping.Label);
        Assert.Equal("ml/100ml/s", mapping.Unit);
        Assert.Equal("ml/100ml/s", image.PipelineOf(0).ModalityUnit);
    }

    [Theory]
    [InlineData("CT", "1.2.840.10008.5.1.4.1.1.2", "HU")]
    [InlineData("PT", "1.2.840.10008.5.1.4.1.1.128", "BQML")]
    [InlineData("MR", "1.2.840.10008.5.1.4.1.1.4", null)]
    public void Unit_WithoutRescaleType_IsWhatTheModalitySays(string modality, string sopClass, string? unit)
    {
        var dataset = MadeUp.Gray(16, 12).Set(DicomTag.Modality, modality).Set(DicomTag.SOPClassUID, sopClass).Set(DicomTag.Units, "BQML")
            .Set(DicomTag.RescaleSlope, 1).Set(DicomTag.RescaleIntercept, 0);
        Assert.Equal(unit, DicomImage.Open(dataset).PipelineOf(0).ModalityUnit);
    }

    [Fact]
    public void RealWorld_ByTable_GivesTheEntryOfAStoredValue()
    {
        var item = new DicomDataset().Set(DicomTag.RealWorldValueFirstValueMapped, 2).Set(DicomTag.RealWorldValueLastValueMapped, 4)
            .Set(DicomTag.RealWorldValueLUTData, 0.5, 1.5, 4.5)
            .SetSequence(DicomTag.MeasurementUnitsCodeSequence, new DicomDataset().Set(DicomTag.CodeValue, "mm2/s").Set(DicomTag.CodeMeaning, "square millimeter per second"));
        var mapping = Assert.Single(DicomImage.Open(MadeUp.Gray(8, 8).SetSequence(DicomTag.RealWorldValueMappingSequence, item)).RealWorldMappings(0));
        Assert.Equal([null, 0.5, 4.5, null], new double[] { 1, 2, 4, 5 }.Select(mapping.Apply));
        Assert.Equal("mm2/s", mapping.Unit);
    }

    private static GrayPipeline Pipeline(DicomTag sequence, DicomDataset lut) => DicomImage.Open(MadeUp.Gray(16, 12).SetSequence(sequence, lut)).PipelineOf(0);

    private static DicomDataset Lut(int count, int first, int bits, params int[] entries) => new DicomDataset()
        .SetBytes(DicomTag.LUTDescriptor, DicomVR.US, Words(count, first, bits)).SetBytes(DicomTag.LUTData, DicomVR.OW, Words(entries));

    private static DicomVR VR(string vr) => vr switch { "SS" => DicomVR.SS, "UN" => DicomVR.UN, "OW" => DicomVR.OW, _ => DicomVR.US };

    private static byte[] Words(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))];
}
