namespace Appliance;

/// <summary>A chest in Hounsfield units: skin, fat, muscle, lungs with vessels and a nodule, heart, aorta, spine, ribs and a table.</summary>
internal static class CtPhantom
{
    public const double Air = -1000;

    // Later solids lie over earlier ones. Field of view -1 to 1 across, about 360 mm; z from -1 (lower) to 1 (upper).
    private static readonly Ellipsoid[] Solids =
    [
        new(0, 0, 0, 0.92, 0.66, 4.0, -95), // fat under the skin
        new(0, 0, 0, 0.86, 0.60, 4.0, 45), // muscle
        new(0.42, -0.05, -0.05, 0.34, 0.43, 1.15, -840), // left lung
        new(-0.42, -0.05, 0, 0.36, 0.45, 1.2, -850), // right lung
        new(-0.38, 0.05, -1.0, 0.42, 0.42, 0.55, 60), // liver under the right lung
        new(0.13, -0.14, -0.25, 0.27, 0.25, 0.62, 40), // heart
        new(0.16, -0.14, -0.25, 0.12, 0.11, 0.4, 190), // contrast in the left ventricle
        new(0.02, -0.18, 0.45, 0.085, 0.085, 0.42, 210), // ascending aorta
        new(0.13, 0.25, 0, 0.075, 0.075, 3.0, 200), // descending aorta
        new(0.0, 0.02, 0.55, 0.055, 0.05, 0.75, -980), // trachea
        new(0, 0.37, 0, 0.13, 0.105, 4.0, 260), // vertebral body
        new(0, 0.37, 0, 0.105, 0.085, 4.0, 170),
        new(0, 0.50, 0, 0.05, 0.045, 4.0, 20), // spinal canal
        new(0, -0.53, 0.2, 0.10, 0.035, 0.9, 330), // sternum
        new(-0.50, -0.12, 0.28, 0.055, 0.055, 0.10, 35), // nodule in the right lung
    ];

    /// <summary>Hounsfield units at a place, without noise.</summary>
    public static double At(double x, double y, double z)
    {
        if (y > 0.72)
        {
            return y < 0.76 && Math.Abs(x) < 0.8 ? -150 : Air; // table top
        }

        var value = Air;
        foreach (var solid in Solids)
        {
            if (solid.Contains(x, y, z))
            {
                value = solid.Value;
            }
        }

        return value switch
        {
            45 => Rib(x, y, z) ?? value,
            < -800 and > -900 => Vessel(x, y, z) ?? value,
            _ => value,
        };
    }

    // Ribs run obliquely round the wall of the chest: a band of the muscle that rises from front to back.
    private static double? Rib(double x, double y, double z)
    {
        var radius = Math.Sqrt((x * x / (0.83 * 0.83)) + (y * y / (0.57 * 0.57)));
        var along = (z * 3.2) + (y * 1.1);
        return radius is > 0.90 and < 0.985 && Math.Abs(along - Math.Round(along)) < 0.22 ? 420 : null;
    }

    // Branches that leave the hilum: lines in the direction of multiples of an angle, thinner with distance.
    private static double? Vessel(double x, double y, double z)
    {
        var side = Math.Sign(x);
        double dx = Math.Abs(x) - 0.16, dy = y - 0.02;
        var distance = Math.Sqrt((dx * dx) + (dy * dy));
        var angle = (Math.Atan2(dy, dx) * 2.6) + (z * side * 2.2);
        return distance * Math.Abs(angle - Math.Round(angle)) < 0.022 - (distance * 0.02) ? -20 : null;
    }
}
