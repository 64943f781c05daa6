using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads look-up tables out of a data set: LUT Descriptor and Data of a LUT sequence, and palettes. Lying descriptors are held against the data.</summary>
internal static class LutReader
{
    private const int MostEntries = 65536;
    private const int MostSegmentUnits = 4 * MostEntries;

    /// <summary>The table of a Modality or VOI LUT Sequence item (PS3.3 C.11.1.1, C.11.2.1.1); null when it has no entries.</summary>
    /// <param name="item">The sequence item.</param>
    /// <param name="sequence">The sequence that it is in, for notes.</param>
    /// <param name="signedInput">Whether the values that go in may be negative, for descriptors that were written without saying so.</param>
    /// <param name="notes">Takes what was wrong.</param>
    public static LookupTable? Table(DicomDataset item, DicomTag sequence, bool signedInput, List<string> notes)
    {
        var descriptor = Descriptor.Of(item, DicomTag.LUTDescriptor, signedInput);
        var entries = descriptor is null ? [] : Entries(item, DicomTag.LUTData, descriptor.Value, notes);
        if (descriptor is null || entries.Length == 0)
        {
            notes.Add($"{ImageLayoutReader.Name(sequence)}: an item without LUT Descriptor or LUT Data was passed over");
            return null;
        }

        return new LookupTable(descriptor.Value.FirstMapped, BitsOf(descriptor.Value.Bits, entries), entries, item.GetString(DicomTag.LUTExplanation));
    }

    /// <summary>The palette of a PALETTE COLOR image (PS3.3 C.7.6.3.1.5, C.7.6.3.1.6).</summary>
    /// <exception cref="DicomImageException">One of its three tables is missing.</exception>
    public static PaletteLut Palette(DicomDataset dataset, ImageLayout layout, List<string> notes)
    {
        var red = Component(
            dataset, DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData, DicomTag.SegmentedRedPaletteColorLookupTableData, layout, notes);
        var green = Component(
            dataset, DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData, DicomTag.SegmentedGreenPaletteColorLookupTableData, layout, notes);
        var blue = Component(
            dataset, DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData, DicomTag.SegmentedBluePaletteColorLookupTableData, layout, notes);
        var rgb = new byte[Math.Max(red.Levels.Length, Math.Max(green.Levels.Length, blue.Levels.Length)) * 3];
        for (var i = 0; i < rgb.Length / 3; i++)
        {
            rgb[i * 3] = red.Levels[Math.Min(i, red.Levels.Length - 1)];
            rgb[(i * 3) + 1] = green.Levels[Math.Min(i, green.Levels.Length - 1)];
            rgb[(i * 3) + 2] = blue.Levels[Math.Min(i, blue.Levels.Length - 1)];
        }

        return new PaletteLut(red.FirstMapped + (layout.IsSigned ? 1 << (layout.BitsStored - 1) : 0), rgb);
    }

    private static (int FirstMapped, byte[] Levels) Component(
        DicomDataset dataset, DicomTag descriptorTag, DicomTag dataTag, DicomTag segmentedTag, ImageLayout layout, List<string> notes)
    {
        var descriptor = Descriptor.Of(dataset, descriptorTag, layout.IsSigned)
            ?? throw new DicomImageException(ImageLayoutReader.Name(descriptorTag), "a PALETTE COLOR image has to have it, with three values");
        var entries = !dataset.Contains(dataTag) && dataset.Contains(segmentedTag)
            ? Segmented(dataset, segmentedTag, descriptor, notes)
            : Entries(dataset, dataTag, descriptor, notes);
        if (entries.Length == 0)
        {
            throw new DicomImageException(ImageLayoutReader.Name(dataTag), "a PALETTE COLOR image has to have it, with at least one entry");
        }

        // Entries said to have 16 bits that all fit into 8 were written by software that meant 8.
        var wide = descriptor.Bits > 8 && entries.Any(entry => entry > byte.MaxValue);
        return (descriptor.FirstMapped, Array.ConvertAll(entries, entry => (byte)(wide ? entry >> 8 : Math.Min(entry, (ushort)byte.MaxValue))));
    }

    private static ushort[] Segmented(DicomDataset dataset, DicomTag tag, Descriptor descriptor, List<string> notes)
    {
        var bytesPerUnit = descriptor.Bits <= 8 ? 1 : 2;
        var units = Units(dataset, tag, Math.Min(dataset.GetBytes(tag).Length / bytesPerUnit, MostSegmentUnits), bytesPerUnit == 1);
        var entries = SegmentedLut.Expand(units, descriptor.Count, bytesPerUnit);
        NoteShort(tag, entries.Length, descriptor.Count, notes);
        return entries;
    }

    // One entry a word, or, for 8-bit entries, two a word: the length of the data decides, as descriptors of either kind lie.
    private static ushort[] Entries(DicomDataset dataset, DicomTag tag, Descriptor descriptor, List<string> notes)
    {
        var length = dataset.GetBytes(tag).Length;
        var packed = length < descriptor.Count * 2 && (length >= descriptor.Count || descriptor.Bits <= 8);
        var entries = Units(dataset, tag, Math.Min(descriptor.Count, packed ? length : length / 2), packed);
        NoteShort(tag, entries.Length, descriptor.Count, notes);
        return entries;
    }

    private static ushort[] Units(DicomDataset dataset, DicomTag tag, int count, bool packed)
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

    private static void NoteShort(DicomTag tag, int count, int announced, List<string> notes)
    {
        if (count > 0 && count < announced)
        {
            notes.Add($"{ImageLayoutReader.Name(tag)}: {count} entries where its descriptor announces {announced}");
        }
    }

    // The greatest entry tells the truth when the descriptor says less, or nothing possible.
    private static int BitsOf(int stated, ushort[] entries)
    {
        var needed = 16 - int.Min(15, ushort.LeadingZeroCount(entries.Max()));
        return stated is >= 8 and <= 16 && stated >= needed ? stated : Math.Max(8, needed);
    }

    /// <summary>A LUT descriptor: number of entries (0 stands for 65536), first input, bits of an entry.</summary>
    private readonly record struct Descriptor(int Count, int FirstMapped, int Bits)
    {
        public static Descriptor? Of(DicomDataset dataset, DicomTag tag, bool signedInput)
        {
            if (dataset.GetInt32(tag) is not { } count || dataset.GetInt32(tag, 1) is not { } first || dataset.GetInt32(tag, 2) is not { } bits)
            {
                return null;
            }

            // The first and third value are unsigned whatever the VR; the second has the sign of the values that go in (PS3.3 C.11.1.1.1).
            count &= 0xFFFF;
            first = signedInput && first > short.MaxValue ? first - 65536 : !signedInput && first < 0 && dataset[tag]?.VR != DicomVR.SS ? first + 65536 : first;
            return new Descriptor(count == 0 ? MostEntries : count, first, bits & 0xFFFF);
        }
    }
}
