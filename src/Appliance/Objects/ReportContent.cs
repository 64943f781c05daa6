using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>A structured report or key object selection as a page of text: its content tree in reading order.</summary>
internal sealed class ReportContent(DicomDataset dataset) : SubjectContent
{
    // A page of more lines than this is read in a file, not in a window; what is left out is told.
    private const int MostLines = 20000;

    public override int Frames => 1;

    public override bool IsText => true;

    public override SequenceFrame Get(int frame) => new PageFrame
    {
        Page = new TextPage(Lines()),
        Text = OverlayText.Of(ImageFacts.LabelsOf(dataset)),
        Dataset = dataset,
    };

    private List<TextPageLine> Lines()
    {
        var lines = new List<TextPageLine>();
        if (dataset.GetUID(DicomTag.SOPClassUID) == DicomUID.KeyObjectSelectionDocumentStorage)
        {
            lines.AddRange(KeyObjectText.Lines(dataset));
        }

        foreach (var line in ReportOutline.Lines(dataset))
        {
            if (lines.Count == MostLines)
            {
                lines.Add(new TextPageLine(0, "", $"… more than {MostLines} content items; dump --outline lists them all"));
                break;
            }

            lines.Add(new TextPageLine(line.Depth, line.Concept, line.ValueInWords));
        }

        return lines;
    }
}
