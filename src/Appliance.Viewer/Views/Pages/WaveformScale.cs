using System.Globalization;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>How a channel's values are laid on millimetres of paper.</summary>
/// <param name="MillimetresPerUnit">Height of one unit.</param>
/// <param name="Middle">The value that lies in the middle of the row.</param>
/// <param name="Bar">What the calibration mark in front of the row stands for, in units.</param>
/// <param name="Words">The scale in words for channels that do not follow the gain of the page; else empty.</param>
internal sealed record WaveformScale(double MillimetresPerUnit, double Middle, double Bar, string Words)
{
    // Voltages that would be a flat line, or would leave the paper by far, have a scale of their own, as electroencephalograms do.
    private const double FlattestMillimetres = 1;
    private const double MostRows = 6;
    private const double BarMillimetres = 10;
    private const double FilledPart = 0.85;

    /// <summary>Chooses the scale of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="range">Its smallest and largest value; null when it holds gaps alone.</param>
    /// <param name="gain">Millimetres for a millivolt.</param>
    /// <param name="rowHeight">In millimetres.</param>
    public static WaveformScale Of(WaveformChannel channel, (double Low, double High)? range, double gain, double rowHeight)
    {
        var (low, high) = range ?? (0, 0);
        var middle = low <= 0 && high >= 0 ? 0 : (low + high) / 2;
        if (channel.Definition.Millivolts is { } millivolts && IsFit(channel, (high - low) * millivolts, rowHeight))
        {
            return new WaveformScale(gain * millivolts, middle, 1 / millivolts, "");
        }

        var units = OneTwoFive(Math.Max(high - low, double.Epsilon) * BarMillimetres / (rowHeight * FilledPart));
        var shown = units * 10 / gain;
        var text = string.Create(CultureInfo.InvariantCulture, $"10 mm = {shown:0.######} {channel.Definition.ReadableUnits}").TrimEnd();
        return new WaveformScale(BarMillimetres / shown, (low + high) / 2, shown, text);
    }

    // At the standard gain, whatever the user has chosen: the kind of scale must not change with it.
    private static bool IsFit(WaveformChannel channel, double millivolts, double rowHeight) => channel.Definition.Lead is not null
        || (millivolts * 10 >= FlattestMillimetres && millivolts * 10 <= rowHeight * MostRows);

    /// <summary>The smallest of 1, 2, 5, 10, 20, 50 ... that is not below a value.</summary>
    internal static double OneTwoFive(double atLeast)
    {
        if (!(atLeast > 1e-12) || !double.IsFinite(atLeast))
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        var digit = atLeast / power;
        return power * (digit <= 1.0000001 ? 1 : digit <= 2.0000001 ? 2 : digit <= 5.0000001 ? 5 : 10);
    }
}
