namespace Appliance;

/// <summary>A head of tissues with relaxation times, from which a spin echo is computed at any echo time.</summary>
internal static class MrPhantom
{
    private const double RepetitionTime = 2500;

    private static readonly Ellipsoid[] Solids =
    [
        new(0, 0, 0, 0.74, 0.90, 1.10, Scalp),
        new(0, 0, 0, 0.69, 0.85, 1.04, Bone),
        new(0, 0, 0, 0.65, 0.81, 0.99, Fluid),
        new(0, 0, 0, 0.62, 0.78, 0.96, Grey),
        new(0, 0, 0, 0.53, 0.68, 0.84, White),
        new(0.10, -0.16, 0.10, 0.075, 0.25, 0.22, Fluid), // lateral ventricles
        new(-0.10, -0.16, 0.10, 0.075, 0.25, 0.22, Fluid),
        new(0.14, 0.20, 0.05, 0.07, 0.20, 0.16, Fluid),
        new(-0.14, 0.20, 0.05, 0.07, 0.20, 0.16, Fluid),
        new(0.20, -0.05, 0.0, 0.07, 0.17, 0.18, Grey), // basal ganglia
        new(-0.20, -0.05, 0.0, 0.07, 0.17, 0.18, Grey),
        new(-0.33, 0.28, 0.25, 0.11, 0.10, 0.16, Lesion),
    ];

    private const int Scalp = 1;
    private const int Bone = 2;
    private const int Fluid = 3;
    private const int Grey = 4;
    private const int White = 5;
    private const int Lesion = 6;

    /// <summary>The signal at a place, 0 to about 1, for an echo time in milliseconds.</summary>
    public static double At(double x, double y, double z, double echoTime)
    {
        var tissue = 0;
        foreach (var solid in Solids)
        {
            // The cortex is folded: the border of white matter waves with the angle round the head.
            var fold = solid.Value is White ? 1 + (0.07 * Math.Sin((Math.Atan2(y, x) * 17) + (z * 9))) : 1;
            if (solid.Contains(x * fold, y * fold, z))
            {
                tissue = (int)solid.Value;
            }
        }

        // Proton density, T1 and T2 in milliseconds, as they are about at 1.5 T.
        var (density, t1, t2) = tissue switch
        {
            Scalp => (0.9, 300.0, 70.0),
            Bone => (0.05, 500.0, 5.0),
            Fluid => (1.0, 4000.0, 1900.0),
            Grey => (0.82, 920.0, 100.0),
            White => (0.70, 780.0, 85.0),
            Lesion => (0.86, 1300.0, 220.0),
            _ => (0.0, 1.0, 1.0),
        };
        return density * (1 - Math.Exp(-RepetitionTime / t1)) * Math.Exp(-echoTime / t2);
    }
}
