using System.Buffers.Binary;

namespace Appliance.Imaging;

/// <summary>
/// RLE Lossless, PS3.5 annex G: a 64-byte header of up to 15 segment offsets, each segment one byte plane packed with PackBits, the most
/// significant byte of each sample first.
/// </summary>
internal sealed class RleCodec : IFrameCodec
{
    private const int HeaderLength = 64;
    private const int MaxSegments = 15;

    public bool IsFrameStart(ReadOnlySpan<byte> head) => head.Length >= 8
        && BinaryPrimitives.ReadUInt32LittleEndian(head) is >= 1 and <= MaxSegments
        && BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) == HeaderLength;

    public RawFrame Decode(ReadOnlyMemory<byte> encoded, ImageLayout layout, int frame)
    {
        var data = encoded.Span;
        if (data.Length < HeaderLength)
        {
            throw Fault(frame, $"{data.Length} bytes are no RLE frame: its header alone has {HeaderLength}");
        }

        var bytesPerSample = layout.BitsAllocated / 8;
        var expected = layout.SamplesPerPixel * bytesPerSample;
        var segments = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (layout.BitsAllocated % 8 != 0 || segments != expected)
        {
            throw Fault(frame, $"the RLE header announces {segments} segments; {layout.SamplesPerPixel} samples of {layout.BitsAllocated} bits take {expected}");
        }

        // Whatever 4:2:2 the data set claims, RLE codes every sample of every pixel; planes come one after the other.
        var decoded = layout with
        {
            IsPlanar = true,
            Photometric = layout.IsSubsampled ? PhotometricInterpretation.YbrFull : layout.Photometric,
        };
        var pixels = new byte[(long)layout.Pixels * expected];
        string? note = null;
        for (var segment = 0; segment < expected; segment++)
        {
            var (sample, significance) = Math.DivRem(segment, bytesPerSample);
            var first = (sample * layout.Pixels * bytesPerSample) + (bytesPerSample - 1 - significance);
            var filled = Unpack(SegmentOf(data, segment, (int)segments, frame), pixels.AsSpan(first), bytesPerSample, layout.Pixels);
            if (filled < layout.Pixels)
            {
                note ??= $"RLE segment {segment + 1} ends after {filled} of {layout.Pixels} bytes";
            }
        }

        return new RawFrame(pixels, decoded, note);
    }

    private static ReadOnlySpan<byte> SegmentOf(ReadOnlySpan<byte> data, int segment, int segments, int frame)
    {
        var from = BinaryPrimitives.ReadUInt32LittleEndian(data[(4 + (segment * 4))..]);
        var to = segment + 1 < segments ? BinaryPrimitives.ReadUInt32LittleEndian(data[(8 + (segment * 4))..]) : (uint)data.Length;
        if (from < HeaderLength || from > data.Length || to < from)
        {
            throw Fault(frame, $"RLE segment {segment + 1} is said to lie at bytes {from} to {to} of {data.Length}");
        }

        return data[(int)from..(int)Math.Min(to, (uint)data.Length)];
    }

    // PackBits into every step-th byte; returns how many were filled. Runs beyond the plane are dropped.
    private static int Unpack(ReadOnlySpan<byte> packed, Span<byte> plane, int step, int count)
    {
        var (at, filled) = (0, 0);
        while (at < packed.Length && filled < count)
        {
            var control = (sbyte)packed[at++];
            if (control >= 0)
            {
                var run = Math.Min(Math.Min(control + 1, count - filled), packed.Length - at);
                if (step == 1)
                {
                    packed.Slice(at, run).CopyTo(plane[filled..]);
                }
                else
                {
                    for (var i = 0; i < run; i++)
                    {
                        plane[(filled + i) * step] = packed[at + i];
                    }
                }

                at += control + 1;
                filled += run;
            }
            else if (control != sbyte.MinValue && at < packed.Length)
            {
                var run = Math.Min(1 - control, count - filled);
                var value = packed[at++];
                if (step == 1)
                {
                    plane.Slice(filled, run).Fill(value);
                }
                else
                {
                    for (var i = 0; i < run; i++)
                    {
                        plane[(filled + i) * step] = value;
                    }
                }

                filled += run;
            }
        }

        return filled;
    }

    private static DicomImageException Fault(int frame, string message) => new("Pixel Data (7FE0,0010)", $"frame {frame + 1}: {message}");
}
