using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>Turns the raw bytes of a frame, from a file or a codec, into a <see cref="PixelFrame"/>.</summary>
internal static class FrameUnpacker
{
    /// <summary>Unpacks a frame. Missing bytes at the end become background, with a note.</summary>
    public static PixelFrame Unpack(RawFrame raw)
    {
        var layout = raw.Layout;
        var kind = layout.Kind;
        var pixels = InPlace(raw) ?? new byte[(long)layout.Pixels * kind.BytesPerPixel()];
        if (kind == PixelKind.Rgb8)
        {
            ColorSamples.ToRgb(raw.Bytes.Span, layout, pixels);
        }
        else
        {
            StoredValues.Unpack(raw.Bytes.Span, layout, pixels);
        }

        return new PixelFrame(layout.Columns, layout.Rows, kind, kind == PixelKind.Rgb8 ? 8 : layout.BitsStored, pixels, NoteOf(raw));
    }

    // The codec's own bytes, where a cell takes what a pixel takes and stands where the pixel will stand.
    private static byte[]? InPlace(RawFrame raw)
    {
        var layout = raw.Layout;
        var sameSize = layout.BitsAllocated * layout.SamplesPerPixel == layout.Kind.BytesPerPixel() * 8 && !layout.IsSubsampled;
        return raw.IsOwned && sameSize && (layout.SamplesPerPixel == 1 || !layout.IsPlanar)
            && MemoryMarshal.TryGetArray(raw.Bytes, out var bytes) && bytes.Offset == 0 && bytes.Count == bytes.Array!.Length
            && bytes.Count == (long)layout.Pixels * layout.Kind.BytesPerPixel()
            ? bytes.Array
            : null;
    }

    private static string? NoteOf(RawFrame raw)
    {
        var needed = raw.Layout.NativeFrameBytes;
        return raw.Bytes.Length >= needed ? raw.Note
            : RawFrame.Joined(raw.Note, $"pixel data too short: {raw.Bytes.Length} of {needed} bytes of this frame");
    }
}
