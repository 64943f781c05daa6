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
    /// The index that the first colour belongs to. Indices are unsigned: for an image of signed Pixel Representation both the frames'
    /// values and this one are raised by half the range of Bits Stored.
    /// </summary>
    public int FirstMapped { get; }

    /// <summary>Three bytes a colour: red, green, blue. Not to be changed.</summary>
    public byte[] Rgb { get; }

    /// <summary>The number of colours.</summary>
    public int Count => Rgb.Length / 3;

    /// <summary>The place in <see cref="Rgb"/> of the colour for an index.</summary>
    public int OffsetOf(int index) => Math.Clamp(index - FirstMapped, 0, Count - 1) * 3;
}
