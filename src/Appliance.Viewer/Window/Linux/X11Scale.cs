using System.Globalization;

namespace Appliance.Viewer;

/// <summary>How large the desktop wants things drawn: the resource Xft.dpi, as desktops set it.</summary>
internal static class X11Scale
{
    private const double PlainDpi = 96;
    private const string Name = "Xft.dpi:";

    /// <summary>Scale out of the resource text; 1 where it says nothing usable, and never outside 0.5 to 4.</summary>
    public static double FromResources(string resources)
    {
        foreach (var line in resources.Split('\n'))
        {
            if (line.StartsWith(Name, StringComparison.Ordinal)
                && double.TryParse(line.AsSpan(Name.Length).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var dpi)
                && dpi > 0)
            {
                return Math.Clamp(dpi / PlainDpi, 0.5, 4);
            }
        }

        return 1;
    }
}
