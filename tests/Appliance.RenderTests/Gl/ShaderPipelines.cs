using Appliance.Imaging;

namespace Appliance.RenderTests.Gl;

/// <summary>Pipelines that together use every stage, each by a name that a failing test can show.</summary>
internal static class ShaderPipelines
{
    public static IReadOnlyDictionary<string, GrayPipeline> All { get; } = new Dictionary<string, GrayPipeline>
    {
        ["no window: range of the frame"] = new(),
        ["CT soft tissue"] = new() { RescaleIntercept = -1024, Window = new VoiWindow(40, 400) },
        ["CT narrow"] = new() { RescaleIntercept = -1024, Window = new VoiWindow(32, 8) },
        ["width one is a step"] = new() { Window = new VoiWindow(100, 1) },
        ["width one is a step, falling"] = new() { RescaleSlope = -1, RescaleIntercept = 50, Window = new VoiWindow(-100, 1) },
        ["narrower than one"] = new() { RescaleSlope = 0.001, Window = new VoiWindow(0.5, 0.3) },
        ["linear exact"] = new() { Window = new VoiWindow(1000, 1500, VoiFunction.LinearExact) },
        ["sigmoid"] = new() { RescaleIntercept = -1024, Window = new VoiWindow(300, 900, VoiFunction.Sigmoid) },
        ["inverse"] = new() { Window = new VoiWindow(2048, 4096), Invert = true },
        ["PET slope"] = new() { RescaleSlope = 0.378912, Window = new VoiWindow(5000, 9000) },
        ["steep slope"] = new() { RescaleSlope = 412.75, RescaleIntercept = -3.5e6, Window = new VoiWindow(1e6, 2e6) },
        ["falling slope"] = new() { RescaleSlope = -2, RescaleIntercept = 4095, Window = new VoiWindow(0, 3000) },
        ["flat slope"] = new() { RescaleSlope = 0, RescaleIntercept = 60, Window = new VoiWindow(100, 200) },
        ["padding"] = new() { Window = new VoiWindow(500, 1000), Padding = new PixelPadding(200, 260) },
        ["padding below all values"] = new() { Window = new VoiWindow(500, 1000), Padding = new PixelPadding(-40000, -32768) },
        ["padding, inverse"] = new() { Window = new VoiWindow(500, 1000), Padding = new PixelPadding(-2000, 0), Invert = true },
        ["modality table"] = new() { ModalityLut = Curve(0, 4096), Window = new VoiWindow(30000, 40000) },
        ["modality table from below zero"] = new() { ModalityLut = Curve(-1000, 3000), Window = new VoiWindow(20000, 30000) },
        ["modality table below every unsigned value"] = new() { ModalityLut = Curve(-60000, 1000), Window = new VoiWindow(20000, 30000) },
        ["VOI table"] = new() { VoiLut = Curve(0, 4096) },
        ["VOI table of 12 bits"] = new() { VoiLut = new LookupTable(10, 12, [.. Enumerable.Range(0, 2000).Select(i => (ushort)(i * 2))]) },
        ["VOI table from below zero"] = new() { RescaleIntercept = -1024, VoiLut = Curve(-1024, 4096) },
        ["VOI table, half slope"] = new() { RescaleSlope = 0.5, RescaleIntercept = 3, VoiLut = Curve(0, 2048), Invert = true },
        ["both tables"] = new() { ModalityLut = Curve(0, 4096), VoiLut = Curve(0, 65536) },
        ["presentation table"] = new() { RescaleIntercept = -1024, Window = new VoiWindow(40, 400), PresentationLut = Curve(0, 256) },
        ["presentation table of steps, inverse"] = new() { Window = new VoiWindow(300, 511), PresentationLut = Steps(256), Invert = true },
        ["presentation table behind a VOI table"] = new() { VoiLut = Curve(0, 4096), PresentationLut = Curve(0, 4096) },
        ["supplemental palette"] = new() { Window = new VoiWindow(500, 1000), SupplementalPalette = Colours(1024, 100) },
        ["supplemental palette below zero, padding"] = new()
        {
            Window = new VoiWindow(500, 1000),
            SupplementalPalette = Colours(-100, 300),
            Padding = new PixelPadding(20, 60),
        },
        ["supplemental palette below every unsigned value"] = new() { Window = new VoiWindow(500, 1000), SupplementalPalette = Colours(-40000, 50000) },
        ["pseudo-colour"] = new() { Window = new VoiWindow(2048, 4096), PseudoColor = Colours(0, 256) },
        ["pseudo-colour, inverse, over a supplemental palette"] = new()
        {
            Window = new VoiWindow(300, 511),
            PseudoColor = Colours(0, 256),
            SupplementalPalette = Colours(1024, 100),
            Invert = true,
        },
        ["window over a whole 32-bit range"] = new() { Window = new VoiWindow(2147483648.0, 4294967296.0) },
        ["window far from zero"] = new() { Window = new VoiWindow(2147480000, 2000) },
    };

    // Every entry far from its neighbours: the wrong one would be seen at once.
    private static LookupTable Steps(int length) => new(0, 16, [.. Enumerable.Range(0, length).Select(i => (ushort)((i & 1) * 40000 + (i * 50)))]);

    private static PaletteLut Colours(int first, int count)
    {
        var rgb = new byte[count * 3];
        new Random(count).NextBytes(rgb);
        return new PaletteLut(first, rgb);
    }

    private static LookupTable Curve(int first, int length) =>
        new(first, 16, [.. Enumerable.Range(0, length).Select(i => (ushort)(65535 * Math.Sqrt((double)i / (length - 1))))]);
}
