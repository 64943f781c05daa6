using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>
/// Linear windows without tables, a vector of pixels at a time. The line <c>(value - base) * gain + offset</c> is not the arithmetic of
/// <see cref="GrayPipeline.Level"/>, so it is used only where <see cref="LevelSteps"/> prove that it gives the same level for every value
/// that the frame can hold.
/// </summary>
internal static class LinearLevels
{
    private const double MostLevel = 255.5;

    /// <summary>Draws 16-bit values; false when the line does not give the very levels of the pipeline, and nothing was drawn.</summary>
    public static bool TryDraw(ReadOnlySpan<short> values, GrayPipeline pipeline, int bits, Span<byte> levels) =>
        TryDraw16(values, pipeline, -(1 << (bits - 1)), (1 << (bits - 1)) - 1, levels);

    /// <inheritdoc cref="TryDraw(ReadOnlySpan{short}, GrayPipeline, int, Span{byte})"/>
    public static bool TryDraw(ReadOnlySpan<ushort> values, GrayPipeline pipeline, int bits, Span<byte> levels) =>
        TryDraw16(values, pipeline, 0, (1 << bits) - 1, levels);

    private static bool TryDraw16<T>(ReadOnlySpan<T> values, GrayPipeline pipeline, int low, int high, Span<byte> levels)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (Line.Of(pipeline, low, high) is not { } line || LevelSteps.Of(pipeline, low, high, place => place) is not { } steps)
        {
            return false;
        }

        var (first, gain, offset) = ((int)line.Base, (float)line.Gain, (float)line.Offset);
        if (!steps.Agree(place => LevelOf((int)place - first, gain, offset)))
        {
            return false;
        }

        Draw16(values, first, gain, offset, PaddingOf<T>(pipeline.Padding), levels);
        return true;
    }

    // What a vector does, for one value.
    private static int LevelOf(int value, float gain, float offset) => (int)Math.Clamp((value * gain) + offset, 0f, (float)MostLevel);

    // Four vectors of pixels become one of bytes.
    private static void Draw16<T>(ReadOnlySpan<T> values, int first, float gain, float offset, (T Low, T High) padding, Span<byte> levels)
        where T : unmanaged, IBinaryInteger<T>
    {
        var from = MemoryMarshal.Cast<T, Vector<T>>(values);
        var to = MemoryMarshal.Cast<byte, Vector<byte>>(levels);
        var (firsts, gains, offsets) = (new Vector<int>(first), new Vector<float>(gain), new Vector<float>(offset));
        var (lows, highs) = (new Vector<T>(padding.Low), new Vector<T>(padding.High));
        var pairs = from.Length / 2;
        for (var i = 0; i < pairs; i++)
        {
            var (a, b) = (from[i * 2], from[(i * 2) + 1]);
            var drawn = Vector.Narrow(Levels16(a, firsts, gains, offsets), Levels16(b, firsts, gains, offsets));
            to[i] = Vector.AndNot(drawn, Vector.Narrow(Padded(a, lows, highs), Padded(b, lows, highs)));
        }

        for (var i = pairs * 2 * Vector<T>.Count; i < values.Length; i++)
        {
            var value = values[i];
            levels[i] = value >= padding.Low && value <= padding.High ? (byte)0 : (byte)LevelOf(int.CreateTruncating(value) - first, gain, offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Padded<T>(Vector<T> values, Vector<T> lows, Vector<T> highs) =>
        Vector.As<T, ushort>(Vector.GreaterThanOrEqual(values, lows) & Vector.LessThanOrEqual(values, highs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Levels16<T>(Vector<T> values, Vector<int> firsts, Vector<float> gains, Vector<float> offsets)
    {
        Vector<int> low, high;
        if (typeof(T) == typeof(short))
        {
            Vector.Widen(Vector.As<T, short>(values), out low, out high);
        }
        else
        {
            Vector.Widen(Vector.As<T, ushort>(values), out var lower, out var upper);
            (low, high) = (Vector.AsVectorInt32(lower), Vector.AsVectorInt32(upper));
        }

        return Vector.AsVectorUInt16(Vector.Narrow(Levels32(low - firsts, gains, offsets), Levels32(high - firsts, gains, offsets)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Levels32(Vector<int> values, Vector<float> gains, Vector<float> offsets)
    {
        var line = (Vector.ConvertToSingle(values) * gains) + offsets;
        return Vector.ConvertToInt32(Vector.Max(Vector.Min(line, new Vector<float>((float)MostLevel)), Vector<float>.Zero));
    }

    // No padding is an interval that holds nothing.
    private static (T Low, T High) PaddingOf<T>(PixelPadding? padding)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (padding is not { } pad || Math.Ceiling(pad.Low) > Math.Floor(pad.High) || pad.Low > double.CreateChecked(T.MaxValue) || pad.High < double.CreateChecked(T.MinValue))
        {
            return (T.MaxValue, T.MinValue);
        }

        return (T.CreateSaturating(Math.Ceiling(pad.Low)), T.CreateSaturating(Math.Floor(pad.High)));
    }

    /// <summary>The line of a linear window, in levels.</summary>
    private readonly record struct Line(long Base, double Gain, double Offset)
    {
        /// <summary>The line, its base in the middle of what is visible; null when the pipeline is no line.</summary>
        public static Line? Of(GrayPipeline pipeline, long low, long high)
        {
            if (pipeline is not { ModalityLut: null, PresentationLut: null, Window: { Line: { Width: > 0 } ramp } } || pipeline.RescaleSlope == 0)
            {
                return null;
            }

            var middle = (long)Math.Clamp(Math.Round((ramp.Center - pipeline.RescaleIntercept) / pipeline.RescaleSlope), low, high);
            var gain = pipeline.RescaleSlope / ramp.Width;
            var atMiddle = (((middle * pipeline.RescaleSlope) + pipeline.RescaleIntercept - ramp.Center) / ramp.Width) + 0.5;
            return pipeline.Invert
                ? new Line(middle, gain * -255, ((1 - atMiddle) * 255) + 0.5)
                : new Line(middle, gain * 255, (atMiddle * 255) + 0.5);
        }
    }
}
