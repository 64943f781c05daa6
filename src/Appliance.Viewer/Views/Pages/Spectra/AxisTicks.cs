using System.Globalization;

namespace Appliance.Viewer;

/// <summary>Round places on an axis: steps of 1, 2 or 5 times a power of ten.</summary>
/// <param name="First">The lowest place.</param>
/// <param name="Step">From place to place.</param>
/// <param name="Count">How many places.</param>
internal readonly record struct AxisTicks(double First, double Step, int Count)
{
    /// <summary>The round places between two values, at most so many.</summary>
    public static AxisTicks Between(double low, double high, int most)
    {
        var rough = (high - low) / Math.Max(1, most);
        if (!(rough > 0) || !double.IsFinite(rough))
        {
            return default;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = Array.Find([1, 2, 5, 10], factor => factor * power >= rough * (1 - 1e-9)) * power;
        var first = Math.Ceiling((low / step) - 1e-9);
        return new AxisTicks(first * step, step, (int)(Math.Floor((high / step) + 1e-9) - first) + 1);
    }

    /// <summary>The places between two angles in degrees: right angles, and parts of them when fewer than two are to be seen.</summary>
    public static AxisTicks OfAngles(double low, double high)
    {
        var step = Array.Find([90, 45, 15, 5, 1], part => high - low >= 2 * part) is > 0 and var found ? found : 1;
        var first = Math.Ceiling((low / step) - 1e-9);
        return new AxisTicks(first * step, step, (int)(Math.Floor((high / step) + 1e-9) - first) + 1);
    }

    /// <summary>A place.</summary>
    public double At(int index) => First + (index * Step);

    /// <summary>A place in as many decimals as the step needs; very large and small ones by powers of ten.</summary>
    public string TextAt(int index)
    {
        var value = Math.Abs(At(index)) < Step / 2 ? 0 : At(index);
        var largest = Math.Max(Step, Math.Max(Math.Abs(First), Math.Abs(At(Count - 1))));
        if (value != 0 && (largest >= 1e6 || largest < 1e-3))
        {
            return value.ToString("0.###e0", CultureInfo.InvariantCulture);
        }

        var decimals = largest >= 1e6 || largest < 1e-3 ? 0 : Math.Clamp((int)Math.Ceiling(-Math.Log10(Step) - 1e-9), 0, 6);
        return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
