namespace Appliance.Imaging;

/// <summary>How the pixels of a <see cref="PixelFrame"/> lie in memory, after decoding and before any look-up table.</summary>
public enum PixelKind
{
    /// <summary>One unsigned byte a pixel, grey.</summary>
    Gray8,

    /// <summary>One unsigned 16-bit value a pixel, grey.</summary>
    GrayU16,

    /// <summary>One signed 16-bit value a pixel, grey. Signed data of fewer bits, 8-bit data too, are widened to this.</summary>
    GrayS16,

    /// <summary>One unsigned 32-bit value a pixel, grey.</summary>
    GrayU32,

    /// <summary>One signed 32-bit value a pixel, grey.</summary>
    GrayS32,

    /// <summary>One IEEE 754 single a pixel, grey. NaN and infinities are background.</summary>
    GrayF32,

    /// <summary>
    /// One IEEE 754 double a pixel, grey. NaN and infinities are background. Whole numbers of more than 32 bits are held in this kind too:
    /// exactly up to 53 bits, rounded to the nearest beyond.
    /// </summary>
    GrayF64,

    /// <summary>One unsigned byte a pixel: an index into the image's <see cref="PaletteLut"/>.</summary>
    Indexed8,

    /// <summary>One unsigned 16-bit index a pixel into the image's <see cref="PaletteLut"/>.</summary>
    Indexed16,

    /// <summary>Three bytes a pixel: red, green, blue.</summary>
    Rgb8,
}

/// <summary>What can be told from a <see cref="PixelKind"/> alone.</summary>
public static class PixelKinds
{
    /// <summary>The number of bytes that one pixel takes.</summary>
    public static int BytesPerPixel(this PixelKind kind) => kind switch
    {
        PixelKind.Gray8 or PixelKind.Indexed8 => 1,
        PixelKind.GrayU16 or PixelKind.GrayS16 or PixelKind.Indexed16 => 2,
        PixelKind.Rgb8 => 3,
        PixelKind.GrayF64 => 8,
        _ => 4,
    };

    /// <summary>True for the kinds that go through the grey pipeline of PS3.3 C.11; palette and true colour do not.</summary>
    public static bool IsGray(this PixelKind kind) => kind is PixelKind.Gray8 or PixelKind.GrayU16 or PixelKind.GrayS16
        or PixelKind.GrayU32 or PixelKind.GrayS32 or PixelKind.GrayF32 or PixelKind.GrayF64;

    /// <summary>True for the kinds whose values are floating point numbers.</summary>
    public static bool IsFloat(this PixelKind kind) => kind is PixelKind.GrayF32 or PixelKind.GrayF64;

    /// <summary>True for the kinds whose values are two's complement.</summary>
    public static bool IsSigned(this PixelKind kind) => kind is PixelKind.GrayS16 or PixelKind.GrayS32;
}
