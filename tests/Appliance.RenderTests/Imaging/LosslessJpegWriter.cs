namespace Appliance.RenderTests.Imaging;

/// <summary>
/// Writes lossless JPEG streams (ISO 10918-1 annex H) with anything that the process allows, word for word after the standard and slowly, so
/// that what a decoder gives can be held against the values that went in.
/// </summary>
internal sealed record LosslessJpegWriter(int Width, int Height, int Components, int Precision)
{
    private const int CodeLength = 5;
    private const int Categories = 17;

    public int Predictor { get; init; } = 1;

    public int PointTransform { get; init; }

    /// <summary>Lines between restart markers; 0 for none.</summary>
    public int RestartLines { get; init; }

    /// <summary>One scan for each component instead of one for all.</summary>
    public bool Separate { get; init; }

    /// <summary>Writes interleaved samples, none above the precision.</summary>
    public byte[] Write(int[] samples)
    {
        List<byte> stream = [0xFF, 0xD8, .. Segment(0xC3, [(byte)Precision, .. Word(Height), .. Word(Width), (byte)Components, .. Each(i => new byte[] { Name(i), 0x11, 0 })])];

        // Every category has a code of five bits, its own number.
        var counts = new byte[16];
        counts[CodeLength - 1] = Categories;
        stream.AddRange(Segment(0xC4, [0, .. counts, .. Enumerable.Range(0, Categories).Select(category => (byte)category)]));
        if (RestartLines > 0)
        {
            stream.AddRange(Segment(0xDD, [.. Word(RestartLines * Width)]));
        }

        foreach (var scan in Separate ? Enumerable.Range(0, Components).Select(i => new[] { i }) : [Enumerable.Range(0, Components).ToArray()])
        {
            stream.AddRange(Segment(0xDA, [(byte)scan.Length, .. scan.SelectMany(i => new byte[] { Name(i), 0 }), (byte)Predictor, 0, (byte)PointTransform]));
            stream.AddRange(Scan(samples, scan));
        }

        return [.. stream, 0xFF, 0xD9];
    }

    private static byte Name(int component) => (byte)(component + 1);

    private static byte[] Word(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Segment(byte marker, byte[] body) => [0xFF, marker, .. Word(body.Length + 2), .. body];

    private IEnumerable<byte> Each(Func<int, byte[]> part) => Enumerable.Range(0, Components).SelectMany(part);

    private List<byte> Scan(int[] samples, int[] scan)
    {
        var (bytes, bits) = (new List<byte>(), new List<bool>());
        for (var y = 0; y < Height; y++)
        {
            var restarts = RestartLines > 0 && y > 0 && y % RestartLines == 0;
            if (restarts)
            {
                Flush(bits, bytes);
                bytes.AddRange([0xFF, (byte)(0xD0 + (((y / RestartLines) - 1) & 7))]);
            }

            for (var x = 0; x < Width; x++)
            {
                foreach (var component in scan)
                {
                    Put(bits, At(samples, x, y, component) - Prediction(samples, x, y, component, y == 0 || restarts));
                }
            }
        }

        Flush(bits, bytes);
        return bytes;
    }

    private int At(int[] samples, int x, int y, int component) => samples[(((y * Width) + x) * Components) + component] >> PointTransform;

    private int Prediction(int[] samples, int x, int y, int component, bool isFirstLine)
    {
        if (isFirstLine)
        {
            return x == 0 ? 1 << (Precision - PointTransform - 1) : At(samples, x - 1, y, component);
        }

        if (x == 0)
        {
            return At(samples, x, y - 1, component);
        }

        int left = At(samples, x - 1, y, component), above = At(samples, x, y - 1, component), corner = At(samples, x - 1, y - 1, component);
        return Predictor switch
        {
            1 => left,
            2 => above,
            3 => corner,
            4 => left + above - corner,
            5 => left + ((above - corner) >> 1),
            6 => above + ((left - corner) >> 1),
            _ => (left + above) >> 1,
        };
    }

    // Differences are modulo 65536 (H.1.2.1); 32768 has a category without further bits.
    private static void Put(List<bool> bits, int difference)
    {
        difference = (short)difference;
        var magnitude = Math.Abs(difference);
        var category = magnitude == 0 ? 0 : (int)Math.Log2(magnitude) + 1;
        Append(bits, category, CodeLength);
        if (category < Categories - 1)
        {
            Append(bits, difference >= 0 ? difference : difference - 1, category);
        }
    }

    private static void Append(List<bool> bits, int value, int count)
    {
        for (var bit = count - 1; bit >= 0; bit--)
        {
            bits.Add(((value >> bit) & 1) == 1);
        }
    }

    private static void Flush(List<bool> bits, List<byte> bytes)
    {
        while (bits.Count % 8 != 0)
        {
            bits.Add(true);
        }

        for (var i = 0; i < bits.Count; i += 8)
        {
            var value = Enumerable.Range(0, 8).Sum(k => bits[i + k] ? 0x80 >> k : 0);
            bytes.AddRange(value == 0xFF ? [0xFF, 0x00] : [(byte)value]);
        }

        bits.Clear();
    }
}
