using System.Globalization;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The words that a page of spectra puts over its plot.</summary>
internal static class SpectrumWords
{
    /// <summary>Which voxel, what of it, and how it was worked out, or what is to be said of the last key: two lines.</summary>
    public static IReadOnlyList<string> Title(
        SpectrumPage page, SpectrumPageState state, (int Row, int Column) selected, (double High, double Low) range)
    {
        var voxels = page.Frame.Rows * page.Frame.Columns;
        var which = voxels > 1 ? Text($"Row {selected.Row + 1}, column {selected.Column + 1}   ") : "";
        return [$"{which}{NameOf(page, state)}{Highest(page, state, range)}", state.Note ?? How(page, state)];
    }

    /// <summary>The unit of an axis, as it stands under it.</summary>
    public static string UnitOf(SpectralAxis axis) => axis.Unit switch
    {
        SpectralUnit.Ppm => "ppm",
        SpectralUnit.Hertz => "Hz from the transmitter frequency",
        _ => "data points from the middle",
    };

    private static string NameOf(SpectrumPage page, SpectrumPageState state) => page.IsPlane || page.Frame.Representation == DataRepresentation.Magnitude
        ? "magnitude"
        : (page.DetailOf(state)?.Mode ?? state.Mode ?? page.Frame.NaturalMode).ToString().ToLowerInvariant();

    private static string Highest(SpectrumPage page, SpectrumPageState state, (double High, double Low) range)
    {
        if (page.IsPlane || page.DetailOf(state) is not { Values: { } values, Mode: not SpectrumMode.Phase })
        {
            return "";
        }

        var axis = page.AxisOf(state);
        var points = PointRange.Of(axis, values.Count, range);
        var highest = values.ExtremesOf(points.First, points.Last).High;
        var unit = axis.Unit switch { SpectralUnit.Ppm => " ppm", SpectralUnit.Hertz => " Hz", _ => "" };
        return Text($"   highest {Short(values[highest])} at {axis.ValueAt(axis.OffsetAt(highest, values.Count)):0.00}{unit}");
    }

    private static string Short(double value) =>
        value.ToString(Math.Abs(value) is >= 1e7 or (> 0 and < 1e-3) ? "0.###e0" : Math.Abs(value) >= 1000 ? "0" : "G4", CultureInfo.InvariantCulture);

    private static string How(SpectrumPage page, SpectrumPageState state)
    {
        var settings = state.Settings;
        var parts = new List<string>();
        Add(parts, state.AutomaticPhase, "phased voxel by voxel");
        Add(parts, settings.ZeroOrderPhase != 0 || settings.FirstOrderPhase != 0, Text($"phase {settings.ZeroOrderPhase:0.#}° {settings.FirstOrderPhase:+0.#;-0.#;0}°"));
        Add(parts, settings.ExponentialWidth != 0, Text($"exponential {settings.ExponentialWidth:0.#} Hz"));
        Add(parts, settings.GaussianWidth != 0, Text($"Gaussian {settings.GaussianWidth:0.#} Hz"));
        Add(parts, settings.ZeroFillFactor > 1, Text($"zero filled x{settings.ZeroFillFactor}"));
        Add(parts, settings.RemoveOffset, "without offset");
        Add(parts, settings.ReferenceShift != 0, Text($"scale moved by {settings.ReferenceShift:+0.00;-0.00} ppm"));
        Add(parts, page.HasGrid && state.OwnScales, "each voxel to its own scale");
        return string.Join("  ·  ", parts);
    }

    private static void Add(List<string> parts, bool holds, string words)
    {
        if (holds)
        {
            parts.Add(words);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
