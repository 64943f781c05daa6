namespace Appliance.Imaging;

/// <summary>
/// Three-sample cells to 8-bit red, green, blue: planar or interleaved, any allocation, YBR_FULL and its 4:2:2 form converted as
/// PS3.3 C.7.6.3.1.2 defines them. Samples deeper than 8 bits keep their upper 8.
/// </summary>
internal static class ColorSamples
{
    /// <summary>Converts the cells that are there; pixels that are missing at the end stay black.</summary>
    public static void ToRgb(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> rgb)
    {
        if (layout.IsSubsampled)
        {
            FromSubsampled(cells, layout, rgb);
        }
        else
        {
            Interleave(cells, layout, rgb);
        }

        switch (layout.Photometric)
        {
            case PhotometricInterpretation.YbrFull or PhotometricInterpretation.YbrFull422:
                YbrFullToRgb(rgb);
                break;
            case PhotometricInterpretation.YbrPartial422:
                YbrPartialToRgb(rgb);
                break;
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

    private static void Interleave(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> rgb)
    {
        var pixels = layout.Pixels;
        var plain = layout is { BitsAllocated: 8, BitsStored: 8 };
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

    private static byte ToByte(long value, int bits) => bits >= 8 ? (byte)(value >> (bits - 8)) : (byte)(value * 255 / ((1 << bits) - 1));

    // Y Y Cb Cr for each two pixels of the running order (PS3.3 C.7.6.3.1.2): the pair shares its colour differences.
    private static void FromSubsampled(ReadOnlySpan<byte> cells, ImageLayout layout, Span<byte> rgb)
    {
        var pairs = Math.Min(cells.Length / 4, (layout.Pixels + 1) / 2);
        for (var pair = 0; pair < pairs; pair++)
        {
            var quad = cells.Slice(pair * 4, 4);
            for (var k = 0; k < 2 && (pair * 6) + (k * 3) < rgb.Length; k++)
            {
                var pixel = rgb.Slice((pair * 6) + (k * 3), 3);
                (pixel[0], pixel[1], pixel[2]) = (quad[k], quad[2], quad[3]);
            }
        }
    }
}
