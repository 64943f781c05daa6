namespace Appliance.Imaging;

/// <summary>One scan of a lossless JPEG stream: which components it holds, with which tables and predictor (ISO 10918-1 H.1.2).</summary>
internal sealed class LosslessScan
{
    private readonly int[] _components;
    private readonly JpegHuffmanTable[] _tables;
    private readonly int _predictor;
    private readonly int _pointTransform;
    private readonly int _step;
    private readonly int _initial;

    private LosslessScan(int[] components, JpegHuffmanTable[] tables, int predictor, int pointTransform, JpegHeader header)
    {
        _components = components;
        _tables = tables;
        _predictor = predictor;
        _pointTransform = pointTransform;
        _step = header.Components;
        _initial = 1 << Math.Max(0, header.Precision - pointTransform - 1);
    }

    /// <summary>Reads a scan header against the frame header and the tables seen so far.</summary>
    /// <exception cref="InvalidDataException">It asks for a component, table or predictor that does not exist.</exception>
    public static LosslessScan Parse(ReadOnlySpan<byte> body, JpegHeader header, JpegHuffmanTable?[] tables)
    {
        if (body.Length < 1 || body[0] is 0 or > 4 || body.Length < 4 + (body[0] * 2))
        {
            throw new InvalidDataException("a scan header (SOS) is too short");
        }

        if (header.Sampling.AsSpan().ContainsAnyExcept(header.Sampling[0]))
        {
            throw new InvalidDataException("components of different size are not decoded in lossless JPEG");
        }

        var count = body[0];
        var (components, chosen) = (new int[count], new JpegHuffmanTable[count]);
        for (var i = 0; i < count; i++)
        {
            components[i] = header.ComponentOf(body[1 + (i * 2)]);
            var table = body[2 + (i * 2)] >> 4;
            if (components[i] < 0 || table >= tables.Length || tables[table] is not { } found)
            {
                throw new InvalidDataException($"a scan asks for component {body[1 + (i * 2)]} with Huffman table {table}, which the stream has not defined");
            }

            chosen[i] = found;
        }

        var predictor = body[1 + (count * 2)];
        var transform = body[3 + (count * 2)] & 0x0F;
        return predictor is >= 1 and <= 7
            ? new LosslessScan(components, chosen, predictor, transform, header)
            : throw new InvalidDataException($"predictor {predictor} does not exist");
    }

    /// <summary>Decodes one line; false when a code is none.</summary>
    /// <param name="bits">The entropy-coded bits.</param>
    /// <param name="row">The line to fill, all components interleaved.</param>
    /// <param name="above">The line before it; empty for the first line and after a restart.</param>
    public bool DecodeLine(ref JpegBits bits, Span<ushort> row, ReadOnlySpan<ushort> above)
    {
        if (_predictor == 1 && row.Length > 0 && _components.Length == 1 && _step == 1)
        {
            return DecodeLineFromLeft(ref bits, row, above.IsEmpty ? _initial : above[0]);
        }

        for (var x = 0; x < row.Length; x += _step)
        {
            // One fill serves the four components that a scan may have.
            bits.Fill();
            for (var i = 0; i < _components.Length; i++)
            {
                var difference = bits.TakeDifference(_tables[i]);
                if (difference == JpegBits.NoCode)
                {
                    return false;
                }

                var at = x + _components[i];
                row[at] = (ushort)(Predict(row, above, at, x == 0) + difference);
            }
        }

        return true;
    }

    // Grey with selection value 1, which nearly all lossless JPEG in DICOM is: a running sum.
    private bool DecodeLineFromLeft(ref JpegBits bits, Span<ushort> row, int value)
    {
        // A copy can stay in registers, which what is passed by reference cannot.
        var own = bits;
        var table = _tables[0];
        for (var x = 0; x < row.Length; x++)
        {
            if ((x & 3) == 0)
            {
                own.Fill();
            }

            if (!own.TryTakeDifference(table, out var difference))
            {
                bits = own;
                difference = bits.TakeLongDifference(table);
                own = bits;
                if (difference == JpegBits.NoCode)
                {
                    return false;
                }
            }

            value += difference;
            row[x] = (ushort)value;
        }

        bits = own;
        return true;
    }

    /// <summary>Undoes the point transform of this scan's components.</summary>
    public void Scale(Span<ushort> values)
    {
        if (_pointTransform == 0)
        {
            return;
        }

        foreach (var component in _components)
        {
            for (var i = component; i < values.Length; i += _step)
            {
                values[i] = (ushort)(values[i] << _pointTransform);
            }
        }
    }

    // Table H.1 and H.1.2.1: the first line is predicted from the left, the first sample of later lines from above.
    private int Predict(Span<ushort> row, ReadOnlySpan<ushort> above, int at, bool first)
    {
        if (above.IsEmpty)
        {
            return first ? _initial : row[at - _step];
        }

        if (first)
        {
            return above[at];
        }

        int a = row[at - _step], b = above[at], c = above[at - _step];
        return _predictor switch
        {
            1 => a,
            2 => b,
            3 => c,
            4 => a + b - c,
            5 => a + ((b - c) >> 1),
            6 => b + ((a - c) >> 1),
            _ => (a + b) >> 1,
        };
    }
}
