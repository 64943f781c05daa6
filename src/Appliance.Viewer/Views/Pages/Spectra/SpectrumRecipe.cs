using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>What the values of a spectrum depend on, of all that a page's state holds.</summary>
/// <param name="Settings">How it is worked out; without a reference shift, which moves the scale alone.</param>
/// <param name="AutomaticPhase">It is turned upright first.</param>
/// <param name="Mode">What of its points the values are.</param>
internal sealed record SpectrumRecipe(SpectrumSettings Settings, bool AutomaticPhase, SpectrumMode Mode)
{
    /// <summary>Values of a grid are kept of all its voxels: beyond so many together they are not zero filled, which no cell would have room to show.</summary>
    private const int MaxFilledPointsOfGrid = 1 << 22;

    /// <summary>The recipe for one voxel.</summary>
    public static SpectrumRecipe Of(SpectroscopyFrame frame, SpectrumPageState state) =>
        new(state.Settings with { ReferenceShift = 0 }, state.AutomaticPhase, state.Mode ?? frame.NaturalMode);

    /// <summary>The recipe for the cells of a grid.</summary>
    public static SpectrumRecipe OfGrid(SpectroscopyFrame frame, SpectrumPageState state)
    {
        var recipe = Of(frame, state);
        var fitting = (int)Math.Clamp(MaxFilledPointsOfGrid / Math.Max(1, PointsOf(frame)), 1, SpectrumSettings.MaxZeroFillFactor);
        return recipe with { Settings = recipe.Settings with { ZeroFillFactor = Math.Min(recipe.Settings.ZeroFillFactor, fitting) } };
    }

    /// <summary>Data points of all voxels of a frame.</summary>
    public static long PointsOf(SpectroscopyFrame frame) => frame.Signals.Sum(signal => signal?.Points.Count ?? 0L);

    /// <summary>The spectrum of a signal, and what of it is drawn.</summary>
    public Spectrum SpectrumOf(SpectralSignal signal, SpectralAxis axis)
    {
        var spectrum = SpectrumProcessor.Transform(signal, axis, Settings);
        return AutomaticPhase ? spectrum.Turned(SpectrumProcessor.AutomaticPhase(spectrum)) : spectrum;
    }
}
