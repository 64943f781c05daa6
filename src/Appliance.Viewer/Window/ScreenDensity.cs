using System.Globalization;

namespace Appliance.Viewer;

/// <summary>How densely the pixels of a screen lie: what a picture needs to be shown in its true size.</summary>
/// <param name="PixelsPerMillimetre">Above 0.</param>
/// <param name="IsKnown">The monitor tells it; else it is only what desktops take it for.</param>
internal readonly record struct ScreenDensity(double PixelsPerMillimetre, bool IsKnown)
{
    private const double MillimetresPerInch = 25.4;
    private const double PlainDpi = 96;
    private const double LeastDpi = 30;
    private const double MostDpi = 1000;

    // Of the two directions: monitors round to millimetres, and some to centimetres.
    private const double MostUneven = 1.1;

    // X servers make up millimetres from this where a monitor tells none; a true density so near to it makes no difference.
    private const double Near = 0.5;

    /// <summary>In pixels to an inch.</summary>
    public double Dpi => PixelsPerMillimetre * MillimetresPerInch;

    /// <summary>Where it comes from, for the lines over a picture in its true size.</summary>
    public string Words => IsKnown
        ? string.Create(CultureInfo.InvariantCulture, $"TRUE SIZE  screen {Dpi:0} dpi")
        : string.Create(CultureInfo.InvariantCulture, $"TRUE SIZE, screen taken as {Dpi:0} dpi");

    /// <summary>The density that the monitor tells, else what desktops take it for.</summary>
    /// <param name="told">What <see cref="OfMonitor"/> gave.</param>
    /// <param name="scale">How much larger than plain the desktop draws.</param>
    public static ScreenDensity Of(double? told, double scale) =>
        told is { } known ? new ScreenDensity(known, true) : new ScreenDensity(PlainDpi * scale / MillimetresPerInch, false);

    /// <summary>Pixels to a millimetre of a monitor; null when what it tells of its size is missing, made up or out of all reason.</summary>
    /// <param name="width">Its pixels across.</param>
    /// <param name="height">Its pixels down.</param>
    /// <param name="widthInMillimetres">Its size as told.</param>
    /// <param name="heightInMillimetres">Its size as told.</param>
    public static double? OfMonitor(int width, int height, int widthInMillimetres, int heightInMillimetres)
    {
        if (width <= 0 || height <= 0 || widthInMillimetres <= 0 || heightInMillimetres <= 0 || IsMadeUp(widthInMillimetres, heightInMillimetres))
        {
            return null;
        }

        var (across, down) = ((double)width / widthInMillimetres, (double)height / heightInMillimetres);
        var density = Math.Sqrt(across * down);
        var dpi = density * MillimetresPerInch;
        return dpi is >= LeastDpi and <= MostDpi && Math.Max(across / down, down / across) <= MostUneven && Math.Abs(dpi - PlainDpi) > Near ? density : null;
    }

    // Projectors and television sets put their shape where their size belongs.
    private static bool IsMadeUp(int width, int height) => (width, height) is (160, 90) or (160, 100) or (16, 9) or (16, 10) or (1600, 900) or (1600, 1000);
}
