namespace Appliance.Imaging;

/// <summary>VOI LUT Function (0028,1056), PS3.3 C.11.2.1.3.</summary>
public enum VoiFunction
{
    /// <summary>LINEAR, the default: C.11.2.1.2.1, with its half-unit and width-less-one.</summary>
    Linear,

    /// <summary>LINEAR_EXACT: C.11.2.1.3.2.</summary>
    LinearExact,

    /// <summary>SIGMOID: C.11.2.1.3.1.</summary>
    Sigmoid,
}

/// <summary>One window: Window Center (0028,1050) and Width (0028,1051) in modality units, PS3.3 C.11.2.1.2.</summary>
/// <param name="Center">The middle of the window, in the units that the modality transformation puts out.</param>
/// <param name="Width">The width of the window in the same units; above zero.</param>
/// <param name="Function">How values inside the window become grey.</param>
/// <param name="Explanation">Window Center &amp; Width Explanation (0028,1055), when the object gives one.</param>
public readonly record struct VoiWindow(double Center, double Width, VoiFunction Function = VoiFunction.Linear, string? Explanation = null)
{
    /// <summary>True when the numbers can be used: finite, and a width above zero.</summary>
    public bool IsUsable => double.IsFinite(Center) && double.IsFinite(Width) && Width > 0;

    /// <summary>
    /// Centre and width of the ramp from black to white: those of the window, less half a unit and one unit for LINEAR (PS3.3 C.11.2.1.2.1).
    /// A width of 0 is a step from black to white behind the centre. Null for a curve.
    /// </summary>
    public (double Center, double Width)? Line => Function switch
    {
        VoiFunction.Sigmoid => null,
        VoiFunction.Linear when Width >= 1 => (Center - 0.5, Width - 1),
        _ => (Center, Width),
    };

    /// <summary>
    /// The window that draws <paramref name="min"/> as black and <paramref name="max"/> as white. It is LINEAR_EXACT, so that it also fits
    /// modality units in which the whole image spans less than 1. A picture of one value only becomes black.
    /// </summary>
    public static VoiWindow Spanning(double min, double max) => max > min
        ? new((min + max) / 2, max - min, VoiFunction.LinearExact)
        : new(min + 0.5, 1, VoiFunction.LinearExact);

    /// <summary>
    /// The share of full brightness, 0 to 1, of a modality value: the formulae of PS3.3 C.11.2.1.2.1, C.11.2.1.3.1 and C.11.2.1.3.2 with
    /// y from 0 to 1. A LINEAR window narrower than 1, which the standard forbids but scanners write, is taken as LINEAR_EXACT.
    /// </summary>
    public double Apply(double value) => Line is var (center, width) ? Ramp(value, center, width) : 1 / (1 + Math.Exp(-4 * (value - Center) / Width));

    private static double Ramp(double value, double center, double width)
    {
        if (value <= center - (width / 2))
        {
            return 0;
        }

        return value > center + (width / 2) ? 1 : ((value - center) / width) + 0.5;
    }
}
