using System.Buffers.Binary;

namespace Appliance.Imaging;

/// <summary>Walks through the markers of a JPEG stream (ISO 10918-1 B.2), keeps its tables, and hands its scans to the process that decodes them.</summary>
internal abstract class JpegScanDecoder(JpegHeader header)
{
    private const int TableCount = 4;

    protected JpegHeader Header => header;

    /// <summary>Huffman tables of class 0: DC coefficients, and the differences of lossless JPEG.</summary>
    protected JpegHuffmanTable?[] DcTables { get; } = new JpegHuffmanTable?[TableCount];

    /// <summary>Huffman tables of class 1: AC coefficients.</summary>
    protected JpegHuffmanTable?[] AcTables { get; } = new JpegHuffmanTable?[TableCount];

    /// <summary>MCUs between restart markers; 0 for none.</summary>
    protected int RestartInterval { get; private set; }

    /// <summary>Decodes scan after scan until all components are there; the note tells what is not whole.</summary>
    /// <exception cref="InvalidDataException">Nothing of it can be decoded.</exception>
    protected string? Run(ReadOnlySpan<byte> stream)
    {
        var scanned = 0;
        string? note = null;
        for (var at = 2; at + 4 <= stream.Length;)
        {
            var marker = stream[at + 1];
            if (stream[at] != 0xFF || marker is 0xFF or 0 or (>= 0xD0 and <= 0xD7))
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
                case 0xDB:
                    ReadQuantization(body);
                    break;
                case 0xC4:
                    ReadTables(body);
                    break;
                case 0xDD when body.Length >= 2:
                    RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(body);
                    break;
                case 0xDA:
                    note = RawFrame.Joined(note, Scan(body, stream, ref at));
                    scanned += body[0];
                    if (scanned >= Header.Components)
                    {
                        return note;
                    }

                    break;
            }
        }

        return scanned > 0 ? RawFrame.Joined(note, $"{scanned} of {Header.Components} components are there") : throw new InvalidDataException("there is no scan (SOS) in it");
    }

    private void ReadTables(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            var (number, isAc) = (body[0] & 0x0F, body[0] >> 4 == 1);
            var table = JpegHuffmanTable.Parse(body, out var length);
            if (table is null || number >= TableCount)
            {
                throw new InvalidDataException($"Huffman table {number} is impossible");
            }

            (isAc ? AcTables : DcTables)[number] = table;
            body = body[length..];
        }
    }

    /// <summary>Reads a DQT segment; nothing where the process has no use for it.</summary>
    protected virtual void ReadQuantization(ReadOnlySpan<byte> body)
    {
    }

    /// <summary>Decodes one scan.</summary>
    /// <param name="body">Its header.</param>
    /// <param name="stream">The whole stream.</param>
    /// <param name="at">Where its entropy-coded bytes begin; afterwards, the marker behind them.</param>
    /// <returns>What is not whole; null when all is.</returns>
    /// <exception cref="InvalidDataException">The scan asks for what does not exist.</exception>
    protected abstract string? Scan(ReadOnlySpan<byte> body, ReadOnlySpan<byte> stream, ref int at);
}
