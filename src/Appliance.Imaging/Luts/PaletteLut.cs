using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The colours of a PALETTE COLOR image (PS3.3 C.7.6.3.1.5 and C.7.6.3.1.6), brought to 8 bits a component, the three tables interleaved.
/// Indices below <see cref="FirstMapped"/> take the first colour, indices beyond the table the last.
/// </summary>
public sealed record PaletteLut
{
    /// <summary>Makes a palette.</summary>
    /// <param name="firstMapped">The index that the first colour belongs to, in the unsigned terms of <see cref="PixelKind.Indexed8"/> frames.</param>
    /// <param name="rgb">Three bytes a colour: red, green, blue; at least one colour; owned by the palette afterwards.</param>
    public PaletteLut(int firstMapped, byte[] rgb)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, 3);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length % 3, 0);
        FirstMapped = firstMapped;
        Rgb = rgb;
    }

    /// <summary>
    /// The index that the first colour belongs to. The indices of PALETTE COLOR frames are unsigned: for an image of signed Pixel
    /// Representation both the frames' values and this one are raised by half the range of Bits Stored. In a supplemental palette it is
    /// the stored value itself.
    /// </summary>
    public int FirstMapped { get; }

    /// <summary>Three bytes a colour: red, green, blue. Not to be changed.</summary>
    public byte[] Rgb { get; }

    /// <summary>The number of colours.</summary>
    public int Count => Rgb.Length / 3;

    /// <summary>
    /// The palette that a data set carries by itself: a Color Palette object (PS3.3 A.58), or a presentation state with a Palette Color
    /// Lookup Table module (C.7.9). Plain or segmented, 8 or 16 bits.
    /// </summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="notes">Takes what was wrong with it though it can be used.</param>
    /// <exception cref="DicomImageException">One of the three tables or descriptors is missing: the message names it.</exception>
    public static PaletteLut Of(DicomDataset dataset, List<string> notes) => new PaletteReader(dataset, notes).Read(0, ushort.MaxValue);

    /// <summary>The place in <see cref="Rgb"/> of the colour for an index.</summary>
    public int OffsetOf(int index) => (int)Math.Clamp((long)index - FirstMapped, 0, Count - 1) * 3;
}
