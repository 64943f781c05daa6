namespace Appliance.Imaging;

/// <summary>What the object says about the grey values of one frame: the pipeline with its first window, and every window and table it offers.</summary>
/// <param name="Pipeline">Modality, first window or VOI LUT, presentation; no window made up.</param>
/// <param name="Windows">Every usable window.</param>
/// <param name="VoiLuts">Every usable VOI LUT.</param>
internal sealed record FrameGray(GrayPipeline Pipeline, IReadOnlyList<VoiWindow> Windows, IReadOnlyList<LookupTable> VoiLuts);
