using System.Numerics;
using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>Smallest and largest stored value of a frame, whole numbers a vector at a time, with padding left out.</summary>
internal static class StoredRange
{
    public static (double Min, double Max) Of(PixelFrame frame, PixelPadding? padding) => frame.Kind switch
    {
        PixelKind.GrayU16 or PixelKind.Indexed16 => Of(frame.Values<ushort>(), padding),
        PixelKind.GrayS16 => Of(frame.Values<short>(), padding),
        PixelKind.GrayU32 => Of(frame.Values<uint>(), padding),
        PixelKind.GrayS32 => Of(frame.Values<int>(), padding),
        PixelKind.GrayF32 => OfReals(frame.Values<float>(), padding),
        PixelKind.GrayF64 => OfReals(frame.Values<double>(), padding),
        _ => Of(frame.Data.Span, padding),
    };

    private static (double Min, double Max) Of<T>(ReadOnlySpan<T> values, PixelPadding? padding)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (padding is { } pad && pad.High >= double.CreateChecked(T.MinValue) && pad.Low <= double.CreateChecked(T.MaxValue))
        {
            var (low, high) = (T.CreateSaturating(pad.Low), T.CreateSaturating(pad.High));
            var (min, max) = Scan(values, low, high);
            if (min <= max)
            {
                return (double.CreateChecked(min), double.CreateChecked(max));
            }
        }

        var all = Scan(values, T.MaxValue, T.MinValue);
        return (double.CreateChecked(all.Min), double.CreateChecked(all.Max));
    }

    // What is no number has no place in a range; a frame without any number has the range 0 to 0.
    private static (double Min, double Max) OfReals<T>(ReadOnlySpan<T> values, PixelPadding? padding)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var single in values)
        {
            var value = double.CreateChecked(single);
            if (double.IsFinite(value) && !(padding is { } pad && pad.Contains(value)))
            {
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }
        }

        return min <= max ? (min, max) : padding is null ? (0, 0) : OfReals(values, null);
    }

    // Values inside low..high are turned into the neutral element of each search; an empty interval (low above high) leaves out nothing.
    private static (T Min, T Max) Scan<T>(ReadOnlySpan<T> values, T low, T high)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var (min, max) = (T.MaxValue, T.MinValue);
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(values);
        if (vectors.Length > 0)
        {
            var (mins, maxs) = (new Vector<T>(T.MaxValue), new Vector<T>(T.MinValue));
            var (lows, highs) = (new Vector<T>(low), new Vector<T>(high));
            var (neutralMin, neutralMax) = (mins, maxs);
            foreach (var value in vectors)
            {
                var padded = Vector.GreaterThanOrEqual(value, lows) & Vector.LessThanOrEqual(value, highs);
                mins = Vector.Min(mins, Vector.ConditionalSelect(padded, neutralMin, value));
                maxs = Vector.Max(maxs, Vector.ConditionalSelect(padded, neutralMax, value));
            }

            for (var lane = 0; lane < Vector<T>.Count; lane++)
            {
                min = T.Min(min, mins[lane]);
                max = T.Max(max, maxs[lane]);
            }
        }

        foreach (var value in values[(vectors.Length * Vector<T>.Count)..])
        {
            if (value < low || value > high)
            {
                min = T.Min(min, value);
                max = T.Max(max, value);
            }
        }

        return (min, max);
    }
}
