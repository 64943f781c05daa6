using JpegLibrary;

namespace Appliance.Imaging;

/// <summary>
/// JPEG as in PS3.5 8.2.1: lossless (process 14, any selection value) by our own decoder, because JpegLibrary's predictor 6 gives other values
/// than the standard's; baseline and extended (processes 1, 2 and 4) by our own too, because the library takes longer than DCMTK and its DCT
/// rounds in another way; processes that DICOM has retired through JpegLibrary. Where stream and data set contradict each
/// other, the stream tells how samples are coded (precision, number of components, the colours it names itself), the data set what they
/// mean (sign, Bits Stored up to the precision, the size of the picture); what could not both be true is noted.
/// </summary>
internal sealed class JpegCodec : IFrameCodec
{
    // SOF55 of JPEG-LS (ISO 14495-1 C.1.1), whose streams begin as those of JPEG do.
    private static ReadOnlySpan<byte> JpegLs => [0xFF, 0xF7];

    public bool IsFrameStart(ReadOnlySpan<byte> head) => head.Length >= 2 && head[0] == 0xFF && head[1] == 0xD8;

    public RawFrame Decode(ReadOnlyMemory<byte> encoded, ImageLayout layout, int frame)
    {
        var header = JpegHeader.Parse(encoded.Span)
            ?? throw Fault(frame, $"no JPEG frame header (SOF) was found{(encoded.Span.IndexOf(JpegLs) >= 0 ? ": it is a JPEG-LS stream, for which there is no decoder" : "")}");
        if (header.Components is not (1 or 3))
        {
            throw Fault(frame, $"the JPEG frame has {header.Components} components; 1 or 3 are shown");
        }

        header = header.Height > 0 ? header : header with { Height = layout.Rows };
        DecodeLimits.Check(header.Width, header.Height, encoded.Length);
        string? note;
        byte[] samples;
        try
        {
            samples = header.IsLossless ? JpegLosslessDecoder.Decode(encoded.Span, header, out note)
                : header.IsSequential ? Smoothed(JpegDctDecoder.Decode(encoded.Span, header, out note), header)
                : Smoothed(Transformed(encoded, header, out note), header);
        }
        catch (InvalidDataException fault)
        {
            throw new DicomImageException("Pixel Data (7FE0,0010)", $"frame {frame + 1}: the JPEG stream cannot be decoded: {fault.Message}", fault);
        }

        var fitted = Fitted(samples, header, layout);
        return new RawFrame(fitted, LayoutOf(header, layout), RawFrame.Joined(Contradiction(header, layout), note)) { IsOwned = true };
    }

    // What is left, progressive for one. A stream that breaks off leaves the rows before the break: better shown with a note than not at all.
    private static byte[] Transformed(ReadOnlyMemory<byte> encoded, JpegHeader header, out string? note)
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

        return writer.Samples;
    }

    private static byte[] Smoothed(byte[] samples, JpegHeader header)
    {
        if (header.Precision <= 8)
        {
            ChromaUpsampling.Smooth(samples, header);
        }

        return samples;
    }

    // Decompressed samples are whole bytes or words, interleaved, right-aligned at the precision of the stream.
    private static ImageLayout LayoutOf(JpegHeader header, ImageLayout layout)
    {
        var stored = header.Precision > layout.BitsAllocated ? header.Precision : Math.Min(layout.BitsStored, header.Precision);
        return layout with
        {
            SamplesPerPixel = header.Components,
            BitsAllocated = header.Precision > 8 ? 16 : 8,
            BitsStored = stored,
            HighBit = layout.HighBit < header.Precision ? Math.Max(layout.HighBit, stored - 1) : stored - 1,
            IsPlanar = false,
            Photometric = PhotometricOf(header, layout),
        };
    }

    private static PhotometricInterpretation PhotometricOf(JpegHeader header, ImageLayout layout)
    {
        if (header.Components == 1)
        {
            return layout.SamplesPerPixel == 1 ? layout.Photometric : PhotometricInterpretation.Monochrome2;
        }

        // Nobody says what three components of a grey image are: DCT streams hold YCbCr by custom, lossless ones RGB.
        // Nor does who compresses without loss what JPEG 2000 has decoded, and keeps the name of its transform.
        var isStated = layout.SamplesPerPixel == 3 && !(header.IsLossless && IsOfJpeg2000(layout));
        var stated = isStated ? layout.Photometric : header.IsLossless ? PhotometricInterpretation.Rgb : PhotometricInterpretation.YbrFull;
        return header.IsYbr(stated) ? PhotometricInterpretation.YbrFull : PhotometricInterpretation.Rgb;
    }

    private static bool IsOfJpeg2000(ImageLayout layout) => layout.Photometric is PhotometricInterpretation.YbrIct or PhotometricInterpretation.YbrRct;

    private static string? Contradiction(JpegHeader header, ImageLayout layout)
    {
        string? note = null;
        if ((header.Width, header.Height) != (layout.Columns, layout.Rows))
        {
            note = $"the JPEG frame is {header.Width}x{header.Height}, the data set says {layout.Columns} columns and {layout.Rows} rows";
        }

        if (header.Components != layout.SamplesPerPixel)
        {
            note = RawFrame.Joined(note, $"the JPEG frame has {header.Components} components, Samples per Pixel (0028,0002) says {layout.SamplesPerPixel}");
        }

        return header.Precision <= layout.BitsAllocated ? note
            : RawFrame.Joined(note, $"the JPEG frame has {header.Precision} bits a sample, Bits Allocated (0028,0100) says {layout.BitsAllocated}");
    }

    // The part of the stream's picture that lies in that of the data set, from the upper left; what it does not reach stays 0.
    private static byte[] Fitted(byte[] samples, JpegHeader header, ImageLayout layout)
    {
        if ((header.Width, header.Height) == (layout.Columns, layout.Rows))
        {
            return samples;
        }

        var cell = header.Components * (header.Precision > 8 ? 2 : 1);
        var fitted = new byte[(long)layout.Pixels * cell];
        var width = Math.Min(header.Width, layout.Columns) * cell;
        for (var row = 0; row < Math.Min(header.Height, layout.Rows); row++)
        {
            samples.AsSpan(row * header.Width * cell, width).CopyTo(fitted.AsSpan(row * layout.Columns * cell));
        }

        return fitted;
    }

    private static DicomImageException Fault(int frame, string message) => new("Pixel Data (7FE0,0010)", $"frame {frame + 1}: {message}");
}
