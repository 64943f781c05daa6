using System.Globalization;
using System.Text;
using Appliance.Dicom;

namespace Appliance;

/// <summary>
/// Prints elements for a person: tag, value representation, length, name, value. Items are indented; UIDs are followed by their names, coded
/// entries by their meaning; binary values are shown as numbers or bytes as far as the width goes.
/// </summary>
/// <param name="writer">Takes the lines.</param>
/// <param name="width">The longest value shown, in characters.</param>
/// <param name="frame">Of the Per-Frame Functional Groups Sequence, the only item to print, counted from 1; null for all.</param>
internal sealed class ElementPrinter(TextWriter writer, int width, int? frame)
{
    /// <summary>The value's characters shown unless more are asked for.</summary>
    public const int UsualWidth = 96;

    private const int NameWidth = 34;
    private const int BytesSampled = 4096;

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
                WriteLine(depth, element, sequence.IsUndefinedLength ? "u/l" : "", NameOf(dataset, element.Tag), Meaning(sequence));
                PrintItems(sequence, depth + 1);
                break;
            case DicomFragmentSequence fragments:
                var total = fragments.Fragments.Sum(fragment => fragment.Length);
                WriteLine(depth, element, "u/l", NameOf(dataset, element.Tag),
                    Invariant($"{fragments.Fragments.Count} fragments, {total} bytes, offset table of {fragments.OffsetTable.Length / 4}"));
                break;
            case DicomValueElement value:
                WriteLine(depth, element, Invariant($"{value.Length}"), NameOf(dataset, element.Tag), ValueOf(dataset, value));
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
            return entry.Retired ? entry.Keyword + " (retired)" : entry.Keyword;
        }

        if (tag.IsGroupLength)
        {
            return "GroupLength";
        }

        if (tag.IsPrivateCreator)
        {
            return "PrivateCreator";
        }

        // The creator of a private element stands in the same group, at the number of its block (PS3.5 7.8.1).
        var creator = tag.IsPrivate ? dataset.GetString(new DicomTag(tag.Group, (ushort)(tag.Element >> 8))) : null;
        return creator is null ? "(unknown)" : $"({TerminalText.Clean(creator)})";
    }

    private string ValueOf(DicomDataset dataset, DicomValueElement element)
    {
        if (element.Length == 0)
        {
            return "";
        }

        if (element.VR.IsString)
        {
            // More is never shown than the width; a value left on disk for its length is not read whole for that.
            var text = element.IsDeferred && width < element.Length ? Sampled(element) : dataset.GetText(element.Tag) ?? "";
            return Shorten(element.VR == DicomVR.UI ? WithNames(text) : $"[{TerminalText.Clean(text)}]");
        }

        if (element.VR == DicomVR.AT)
        {
            return dataset.GetTag(element.Tag) is { } tag ? $"{tag} {tag.Keyword}".TrimEnd() : "";
        }

        return IsNumeric(element.VR) && !element.IsDeferred
            ? Shorten(string.Join('\\', dataset.GetStrings(element.Tag)))
            : Shorten(Hexadecimal(element));
    }

    private static bool IsNumeric(DicomVR vr) =>
        vr == DicomVR.US || vr == DicomVR.SS || vr == DicomVR.UL || vr == DicomVR.SL || vr == DicomVR.UV || vr == DicomVR.SV
        || vr == DicomVR.FL || vr == DicomVR.FD;

    private static string WithNames(string uids) => string.Join('\\', uids.Split('\\').Select(uid =>
    {
        var name = new DicomUID(uid).Name;
        return name == uid ? TerminalText.Clean(uid) : $"{uid} = {name}";
    }));

    private static string Sampled(DicomValueElement element)
    {
        var bytes = new byte[Math.Min(element.Length, BytesSampled)];
        return Encoding.Latin1.GetString(bytes, 0, element.Read(0, bytes));
    }

    private string Hexadecimal(DicomValueElement element)
    {
        var wanted = (int)Math.Min(element.Length, Math.Min(width / 3L + 1, int.MaxValue / 4));
        var bytes = new byte[wanted];
        var count = element.Read(0, bytes);
        var text = new StringBuilder(count * 3);
        for (var index = 0; index < count; index++)
        {
            text.Append(index == 0 ? "" : " ").Append(bytes[index].ToString("x2", CultureInfo.InvariantCulture));
        }

        return count < element.Length ? text.Append(" ...").ToString() : text.ToString();
    }

    /// <summary>The Code Meaning of a sequence of coded entries (PS3.3 8.6), so that one need not look inside.</summary>
    private string Meaning(DicomSequence sequence)
    {
        var meanings = sequence.Items.Take(8).Select(item => item.GetString(DicomTag.CodeMeaning)).OfType<string>().ToList();
        var count = sequence.Items.Count == 1 ? "1 item" : Invariant($"{sequence.Items.Count} items");
        return meanings.Count == 0 ? count : Shorten($"{count}: {TerminalText.Clean(string.Join("; ", meanings))}");
    }

    private string Shorten(string text) => text.Length <= width ? text : string.Concat(text.AsSpan(0, width), "...");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
