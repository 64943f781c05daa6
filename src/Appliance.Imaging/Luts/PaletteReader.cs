using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Reads the three tables of a palette, plain or segmented (PS3.3 C.7.6.3.1.5, C.7.6.3.1.6, C.7.9.2), and brings them to 8 bits. Tables
/// whose descriptors differ, which they must not, are each used by their own.
/// </summary>
internal sealed class PaletteReader(DicomDataset dataset, List<string> notes)
{
    private const int MostSegmentUnits = 4 * LutDescriptor.MostEntries;

    /// <summary>The palette of a data set.</summary>
    /// <param name="lowest">The smallest stored value that the image can have.</param>
    /// <param name="highest">The largest one.</param>
    /// <param name="raise">What is added to indices, so that they are unsigned.</param>
    /// <exception cref="DicomImageException">One of its three tables is missing.</exception>
    public PaletteLut Read(int lowest, int highest, int raise = 0)
    {
        Component[] components =
        [
            Read(DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData, DicomTag.SegmentedRedPaletteColorLookupTableData, lowest, highest),
            Read(DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData, DicomTag.SegmentedGreenPaletteColorLookupTableData, lowest, highest),
            Read(DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData, DicomTag.SegmentedBluePaletteColorLookupTableData, lowest, highest),
        ];
        var bits = BitsOf(components);
        var first = components.Min(component => component.FirstMapped);
        var count = components.Max(component => component.FirstMapped + component.Entries.Length) - first;
        var rgb = new byte[count * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            rgb[i] = ToByte(components[i % 3].At(first + (i / 3)), bits);
        }

        return new PaletteLut(first + raise, rgb);
    }

    private Component Read(DicomTag descriptorTag, DicomTag dataTag, DicomTag segmentedTag, int lowest, int highest)
    {
        var descriptor = LutDescriptor.OfPalette(dataset, descriptorTag, lowest, highest)
            ?? throw new DicomImageException(ImageLayoutReader.Name(descriptorTag), "a palette has to have it, with three values");
        var segmented = dataset.GetBytes(dataTag).IsEmpty && dataset.Contains(segmentedTag);
        var entries = segmented ? Segmented(segmentedTag, descriptor) : LutReader.Entries(dataset, dataTag, descriptor, notes);
        return entries.Length > 0
            ? new Component(descriptor.FirstMapped, descriptor.Bits, entries)
            : throw new DicomImageException(ImageLayoutReader.Name(segmented ? segmentedTag : dataTag), "a palette has to have it, with at least one entry");
    }

    private ushort[] Segmented(DicomTag tag, LutDescriptor descriptor)
    {
        var bytesPerUnit = descriptor.Bits <= 8 ? 1 : 2;
        var units = LutReader.Units(dataset, tag, Math.Min(dataset.GetBytes(tag).Length / bytesPerUnit, MostSegmentUnits), bytesPerUnit == 1);
        var entries = SegmentedLut.Expand(units, descriptor.Count, bytesPerUnit, fault => notes.Add($"{ImageLayoutReader.Name(tag)}: {fault}"));
        LutReader.NoteCount(tag, entries.Length, descriptor.Count, notes);
        return entries;
    }

    // Bits of an entry are 8 or 16 by the standard, and full scale. Entries of 16 bits that all fit into 8 come from software that meant 8;
    // other numbers are taken at their word when the entries allow it.
    private int BitsOf(Component[] components)
    {
        var (stated, greatest) = (components[0].Bits, components.Max(component => component.Entries.Max()));
        if (components.Any(component => component.Bits != stated || component.FirstMapped != components[0].FirstMapped || component.Entries.Length != components[0].Entries.Length))
        {
            notes.Add($"{ImageLayoutReader.Name(DicomTag.RedPaletteColorLookupTableDescriptor)}: red, green and blue differ in length, first index or bits; each is used by its own");
        }

        var taken = greatest <= byte.MaxValue ? 8 : stated is > 8 and < 16 && greatest >> stated == 0 ? stated : 16;
        if (stated is not (8 or 16))
        {
            notes.Add($"{ImageLayoutReader.Name(DicomTag.RedPaletteColorLookupTableDescriptor)}: entries of {stated} bits, where 8 or 16 are allowed; taken as {taken}");
        }

        return taken;
    }

    private static byte ToByte(ushort entry, int bits) => (byte)(entry >> (bits - 8));

    /// <summary>One table.</summary>
    private sealed record Component(int FirstMapped, int Bits, ushort[] Entries)
    {
        public ushort At(int index) => Entries[Math.Clamp(index - FirstMapped, 0, Entries.Length - 1)];
    }
}
