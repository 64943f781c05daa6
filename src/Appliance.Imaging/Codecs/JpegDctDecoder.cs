using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>
/// Sequential DCT JPEG with Huffman coding (ISO 10918-1 annex F; processes 1, 2 and 4 of DICOM): 8 and 12 bits, restart intervals, components
/// interleaved or in scans of their own, colour differences of lower resolution.
/// </summary>
internal sealed class JpegDctDecoder : JpegScanDecoder
{
    private const int Side = 8;
    private const int BlockSize = Side * Side;

    // Where the coefficients of the stream's order stand in a block (Figure A.6).
    private static readonly byte[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private readonly Plane[] _planes;
    private readonly int[]?[] _quantization = new int[]?[4];
    private readonly int _mcuColumns;
    private readonly int _mcuRows;

    private JpegDctDecoder(JpegHeader header)
        : base(header)
    {
        var (across, down) = (header.Sampling.Max(factors => factors >> 4), header.Sampling.Max(factors => factors & 0x0F));
        _mcuColumns = DivideUp(header.Width, across * Side);
        _mcuRows = DivideUp(header.Height, down * Side);
        _planes = [.. header.Sampling.Select((factors, i) => new Plane(factors >> 4, factors & 0x0F, across, down, _mcuColumns, _mcuRows) { Quantization = header.Quantization[i] })];
    }

    /// <summary>Decodes a stream to interleaved samples: bytes for 8 bits of precision, words above, in an array of their own.</summary>
    /// <param name="stream">From SOI on.</param>
    /// <param name="header">What its frame header says.</param>
    /// <param name="note">How much of the picture is whole, when the stream is damaged; null when it is not.</param>
    /// <exception cref="InvalidDataException">Nothing of it can be decoded.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> stream, JpegHeader header, out string? note)
    {
        var decoder = new JpegDctDecoder(header);
        note = decoder.Run(stream);
        return decoder.Samples();
    }

    protected override void ReadQuantization(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            var (number, size) = (body[0] & 0x0F, body[0] >> 4 == 0 ? 1 : 2);
            if (number >= _quantization.Length || body.Length < 1 + (BlockSize * size))
            {
                throw new InvalidDataException($"quantization table {number} is impossible");
            }

            var table = new int[BlockSize];
            for (var i = 0; i < table.Length; i++)
            {
                table[i] = size == 1 ? body[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(body[(1 + (i * 2))..]);
            }

            _quantization[number] = table;
            body = body[(1 + (BlockSize * size))..];
        }
    }

    protected override string? Scan(ReadOnlySpan<byte> body, ReadOnlySpan<byte> stream, ref int at)
    {
        var scan = PlanesOf(body);
        var alone = scan[0].Plane;
        var columns = scan.Length > 1 ? _mcuColumns : DivideUp(DivideUp(Header.Width * alone.Across, alone.MostAcross), Side);
        var rows = scan.Length > 1 ? _mcuRows : DivideUp(DivideUp(Header.Height * alone.Down, alone.MostDown), Side);
        var (total, whole, interval) = (columns * rows, 0, 0);
        var units = RestartInterval > 0 ? RestartInterval : total;
        using var segments = new JpegSegments(stream, at);
        while ((long)interval * units < total)
        {
            var first = interval * units;
            whole += Units(scan, segments.Next(), columns, first, Math.Min(units, total - first));
            if (segments.Restart < 0)
            {
                break;
            }

            interval += 1 + ((segments.Restart - interval) & 7);
        }

        at = segments.Position;
        return whole == 0 ? throw new InvalidDataException("no block of a scan can be decoded")
            : whole < total ? $"the JPEG stream is damaged or ends early: {whole} of {total} blocks of samples are whole" : null;
    }

    private static int DivideUp(int value, int by) => (value + by - 1) / by;

    private ScanPlane[] PlanesOf(ReadOnlySpan<byte> body)
    {
        if (body.Length < 1 || body[0] is 0 or > 4 || body.Length < 4 + (body[0] * 2))
        {
            throw new InvalidDataException("a scan header (SOS) is too short");
        }

        var planes = new ScanPlane[body[0]];
        for (var i = 0; i < planes.Length; i++)
        {
            var (component, tables) = (Header.ComponentOf(body[1 + (i * 2)]), body[2 + (i * 2)]);
            var (dc, ac) = (tables >> 4 < DcTables.Length ? DcTables[tables >> 4] : null, (tables & 0x0F) < AcTables.Length ? AcTables[tables & 0x0F] : null);
            if (component < 0 || dc is null || ac is null || _planes[component].Quantization >= _quantization.Length || _quantization[_planes[component].Quantization] is not { } steps)
            {
                throw new InvalidDataException($"a scan asks for component {body[1 + (i * 2)]} with tables that the stream has not defined");
            }

            planes[i] = new ScanPlane(_planes[component], dc, ac, steps);
        }

        return planes;
    }

    // The MCUs of one segment, or the blocks when the scan has one component; returns how many are whole.
    private int Units(ScanPlane[] scan, ReadOnlySpan<byte> segment, int columns, int first, int count)
    {
        var bits = new JpegBits(segment);
        Span<int> block = stackalloc int[BlockSize];
        foreach (var part in scan)
        {
            part.Plane.Previous = 0;
        }

        for (var unit = 0; unit < count; unit++)
        {
            var (row, column) = Math.DivRem(first + unit, columns);
            foreach (var part in scan)
            {
                var plane = part.Plane;
                var (across, down) = scan.Length > 1 ? (plane.Across, plane.Down) : (1, 1);
                for (var i = 0; i < across * down; i++)
                {
                    block.Clear();
                    if (!Coefficients(ref bits, part, block))
                    {
                        return unit;
                    }

                    var place = (((row * down) + (i / across)) * Side * plane.Stride) + (((column * across) + (i % across)) * Side);
                    JpegInverseDct.Transform(block, Header.Precision, plane.Samples.AsSpan(place), plane.Stride);
                }
            }

            if (bits.IsOverrun)
            {
                return unit;
            }
        }

        return count;
    }

    // F.2.2.1 and F.2.2.2, dequantized on the way.
    private static bool Coefficients(ref JpegBits bits, in ScanPlane part, scoped Span<int> block)
    {
        bits.Fill();
        var difference = bits.TakeDifference(part.Dc);
        if (difference == JpegBits.NoCode)
        {
            return false;
        }

        var (steps, table, zigZag) = (part.Steps, part.Ac.Coefficients, ZigZag);
        part.Plane.Previous += difference;
        block[0] = part.Plane.Previous * steps[0];

        // A copy can stay in registers, which what is passed by reference cannot.
        var own = bits;
        for (var k = 1; k < BlockSize; k++)
        {
            own.Fill();
            var entry = own.TakeCoefficient(table);
            if (entry == 0)
            {
                bits = own;
                entry = bits.TakeLongCoefficient(part.Ac);
                own = bits;
                if (entry == JpegBits.NoCode)
                {
                    return false;
                }
            }

            var (value, zeros) = (entry >> 16, (entry >> 8) & 0xFF);
            k += zeros;
            if (value == 0)
            {
                if (zeros != 15)
                {
                    break;
                }

                continue;
            }

            if (k >= BlockSize)
            {
                return false;
            }

            block[zigZag[k]] = value * steps[k];
        }

        bits = own;
        return true;
    }

    private byte[] Samples()
    {
        var (width, height, components) = (Header.Width, Header.Height, Header.Components);
        var samples = new byte[(long)width * height * components * (Header.Precision > 8 ? 2 : 1)];
        var line = new ushort[width];
        for (var y = 0; y < height; y++)
        {
            for (var component = 0; component < components; component++)
            {
                var values = _planes[component].Line(y, line);
                var first = ((y * width) * components) + component;
                if (Header.Precision > 8)
                {
                    Spread(values, MemoryMarshal.Cast<byte, ushort>(samples.AsSpan())[first..], components);
                }
                else if (components == 1)
                {
                    Narrow(values, samples.AsSpan(first, width));
                }
                else
                {
                    Spread(values, samples.AsSpan(first), components);
                }
            }
        }

        return samples;
    }

    private static void Spread(ReadOnlySpan<ushort> values, Span<ushort> samples, int step)
    {
        for (var x = 0; x < values.Length; x++)
        {
            samples[x * step] = values[x];
        }
    }

    private static void Spread(ReadOnlySpan<ushort> values, Span<byte> samples, int step)
    {
        for (var x = 0; x < values.Length; x++)
        {
            samples[x * step] = (byte)values[x];
        }
    }

    private static void Narrow(ReadOnlySpan<ushort> values, Span<byte> samples)
    {
        var from = MemoryMarshal.Cast<ushort, Vector<ushort>>(values);
        var to = MemoryMarshal.Cast<byte, Vector<byte>>(samples);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Vector.Narrow(from[i * 2], from[(i * 2) + 1]);
        }

        for (var x = to.Length * Vector<byte>.Count; x < samples.Length; x++)
        {
            samples[x] = (byte)values[x];
        }
    }

    /// <summary>A component in a scan.</summary>
    /// <param name="Plane">Its samples.</param>
    /// <param name="Dc">Codes of DC differences.</param>
    /// <param name="Ac">Codes of AC coefficients.</param>
    /// <param name="Steps">The quantization table, in the stream's order.</param>
    private readonly record struct ScanPlane(Plane Plane, JpegHuffmanTable Dc, JpegHuffmanTable Ac, int[] Steps);

    /// <summary>One component: its samples at its own resolution, in whole MCUs.</summary>
    private sealed class Plane(int across, int down, int mostAcross, int mostDown, int mcuColumns, int mcuRows)
    {
        public int Across => across;

        public int Down => down;

        public int MostAcross => mostAcross;

        public int MostDown => mostDown;

        public int Stride { get; } = mcuColumns * across * Side;

        public ushort[] Samples { get; } = new ushort[(long)mcuColumns * across * Side * mcuRows * down * Side];

        public required int Quantization { get; init; }

        /// <summary>The DC coefficient of the block before (F.1.1.5.1).</summary>
        public int Previous { get; set; }

        /// <summary>A line of the picture at full resolution, each sample repeated where the component has fewer.</summary>
        public ReadOnlySpan<ushort> Line(int y, Span<ushort> room)
        {
            var own = Samples.AsSpan(y * down / mostDown * Stride, Stride);
            if (across == mostAcross)
            {
                return own[..room.Length];
            }

            for (var x = 0; x < room.Length; x++)
            {
                room[x] = own[x * across / mostAcross];
            }

            return room;
        }
    }
}
