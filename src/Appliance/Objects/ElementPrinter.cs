using Appliance.Dicom;

namespace Appliance;

/// <summary>
/// Prints elements for a person: tag, value representation, length, name, value. Items are indented; UIDs are followed by their names, coded
/// entries by their meaning, private elements by their name; binary values are shown as numbers or bytes as far as the width goes.
/// </summary>
/// <param name="writer">Takes the lines.</param>
/// <param name="width">The longest value shown, in characters.</param>
/// <param name="frame">Of the Per-Frame Functional Groups Sequence, the only item to print, counted from 1; null for all.</param>
internal sealed class ElementPrinter(TextWriter writer, int width, int? frame)
{
    /// <summary>The value's characters shown unless more are asked for.</summary>
    public const int UsualWidth = 96;

    private const int NameWidth = 34;
    private readonly ElementValueText _values = new(width);

    /// <summary>Items of per-frame functional groups met.</summary>
    public int FramesPassed { get; private set; }

    /// <summary>Prints a data set.</summary>
    public void Print(DicomDataset dataset) => Print(dataset, 0);

    private void Print(DicomDataset dataset, int depth)
    {
        foreach (var element in dataset)
        {
            PrintElement(dataset, element, depth);
        }
    }

    private void PrintElement(DicomDataset dataset, DicomElement element, int depth)
    {
        switch (element)
        {
            case DicomSequence sequence:
                WriteLine(depth, element, sequence.Length is { } length ? Invariant($"{length}") : "u/l", NameOf(dataset, element.Tag), _values.Of(sequence));
                PrintItems(sequence, depth + 1);
                break;
            case DicomFragmentSequence fragments:
                var total = fragments.Fragments.Sum(fragment => fragment.Length);
                WriteLine(depth, element, "u/l", NameOf(dataset, element.Tag),
                    Invariant($"{fragments.Fragments.Count} fragments, {total} bytes, offset table of {fragments.OffsetTable.Length / 4}"));
                break;
            case DicomValueElement value:
                WriteLine(depth, element, Invariant($"{value.Length}"), NameOf(dataset, element.Tag), _values.Of(dataset, value));
                break;
        }
    }

    private void PrintItems(DicomSequence sequence, int depth)
    {
        var isPerFrame = sequence.Tag == DicomTag.PerFrameFunctionalGroupsSequence;
        for (var index = 0; index < sequence.Items.Count; index++)
        {
            FramesPassed += isPerFrame ? 1 : 0;
            if (isPerFrame && frame is { } only && index + 1 != only)
            {
                continue;
            }

            writer.WriteLine($"{Indent(depth)}# {(isPerFrame ? "frame" : "item")} {index + 1}");
            Print(sequence.Items[index], depth);
        }
    }

    private void WriteLine(int depth, DicomElement element, string length, string name, string value) =>
        writer.WriteLine($"{Indent(depth)}{element.Tag} {element.VR,-2} {length,6}  {name.PadRight(NameWidth)}  {value}".TrimEnd());

    private static string Indent(int depth) => new(' ', Math.Min(depth, 64) * 2);

    private static string NameOf(DicomDataset dataset, DicomTag tag)
    {
        if (DicomDictionary.TryGet(tag, out var entry))
        {
            // Group lengths, private creators and a few retired elements have no keyword.
            var known = entry.Keyword.Length > 0 ? entry.Keyword : entry.Name.Replace(" ", "", StringComparison.Ordinal);
            return entry.Retired && !tag.IsGroupLength ? known + " (retired)" : known;
        }

        if (dataset.GetPrivateCreator(tag) is not { } creator)
        {
            return "(unknown)";
        }

        var name = PrivateDictionary.TryGet(creator, tag, out var element) ? element.Name : "";
        return $"{name} ({TerminalText.Clean(creator)})".TrimStart();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
