using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>
/// Draws frames on the CPU: what a shader is compared with, what draws without a display, and what stands in where there is no GL.
/// The picture has the frame's own size; nothing is drawn over it. Pure functions, safe on any thread.
/// </summary>
public static class ReferenceRenderer
{
    /// <summary>Draws a frame of an image.</summary>
    /// <param name="image">The image that the frame is of: its palette is used.</param>
    /// <param name="frame">Stored values.</param>
    /// <param name="pipeline">The steps for a grey frame, resolved against the frame where it has no window; not used for colour. Null: every grey of the frame's range, without rescaling.</param>
    public static RenderedImage Render(DicomImage image, PixelFrame frame, GrayPipeline? pipeline) => Render(frame, pipeline, image.Palette);

    /// <summary>Draws a frame that belongs to no image.</summary>
    /// <exception cref="ArgumentException">The frame holds palette indices and no palette is given.</exception>
    public static RenderedImage Render(PixelFrame frame, GrayPipeline? pipeline = null, PaletteLut? palette = null)
    {
        if (frame.Kind == PixelKind.Rgb8)
        {
            return new RenderedImage(frame.Width, frame.Height, true, frame.Data.ToArray());
        }

        if (!frame.Kind.IsGray())
        {
            var colours = palette ?? throw new ArgumentException("a frame of palette indices cannot be drawn without its palette", nameof(palette));
            return new RenderedImage(frame.Width, frame.Height, true, ThroughPalette(frame, colours));
        }

        var resolved = (pipeline ?? new GrayPipeline()).ResolveFor(frame);
        if (frame.Kind.IsFloat())
        {
            // Palettes count whole stored values; there are none here.
            resolved = resolved with { SupplementalPalette = null };
        }

        if (resolved.IsColored)
        {
            return new RenderedImage(frame.Width, frame.Height, true, ColoredGray.Render(frame, resolved));
        }

        var pixels = new byte[frame.Width * frame.Height];
        RenderGray(frame, resolved, pixels);
        return new RenderedImage(frame.Width, frame.Height, false, pixels);
    }

    /// <summary>Draws a grey frame into bytes of the caller: one level a pixel. Colours that the pipeline has are left out.</summary>
    /// <param name="frame">A grey frame.</param>
    /// <param name="pipeline">A pipeline with a window or a VOI LUT.</param>
    /// <param name="levels">Room for one byte a pixel.</param>
    public static void RenderGray(PixelFrame frame, GrayPipeline pipeline, Span<byte> levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels.Length, frame.Width * frame.Height);
        switch (frame.Kind)
        {
            case PixelKind.Gray8:
                Index8(frame.Data.Span, GrayTable.Compose(pipeline, false, frame.BitsStored), levels);
                break;
            case PixelKind.GrayU16 when LinearLevels.TryDraw(frame.Values<ushort>(), pipeline, frame.BitsStored, levels):
            case PixelKind.GrayS16 when LinearLevels.TryDraw(frame.Values<short>(), pipeline, frame.BitsStored, levels):
                break;
            case PixelKind.GrayU16:
            case PixelKind.GrayS16:
                Index16(frame.Values<ushort>(), GrayTable.Compose(pipeline, frame.Kind == PixelKind.GrayS16, frame.BitsStored), levels);
                break;
            case PixelKind.GrayU32:
                EachOf(frame.Values<uint>(), pipeline, levels);
                break;
            case PixelKind.GrayS32:
                EachOf(frame.Values<int>(), pipeline, levels);
                break;
            case PixelKind.GrayF32:
                EachOf(frame.Values<float>(), pipeline, levels);
                break;
            case PixelKind.GrayF64:
                EachOf(frame.Values<double>(), pipeline, levels);
                break;
            default:
                throw new ArgumentException($"{frame.Kind} is not grey", nameof(frame));
        }
    }

    // More values than a table can have: the pipeline itself, pixel by pixel.
    private static void EachOf<T>(ReadOnlySpan<T> values, GrayPipeline pipeline, Span<byte> levels)
        where T : unmanaged, INumberBase<T>
    {
        for (var i = 0; i < values.Length; i++)
        {
            levels[i] = pipeline.Level(double.CreateChecked(values[i]));
        }
    }

    private static void Index8(ReadOnlySpan<byte> values, GrayTable table, Span<byte> levels)
    {
        var all = Widened(table, 256);
        for (var i = 0; i < values.Length; i++)
        {
            levels[i] = all[values[i]];
        }
    }

    // Four pixels a step: one 8-byte load, four table reads, one 4-byte store. The table covers every 16-bit pattern, so that no read
    // needs a check: this loop is what makes a 2048x2048 frame cost milliseconds.
    private static void Index16(ReadOnlySpan<ushort> values, GrayTable table, Span<byte> levels)
    {
        var all = Widened(table, 65536);
        ref var entry = ref MemoryMarshal.GetArrayDataReference(all);
        ref var target = ref MemoryMarshal.GetReference(levels);
        var quads = MemoryMarshal.Cast<ushort, ulong>(values);
        for (var i = 0; i < quads.Length; i++)
        {
            var quad = quads[i];
            var packed = Unsafe.Add(ref entry, (nint)(quad & 0xFFFF))
                | ((uint)Unsafe.Add(ref entry, (nint)((quad >> 16) & 0xFFFF)) << 8)
                | ((uint)Unsafe.Add(ref entry, (nint)((quad >> 32) & 0xFFFF)) << 16)
                | ((uint)Unsafe.Add(ref entry, (nint)(quad >> 48)) << 24);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, i * 4), packed);
        }

        for (var i = quads.Length * 4; i < values.Length; i++)
        {
            levels[i] = all[values[i]];
        }
    }

    // The table by bit pattern instead of by value: negative values move to the upper half. Patterns that Bits Stored rules out keep 0;
    // frames never hold them.
    private static byte[] Widened(GrayTable table, int size)
    {
        if (table.First == 0 && table.Levels.Length == size)
        {
            return table.Levels;
        }

        var all = new byte[size];
        for (var i = 0; i < table.Levels.Length; i++)
        {
            all[(table.First + i) & (size - 1)] = table.Levels[i];
        }

        return all;
    }

    private static byte[] ThroughPalette(PixelFrame frame, PaletteLut palette)
    {
        var pixels = new byte[frame.Width * frame.Height * 3];
        var bytes = frame.Kind == PixelKind.Indexed8 ? frame.Data.Span : [];
        var words = frame.Kind == PixelKind.Indexed16 ? frame.Values<ushort>() : [];
        for (int i = 0, to = 0; to < pixels.Length; i++, to += 3)
        {
            var from = palette.OffsetOf(bytes.IsEmpty ? words[i] : bytes[i]);
            palette.Rgb.AsSpan(from, 3).CopyTo(pixels.AsSpan(to));
        }

        return pixels;
    }
}
