using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Which windows and tables are offered for which image, and how they are found by name and number.</summary>
public sealed class VoiPresetsTests
{
    [Fact]
    public void Image_WithWindowsAndTables_OffersThemInItsOrderBeforeThoseOfTheModality()
    {
        var dataset = Hounsfield()
            .Set(DicomTag.WindowCenter, "-500", "300").Set(DicomTag.WindowWidth, "1400", "1500").Set(DicomTag.WindowCenterWidthExplanation, "LUNGE", "")
            .SetSequence(DicomTag.VOILUTSequence, Table("CONTRAST"), Table(null));
        var presets = VoiPresets.Of(DicomImage.Open(dataset), 0);
        Assert.Equal(["LUNGE", "window 2 of the image", "CONTRAST", "VOI LUT 2 of the image", "soft tissue"], presets.Take(5).Select(preset => preset.Name));
        Assert.Equal(new VoiWindow(-500, 1400) with { Explanation = "LUNGE" }, presets[0].Window);
        Assert.Null(presets[2].Window);
        Assert.Equal("CONTRAST", presets[2].VoiLut!.Explanation);
    }

    // Fixed numbers mean something only where values have a unit that is known.
    [Theory]
    [InlineData("CT", "HU", "-1024", true)]
    [InlineData("CT", null, "-1024", true)]
    [InlineData("CT", "US", "-1000", true)]
    [InlineData("CT", null, "0", false)]
    [InlineData("CT", "MGML", "-1024", false)]
    [InlineData("OT", "HU", "0", true)]
    [InlineData("MR", null, "-1024", false)]
    public void Modality_WithHounsfieldUnits_HasTheWindowsInCommonUse(string modality, string? type, string intercept, bool hasThem)
    {
        var dataset = MadeUp.Gray(16, 12).Set(DicomTag.Modality, modality).Set(DicomTag.RescaleSlope, "1").Set(DicomTag.RescaleIntercept, intercept);
        if (type is not null)
        {
            dataset.Set(DicomTag.RescaleType, type);
        }

        Assert.Equal(hasThem ? VoiPresets.Hounsfield : [], VoiPresets.Of(DicomImage.Open(dataset), 0));
    }

    [Fact]
    public void UptakeValues_AreReadFromZero()
    {
        var dataset = MadeUp.Gray(16, 16).Set(DicomTag.Modality, "PT").Set(DicomTag.RescaleSlope, "0.001").Set(DicomTag.RescaleIntercept, "0").Set(DicomTag.RescaleType, "GML");
        var presets = VoiPresets.Of(DicomImage.Open(dataset), 0);
        Assert.Equal(["SUV 0 to 5", "SUV 0 to 7", "SUV 0 to 10", "SUV 0 to 15"], presets.Select(preset => preset.Name));
        var window = presets[0].Window!.Value;
        Assert.Equal((0.0, 255.0), (window.Apply(0) * 255, window.Apply(5) * 255));
    }

    [Fact]
    public void Colours_HaveNoWindows() =>
        Assert.Empty(VoiPresets.Of(DicomImage.Open(MadeUp.Color("RGB", 0, new byte[MadeUp.Side * MadeUp.Side * 3]).Set(DicomTag.Modality, "CT")), 0));

    [Theory]
    [InlineData("1", "soft tissue")]
    [InlineData("11", "temporal bone")]
    [InlineData("BRAIN", "brain")]
    [InlineData("lu", "lung")]
    [InlineData("temp", "temporal bone")]
    [InlineData("bone", "bone")]
    [InlineData("s", null)]
    [InlineData("0", null)]
    [InlineData("12", null)]
    [InlineData("-1", null)]
    [InlineData("knee", null)]
    public void Preset_ByNumberNameOrItsBeginning_IsFoundWhenThereIsOne(string word, string? name) =>
        Assert.Equal(name, VoiPresets.Find(VoiPresets.Hounsfield, word)?.Name);

    [Fact]
    public void Choice_OfAPreset_IsDrawnWithIt()
    {
        var image = DicomImage.Open(Hounsfield());
        var frame = image.GetFrame(0);
        Assert.True(WindowChoice.TryParse("bone", out var choice, out _));
        Assert.Throws<InvalidOperationException>(() => choice.ApplyTo(image.PipelineOf(0, frame), frame));
        Assert.True(choice.TryResolve(VoiPresets.Of(image, 0), out var found, out var error));
        Assert.Empty(error);
        var drawn = found.ApplyTo(image.PipelineOf(0, frame), frame);
        Assert.Equal((480.0, 2500.0, false), (drawn.Window!.Value.Center, drawn.Window!.Value.Width, drawn.IsWindowDerived));
    }

    [Fact]
    public void Choice_OfATable_IsDrawnWithIt()
    {
        var image = DicomImage.Open(Hounsfield().Set(DicomTag.WindowCenter, "40").Set(DicomTag.WindowWidth, "400").SetSequence(DicomTag.VOILUTSequence, Table("CONTRAST")));
        var frame = image.GetFrame(0);
        Assert.True(WindowChoice.TryParse("contrast", out var choice, out _));
        Assert.True(choice.TryResolve(VoiPresets.Of(image, 0), out var found, out _));
        var drawn = found.ApplyTo(image.PipelineOf(0, frame), frame);
        Assert.Null(drawn.Window);
        Assert.Equal("CONTRAST", drawn.VoiLut!.Explanation);
    }

    [Fact]
    public void Choice_OfWhatIsNotThere_ListsWhatIs()
    {
        Assert.True(WindowChoice.TryParse("knee", out var choice, out _));
        Assert.False(choice.TryResolve(VoiPresets.Hounsfield, out _, out var error));
        Assert.Contains("'knee'", error, StringComparison.Ordinal);
        Assert.Contains("1 soft tissue, 2 lung", error, StringComparison.Ordinal);
        Assert.False(choice.TryResolve([], out _, out var none));
        Assert.Contains("CENTER,WIDTH", none, StringComparison.Ordinal);
    }

    private static DicomDataset Hounsfield() => MadeUp.Gray(16, 12).Set(DicomTag.Modality, "CT")
        .Set(DicomTag.RescaleSlope, "1").Set(DicomTag.RescaleIntercept, "-1024").Set(DicomTag.RescaleType, "HU");

    private static DicomDataset Table(string? explanation)
    {
        var item = new DicomDataset().SetBytes(DicomTag.LUTDescriptor, DicomVR.US, new byte[] { 2, 0, 0, 0, 16, 0 }).SetBytes(DicomTag.LUTData, DicomVR.OW, new byte[] { 0, 0, 0xFF, 0xFF });
        return explanation is null ? item : item.Set(DicomTag.LUTExplanation, explanation);
    }
}
