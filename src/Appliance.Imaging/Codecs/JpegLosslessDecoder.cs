using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>
/// Lossless JPEG with Huffman coding (ISO 10918-1 annex H; process 14 of DICOM): all seven predictors, 2 to 16 bits, restart intervals,
/// point transform, components interleaved or in scans of their own.
/// </summary>
internal sealed class JpegLosslessDecoder : JpegScanDecoder
{
    private readonly byte[] _samples;

    // Up to 8 bits are predicted as words as well, and become bytes at the end.
    private readonly ushort[] _bytes;

    private JpegLosslessDecoder(JpegHeader header)
        : base(header)
    {
        _samples = new byte[(long)header.Width * header.Height * header.Components * (header.Precision > 8 ? 2 : 1)];
        _bytes = header.Precision > 8 ? [] : new ushort[_samples.Length];
    }

    /// <summary>Decodes a stream to interleaved samples: bytes up to 8 bits of precision, words above, in an array of their own.</summary>
    /// <param name="stream">From SOI on.</param>
    /// <param name="header">What its frame header says.</param>
    /// <param name="note">How much of the picture is whole, when the stream is damaged; null when it is not.</param>
    /// <exception cref="InvalidDataException">Nothing of it can be decoded.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> stream, JpegHeader header, out string? note)
    {
        var decoder = new JpegLosslessDecoder(header);
        note = decoder.Run(stream);
        decoder.NarrowBytes();
        return decoder._samples;
    }

    // Segment by segment: a damaged one costs its own lines, and the number of the restart marker behind it tells whether others were lost.
    protected override string? Scan(ReadOnlySpan<byte> body, ReadOnlySpan<byte> stream, ref int at)
    {
        var scan = LosslessScan.Parse(body, Header, DcTables);
        var (width, height) = (Header.Width, Header.Height);
        if (RestartInterval % width != 0)
        {
            throw new InvalidDataException($"a restart interval of {RestartInterval} is no whole number of lines of {width}");
        }

        var values = Values;
        var whole = 0;
        var (interval, lines) = (0, RestartInterval > 0 ? RestartInterval / width : height);
        using var segments = new JpegSegments(stream, at);
        while ((long)interval * lines < height)
        {
            var first = interval * lines;
            var segment = segments.Next();
            whole += Lines(scan, segment, values, first, Math.Min(lines, height - first));
            if (segments.Restart < 0)
            {
                break;
            }

            interval += 1 + ((segments.Restart - interval) & 7);
        }

        at = segments.Position;
        scan.Scale(values);
        return whole < height ? $"the JPEG stream is damaged or ends early: {whole} of {height} lines are whole" : null;
    }

    private int Lines(LosslessScan scan, ReadOnlySpan<byte> segment, Span<ushort> values, int first, int count)
    {
        var bits = new JpegBits(segment);
        var stride = Header.Width * Header.Components;
        for (var line = 0; line < count; line++)
        {
            var row = values.Slice((first + line) * stride, stride);
            var above = line == 0 ? default : values.Slice((first + line - 1) * stride, stride);
            if (!scan.DecodeLine(ref bits, row, above) || bits.IsOverrun)
            {
                return line;
            }
        }

        return count;
    }

    private Span<ushort> Values => Header.Precision > 8 ? MemoryMarshal.Cast<byte, ushort>(_samples.AsSpan()) : _bytes;

    private void NarrowBytes()
    {
        for (var i = 0; i < _bytes.Length; i++)
        {
            _samples[i] = (byte)_bytes[i];
        }
    }
}
