using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>
/// RLE Lossless, PS3.5 annex G: a 64-byte header of up to 15 segment offsets, each segment one byte plane packed with PackBits, the most
/// significant byte of each sample first. Where a segment is said to lie is believed only as far as it is possible: it ends where the next
/// begins when that is behind it, else with the frame.
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

        // Pixels of one bit are packed as they are without compression, the frame by itself.
        var isPacked = layout is { BitsAllocated: 1, SamplesPerPixel: 1 };
        var bytesPerSample = isPacked ? 1 : layout.BitsAllocated / 8;
        var expected = layout.SamplesPerPixel * bytesPerSample;
        var segments = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if ((layout.BitsAllocated % 8 != 0 && !isPacked) || segments != expected)
        {
            throw Fault(frame, $"the RLE header announces {segments} segments; {layout.SamplesPerPixel} samples of {layout.BitsAllocated} bits take {expected}");
        }

        // Whatever 4:2:2 the data set claims, RLE codes every sample of every pixel; planes come one after the other.
        var decoded = layout with { IsPlanar = true, IsFullSize = true };
        var size = isPacked ? (layout.Pixels + 7) / 8 : layout.Pixels * bytesPerSample;
        var pixels = GC.AllocateUninitializedArray<byte>(layout.SamplesPerPixel * size);
        var planes = bytesPerSample > 1 ? ArrayPool<byte>.Shared.Rent(size) : [];
        string? note = null;
        for (var sample = 0; sample < layout.SamplesPerPixel; sample++)
        {
            var samples = pixels.AsSpan(sample * size, size);
            var target = bytesPerSample > 1 ? planes.AsSpan(0, size) : samples;
            note = RawFrame.Joined(note, Unpack(data, sample * bytesPerSample, bytesPerSample, target, frame));
            if (bytesPerSample > 1)
            {
                Interleave(target, bytesPerSample, samples);
            }
        }

        if (planes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(planes);
        }

        return new RawFrame(pixels, decoded, note) { IsOwned = true };
    }

    // Segments into byte planes, one behind the other. The note tells of the first that is short or not there: its bytes are 0.
    private static string? Unpack(ReadOnlySpan<byte> data, int first, int count, Span<byte> planes, int frame)
    {
        string? note = null;
        var size = planes.Length / count;
        for (var i = 0; i < count; i++)
        {
            var (segment, plane) = (first + i, i * size);
            var packed = SegmentOf(data, segment, frame, out var fault);
            var filled = Unpack(packed, planes.Slice(plane, size));
            if (filled < size)
            {
                planes.Slice(plane + filled, size - filled).Clear();
                note ??= fault ?? $"RLE segment {segment + 1} ends after {filled} of {size} bytes";
            }
        }

        return note;
    }

    private static ReadOnlySpan<byte> SegmentOf(ReadOnlySpan<byte> data, int segment, int frame, out string? fault)
    {
        var from = BinaryPrimitives.ReadUInt32LittleEndian(data[(4 + (segment * 4))..]);
        if (from >= HeaderLength && from <= data.Length)
        {
            fault = null;
            var next = segment + 1 < BinaryPrimitives.ReadUInt32LittleEndian(data) ? BinaryPrimitives.ReadUInt32LittleEndian(data[(8 + (segment * 4))..]) : 0;
            return data[(int)from..(next > from && next < data.Length ? (int)next : data.Length)];
        }

        fault = $"RLE segment {segment + 1} is said to begin at byte {from} of {data.Length}";
        return segment > 0 ? default : throw Fault(frame, fault);
    }

    // PackBits (PS3.5 G.3); returns how many bytes were filled. Runs beyond the plane are cut.
    private static int Unpack(ReadOnlySpan<byte> packed, Span<byte> plane)
    {
        var filled = 0;
        while (packed.Length > 1 && filled < plane.Length)
        {
            var control = (sbyte)packed[0];
            var rest = plane[filled..];
            if (control >= 0)
            {
                var run = packed.Slice(1, Math.Min(Math.Min(control + 1, rest.Length), packed.Length - 1));
                run.CopyTo(rest);
                filled += run.Length;
                packed = packed[(1 + run.Length)..];
            }
            else if (control != sbyte.MinValue)
            {
                var run = Math.Min(1 - control, rest.Length);
                rest[..run].Fill(packed[1]);
                filled += run;
                packed = packed[2..];
            }
            else
            {
                packed = packed[1..];
            }
        }

        return filled;
    }

    // From planes, most significant first, to little-endian samples.
    private static void Interleave(ReadOnlySpan<byte> planes, int bytesPerSample, Span<byte> samples)
    {
        var size = planes.Length / bytesPerSample;
        if (bytesPerSample == 2 && BitConverter.IsLittleEndian)
        {
            Interleave(planes[..size], planes[size..], MemoryMarshal.Cast<byte, ushort>(samples));
            return;
        }

        for (var plane = 0; plane < bytesPerSample; plane++)
        {
            var from = planes.Slice(plane * size, size);
            for (int i = 0, to = bytesPerSample - 1 - plane; i < from.Length; i++, to += bytesPerSample)
            {
                samples[to] = from[i];
            }
        }
    }

    private static void Interleave(ReadOnlySpan<byte> high, ReadOnlySpan<byte> low, Span<ushort> words)
    {
        var highs = MemoryMarshal.Cast<byte, Vector<byte>>(high);
        var lows = MemoryMarshal.Cast<byte, Vector<byte>>(low);
        var to = MemoryMarshal.Cast<ushort, Vector<ushort>>(words);
        for (var i = 0; i < highs.Length; i++)
        {
            Vector.Widen(highs[i], out var highFirst, out var highSecond);
            Vector.Widen(lows[i], out var lowFirst, out var lowSecond);
            to[i * 2] = Vector.ShiftLeft(highFirst, 8) | lowFirst;
            to[(i * 2) + 1] = Vector.ShiftLeft(highSecond, 8) | lowSecond;
        }

        for (var i = highs.Length * Vector<byte>.Count; i < high.Length; i++)
        {
            words[i] = (ushort)((high[i] << 8) | low[i]);
        }
    }

    private static DicomImageException Fault(int frame, string message) => new("Pixel Data (7FE0,0010)", $"frame {frame + 1}: {message}");
}
