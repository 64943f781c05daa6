using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>
/// An object that has nothing to draw, such as a plan, a registration, or raw data: a page that says what it is and what can be done with it, and
/// its elements in brief.
/// </summary>
internal sealed class ElementsContent(DicomDataset dataset) : SubjectContent
{
    private const int MostLines = 1000;
    private const int MostDepth = 4;
    private const int Width = 160;

    private readonly ElementValueText _values = new(Width);

    public override int Frames => 1;

    public override bool IsText => true;

    /// <summary>What it is and what can be done, in a sentence: for the places that have no page.</summary>
    public string WhyNot => $"{Kind} cannot be drawn by itself; 'dump' lists what it says, 'export' and 'send' hand it over";

    private string Kind => dataset.GetUID(DicomTag.SOPClassUID) switch
    {
        null => "An object without a SOP class",
        { Type: DicomUidType.Unknown } own => $"An object of the class {TerminalText.Clean(own.Value)}, which the standard does not know,",
        { } known => known.Name.Replace(" Storage", "", StringComparison.Ordinal),
    };

    public override SequenceFrame Get(int frame) => new PageFrame
    {
        Page = new TextPage(Lines()),
        Text = OverlayText.Of(ImageFacts.LabelsOf(dataset)),
        Dataset = dataset,
    };

    private List<TextPageLine> Lines()
    {
        List<TextPageLine> lines =
        [
            new(0, Kind.TrimEnd(','), ""),
            new(1, "UID", TerminalText.Clean(dataset.GetString(DicomTag.SOPInstanceUID) ?? "none")),
            new(1, "", "It cannot be drawn by itself. What can be done with it:"),
            new(1, "Look", "appliance dump FILE|UID, or the key T"),
            new(1, "Hand over", "appliance export UID -o DIR, when it is in the archive"),
            new(1, "Send", "appliance send PEER FILE|UID"),
            .. StructureSetText.Lines(dataset),
            new(0, "", ""),
            new(0, "Elements", ""),
        ];
        Add(lines, dataset, 0);
        if (lines.Count >= MostLines)
        {
            lines.Add(new TextPageLine(0, "", "… and more; dump lists everything"));
        }

        return lines;
    }

    private void Add(List<TextPageLine> lines, DicomDataset holder, int depth)
    {
        foreach (var element in holder)
        {
            if (lines.Count >= MostLines)
            {
                return;
            }

            if (element is DicomSequence sequence)
            {
                lines.Add(new TextPageLine(depth + 1, NameOf(element.Tag), _values.Of(sequence)));
                AddItems(lines, sequence, depth);
            }
            else if (element is DicomValueElement { Length: > 0 } value && !element.Tag.IsGroupLength)
            {
                lines.Add(new TextPageLine(depth + 1, NameOf(element.Tag), TerminalText.Clean(_values.Of(holder, value))));
            }
        }
    }

    private void AddItems(List<TextPageLine> lines, DicomSequence sequence, int depth)
    {
        for (var item = 0; depth < MostDepth && item < sequence.Items.Count && lines.Count < MostLines; item++)
        {
            if (sequence.Items.Count > 1)
            {
                lines.Add(new TextPageLine(depth + 2, $"Item {item + 1}", ""));
            }

            Add(lines, sequence.Items[item], depth + 2);
        }
    }

    private static string NameOf(DicomTag tag) =>
        DicomDictionary.TryGet(tag, out var entry) && entry.Name.Length > 0 ? entry.Name : tag.IsPrivateCreator ? "Private Creator" : tag.ToString();
}
