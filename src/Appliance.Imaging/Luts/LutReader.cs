using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads look-up tables out of a data set: LUT Descriptor and Data of a LUT sequence. Lying descriptors are held against the data.</summary>
internal static class LutReader
{
    private const int LeastBits = 8;
    private const int MostBits = 16;

    /// <summary>The tables of a Modality, VOI or Presentation LUT Sequence (PS3.3 C.11.1.1, C.11.2.1.1, C.11.6.1), without the items that have no entries.</summary>
    /// <param name="holder">The data set or item that has the sequence.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="signedInput">Whether the values that go in may be negative, for descriptors that were written without saying so.</param>
    /// <param name="notes">Takes what was wrong.</param>
    public static IReadOnlyList<LookupTable> Tables(DicomDataset holder, DicomTag sequence, bool signedInput, List<string> notes)
    {
        var tables = new List<LookupTable>();
        foreach (var item in holder.GetItems(sequence))
        {
            if (Table(item, sequence, signedInput, notes) is { } table)
            {
                tables.Add(table);
            }
        }

        return tables;
    }

    /// <summary>Entries of a table, one a word, or, for 8-bit entries, two a word: the length of the data decides, as descriptors of either kind lie.</summary>
    /// <param name="dataset">The data set or item that has the data.</param>
    /// <param name="tag">The data.</param>
    /// <param name="descriptor">What is announced.</param>
    /// <param name="notes">Takes what was wrong.</param>
    public static ushort[] Entries(DicomDataset dataset, DicomTag tag, LutDescriptor descriptor, List<string> notes)
    {
        var length = dataset.GetBytes(tag).Length;
        var packed = length < descriptor.Count * 2 && (descriptor.Bits <= LeastBits || length - descriptor.Count is 0 or 1);
        var there = packed ? length : length / 2;
        var entries = Units(dataset, tag, Math.Min(descriptor.Count, there), packed);

        // One byte more is the one that makes the length even.
        NoteCount(tag, packed && there == descriptor.Count + 1 ? descriptor.Count : there, descriptor.Count, notes);
        return entries;
    }

    /// <summary>Bytes or words of an element as numbers, in the byte order of the data set.</summary>
    public static ushort[] Units(DicomDataset dataset, DicomTag tag, int count, bool packed)
    {
        var bytes = dataset.GetBytes(tag).Span;
        var bigEndian = dataset.TransferSyntax.IsBigEndian;
        var swapPairs = bigEndian && dataset[tag] is { } element && element.VR != DicomVR.OB;
        var units = new ushort[count];
        for (var i = 0; i < count; i++)
        {
            units[i] = !packed ? bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(i * 2)..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..])
                : bytes[swapPairs && (i ^ 1) < bytes.Length ? i ^ 1 : i];
        }

        return units;
    }

    /// <summary>Notes that there are fewer or more entries than announced.</summary>
    public static void NoteCount(DicomTag tag, int count, int announced, List<string> notes)
    {
        if (count > 0 && count != announced)
        {
            notes.Add($"{ImageLayoutReader.Name(tag)}: {count} entries where its descriptor announces {announced}"
                + (count > announced ? "; the rest is not used" : ""));
        }
    }

    private static LookupTable? Table(DicomDataset item, DicomTag sequence, bool signedInput, List<string> notes)
    {
        var descriptor = LutDescriptor.Of(item, DicomTag.LUTDescriptor, signedInput);
        var entries = descriptor is null ? [] : Entries(item, DicomTag.LUTData, descriptor.Value, notes);
        if (descriptor is not { } told || entries.Length == 0)
        {
            var missing = descriptor is null ? DicomTag.LUTDescriptor : DicomTag.LUTData;
            notes.Add($"{ImageLayoutReader.Name(sequence)}: an item was passed over, as its {ImageLayoutReader.Name(missing)} is missing or too short");
            return null;
        }

        return new LookupTable(told.FirstMapped, BitsOf(told.Bits, entries, notes), entries, item.GetString(DicomTag.LUTExplanation));
    }

    // The greatest entry tells the truth when the descriptor says less, or nothing possible.
    private static int BitsOf(int stated, ushort[] entries, List<string> notes)
    {
        var needed = MostBits - int.Min(MostBits - 1, ushort.LeadingZeroCount(entries.Max()));
        if (stated is >= LeastBits and <= MostBits && stated >= needed)
        {
            return stated;
        }

        var taken = Math.Max(LeastBits, needed);
        notes.Add($"{ImageLayoutReader.Name(DicomTag.LUTDescriptor)}: entries of {stated} bits do not go with the data, taken as {taken} bits");
        return taken;
    }
}
