using System.Text;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary><c>dump</c> as a person and a script see it.</summary>
public sealed class DumpVerbTests
{
    [Fact]
    public async Task Dump_OfAReport_ShowsCodeMeaningsAndEndsWithItsOutline()
    {
        var output = await RunAsync("dump", Corpus.PathOf("sr-ko/sample-sr.dcm"));

        Assert.Contains("ConceptNameCodeSequence             1 item: Imaging Measurement Report (126000, DCM)", output, StringComparison.Ordinal);
        var outline = output[output.IndexOf("# outline", StringComparison.Ordinal)..];
        Assert.Contains("      1.5.1.3 <contains> Long Axis: 64.4505437946691 px", outline, StringComparison.Ordinal);
        Assert.Equal(outline.Split('\n')[1..], (await RunAsync("dump", "--outline", Corpus.PathOf("sr-ko/sample-sr.dcm"))).Split('\n')[1..]);
    }

    [Fact]
    public async Task Dump_OfPrivateElementsWithoutVR_NamesAndDecodesThem()
    {
        var output = await RunAsync("dump", Corpus.PathOf("ct/CT1_UNC.implicit_little_endian.dcm"));

        Assert.Contains("(0019,1002) UN      4  Detector Channel (GEMS_ACQU_01)     912", Lines(output, "(0019,1002)"), StringComparison.Ordinal);
        Assert.Matches(@"\(0008,0020\) DA +8  StudyDate +\[(\d{4})(\d\d)(\d\d)\] = \1-\2-\3", output);
    }

    [Fact]
    public async Task Dump_OfADicomdir_IsOfItselfAndNotOfItsFiles()
    {
        var output = await RunAsync("dump", Corpus.PathOf("dicomdir/pydicom-dicomdirtests/DICOMDIR"));

        Assert.Contains("DirectoryRecordSequence", output, StringComparison.Ordinal);
        Assert.DoesNotContain("PixelData", output, StringComparison.Ordinal);
        Assert.Equal(1, output.Split('\n').Count(line => line.StartsWith("# /", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task DumpJson_ReadBack_IsTheDataSetWithoutItsMeta()
    {
        var path = Corpus.PathOf("charset/chrH31.dcm");

        var back = DicomJson.Read(Encoding.UTF8.GetBytes(await RunAsync("dump", "--json", path)));

        using var file = DicomFile.Open(path);
        Assert.Equal(file.Dataset.GetString(DicomTag.PatientName), back.GetString(DicomTag.PatientName));
        Assert.Equal(file.Dataset.GetBytes(DicomTag.PatientName).ToArray(), back.GetBytes(DicomTag.PatientName).ToArray());
        Assert.DoesNotContain(back, element => element.Tag.Group == 2);
    }

    // The first samples as pydicom's waveform_array gives them.
    [Fact]
    public async Task DumpWaveform_OfOneGroup_IsATableOfPhysicalUnits()
    {
        var run = await VerbRun.OfAsync("dump", Corpus.PathOf("waveform/wave_dfl"), "--waveform", "--frame", "1");

        Assert.Equal(0, run.Code);
        Assert.Equal("# group 1: ORIGINAL, 12 channels, 2400 samples at 240 Hz", run.Lines[0]);
        Assert.StartsWith("time [s],I [mV],II [mV],III [mV],aVR [mV]", run.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith("0,0.22692,0.05856,-0.16836,-0.14274,", run.Lines[2], StringComparison.Ordinal);
        Assert.Equal(2402, run.Lines.Count);
    }

    [Theory]
    [InlineData("waveform/wave_dfl", "2", 1, "groups 1 to 1")]
    [InlineData("ct/CT_small.dcm", "1", 22, "WaveformSequence (5400,0100)")]
    public async Task DumpWaveform_OfWhatIsNotThere_IsRefusedInWords(string file, string group, int code, string words)
    {
        var run = await VerbRun.OfAsync("dump", Corpus.PathOf(file), "--waveform", "--frame", group);

        Assert.Equal(code, run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DumpFrames_OfAnEnhancedObject_IsATableOfWhatVaries()
    {
        var lines = (await RunAsync("dump", "--frames", Corpus.PathOf("enhanced-mr/BRTUM001"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(16, lines.Length);
        Assert.Equal(["Frame", "ImagePositionPatient", "WindowCenter", "WindowWidth"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["15", @"-44.0000\-105.000\105.000", "517.000", "1035.00"], lines[15].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var column = lines[0].IndexOf("WindowCenter", StringComparison.Ordinal);
        Assert.All(lines, line => Assert.True(line[column] != ' ' && line[column - 1] == ' ', line));
    }

    [Fact]
    public async Task DumpFrames_AsJson_IsOneObjectAFrame()
    {
        var lines = (await RunAsync("dump", "--json", "--frames", "--shared", Corpus.PathOf("enhanced-ct/eCT_Supplemental.dcm"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2, lines.Length);
        using var second = System.Text.Json.JsonDocument.Parse(lines[1]);
        Assert.Equal(2, second.RootElement.GetProperty("frame").GetInt32());
        Assert.Equal("1", second.RootElement.GetProperty("InStackPositionNumber").GetString());
        Assert.Equal("CT", second.RootElement.GetProperty("Modality").GetString());
    }

    private static string Lines(string output, string start) =>
        string.Join('\n', output.Split('\n').Where(line => line.TrimStart().StartsWith(start, StringComparison.Ordinal)));

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(arguments, output, error, errorIsTerminal: false, TestContext.Current.CancellationToken);
        Assert.True(code == 0, error.ToString());
        return output.ToString();
    }
}
