namespace Appliance.Imaging;

/// <summary>
/// Smooths colour differences that were stored at half resolution. JpegLibrary repeats each sample; decoders in common use (libjpeg and
/// with it DCMTK and GDCM) blend each with its nearest neighbours by 3 to 1, as fits samples that lie centred between the pixels (JFIF 1.02).
/// </summary>
internal static class ChromaUpsampling
{
    private const byte Half = 0x21;
    private const byte HalfBoth = 0x22;
    private const byte Full = 0x11;

    /// <summary>Reworks the second and third of three interleaved 8-bit components in place, where they are halved against the first.</summary>
    public static void Smooth(Span<byte> samples, JpegHeader header)
    {
        if (header.Components != 3 || header.Width < 5 || header.Sampling[1] != Full || header.Sampling[2] != Full)
        {
            return;
        }

        for (var component = 1; component < 3; component++)
        {
            switch (header.Sampling[0])
            {
                case Half:
                    Horizontal(samples, header.Width, header.Height, component);
                    break;
                case HalfBoth:
                    Both(samples, header.Width, header.Height, component);
                    break;
            }
        }
    }

    private static void Horizontal(Span<byte> samples, int width, int height, int component)
    {
        var half = new int[(width + 1) / 2];
        for (var row = 0; row < height; row++)
        {
            var line = samples[(row * width * 3)..((row + 1) * width * 3)];
            for (var i = 0; i < half.Length; i++)
            {
                half[i] = line[(i * 6) + component];
            }

            for (var x = 0; x < width; x++)
            {
                var (i, near) = (x / 2, Neighbour(x, half.Length));
                line[(x * 3) + component] = (byte)(near == i ? half[i] : ((3 * half[i]) + half[near] + 1 + (x & 1)) >> 2);
            }
        }
    }

    private static void Both(Span<byte> samples, int width, int height, int component)
    {
        var (columns, rows) = ((width + 1) / 2, (height + 1) / 2);
        var plane = new byte[columns * rows];
        for (var i = 0; i < plane.Length; i++)
        {
            plane[i] = samples[((i / columns * 2 * width) + (i % columns * 2)) * 3 + component];
        }

        for (var y = 0; y < height; y++)
        {
            var own = plane.AsSpan(y / 2 * columns, columns);
            var near = plane.AsSpan(Neighbour(y, rows) * columns, columns);
            for (var x = 0; x < width; x++)
            {
                var (i, j) = (x / 2, Neighbour(x, columns));
                var (here, beside) = ((3 * own[i]) + near[i], (3 * own[j]) + near[j]);
                samples[(((y * width) + x) * 3) + component] = (byte)(((3 * here) + beside + 8 - (x & 1)) >> 4);
            }
        }
    }

    // The half-resolution sample on the other side of a pixel: before it for even pixels, behind it for odd ones.
    private static int Neighbour(int pixel, int count) => Math.Clamp((pixel & 1) == 0 ? (pixel / 2) - 1 : (pixel / 2) + 1, 0, count - 1);
}
