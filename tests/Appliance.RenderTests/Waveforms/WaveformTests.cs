using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;
using static Appliance.RenderTests.Waveforms.MadeUpWaveform;

namespace Appliance.RenderTests.Waveforms;

public sealed class WaveformTests
{
    [Fact]
    public void Samples_OfTwoChannels_AreScaledEachByItsOwnDefinition()
    {
        var group = Read(Group("SS", 16, Shorts(1, 10, -2, 20, 3, 30), 3, Channel("Lead II", "uV", 1.25, 2, 5), Channel("Pressure", "mm[Hg]", 0.1, 1, -1)));
        Assert.Equal([7.5, 0, 12.5], Values(group.Channels[0]));
        Assert.Equal([0, 1, 2], Values(group.Channels[1]));
        Assert.Equal(("II", "uV", 0.001), (group.Channels[0].Name, group.Channels[0].Definition.Units, group.Channels[0].Definition.Millivolts));
        Assert.Equal(("Pressure", "mm[Hg]", null), (group.Channels[1].Name, group.Channels[1].Definition.Units, group.Channels[1].Definition.Millivolts));
        Assert.Equal(0.03, group.Duration, 9);
        Assert.Empty(group.Notes);
    }

    // The codes of ITU-T G.711, tables 1a and 2a: the decision values times 8 (A-law: 16) for a 16-bit result.
    [Theory]
    [InlineData("SB", 8, "80 FF 7F", new double[] { -128, -1, 127 })]
    [InlineData("UB", 8, "80 FF 7F", new double[] { 128, 255, 127 })]
    [InlineData("MB", 8, "FF 80 00 7F", new double[] { 0, 32124, -32124, 0 })]
    [InlineData("AB", 8, "D5 55 AA 2A", new double[] { 8, -8, 32256, -32256 })]
    [InlineData("US", 16, "FF FF 01 00", new double[] { 65535, 1 })]
    [InlineData("SL", 32, "FF FF FF FF 00 00 00 80", new double[] { -1, -2147483648 })]
    [InlineData("UL", 32, "FF FF FF FF 00 00 00 80", new double[] { 4294967295, 2147483648 })]
    [InlineData("SV", 64, "FE FF FF FF FF FF FF FF", new double[] { -2 })]
    [InlineData("UV", 64, "00 00 00 00 00 00 00 80", new double[] { 9223372036854775808 })]
    public void Samples_OfEachInterpretation_AreTheirNumbers(string interpretation, int bits, string data, double[] expected)
    {
        var bytes = Convert.FromHexString(data.Replace(" ", "", StringComparison.Ordinal));
        var group = Read(Group(interpretation, bits, bytes, expected.Length, Channel("x")));
        Assert.Equal(expected, Values(group.Channels[0]));
    }

    [Fact]
    public void Samples_InBigEndian_AreReadInThatOrder()
    {
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRBigEndian)
            .SetSequence(DicomTag.WaveformSequence, Group("SS", 16, [0x01, 0x02, 0xFF, 0xFE], 2, Channel("x")));
        Assert.Equal([258, -2], Values(DicomWaveform.Open(dataset).GetGroup(0).Channels[0]));
    }

    [Fact]
    public void PaddingValue_AmongSamples_IsAGap()
    {
        var item = Group("SS", 16, Shorts(1, -32768, 3), 3, Channel("x")).SetBytes(DicomTag.WaveformPaddingValue, DicomVR.OW, Shorts(-32768));
        var channel = Read(item).Channels[0];
        Assert.Equal([1, double.NaN, 3], Values(channel));
        Assert.Equal((1, 3), channel.Range(0, 3));
        Assert.Null(channel.Range(1, 1));
    }

    [Fact]
    public void Definition_WithSkewFiltersAndLimits_IsTakenOver()
    {
        var channel = Channel("x", "mV", 0.5, 1, 1)
            .Set(DicomTag.ChannelSampleSkew, "2").Set(DicomTag.ChannelOffset, 0.25)
            .Set(DicomTag.FilterLowFrequency, 0.05).Set(DicomTag.FilterHighFrequency, 150.0).Set(DicomTag.NotchFilterFrequency, 0.0)
            .SetBytes(DicomTag.ChannelMinimumValue, DicomVR.OW, Shorts(-10)).SetBytes(DicomTag.ChannelMaximumValue, DicomVR.OW, Shorts(10));
        channel.Remove(DicomTag.ChannelTimeSkew);
        var definition = Read(Group("SS", 16, Shorts(0), 1, channel)).Channels[0].Definition;
        Assert.Equal((0.02, 0.25), (definition.Skew, definition.Offset));
        Assert.Equal((0.05, 150, null), (definition.LowFilter, definition.HighFilter, definition.NotchFilter));
        Assert.Equal((-4, 6), (definition.Minimum, definition.Maximum));
    }

    [Theory]
    [InlineData("2:1", "MDC", "", "I")]
    [InlineData("131390", "MDC", "", "aVR")]
    [InlineData("5.6.3-9-8", "SCPECG", "", "V6")]
    [InlineData("5.6.3-9-61", "SCPECG", "", "III")]
    [InlineData("x", "99A", "Lead I (Einthoven)", "I")]
    [InlineData("x", "99A", "LEAD avf", "aVF")]
    [InlineData("x", "99A", "Lead V7", null)]
    [InlineData("2:99", "MDC", "", null)]
    public void Source_ByCodeOrName_IsItsStandardLead(string code, string scheme, string meaning, string? lead)
    {
        var channel = Channel("").SetSequence(
            DicomTag.ChannelSourceSequence,
            new DicomDataset().Set(DicomTag.CodeValue, code).Set(DicomTag.CodingSchemeDesignator, scheme).Set(DicomTag.CodeMeaning, meaning));
        Assert.Equal(lead, Read(Group("SS", 16, Shorts(0), 1, channel)).Channels[0].Definition.Lead);
    }

    [Fact]
    public void Data_ShorterThanTold_AreShownWithANote()
    {
        var group = Read(Group("SS", 16, Shorts(1, 2, 3, 4, 5), 1000, Channel("x"), Channel("y")));
        Assert.Equal(2, group.Count);
        Assert.Contains("2 of 1000", Assert.Single(group.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NumberOfWaveformChannels", "0")]
    [InlineData("NumberOfWaveformChannels", "9000")]
    [InlineData("SamplingFrequency", "0")]
    [InlineData("SamplingFrequency", "-5")]
    [InlineData("WaveformSampleInterpretation", "XX")]
    [InlineData("SamplingFrequency", null)]
    [InlineData("WaveformSampleInterpretation", null)]
    [InlineData("WaveformData", null)]
    public void Attribute_WrongOrMissing_IsNamed(string keyword, string? value)
    {
        var tag = DicomTag.Parse(keyword);
        var item = Group("SS", 16, Shorts(1, 2), 2, Channel("x"));
        item.Remove(tag);
        var fault = Assert.Throws<DicomImageException>(() => Read(value is null ? item : item.Set(tag, value)));
        Assert.Contains(keyword, fault.Attribute, StringComparison.Ordinal);
        Assert.Contains(value ?? "missing", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Size_BeyondAllData_AllocatesNothingForIt()
    {
        var item = Group("SS", 16, Shorts(1, 2), int.MaxValue, Channel("x"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(2, Read(item).Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Annotations_OfEachKind_SayWhatTheyAreAbout()
    {
        var dataset = Object(Group("SS", 16, Shorts(1, 2), 2, Channel("x"))).SetSequence(
            DicomTag.WaveformAnnotationSequence,
            new DicomDataset().Set(DicomTag.ReferencedWaveformChannels, 1, 0).Set(DicomTag.UnformattedTextValue, "sinus rhythm"),
            new DicomDataset().Set(DicomTag.ReferencedWaveformChannels, 1, 0).Set(DicomTag.NumericValue, 368.0)
                .SetSequence(DicomTag.ConceptNameCodeSequence, Code("QT Interval")).SetSequence(DicomTag.MeasurementUnitsCodeSequence, Code("ms")),
            new DicomDataset().Set(DicomTag.ReferencedWaveformChannels, 1, 1).Set(DicomTag.TemporalRangeType, "SEGMENT")
                .Set(DicomTag.ReferencedSamplePositions, 1, 51).SetSequence(DicomTag.ConceptNameCodeSequence, Code("QRS")),
            new DicomDataset().Set(DicomTag.ReferencedWaveformChannels, 2, 1).Set(DicomTag.ReferencedTimeOffsets, 0.25));
        var annotations = DicomWaveform.Open(dataset).Annotations;
        Assert.Equal(["sinus rhythm", "QT Interval 368 ms", "QRS", ""], annotations.Select(annotation => annotation.Text));
        Assert.Equal([0, 0.5], annotations[2].Moments(100));
        Assert.Equal([0.25], annotations[3].Moments(100));
        Assert.True(annotations[1].IsAbout(1, 7));
        Assert.False(annotations[2].IsAbout(1, 7));
        Assert.False(annotations[3].IsAbout(1));
    }

    [Fact]
    public void Corpus_TwelveLeadEcg_HasItsLeadsAndMeasurements()
    {
        using var file = DicomFile.Open(Corpus.PathOf("waveform/anonymous_ecg.dcm"));
        var waveform = DicomWaveform.Open(file.Dataset);
        var groups = Enumerable.Range(0, waveform.NumberOfGroups).Select(waveform.GetGroup).ToList();
        Assert.Equal([("RHYTHM", 10000, 1000), ("MEDIAN BEAT", 1200, 1000)], groups.Select(group => (group.Label, group.Count, (int)group.SamplingFrequency)));
        Assert.All(groups, group => Assert.True(group.HasStandardLeads));
        Assert.Equal(77, waveform.Annotations.Count);
        Assert.Contains(waveform.Annotations, annotation => annotation.Text == "QTc Interval 370 ms");
    }

    private static DicomDataset Code(string meaning) =>
        new DicomDataset().Set(DicomTag.CodeValue, meaning == "ms" ? "ms" : "1").Set(DicomTag.CodingSchemeDesignator, "99TEST").Set(DicomTag.CodeMeaning, meaning);

    private static WaveformGroup Read(DicomDataset item) => DicomWaveform.Open(Object(item)).GetGroup(0);
}
