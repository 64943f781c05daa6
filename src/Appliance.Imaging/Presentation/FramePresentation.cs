namespace Appliance.Imaging;

/// <summary>One way to show a frame: as its object asks, or as a presentation state does. Immutable.</summary>
public sealed record FramePresentation
{
    /// <summary>The SOP Instance UID of the state; null for the object's own way.</summary>
    public string? State { get; init; }

    /// <summary>The name of the state; null for the object's own way.</summary>
    public string? Label { get; init; }

    /// <summary>The grey pipeline, resolved for the frame; not used for colour frames.</summary>
    public required GrayPipeline Pipeline { get; init; }

    /// <summary>What is shown in place of the frame's own values: these with a mask subtracted, in the units of modality values; null for most.</summary>
    public PixelFrame? Subtracted { get; init; }

    /// <summary>The windows that are offered, the one in use first.</summary>
    public IReadOnlyList<VoiWindow> Windows { get; init; } = [];

    /// <summary>The windows of a presentation state as presets; empty for the object's own way, whose windows <see cref="VoiPresets"/> gathers.</summary>
    public IReadOnlyList<VoiPreset> StatePresets => State is null ? []
        : [.. Windows.Select((window, i) => new VoiPreset(window.Explanation ?? $"window {i + 1} of the presentation state", window))];

    /// <summary>How the picture is turned.</summary>
    public SpatialTransform Turn { get; init; }

    /// <summary>The part that is shown; null for all of it.</summary>
    public DisplayedArea? Area { get; init; }

    /// <summary>Height of a pixel divided by its width.</summary>
    public double PixelAspectRatio { get; init; } = 1;

    /// <summary>What is drawn over the picture, the lowest first.</summary>
    public IReadOnlyList<FrameGraphic> Graphics { get; init; } = [];

    /// <summary>What of the state is not shown, in words; empty for most.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The way that a frame's own object asks for: its pipeline, its shutter, and all of its overlays in white.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frame">0-based.</param>
    /// <param name="pixels">What <see cref="DicomImage.GetFrame"/> gave for it.</param>
    public static FramePresentation Own(DicomImage image, int frame, PixelFrame pixels)
    {
        var notes = new List<string>();
        var graphics = new List<FrameGraphic>();
        var shutter = image.ShutterOf(frame);
        AddShutter(graphics, image, frame, shutter, notes);
        foreach (var plane in image.Overlays.Where(plane => plane != shutter?.Bitmap))
        {
            AddOverlay(graphics, image, frame, plane, DisplayColor.White, notes);
        }

        return new FramePresentation
        {
            Pipeline = image.PipelineOf(frame, pixels),
            Windows = image.Windows(frame),
            PixelAspectRatio = image.PixelAspectRatio,
            Graphics = graphics,
            Notes = notes,
        };
    }

    internal static void AddShutter(List<FrameGraphic> graphics, DicomImage image, int frame, DisplayShutter? shutter, List<string> notes)
    {
        foreach (var shape in shutter?.Shapes ?? [])
        {
            graphics.Add(new FrameGraphic.Shutter(shape, shutter!.Color) { IsShutter = true });
        }

        if (shutter?.Bitmap is { } plane)
        {
            AddOverlay(graphics, image, frame, plane, shutter.Color, notes, isShutter: true);
        }
    }

    // A plane that cannot be read must not take the picture with it.
    internal static void AddOverlay(List<FrameGraphic> graphics, DicomImage image, int frame, OverlayPlane plane, DisplayColor color, List<string> notes, bool isShutter = false)
    {
        try
        {
            if (image.GetOverlay(plane, frame) is { Columns: > 0 } bitmap)
            {
                graphics.Add(new FrameGraphic.Bits(bitmap, plane.IsRegion && !isShutter, color) { IsShutter = isShutter });
            }
        }
        catch (DicomImageException unreadable)
        {
            notes.Add($"overlay {plane.Group:X4} cannot be shown: {unreadable.Message}");
        }
    }
}
