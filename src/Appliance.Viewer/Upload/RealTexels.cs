using System.Runtime.InteropServices;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// Floating point pixels on their way to the shader, which counts in 32 bits: a single goes as its bit pattern, a double as two singles whose
/// sum is the double to 48 bits. A frame of very large or very small numbers is multiplied by a power of two, which loses nothing.
/// </summary>
internal static class RealTexels
{
    // Beyond these powers of two, sums and squares of singles overflow, or cards flush to zero.
    private const int LargestExponent = 100;
    private const int SmallestExponent = -60;
    private const int MostShift = 1000;

    /// <summary>The power of two that the pixels of a frame are multiplied by; 1 for nearly all, and for whole numbers.</summary>
    public static double ScaleOf(PixelFrame frame)
    {
        var most = frame.Kind.IsFloat() ? Math.Max(Math.Abs(frame.Min), Math.Abs(frame.Max)) : 0;
        var exponent = most > 0 ? Math.ILogB(most) : 0;
        return exponent is >= SmallestExponent and <= LargestExponent ? 1 : Math.ScaleB(1, Math.Clamp(-exponent, -MostShift, MostShift));
    }

    /// <summary>The texels of a frame: its own bytes where they can go as they are.</summary>
    public static ReadOnlySpan<byte> Of(PixelFrame frame)
    {
        var scale = ScaleOf(frame);
        if (frame.Kind == PixelKind.GrayF64)
        {
            return Pairs(MemoryMarshal.Cast<byte, double>(frame.Data.Span), scale);
        }

        return frame.Kind == PixelKind.GrayF32 && scale != 1 ? Scaled(MemoryMarshal.Cast<byte, float>(frame.Data.Span), scale) : frame.Data.Span;
    }

    /// <summary>A number as the sum of two singles, the second the rest that the first leaves.</summary>
    public static (float High, float Low) Split(double value)
    {
        var high = (float)value;
        return (high, float.IsFinite(high) ? (float)(value - high) : 0);
    }

    private static ReadOnlySpan<byte> Pairs(ReadOnlySpan<double> values, double scale)
    {
        var pairs = new float[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
        {
            (pairs[i * 2], pairs[(i * 2) + 1]) = Split(values[i] * scale);
        }

        return MemoryMarshal.AsBytes<float>(pairs);
    }

    private static ReadOnlySpan<byte> Scaled(ReadOnlySpan<float> values, double scale)
    {
        var scaled = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            scaled[i] = (float)(values[i] * scale);
        }

        return MemoryMarshal.AsBytes<float>(scaled);
    }
}
