namespace Appliance.Imaging;

/// <summary>Turns the raw bytes of a frame, from a file or a codec, into a <see cref="PixelFrame"/>.</summary>
internal static class FrameUnpacker
{
    /// <summary>Unpacks a frame. Missing bytes at the end become background, with a note.</summary>
    /// <param name="raw">The bytes and their layout.</param>
    /// <param name="firstBit">Bits to skip in the first byte: single-bit frames need not begin on one.</param>
    public static PixelFrame Unpack(RawFrame raw, int firstBit = 0)
    {
        var layout = raw.Layout;
        var kind = layout.Kind;
        var pixels = new byte[(long)layout.Pixels * kind.BytesPerPixel()];
        var cells = raw.Bytes.Span;
        if (kind == PixelKind.Rgb8)
        {
            ColorSamples.ToRgb(cells, layout, pixels);
        }
        else if (firstBit > 0)
        {
            StoredValues.AnyCells(cells, layout, firstBit / layout.BitsAllocated, layout.Pixels, pixels);
        }
        else
        {
            StoredValues.Unpack(cells, layout, pixels);
        }

        return new PixelFrame(layout.Columns, layout.Rows, kind, kind == PixelKind.Rgb8 ? 8 : layout.BitsStored, pixels, NoteOf(raw, firstBit));
    }

    private static string? NoteOf(RawFrame raw, int firstBit)
    {
        var needed = (raw.Layout.NativeFrameBits + firstBit + 7) / 8;
        return raw.Bytes.Length >= needed ? raw.Note
            : $"{(raw.Note is null ? "" : raw.Note + "; ")}pixel data too short: {raw.Bytes.Length} of {needed} bytes of this frame";
    }
}
