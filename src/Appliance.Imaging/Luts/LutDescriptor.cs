using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The three values of a LUT descriptor (PS3.3 C.11.1.1.1, C.11.2.1.1, C.7.6.3.1.5): number of entries (0 stands for 65536), first input,
/// bits of an entry. Taken from the bytes, since the wrong VR is written often: US for a negative first input, SS for 65535 entries, OW or UN.
/// </summary>
/// <param name="Count">Entries announced, 1 to 65536.</param>
/// <param name="FirstMapped">The input that the first entry belongs to.</param>
/// <param name="Bits">Bits of an entry as stated, possible or not.</param>
internal readonly record struct LutDescriptor(int Count, int FirstMapped, int Bits)
{
    /// <summary>The most entries that a table can have.</summary>
    public const int MostEntries = 65536;

    private const int Values = 3;

    /// <summary>The descriptor of a Modality, VOI or Presentation LUT; null when there is none of three values.</summary>
    /// <param name="dataset">The data set or item that has it.</param>
    /// <param name="tag">The descriptor.</param>
    /// <param name="signedInput">Whether the values that go in may be negative, for descriptors whose VR does not tell.</param>
    public static LutDescriptor? Of(DicomDataset dataset, DicomTag tag, bool signedInput) => Words(dataset, tag) is { } words
        ? Of(words, signedInput || dataset[tag]?.VR == DicomVR.SS ? (short)words.First : words.First)
        : null;

    /// <summary>The descriptor of a palette table; null when there is none of three values.</summary>
    /// <param name="dataset">The data set that has it.</param>
    /// <param name="tag">The descriptor.</param>
    /// <param name="lowest">The smallest stored value that the image can have.</param>
    /// <param name="highest">The largest one: of the two readings of the first index, the one that can occur is taken.</param>
    public static LutDescriptor? OfPalette(DicomDataset dataset, DicomTag tag, int lowest, int highest)
    {
        if (Words(dataset, tag) is not { } words)
        {
            return null;
        }

        var (signed, unsigned) = ((short)words.First, words.First);
        var isSigned = lowest < 0 || (dataset[tag]?.VR == DicomVR.SS && unsigned > highest);
        return Of(words, isSigned ? signed : unsigned);
    }

    private static LutDescriptor Of((ushort Count, ushort First, ushort Bits) words, int first) =>
        new(words.Count == 0 ? MostEntries : words.Count, first, words.Bits);

    private static (ushort Count, ushort First, ushort Bits)? Words(DicomDataset dataset, DicomTag tag)
    {
        var bytes = dataset.GetBytes(tag).Span;
        if (bytes.Length < Values * sizeof(ushort))
        {
            return null;
        }

        var bigEndian = dataset.TransferSyntax.IsBigEndian;
        return (Word(bytes, bigEndian), Word(bytes[2..], bigEndian), Word(bytes[4..], bigEndian));
    }

    private static ushort Word(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
