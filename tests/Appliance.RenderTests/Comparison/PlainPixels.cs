using Appliance.Dicom;

namespace Appliance.RenderTests.Comparison;

/// <summary>
/// Stored values out of a data set in Explicit VR Little Endian that a peer wrote, bit by bit as PS3.5 8.1.1 puts it: slow, and nothing of the
/// product's own unpacking is in it.
/// </summary>
internal static class PlainPixels
{
    /// <summary>One frame; null when the bytes do not reach.</summary>
    public static FrameSamples? Read(DicomDataset dataset, int frame)
    {
        var (rows, columns) = (Number(dataset, DicomTag.Rows), Number(dataset, DicomTag.Columns));
        var samples = dataset.GetInt32(DicomTag.SamplesPerPixel) ?? 1;
        var photometric = dataset.GetString(DicomTag.PhotometricInterpretation)?.Trim();
        if (dataset.Contains(DicomTag.FloatPixelData) || dataset.Contains(DicomTag.DoubleFloatPixelData))
        {
            return Floats(dataset, frame, rows, columns);
        }

        var bytes = dataset.GetBytes(DicomTag.PixelData).Span;
        if (photometric == "YBR_FULL_422")
        {
            return Subsampled(bytes, frame, rows, columns);
        }

        var (allocated, stored) = (Number(dataset, DicomTag.BitsAllocated), Number(dataset, DicomTag.BitsStored));
        var (shift, signed) = (Number(dataset, DicomTag.HighBit) + 1 - stored, dataset.GetInt32(DicomTag.PixelRepresentation) == 1);
        var planar = samples == 3 && dataset.GetInt32(DicomTag.PlanarConfiguration) == 1;
        var pixels = rows * columns;
        var values = new double[pixels * samples];
        if ((frame + 1L) * values.Length * allocated > bytes.Length * 8L)
        {
            return null;
        }

        for (var i = 0; i < values.Length; i++)
        {
            var cell = planar ? (i % samples * pixels) + (i / samples) : i;
            var value = Bits(bytes, (((long)frame * values.Length) + cell) * allocated + shift, stored);
            values[i] = signed && (value >> (stored - 1)) == 1 ? (double)value - Math.Pow(2, stored) : value;
        }

        return photometric == "YBR_FULL" ? Rgb(columns, rows, values) : new FrameSamples(columns, rows, samples, values);
    }

    private static ulong Bits(ReadOnlySpan<byte> bytes, long first, int count)
    {
        var value = 0UL;
        for (var i = 0; i < count; i++)
        {
            var bit = first + i;
            value |= (ulong)((bytes[(int)(bit / 8)] >> (int)(bit % 8)) & 1) << i;
        }

        return value;
    }

    private static FrameSamples Floats(DicomDataset dataset, int frame, int rows, int columns)
    {
        var values = new double[rows * columns];
        var singles = dataset.GetBytes(DicomTag.FloatPixelData).Span;
        var doubles = dataset.GetBytes(DicomTag.DoubleFloatPixelData).Span;
        for (var i = 0; i < values.Length; i++)
        {
            var index = (frame * values.Length) + i;
            values[i] = singles.IsEmpty ? BitConverter.ToDouble(doubles[(index * sizeof(double))..]) : BitConverter.ToSingle(singles[(index * sizeof(float))..]);
        }

        return new FrameSamples(columns, rows, 1, values);
    }

    // Y Y Cb Cr for each two pixels of a row (PS3.3 C.7.6.3.1.2).
    private static FrameSamples? Subsampled(ReadOnlySpan<byte> bytes, int frame, int rows, int columns)
    {
        var values = new double[rows * columns * 3];
        if ((frame + 1L) * rows * columns * 2 > bytes.Length)
        {
            return null;
        }

        for (var i = 0; i < rows * columns; i++)
        {
            var pair = bytes.Slice((((frame * rows * columns) + i) / 2) * 4, 4);
            (values[i * 3], values[(i * 3) + 1], values[(i * 3) + 2]) = (pair[i % 2], pair[2], pair[3]);
        }

        return Rgb(columns, rows, values);
    }

    // The inverse of the equations in PS3.3 C.7.6.3.1.2.
    private static FrameSamples Rgb(int columns, int rows, double[] ybr)
    {
        static double Level(double value) => Math.Clamp(Math.Round(value), 0, 255);

        for (var i = 0; i < ybr.Length; i += 3)
        {
            var (y, cb, cr) = (ybr[i], ybr[i + 1] - 128, ybr[i + 2] - 128);
            (ybr[i], ybr[i + 1], ybr[i + 2]) = (Level(y + (1.402 * cr)), Level(y - (0.344136 * cb) - (0.714136 * cr)), Level(y + (1.772 * cb)));
        }

        return new FrameSamples(columns, rows, 3, ybr);
    }

    private static int Number(DicomDataset dataset, DicomTag tag) =>
        dataset.GetInt32(tag) ?? throw new InvalidDataException($"the peer's file lacks {tag}");
}
