using JpegLibrary;

namespace Appliance.Imaging;

/// <summary>
/// JPEG as in PS3.5 8.2.1: baseline and extended (processes 1, 2 and 4) through JpegLibrary, lossless (process 14, any selection value)
/// by our own decoder, because the library's predictor 6 gives other values than the standard's. What the samples mean is decided here.
/// </summary>
internal sealed class JpegCodec : IFrameCodec
{
    public bool IsFrameStart(ReadOnlySpan<byte> head) => head.Length >= 2 && head[0] == 0xFF && head[1] == 0xD8;

    public RawFrame Decode(ReadOnlyMemory<byte> encoded, ImageLayout layout, int frame)
    {
        var header = JpegHeader.Parse(encoded.Span) ?? throw Fault(frame, "no JPEG frame header (SOF) was found");
        if (header.Components != layout.SamplesPerPixel)
        {
            throw Fault(frame, $"the JPEG frame has {header.Components} components, Samples per Pixel (0028,0002) says {layout.SamplesPerPixel}");
        }

        if (header.Width != layout.Columns || header.Height != layout.Rows)
        {
            throw Fault(frame, $"the JPEG frame is {header.Width}x{header.Height}, the data set says {layout.Columns} columns and {layout.Rows} rows");
        }

        string? note;
        ReadOnlyMemory<byte> samples;
        try
        {
            samples = header.IsLossless ? JpegLosslessDecoder.Decode(encoded.Span, header, out note) : Transformed(encoded, header, out note);
        }
        catch (InvalidDataException fault)
        {
            throw new DicomImageException("Pixel Data (7FE0,0010)", $"frame {frame + 1}: the JPEG stream cannot be decoded: {fault.Message}", fault);
        }

        return new RawFrame(samples, LayoutOf(header, layout), note);
    }

    // The DCT processes. A stream that breaks off leaves the rows before the break: better shown with a note than not at all.
    private static ReadOnlyMemory<byte> Transformed(ReadOnlyMemory<byte> encoded, JpegHeader header, out string? note)
    {
        var writer = new JpegSampleWriter(header.Width, header.Height, header.Components, header.Precision);
        note = null;
        try
        {
            var decoder = new JpegDecoder();
            decoder.SetInput(encoded);
            decoder.Identify();
            decoder.SetOutputWriter(writer);
            decoder.Decode();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // The library does not say what it throws on broken streams; fuzzing met half a dozen kinds.
            note = writer.BlocksWritten > 0
                ? $"the JPEG stream is damaged after {writer.BlocksWritten} blocks: {fault.Message}"
                : throw new InvalidDataException(fault.Message, fault);
        }

        if (header.Precision <= 8)
        {
            ChromaUpsampling.Smooth(writer.Samples.Span, header);
        }

        return writer.Samples;
    }

    // Decompressed samples are whole bytes or words, interleaved, right-aligned at the precision of the stream.
    private static ImageLayout LayoutOf(JpegHeader header, ImageLayout layout)
    {
        var stored = Math.Min(layout.BitsStored, header.Precision);
        return layout with
        {
            BitsAllocated = header.Precision > 8 ? 16 : 8,
            BitsStored = stored,
            HighBit = layout.HighBit < header.Precision ? Math.Max(layout.HighBit, stored - 1) : stored - 1,
            IsPlanar = false,
            Photometric = header.Components == 3 ? header.IsYbr(layout.Photometric) ? PhotometricInterpretation.YbrFull : PhotometricInterpretation.Rgb : layout.Photometric,
        };
    }

    private static DicomImageException Fault(int frame, string message) => new("Pixel Data (7FE0,0010)", $"frame {frame + 1}: {message}");
}
