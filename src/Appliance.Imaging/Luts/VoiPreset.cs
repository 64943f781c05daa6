namespace Appliance.Imaging;

/// <summary>A window or a VOI LUT that can be chosen by name or number. Exactly one of the two is there.</summary>
/// <param name="Name">Its explanation in the object, or what it is for.</param>
/// <param name="Window">The window, or null for a table.</param>
/// <param name="VoiLut">The table, or null for a window.</param>
public sealed record VoiPreset(string Name, VoiWindow? Window, LookupTable? VoiLut = null)
{
    /// <summary>A pipeline with this in the place of its own window or table.</summary>
    public GrayPipeline ApplyTo(GrayPipeline own) => own with { Window = Window, VoiLut = VoiLut ?? own.VoiLut, IsWindowDerived = false };
}
