namespace Appliance.Imaging;

/// <summary>
/// Three-sample cells to 8-bit red, green, blue: planar or interleaved, any allocation, luminance and colour differences converted as PS3.3
/// C.7.6.3.1.2 defines them, with all the bits that are stored. Of red, green and blue deeper than 8 bits the upper 8 are kept.
/// </summary>
internal static class ColorSamples
{
    /// <summary>Converts the cells that are there; pixels that are missing at the end stay black.</summary>
    public static void ToRgb(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> rgb)
    {
        var whole = WholePixels(cells, layout);
        if (IsYbr(layout.Photometric) && layout.BitsStored > 8)
        {
            FromDeepYbr(cells, layout, rgb[..(whole * 3)]);
            return;
        }

        if (layout.IsSubsampled)
        {
            FromSubsampled(cells, layout, rgb[..(whole * 3)]);
        }
        else
        {
            Interleave(cells, layout, rgb);
        }

        if (IsYbr(layout.Photometric))
        {
            ConvertYbr(layout.Photometric, rgb[..(whole * 3)]);
            rgb[(whole * 3)..].Clear();
        }
    }

    /// <summary>YBR_FULL to RGB in place: the inverse of the equations of PS3.3 C.7.6.3.1.2, rounded to the nearest.</summary>
    public static void YbrFullToRgb(Span<byte> pixels)
    {
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            // 16 fraction bits: 1.402, 0.344136, 0.714136, 1.772
            int y = (pixels[i] << 16) + 32768, cb = pixels[i + 1] - 128, cr = pixels[i + 2] - 128;
            pixels[i] = Clamped((y + (91881 * cr)) >> 16);
            pixels[i + 1] = Clamped((y - (22554 * cb) - (46802 * cr)) >> 16);
            pixels[i + 2] = Clamped((y + (116130 * cb)) >> 16);
        }
    }

    private static void ConvertYbr(PhotometricInterpretation photometric, Span<byte> pixels)
    {
        if (IsPartial(photometric))
        {
            YbrPartialToRgb(pixels);
        }
        else
        {
            YbrFullToRgb(pixels);
        }
    }

    // Pixels of which all three samples are there.
    private static int WholePixels(ReadOnlySpan<byte> cells, ImageLayout layout)
    {
        var count = StoredValues.CellCount(cells.Length, layout.BitsAllocated);
        var whole = layout.IsSubsampled ? count / 4 * 2 : layout.IsPlanar ? count - (2L * layout.Pixels) : count / 3;
        return (int)Math.Clamp(whole, 0, layout.Pixels);
    }

    // What the transforms inside JPEG 2000 are called is red, green and blue once it is decoded.
    private static bool IsYbr(PhotometricInterpretation photometric) =>
        photometric is PhotometricInterpretation.YbrFull or PhotometricInterpretation.YbrFull422 || IsPartial(photometric);

    private static bool IsPartial(PhotometricInterpretation photometric) =>
        photometric is PhotometricInterpretation.YbrPartial422 or PhotometricInterpretation.YbrPartial420;

    // Luminance 16..235, colour differences 16..240 (ITU-R BT.601).
    private static void YbrPartialToRgb(Span<byte> pixels)
    {
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            int y = ((pixels[i] - 16) * 76309) + 32768, cb = pixels[i + 1] - 128, cr = pixels[i + 2] - 128;
            pixels[i] = Clamped((y + (104597 * cr)) >> 16);
            pixels[i + 1] = Clamped((y - (25675 * cb) - (53279 * cr)) >> 16);
            pixels[i + 2] = Clamped((y + (132201 * cb)) >> 16);
        }
    }

    private static byte Clamped(int value) => (byte)Math.Clamp(value, 0, 255);

    // Converted at the depth that is stored and only then cut to 8 bits, as red, green and blue of that depth are.
    private static void FromDeepYbr(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> rgb)
    {
        var unit = Math.Pow(2, layout.BitsStored - 8);
        var (black, gain, chroma) = IsPartial(layout.Photometric) ? (16 * unit, 255.0 / 219, 255.0 / 224) : (0, 1, 1);
        for (var pixel = 0; pixel < rgb.Length / 3; pixel++)
        {
            var y = (StoredValues.Sample(cells, layout, CellOf(layout, pixel, 0)) - black) * gain;
            var cb = (StoredValues.Sample(cells, layout, CellOf(layout, pixel, 1)) - (128 * unit)) * chroma;
            var cr = (StoredValues.Sample(cells, layout, CellOf(layout, pixel, 2)) - (128 * unit)) * chroma;
            var to = rgb.Slice(pixel * 3, 3);
            to[0] = UpperByte(y + (1.402 * cr), unit);
            to[1] = UpperByte(y - (0.344136 * cb) - (0.714136 * cr), unit);
            to[2] = UpperByte(y + (1.772 * cb), unit);
        }
    }

    private static byte UpperByte(double value, double unit) => (byte)Math.Clamp(Math.Floor(Math.Floor(value + 0.5) / unit), 0, 255);

    // The place of a sample among the cells. Of two pixels of the running order that share their colour differences: Y Y Cb Cr.
    private static long CellOf(ImageLayout layout, int pixel, int sample) =>
        layout.IsSubsampled ? (pixel / 2 * 4L) + (sample == 0 ? pixel & 1 : sample + 1)
        : layout.IsPlanar ? ((long)sample * layout.Pixels) + pixel
        : (pixel * 3L) + sample;

    private static void Interleave(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> rgb)
    {
        var pixels = layout.Pixels;
        var plain = IsPlain(layout);
        if (plain && !layout.IsPlanar)
        {
            cells[..Math.Min(cells.Length, rgb.Length)].CopyTo(rgb);
            return;
        }

        var count = StoredValues.CellCount(cells.Length, layout.BitsAllocated);
        for (var sample = 0; sample < 3; sample++)
        {
            long first = layout.IsPlanar ? (long)sample * pixels : sample;
            var step = layout.IsPlanar ? 1 : 3;
            for (var i = 0; i < pixels && first + ((long)i * step) < count; i++)
            {
                var at = first + ((long)i * step);
                rgb[(i * 3) + sample] = plain ? cells[(int)at] : ToByte(StoredValues.Sample(cells, layout, at), layout.BitsStored);
            }
        }
    }

    private static bool IsPlain(ImageLayout layout) => layout is { BitsAllocated: 8, BitsStored: 8 };

    private static byte ToByte(long value, int bits) => bits >= 8 ? (byte)(value >> (bits - 8)) : (byte)(value * 255 / ((1 << bits) - 1));

    private static void FromSubsampled(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> rgb)
    {
        var plain = IsPlain(layout);
        for (var pixel = 0; pixel < rgb.Length / 3; pixel++)
        {
            for (var sample = 0; sample < 3; sample++)
            {
                var at = CellOf(layout, pixel, sample);
                rgb[(pixel * 3) + sample] = plain ? cells[(int)at] : ToByte(StoredValues.Sample(cells, layout, at), layout.BitsStored);
            }
        }
    }
}
