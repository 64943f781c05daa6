using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>
/// Lossless JPEG with Huffman coding (ISO 10918-1 annex H; process 14 of DICOM): all seven predictors, 2 to 16 bits, restart intervals,
/// point transform, components interleaved or in scans of their own.
/// </summary>
internal sealed class JpegLosslessDecoder
{
    private readonly JpegHeader _header;
    private readonly JpegHuffmanTable?[] _tables = new JpegHuffmanTable?[4];
    private readonly ushort[] _values;
    private int _restartInterval;

    private JpegLosslessDecoder(JpegHeader header)
    {
        _header = header;
        _values = new ushort[(long)header.Width * header.Height * header.Components];
    }

    /// <summary>Decodes a stream to interleaved samples: bytes up to 8 bits of precision, words above.</summary>
    /// <param name="stream">From SOI on.</param>
    /// <param name="header">What its frame header says.</param>
    /// <param name="note">How far the picture is whole, when the stream is damaged; null when it is not.</param>
    /// <exception cref="InvalidDataException">Nothing of it can be decoded.</exception>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> stream, JpegHeader header, out string? note)
    {
        var decoder = new JpegLosslessDecoder(header);
        note = decoder.Run(stream);
        return header.Precision > 8 ? MemoryMarshal.AsBytes(decoder._values.AsSpan()).ToArray() : Array.ConvertAll(decoder._values, value => (byte)value);
    }

    private string? Run(ReadOnlySpan<byte> stream)
    {
        var scanned = 0;
        for (var at = 2; at + 4 <= stream.Length;)
        {
            var marker = stream[at + 1];
            if (stream[at] != 0xFF || marker is 0xFF or 0)
            {
                at++;
                continue;
            }

            if (marker == 0xD9)
            {
                break;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 2)..]);
            if (length < 2 || at + 2 + length > stream.Length)
            {
                throw new InvalidDataException($"the segment of marker FF{marker:X2} at byte {at} runs past the end");
            }

            var body = stream.Slice(at + 4, length - 2);
            at += 2 + length;
            switch (marker)
            {
                case 0xC4:
                    ReadTables(body);
                    break;
                case 0xDD when body.Length >= 2:
                    _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(body);
                    break;
                case 0xDA:
                    var note = Scan(LosslessScan.Parse(body, _header, _tables), stream, ref at);
                    scanned += body[0];
                    if (note is not null || scanned >= _header.Components)
                    {
                        return note;
                    }

                    break;
            }
        }

        return scanned > 0 ? $"{scanned} of {_header.Components} components are there" : throw new InvalidDataException("there is no scan (SOS) in it");
    }

    private void ReadTables(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            var number = body[0] & 0x0F;
            var table = JpegHuffmanTable.Parse(body, out var length);
            if (table is null || number >= _tables.Length)
            {
                throw new InvalidDataException($"Huffman table {number} is impossible");
            }

            _tables[number] = table;
            body = body[length..];
        }
    }

    private string? Scan(LosslessScan scan, ReadOnlySpan<byte> stream, ref int at)
    {
        var bits = new JpegBits(stream, at);
        var (width, stride) = (_header.Width, _header.Width * _header.Components);
        if (_restartInterval % width != 0)
        {
            throw new InvalidDataException($"a restart interval of {_restartInterval} is no whole number of lines of {width}");
        }

        var (linesPerInterval, line) = (_restartInterval / width, 0);
        for (; line < _header.Height; line++)
        {
            var restarts = linesPerInterval > 0 && line > 0 && line % linesPerInterval == 0;
            if (restarts && !bits.TakeRestart())
            {
                break;
            }

            var row = _values.AsSpan(line * stride, stride);
            var above = line == 0 || restarts ? default : _values.AsSpan((line - 1) * stride, stride);
            if (!scan.DecodeLine(ref bits, row, above) || bits.Missing > 0)
            {
                break;
            }
        }

        at = bits.Position;
        scan.Scale(_values);
        return line < _header.Height ? $"the JPEG stream is damaged or ends after {line} of {_header.Height} lines" : null;
    }
}
