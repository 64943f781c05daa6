using System.Text;

namespace Appliance.Dicom;

/// <summary>
/// Private elements of common makers (PS3.5 7.8), by the name of their creator: what conformance statements and public tables tell of them.
/// Looking up needs no start-up work, as in <see cref="DicomDictionary"/>. What it says of a value is a hint: no standard binds a maker to it.
/// </summary>
public static class PrivateDictionary
{
    private const uint InBlock = 0xFF;
    private const ushort FirstOfBlocks = 0x1000;

    /// <summary>How many private elements the dictionary knows.</summary>
    public static int Count => PrivateFacts.Keys.Length;

    /// <summary>Finds a private element.</summary>
    /// <param name="creator">The private creator's name, in any letter case, with or without padding.</param>
    /// <param name="tag">The element; whatever its block is, only its number in the block counts.</param>
    /// <param name="entry">What is known of it; its keyword is empty, and its name may be.</param>
    /// <returns>False for standard elements, private creators, and what is not known.</returns>
    public static bool TryGet(ReadOnlySpan<char> creator, DicomTag tag, out DicomDictionaryEntry entry)
    {
        var row = RowOf(creator, tag);
        entry = row < 0 ? default : new DicomDictionaryEntry(
            tag,
            "",
            Encoding.UTF8.GetString(PrivateFacts.Names[(int)PrivateFacts.NameStarts[row]..(int)PrivateFacts.NameStarts[row + 1]]),
            ElementFacts.VROf(PrivateFacts.VRs[row]),
            PrivateFacts.VMOf(PrivateFacts.VMs[row]),
            false,
            DicomVR.None);
        return row >= 0;
    }

    /// <summary>The value representation of a private element, found without allocating.</summary>
    /// <param name="creator">The private creator's name, in any letter case, with or without padding.</param>
    /// <param name="tag">The element.</param>
    /// <param name="vr">The representation; UN where it is not known.</param>
    /// <returns>True when the dictionary knows the element.</returns>
    public static bool TryGetVR(ReadOnlySpan<char> creator, DicomTag tag, out DicomVR vr)
    {
        var row = RowOf(creator, tag);
        vr = row < 0 ? DicomVR.UN : ElementFacts.VROf(PrivateFacts.VRs[row]);
        return row >= 0;
    }

    private static int RowOf(ReadOnlySpan<char> creator, DicomTag tag)
    {
        if (!tag.IsPrivate || tag.Element < FirstOfBlocks)
        {
            return -1;
        }

        var place = CreatorOf(creator.Trim(" \0"));
        if (place < 0)
        {
            return -1;
        }

        var first = PrivateFacts.FirstRows[place];
        var row = PrivateFacts.Keys[first..PrivateFacts.FirstRows[place + 1]].BinarySearch(((uint)tag.Group << 8) | (tag.Element & InBlock));
        return row < 0 ? -1 : first + row;
    }

    private static int CreatorOf(ReadOnlySpan<char> creator)
    {
        var starts = PrivateFacts.CreatorStarts;
        var (low, high) = (0, starts.Length - 2);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var comparison = DicomDictionary.CompareIgnoringCase(PrivateFacts.Creators[starts[middle]..starts[middle + 1]], creator);
            if (comparison == 0)
            {
                return middle;
            }

            (low, high) = comparison < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
