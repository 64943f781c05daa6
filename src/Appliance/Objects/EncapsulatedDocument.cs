using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>A document that an object carries as it is (PS3.3 C.24): PDF, CDA, STL, OBJ, MTL or anything else with a MIME type.</summary>
internal sealed class EncapsulatedDocument
{
    private static readonly string DataName = $"{DicomTag.EncapsulatedDocument.Keyword} {DicomTag.EncapsulatedDocument}";

    private readonly DicomValueElement _element;

    private EncapsulatedDocument(DicomDataset dataset, DicomValueElement element)
    {
        _element = element;
        MimeType = dataset.GetString(DicomTag.MIMETypeOfEncapsulatedDocument) ?? "";
        Title = TitleOf(dataset);
        (Length, Note) = LengthOf(dataset, element, MimeType);
        FileName = SafeFileName.Of(Title, EndingOf(MimeType, dataset.GetString(DicomTag.SOPClassUID)), "document");
    }

    /// <summary>Document Title (0042,0010), else what the document is coded as, else the series' description; empty when none is there.</summary>
    public string Title { get; }

    /// <summary>MIME Type of Encapsulated Document (0042,0012), or empty.</summary>
    public string MimeType { get; }

    /// <summary>Bytes of the document, without the byte that makes an odd length even.</summary>
    public long Length { get; }

    /// <summary>A name for it as a file.</summary>
    public string FileName { get; }

    /// <summary>What is odd about its length; null when nothing is.</summary>
    public string? Note { get; }

    /// <summary>Whether it is an XML document of the Clinical Document Architecture.</summary>
    public bool IsXml => MimeType is "text/xml" or "application/xml";

    /// <summary>Whether an object is one that carries a document.</summary>
    public static bool IsIn(DicomDataset dataset) => dataset.Contains(DicomTag.EncapsulatedDocument);

    /// <summary>Finds the document in an object; it is read later.</summary>
    /// <exception cref="DicomImageException">There is none; the message says what the object is or lacks.</exception>
    public static EncapsulatedDocument Open(DicomDataset dataset) => dataset[DicomTag.EncapsulatedDocument] switch
    {
        DicomValueElement { Length: > 0 } element => new EncapsulatedDocument(dataset, element),
        null => throw new DicomImageException(DataName, $"is missing: the object carries no document ({dataset.GetUID(DicomTag.SOPClassUID)?.Name ?? "no SOP class"})"),
        _ => throw new DicomImageException(DataName, "is empty: there is no document in the object"),
    };

    /// <summary>The document as a file to save.</summary>
    /// <exception cref="DicomFormatException">It is larger than memory can take, or its source has become shorter.</exception>
    public PageAttachment Attachment() => new(FileName, Bytes());

    /// <summary>The bytes of the document.</summary>
    /// <exception cref="DicomFormatException">It is larger than memory can take, or its source has become shorter.</exception>
    public ReadOnlyMemory<byte> Bytes() => _element.Value[..(int)Length];

    private static string TitleOf(DicomDataset dataset)
    {
        var coded = dataset.GetItems(DicomTag.ConceptNameCodeSequence) is [var code, ..] ? ReportOutline.CodedEntry(code) : null;
        string?[] titles = [dataset.GetText(DicomTag.DocumentTitle), coded, dataset.GetString(DicomTag.ContentDescription), dataset.GetString(DicomTag.SeriesDescription)];
        return titles.FirstOrDefault(title => !string.IsNullOrWhiteSpace(title))?.Trim() ?? "";
    }

    // A value has an even length; Encapsulated Document Length (0042,0015) tells whether its last byte is of the document.
    private static (long Length, string? Note) LengthOf(DicomDataset dataset, DicomValueElement element, string mimeType)
    {
        var stored = element.Length;
        if (dataset.GetInt64(DicomTag.EncapsulatedDocumentLength) is not { } told)
        {
            // In a model the last byte may well be 0; a text or a PDF does not end so.
            return (!mimeType.Contains("stl", StringComparison.OrdinalIgnoreCase) && EndsInZero(element) ? stored - 1 : stored, null);
        }

        var name = $"{DicomTag.EncapsulatedDocumentLength.Keyword} {DicomTag.EncapsulatedDocumentLength}";
        return told switch
        {
            _ when told == stored || told == stored - 1 => (told, null),
            <= 0 => (stored, $"{name} is {told}; all {stored} bytes are taken"),
            _ when told > stored => (stored, $"{name} is {told}, and only {stored} bytes are there: the end is missing"),
            _ => (told, $"{name} is {told}, and {stored - told} bytes follow behind it, which are left out"),
        };
    }

    private static bool EndsInZero(DicomValueElement element)
    {
        var last = new byte[1];
        return element.Read(element.Length - 1, last) == 1 && last[0] == 0;
    }

    private static string EndingOf(string mimeType, string? sopClass) => mimeType.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "application/pdf" => ".pdf",
        "text/xml" or "application/xml" => ".xml",
        "model/stl" or "model/x.stl-binary" or "application/sla" => ".stl",
        "model/obj" => ".obj",
        "model/mtl" => ".mtl",
        "text/plain" => ".txt",
        "text/html" => ".html",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "application/zip" => ".zip",
        "" when sopClass == DicomUID.EncapsulatedPDFStorage.Value => ".pdf",
        "" when sopClass == DicomUID.EncapsulatedCDAStorage.Value => ".xml",
        "" when sopClass == DicomUID.EncapsulatedSTLStorage.Value => ".stl",
        _ => ".bin",
    };
}
