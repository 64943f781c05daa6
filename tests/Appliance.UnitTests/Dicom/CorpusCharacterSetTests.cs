using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Dicom;

public sealed class CorpusCharacterSetTests
{
    // What these files, made by other software to show their character sets, ought to print.
    [Theory]
    [InlineData("chrArab.dcm", "قباني^لنزار")]
    [InlineData("chrFren.dcm", "Buc^Jérôme")]
    [InlineData("chrFrenMulti.dcm", "Buc^Jérôme")]
    [InlineData("chrGB2312.dcm", "Zhang^XiaoDong=张^小东=")]
    [InlineData("chrGerm.dcm", "Äneas^Rüdiger")]
    [InlineData("chrGreek.dcm", "Διονυσιος")]
    [InlineData("chrH31.dcm", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("chrH32.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData("chrHbrw.dcm", "שרון^דבורה")]
    [InlineData("chrI2.dcm", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData("chrJapMulti.dcm", "やまだ^たろう")]
    [InlineData("chrJapMultiExplicitIR6.dcm", "やまだ^たろう")]
    [InlineData("chrKoreanMulti.dcm", "김희중")]
    [InlineData("chrRuss.dcm", "Люкceмбypг")]
    [InlineData("chrSQEncoding.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData("chrSQEncoding1.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData("chrX1.dcm", "Wang^XiaoDong=王^小東=")]
    [InlineData("chrX2.dcm", "Wang^XiaoDong=王^小东=")]
    [InlineData("GH1301.dcm", "Wang^XiaoDong=王^小东=")]
    public void PatientName_SampleOfCharacterSet_PrintsItsText(string file, string name)
    {
        using var opened = DicomFile.Open(Corpus.PathOf("charset/" + file));
        Assert.Equal(name, Names(opened.Dataset).First());
    }

    [Fact]
    public void Decode_EveryNameOfTheSamples_SurvivesTheWayBackAndForth()
    {
        var compared = 0;
        foreach (var path in Corpus.Files("charset"))
        {
            using var opened = DicomFile.Open(path);
            Assert.Empty(opened.Dataset.CharacterSet.Unrecognised);
            if (opened.Dataset[DicomTag.PatientName] is DicomValueElement { Length: > 0 } name)
            {
                // Only the way back to the first sets differs among writers: text is compared after the way there and back.
                var set = opened.Dataset.CharacterSet;
                var text = set.Decode(name.Value.Span, DicomVR.PN);
                Assert.Equal(text, set.Decode(set.Encode(text, DicomVR.PN), DicomVR.PN));
                compared++;
            }
        }

        Assert.True(compared > 12, $"{compared} names");
    }

    [Fact]
    public void Of_EveryTermOfTheCorpus_IsRecognised()
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in Corpus.Files("us"))
        {
            using var opened = DicomFile.Open(path);
            var set = opened.Dataset.CharacterSet;
            Assert.Empty(set.Unrecognised);
            seen.UnionWith(set.DefinedTerms);
        }

        Assert.Contains("ISO-IR 100", seen);
    }

    private static IEnumerable<string> Names(DicomDataset dataset)
    {
        if (dataset.GetString(DicomTag.PatientName) is { } name)
        {
            yield return name;
        }

        foreach (var item in dataset.OfType<DicomSequence>().SelectMany(sequence => sequence.Items))
        {
            foreach (var inner in Names(item))
            {
                yield return inner;
            }
        }
    }
}
