using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.Objects;

/// <summary>One object of each kind that is rare, or of which no real one is at hand.</summary>
internal static class MadeObjects
{
    public const int Side = MadeUp.Side;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MadeObject> All => [.. Rare, Captures.YbrFull(), Captures.PaddedMonochrome1(), Captures.VoiLut(), Captures.Sigmoid()];

    /// <summary>Those of which the corpus holds none.</summary>
    public static IReadOnlyList<MadeObject> Rare =>
    [
        ParametricMap.Make(isDouble: false),
        ParametricMap.Make(isDouble: true),
        SingleBitCapture.Make(),
        SegmentedPaletteUltrasound.Make(),
        EnhancedXa.Make(),
        EnhancedUltrasoundVolume.Make(),
        PerfusionCt.Make(),
        Captures.PlanarRgb16(),
    ];

    /// <summary>Writes all of them into a folder, each under its name.</summary>
    public static IReadOnlyList<string> SaveTo(string folder) => [.. All.Select(made =>
    {
        var path = Path.Combine(folder, made.Name + ".dcm");
        made.Save(path);
        return path;
    })];
}
