using System.Text;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Objects;

public sealed class EncapsulatedDocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(7, 7, "application/pdf", false)]
    [InlineData(8, 8, "application/pdf", false)]
    [InlineData(null, 7, "application/pdf", false)]
    [InlineData(null, 8, "model/stl", false)]
    [InlineData(5, 5, "application/pdf", true)]
    [InlineData(100, 8, "application/pdf", true)]
    [InlineData(0, 8, "application/pdf", true)]
    public void Length_ToldOrPadded_IsThatOfTheDocument(int? told, int expected, string mimeType, bool isNoted)
    {
        var dataset = Object(mimeType, "%PDF-1.\0");
        var document = EncapsulatedDocument.Open(told is { } length ? dataset.Set(DicomTag.EncapsulatedDocumentLength, (long)length) : dataset);
        Assert.Equal((expected, expected, isNoted), (document.Length, document.Bytes().Length, document.Note is not null));
    }

    [Theory]
    [InlineData("Report of the year", "application/pdf", "Report of the year.pdf")]
    [InlineData("../../etc/passwd", "application/pdf", "etc_passwd.pdf")]
    [InlineData("C:\\Windows\\a.pdf", "application/pdf", "C__Windows_a.pdf")]
    [InlineData("con", "text/plain", "_con.txt")]
    [InlineData("...", "model/stl", "document.stl")]
    [InlineData("a\u0000b\nc", "text/xml", "a_b_c.xml")]
    [InlineData("患者レポート", "application/pdf", "患者レポート.pdf")]
    [InlineData("x", "application/x-unknown", "x.bin")]
    [InlineData("", "model/mtl", "document.mtl")]
    public void FileName_OfATitle_LeadsNowhereElse(string title, string mimeType, string expected) =>
        Assert.Equal(expected, EncapsulatedDocument.Open(Object(mimeType, "abcd").Set(DicomTag.SpecificCharacterSet, "ISO_IR 192").Set(DicomTag.DocumentTitle, title)).FileName);

    [Fact]
    public void FileName_OfAnEndlessTitle_FitsEveryFileSystem() =>
        Assert.InRange(Encoding.UTF8.GetByteCount(SafeFileName.Of(new string('患', 5000), ".pdf", "document")), 5, 200);

    [Fact]
    public void SaveTo_AFolderThatHasTheName_LeavesWhatIsThere()
    {
        var attachment = new PageAttachment("a.pdf", "new"u8.ToArray());
        File.WriteAllText(Path.Combine(_folder, "a.pdf"), "old");
        Assert.Equal(Path.Combine(_folder, "a-2.pdf"), attachment.SaveTo(_folder));
        Assert.Equal("old", File.ReadAllText(Path.Combine(_folder, "a.pdf")));
        Assert.Equal("new", File.ReadAllText(Path.Combine(_folder, "a-2.pdf")));
    }

    [Fact]
    public void Document_ThatIsEmpty_IsNamed()
    {
        using var file = DicomFile.Open(Corpus.PathOf("encapsulated/Issue137.dcm"));
        Assert.Contains("EncapsulatedDocument", Assert.Throws<DicomImageException>(() => SubjectContent.Of(file.Dataset)).Attribute, StringComparison.Ordinal);
    }

    [Fact]
    public void Corpus_Pdf_IsTheWholePdf()
    {
        using var file = DicomFile.Open(Corpus.PathOf("encapsulated/OT000000.dcm"));
        var page = (PageFrame)SubjectContent.Of(file.Dataset).Get(0);
        var text = Encoding.Latin1.GetString(page.Page.Attachment!.Bytes.Span);
        Assert.StartsWith("%PDF-", text, StringComparison.Ordinal);
        Assert.EndsWith("%%EOF\n", text, StringComparison.Ordinal);
        Assert.Contains("application/pdf", ((TextPage)page.Page).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cda_Shown_IsItsTitlesAndNarrative()
    {
        const string Xml = """
            <?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Discharge</title><code code="x"/><component><section>
            <title>Findings</title><text><paragraph>Lungs <content>clear</content>.</paragraph><table><tr><td>Hb</td><td>14 g/dl</td></tr></table></text>
            <entry><value>not narrative</value></entry></section></component></ClinicalDocument>
            """;
        var lines = CdaText.Lines(Encoding.UTF8.GetBytes(Xml)).Select(line => line.Label + line.Text).ToList();
        Assert.Equal(["Discharge", "Findings", "Lungs clear.", "Hb 14 g/dl"], lines);
    }

    [Theory]
    [InlineData("<a><b></a>")]
    [InlineData("not xml")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]
    public void Cda_ThatIsBroken_SaysSo(string xml) => Assert.Contains("XML", CdaText.Lines(Encoding.UTF8.GetBytes(xml))[^1].Text, StringComparison.Ordinal);

    private static DicomDataset Object(string mimeType, string document) => new DicomDataset()
        .Set(DicomTag.SOPClassUID, DicomUID.EncapsulatedPDFStorage)
        .Set(DicomTag.MIMETypeOfEncapsulatedDocument, mimeType)
        .SetBytes(DicomTag.EncapsulatedDocument, DicomVR.OB, Encoding.Latin1.GetBytes(document));
}
