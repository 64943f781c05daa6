using System.Globalization;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>An object that carries a document: a page that says what it is and how to get it, with the text of clinical documents.</summary>
internal sealed class DocumentContent(DicomDataset dataset, EncapsulatedDocument document) : SubjectContent
{
    // What is larger is not kept in memory for a key that may never be pressed; export writes it.
    private const long MostInMemory = 64 << 20;

    public override int Frames => 1;

    public override bool IsText => true;

    public override SequenceFrame Get(int frame)
    {
        var attachment = document.Length <= MostInMemory ? document.Attachment() : null;
        return new PageFrame
        {
            Page = new TextPage(Lines(attachment), attachment),
            Text = OverlayText.Of(ImageFacts.LabelsOf(dataset)),
            Dataset = dataset,
        };
    }

    private List<TextPageLine> Lines(PageAttachment? attachment)
    {
        List<TextPageLine> lines =
        [
            new(0, "Document", document.Title.Length > 0 ? document.Title : "without a title"),
            new(1, "Kind", (dataset.GetUID(DicomTag.SOPClassUID)?.Name ?? "no SOP class") + (document.MimeType.Length > 0 ? $", {document.MimeType}" : "")),
            new(1, "UID", TerminalText.Clean(dataset.GetString(DicomTag.SOPInstanceUID) ?? "none")),
            new(1, "Size", string.Create(CultureInfo.InvariantCulture, $"{document.Length:N0} bytes")),
            .. document.Note is { } note ? [new TextPageLine(1, "Note", note)] : Array.Empty<TextPageLine>(),
            new(0, "", ""),
            new(0, "", "It is no picture: another program opens it."),
            .. attachment is null ? Array.Empty<TextPageLine>() : [new TextPageLine(1, "Key E", $"saves it as {attachment.FileName} in the folder exports")],
            new(1, "Command", "appliance export FILE|UID --document -o DIR"),
        ];
        if (attachment is not null && document.IsXml)
        {
            lines.Add(new TextPageLine(0, "", ""));
            lines.AddRange(CdaText.Lines(attachment.Bytes));
        }

        return lines;
    }
}
