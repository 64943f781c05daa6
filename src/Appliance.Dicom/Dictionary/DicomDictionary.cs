using System.Text;

namespace Appliance.Dicom;

/// <summary>
/// The data elements of PS3.6 and PS3.7. Looking up needs no start-up work: the facts are read-only data of the program, sorted, and
/// searched in place. Repeating groups (50xx, 60xx, 7Fxx), repeating elements ((0020,31xx) and others), private creators and group lengths
/// are found by rule.
/// </summary>
public static class DicomDictionary
{
    /// <summary>How many elements and patterns of elements the dictionary knows.</summary>
    public static int Count => ElementFacts.Tags.Length + ElementFacts.PatternValues.Length;

    /// <summary>Finds an element by its tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="entry">What the standard says of it.</param>
    /// <returns>False for private elements other than private creators and group lengths, and for numbers that the standard has not given out.</returns>
    public static bool TryGet(DicomTag tag, out DicomDictionaryEntry entry)
    {
        var row = RowOf(tag);
        if (row >= 0)
        {
            entry = EntryOf(tag, row);
            return true;
        }

        if (tag.IsGroupLength)
        {
            entry = new DicomDictionaryEntry(tag, "", "Group Length", DicomVR.UL, "1", true, DicomVR.None);
            return true;
        }

        if (tag.IsPrivateCreator)
        {
            entry = new DicomDictionaryEntry(tag, "", "Private Creator", DicomVR.LO, "1", false, DicomVR.None);
            return true;
        }

        entry = default;
        return false;
    }

    /// <summary>Finds an element by its keyword.</summary>
    /// <param name="keyword">The keyword, such as <c>PatientName</c>, in any letter case.</param>
    /// <param name="entry">What the standard says of it.</param>
    /// <returns>False when no element has that keyword.</returns>
    public static bool TryGet(string? keyword, out DicomDictionaryEntry entry)
    {
        var row = Search(ElementFacts.ByKeyword, ElementFacts.Keywords, ElementFacts.KeywordStarts, keyword);
        entry = row >= 0 ? EntryOf(TagOf(row), row) : default;
        return row >= 0;
    }

    /// <summary>Finds an element by its name.</summary>
    /// <param name="name">The name, such as <c>Patient's Name</c>, in any letter case.</param>
    /// <param name="entry">What the standard says of it; one of them where several elements share the name.</param>
    /// <returns>False when no element has that name.</returns>
    public static bool TryGetByName(string? name, out DicomDictionaryEntry entry)
    {
        var row = Search(ElementFacts.ByName, ElementFacts.Names, ElementFacts.NameStarts, name);
        entry = row >= 0 ? EntryOf(TagOf(row), row) : default;
        return row >= 0;
    }

    /// <summary>The first value representation of an element, found without allocating: for readers of implicit VR.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="vr">See <see cref="DicomDictionaryEntry.VR"/>; UN where the dictionary does not know the tag.</param>
    /// <returns>True when the dictionary knows the tag.</returns>
    public static bool TryGetVR(DicomTag tag, out DicomVR vr)
    {
        var row = RowOf(tag);
        vr = row >= 0 ? ElementFacts.VROf(ElementFacts.FirstVRs[row])
            : tag.IsGroupLength ? DicomVR.UL
            : tag.IsPrivateCreator ? DicomVR.LO
            : DicomVR.UN;
        return row >= 0 || tag.IsGroupLength || tag.IsPrivateCreator;
    }

    internal static bool TryGetTag(ReadOnlySpan<char> keyword, out DicomTag tag)
    {
        var row = Search(ElementFacts.ByKeyword, ElementFacts.Keywords, ElementFacts.KeywordStarts, keyword);
        tag = row >= 0 ? TagOf(row) : default;
        return row >= 0;
    }

    // Rows are numbered through: first the elements, then the patterns.
    private static int RowOf(DicomTag tag)
    {
        var row = ElementFacts.Tags.BinarySearch(tag.Value);
        if (row >= 0 || tag.IsPrivate || tag.IsGroupLength)
        {
            return row;
        }

        var masks = ElementFacts.PatternMasks;
        var values = ElementFacts.PatternValues;
        for (var i = 0; i < values.Length; i++)
        {
            if ((tag.Value & masks[i]) == values[i])
            {
                return ElementFacts.Tags.Length + i;
            }
        }

        return -1;
    }

    private static DicomTag TagOf(int row)
    {
        var elements = ElementFacts.Tags;
        return new DicomTag(row < elements.Length ? elements[row] : ElementFacts.PatternFirsts[row - elements.Length]);
    }

    private static DicomDictionaryEntry EntryOf(DicomTag tag, int row) => new(
        tag,
        Encoding.UTF8.GetString(Slice(ElementFacts.Keywords, ElementFacts.KeywordStarts, row)),
        Encoding.UTF8.GetString(Slice(ElementFacts.Names, ElementFacts.NameStarts, row)),
        ElementFacts.VROf(ElementFacts.FirstVRs[row]),
        ElementFacts.VMOf(ElementFacts.VMs[row]),
        ElementFacts.Retired[row] != 0,
        ElementFacts.VROf(ElementFacts.SecondVRs[row]))
    {
        ThirdVR = ElementFacts.VROf(ElementFacts.ThirdVRs[row]),
    };

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> pool, ReadOnlySpan<uint> starts, int row) =>
        pool[(int)starts[row]..(int)starts[row + 1]];

    private static int Search(ReadOnlySpan<ushort> order, ReadOnlySpan<byte> pool, ReadOnlySpan<uint> starts, ReadOnlySpan<char> text)
    {
        var low = 0;
        var high = order.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var comparison = CompareIgnoringCase(Slice(pool, starts, order[middle]), text);
            if (comparison == 0)
            {
                return order[middle];
            }

            (low, high) = comparison < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    // The generator sorts by these very rules: ASCII letters lowered, then by code. Bytes above 127 match nothing a caller can ask for
    // by mistake: only a handful of names have them.
    internal static int CompareIgnoringCase(ReadOnlySpan<byte> row, ReadOnlySpan<char> text)
    {
        var common = Math.Min(row.Length, text.Length);
        for (var i = 0; i < common; i++)
        {
            var difference = Lower(row[i]) - Lower(text[i]);
            if (difference != 0)
            {
                return difference;
            }
        }

        return row.Length - text.Length;
    }

    private static int Lower(int character) => character is >= 'A' and <= 'Z' ? character + ('a' - 'A') : character;
}
