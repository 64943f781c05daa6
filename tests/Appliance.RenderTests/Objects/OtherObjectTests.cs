using Appliance.Browser;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Objects;

public sealed class OtherObjectTests
{
    [Theory]
    [InlineData("rt/rtplan.dcm", "RT Plan")]
    [InlineData("segmentation-wsi/rwvm.dcm", "Real World Value Mapping")]
    [InlineData("other-sop/NeurosurgeryPlan.dcm", "Hanging Protocol")]
    [InlineData("other-sop/dataset.dcm", "Raw Data")]
    [InlineData("other-sop/GH220.dcm", "1.3.46.670589.5.0.1.1")]
    public void Object_WithNothingToDraw_SaysWhatItIsAndWhatCanBeDone(string path, string kind)
    {
        using var sequence = Open(out var skipped, path);
        var text = ((TextPage)((PageFrame)sequence.Get(0, TestContext.Current.CancellationToken)).Page).ToText();
        Assert.Contains(kind, text, StringComparison.Ordinal);
        Assert.Contains("appliance dump", text, StringComparison.Ordinal);
        Assert.Contains("appliance export", text, StringComparison.Ordinal);
        Assert.Empty(skipped);
    }

    [Fact]
    public void StructureSet_OfFourStructures_ListsThemWithContoursAndColours()
    {
        using var sequence = Open(out _, "rt/octave-dicom-rtstruct.dcm");
        var text = ((TextPage)((PageFrame)sequence.Get(0, TestContext.Current.CancellationToken)).Page).ToText();
        Assert.Contains("3 Prostate irm: organ   10 contours of 312 points   closed planar   colour 150/128/0", text, StringComparison.Ordinal);
        Assert.Contains("0 Prostate: organ   8 contours of 256 points   closed planar   colour 255/0/0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_WithNothingToDrawBesideImages_AreLeftOutAndTold()
    {
        using var sequence = Open(out var skipped, "rt/rtplan.dcm", "ct/CT_small.dcm");
        Assert.Equal(1, sequence.Count);
        Assert.IsType<PictureFrame>(sequence.Get(0, TestContext.Current.CancellationToken));
        Assert.Contains("RT Plan", Assert.Single(skipped), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_WithoutItsPixels_StaysAnError()
    {
        var dataset = new DicomDataset().Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage).Set(DicomTag.Rows, 4).Set(DicomTag.Columns, 4);
        Assert.Contains("Pixel Data", Assert.Throws<DicomImageException>(() => SubjectContent.Of(dataset)).Attribute, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyObjects_Shown_NameTheirTitleAndWhatTheyReferTo()
    {
        using var sequence = Open(out _, "sr-ko/kos_key_object_selection.dcm");
        var text = ((TextPage)((PageFrame)sequence.Get(0, TestContext.Current.CancellationToken)).Page).ToText();
        Assert.Contains("Key objects: Of Interest", text, StringComparison.Ordinal);
        Assert.Contains("Series 2.25.122400105: 1 object", text, StringComparison.Ordinal);
        Assert.Contains("CT Image Storage 2.25.122400110", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_DeepAndHuge_IsCutAndSaysSo()
    {
        var items = Enumerable.Range(0, 30000).Select(_ => Text("x")).ToArray();
        var root = new DicomDataset().Set(DicomTag.ValueType, "CONTAINER").SetSequence(DicomTag.ContentSequence, items);
        var deep = Text("deepest");
        for (var depth = 0; depth < 400; depth++)
        {
            deep = Text("x").SetSequence(DicomTag.ContentSequence, deep);
        }

        Assert.Contains("more than 20000", ((TextPage)((PageFrame)SubjectContent.Of(root).Get(0)).Page).ToText(), StringComparison.Ordinal);
        Assert.Contains("deepest", ((TextPage)((PageFrame)SubjectContent.Of(deep).Get(0)).Page).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_WithoutEnd_AreCutOnce()
    {
        var dataset = new DicomDataset().Set(DicomTag.SOPClassUID, DicomUID.RawDataStorage);
        var items = Enumerable.Range(0, 5000).Select(number => new DicomDataset().Set(DicomTag.CodeMeaning, $"code {number}")).ToArray();
        dataset.SetSequence(DicomTag.AcquisitionContextSequence, items);
        var text = ((TextPage)((PageFrame)SubjectContent.Of(dataset).Get(0)).Page).ToText();
        Assert.InRange(text.Split('\n').Length, 900, 1100);
        Assert.Single(text.Split('\n'), line => line.Contains("… and more", StringComparison.Ordinal));
    }

    [Fact]
    public void Corpus_OfOtherObjects_IsShownOrRefusedInWords()
    {
        foreach (var path in new[] { "waveform", "encapsulated", "sr-ko", "rt", "other-sop", "presentation-state", "segmentation-wsi" }.SelectMany(folder => Corpus.Files(folder)))
        {
            using var file = DicomFile.Open(path);
            var fault = Record.Exception(() =>
            {
                var content = SubjectContent.Of(file.Dataset);
                for (var frame = 0; frame < content.Frames; frame++)
                {
                    content.Get(frame);
                }
            });
            Assert.True(fault is null or DicomImageException, $"{path}: {fault}");
        }
    }

    [Theory]
    [InlineData("sr-ko/sample-sr.dcm", "Imaging Measurement Report")]
    [InlineData("rt/rtplan.dcm", "RT Plan")]
    public void Picture_OfText_IsTextForATerminal(string path, string words)
    {
        using var picture = new SequencePicture(Open(out _, path));
        Assert.Contains(words, picture.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(picture.Text!, letter => char.IsControl(letter) && letter != '\n');
    }

    [Fact]
    public void Picture_OfAnImage_HasNoText()
    {
        using var picture = new SequencePicture(Open(out _, "ct/CT_small.dcm"));
        Assert.Null(picture.Text);
    }

    [Fact]
    public void Line_WiderThanTheTerminal_IsWrappedBelowItsOwnIndent() =>
        Assert.Equal(["  one two", "    three", "    four"], TextLines.WrapIndented("  one two three four", 11));

    private static DicomDataset Text(string text) => new DicomDataset().Set(DicomTag.ValueType, "TEXT").Set(DicomTag.TextValue, text)
        .SetSequence(DicomTag.ConceptNameCodeSequence, new DicomDataset().Set(DicomTag.CodeMeaning, "Finding"));

    private static SubjectSequence Open(out List<string> skipped, params string[] paths)
    {
        var told = new List<string>();
        skipped = told;
        return SubjectSequence.Of(paths.Select(path => DicomSubject.OfFile(Corpus.PathOf(path))), (name, why) => told.Add($"{name}: {why}"), default);
    }
}
