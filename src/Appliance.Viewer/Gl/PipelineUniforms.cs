using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>How the shader turns a value into brightness; the numbers are those of its source.</summary>
internal enum VoiStage
{
    /// <summary>A ramp.</summary>
    Linear = 0,

    /// <summary>The logistic curve of PS3.3 C.11.2.1.3.1.</summary>
    Sigmoid = 1,

    /// <summary>A look-up table.</summary>
    Table = 2,
}

/// <summary>
/// A grey pipeline as the numbers a shader takes. Shaders count in 32-bit floats, so the steps are folded here, in 64 bits, into one line
/// <c>(value - base) * gain + offset</c> whose base lies in the middle of what will be visible: the subtraction is exact in whole numbers,
/// and what is left is small. Values are in the shader's raised terms: signed ones have half their range added.
/// </summary>
/// <param name="Base">What is taken from a value first: a whole number that fits 32 bits, or, of real values, a number that a single holds.</param>
/// <param name="Gain">What a step of one value adds.</param>
/// <param name="Offset">The result at the base: of brightness, of the exponent, or of the table's index.</param>
/// <param name="Stage">What follows the line.</param>
/// <param name="Padding">Stored values drawn black, inclusive, in raised terms; null when there are none.</param>
/// <param name="Raise">The bit pattern that is flipped in a stored value to raise it.</param>
/// <param name="ModalityFirst">The first input of the modality table in raised terms; may lie outside the range of values.</param>
/// <param name="SupplementalFirst">The stored value that the first supplemental colour belongs to, in raised terms; may lie outside the range of values.</param>
internal readonly record struct PipelineUniforms(
    double Base, float Gain, float Offset, VoiStage Stage, (uint Low, uint High)? Padding, uint Raise, long ModalityFirst, long SupplementalFirst)
{
    // Steeper than any picture can use and still far from the limits of a float: the window of width 1, which is a step.
    private const double Step = 1e9;

    /// <summary>Folds a pipeline for frames of a kind.</summary>
    /// <param name="pipeline">A pipeline with a window or a VOI LUT.</param>
    /// <param name="kind">A grey kind.</param>
    /// <param name="scale">What real values were multiplied by (see <see cref="RealTexels"/>).</param>
    public static PipelineUniforms Of(GrayPipeline pipeline, PixelKind kind, double scale = 1)
    {
        var raise = kind switch
        {
            PixelKind.GrayS16 => 0x8000u,
            PixelKind.GrayS32 => 0x80000000u,
            _ => 0u,
        };

        // Behind a modality table values are its entries, which are never negative and already in modality units.
        var tabled = pipeline.ModalityLut is not null;
        var (slope, intercept) = tabled ? (1, 0) : (pipeline.RescaleSlope / scale, pipeline.RescaleIntercept - (pipeline.RescaleSlope * raise));
        var isReal = kind.IsFloat() && !tabled;
        var line = pipeline.Window is { } window
            ? OfWindow(window, slope, intercept, isReal)
            : OfTable(pipeline.VoiLut ?? throw new ArgumentException("a pipeline without window and VOI LUT has to be resolved first", nameof(pipeline)), slope, intercept, isReal);
        return new PipelineUniforms(
            line.Base, (float)line.Gain, (float)line.Offset, line.Stage, PaddingOf(pipeline.Padding, raise), raise,
            (pipeline.ModalityLut?.FirstMapped ?? 0L) + raise, (pipeline.SupplementalPalette?.FirstMapped ?? 0L) + raise);
    }

    private static (double Base, double Gain, double Offset, VoiStage Stage) OfWindow(VoiWindow window, double slope, double intercept, bool isReal)
    {
        var (center, width) = window.Line ?? (window.Center, window.Width);
        var middle = BaseNear(center, slope, intercept, isReal);
        var atMiddle = (slope * middle) + intercept - center;
        if (window.Function == VoiFunction.Sigmoid)
        {
            return (middle, 4 * slope / width, 4 * atMiddle / width, VoiStage.Sigmoid);
        }

        // At its centre a ramp is half bright, a step still dark.
        return width > 0
            ? (middle, slope / width, (atMiddle / width) + 0.5, VoiStage.Linear)
            : (middle, slope * Step, atMiddle * Step, VoiStage.Linear);
    }

    private static (double Base, double Gain, double Offset, VoiStage Stage) OfTable(LookupTable table, double slope, double intercept, bool isReal)
    {
        var middle = BaseNear(table.FirstMapped + (table.Entries.Length / 2.0), slope, intercept, isReal);
        return (middle, slope, (slope * middle) + intercept - table.FirstMapped, VoiStage.Table);
    }

    private static double BaseNear(double modality, double slope, double intercept, bool isReal)
    {
        var stored = slope == 0 ? 0 : (modality - intercept) / slope;
        if (isReal)
        {
            return float.IsFinite((float)stored) ? (float)stored : 0;
        }

        return double.IsFinite(stored) ? Math.Clamp(Math.Round(stored), 0, uint.MaxValue) : 0;
    }

    private static (uint Low, uint High)? PaddingOf(PixelPadding? padding, uint raise)
    {
        if (padding is not { } pad || pad.High + raise < 0 || pad.Low + raise > uint.MaxValue)
        {
            return null;
        }

        return ((uint)Math.Ceiling(Math.Max(0, pad.Low + raise)), (uint)Math.Floor(Math.Min(uint.MaxValue, pad.High + raise)));
    }
}
