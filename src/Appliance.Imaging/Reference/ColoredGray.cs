namespace Appliance.Imaging;

/// <summary>Draws grey frames whose pipeline ends in colours: supplemental palettes and pseudo-colour.</summary>
internal static class ColoredGray
{
    /// <summary>Three bytes a pixel for a grey frame, through a pipeline with a window or a VOI LUT.</summary>
    public static byte[] Render(PixelFrame frame, GrayPipeline pipeline)
    {
        var pixels = new byte[frame.Width * frame.Height * 3];
        switch (frame.Kind)
        {
            case PixelKind.Gray8:
                ThroughTable(frame.Data.Span, Table(pipeline, 0, frame.BitsStored), pixels);
                break;
            case PixelKind.GrayU16:
                ThroughTable(frame.Values<ushort>(), Table(pipeline, 0, frame.BitsStored), pixels);
                break;
            case PixelKind.GrayS16:
                ThroughTable(frame.Values<ushort>(), Table(pipeline, -(1 << (frame.BitsStored - 1)), frame.BitsStored), pixels);
                break;
            default:
                OneByOne(frame, pipeline, pixels);
                break;
        }

        return pixels;
    }

    // One colour for each bit pattern of so many bits; negative values lie in the upper half.
    private static byte[] Table(GrayPipeline pipeline, int first, int bits)
    {
        var (colours, patterns) = (new byte[3 << bits], (1 << bits) - 1);
        for (var i = 0; i <= patterns; i++)
        {
            var at = ((first + i) & patterns) * 3;
            (colours[at], colours[at + 1], colours[at + 2]) = pipeline.Color(first + i);
        }

        return colours;
    }

    private static void ThroughTable(ReadOnlySpan<byte> values, byte[] table, byte[] pixels)
    {
        for (int i = 0, to = 0; i < values.Length; i++, to += 3)
        {
            table.AsSpan(values[i] * 3, 3).CopyTo(pixels.AsSpan(to));
        }
    }

    private static void ThroughTable(ReadOnlySpan<ushort> values, byte[] table, byte[] pixels)
    {
        var patterns = (table.Length / 3) - 1;
        for (int i = 0, to = 0; i < values.Length; i++, to += 3)
        {
            table.AsSpan((values[i] & patterns) * 3, 3).CopyTo(pixels.AsSpan(to));
        }
    }

    private static void OneByOne(PixelFrame frame, GrayPipeline pipeline, byte[] pixels)
    {
        for (int i = 0, to = 0; to < pixels.Length; i++, to += 3)
        {
            (pixels[to], pixels[to + 1], pixels[to + 2]) = pipeline.Color(frame.ValueAt(i % frame.Width, i / frame.Width));
        }
    }
}
