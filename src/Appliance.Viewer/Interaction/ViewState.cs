using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>How the user has things shown. Immutable: commands make new ones.</summary>
internal sealed record ViewState
{
    /// <summary>Fit, zoom and pan.</summary>
    public ViewPlacement Placement { get; init; } = new();

    /// <summary>The user's window; null is the object's own.</summary>
    public VoiWindow? Window { get; init; }

    /// <summary>The VOI LUT that the user chose in place of a window; null for none.</summary>
    public LookupTable? VoiLut { get; init; }

    /// <summary>The range of each frame is the window.</summary>
    public bool FullRange { get; init; }

    /// <summary>The name of the preset in use.</summary>
    public string? PresetName { get; init; }

    /// <summary>Black and white are swapped.</summary>
    public bool Inverted { get; init; }

    /// <summary>The presentation state in force, by its SOP Instance UID; null is the object's own way.</summary>
    public string? Presentation { get; init; }

    /// <summary>Overlays and text over the picture.</summary>
    public bool ShowText { get; init; } = true;

    /// <summary>The list of keys is open.</summary>
    public bool ShowHelp { get; init; }

    /// <summary>The list of elements is open.</summary>
    public bool ShowTags { get; init; }

    /// <summary>The table of what varies over the frames is open.</summary>
    public bool ShowTable { get; init; }

    /// <summary>The first column shown of that table.</summary>
    public int TableColumn { get; init; }

    /// <summary>Lines in which other frames cut the picture; drawn only together with text.</summary>
    public bool ShowLines { get; init; } = true;

    /// <summary>The order of the frames.</summary>
    public FrameOrder Order { get; init; }

    /// <summary>The first row of an open list.</summary>
    public int PanelRow { get; init; }

    /// <summary>How pages have been turned; null is as they begin.</summary>
    public PageState? Page { get; init; }

    /// <summary>What the left button does.</summary>
    public DragTool Tool { get; init; }

    /// <summary>The same without what the user has set about grey values.</summary>
    public ViewState WithOwnWindow() => this with { Window = null, VoiLut = null, FullRange = false, PresetName = null };

    /// <summary>The same with a window or VOI LUT by its name.</summary>
    public ViewState With(VoiPreset preset) => WithOwnWindow() with { Window = preset.Window, VoiLut = preset.VoiLut, PresetName = preset.Name };

    /// <summary>The same with the range of each frame as its window.</summary>
    public ViewState WithFullRange() => WithOwnWindow() with { FullRange = true, PresetName = "full range" };

    /// <summary>The same laid out and grey as the object, or the presentation state, asks.</summary>
    /// <param name="fit">How pictures are laid out to begin with.</param>
    public ViewState AsObjectAsks(ViewerFit fit) => WithOwnWindow() with { Placement = new ViewPlacement(fit), Inverted = false };

    /// <summary>The pipeline that shows a frame as the user wants it.</summary>
    /// <param name="own">What the object asks for.</param>
    /// <param name="frame">The frame.</param>
    public GrayPipeline Apply(GrayPipeline own, PixelFrame frame)
    {
        if (!frame.Kind.IsGray())
        {
            return own;
        }

        var windowed = Window is { } window ? own with { Window = window, IsWindowDerived = false }
            : VoiLut is { } table ? own with { Window = null, VoiLut = table, IsWindowDerived = false }
            : FullRange ? own.SpanningRangeOf(frame)
            : own.ResolveFor(frame);
        return Inverted ? windowed with { Invert = !windowed.Invert } : windowed;
    }

    /// <summary>The window that a drag begins from: the one in force, or for a VOI table the range of its inputs.</summary>
    public static VoiWindow WindowOf(GrayPipeline shown) => shown.Window
        ?? (shown.VoiLut is { } table
            ? VoiWindow.Spanning(table.FirstMapped, table.FirstMapped + table.Entries.Length - 1)
            : new VoiWindow(128, 256));

    /// <summary>
    /// A window dragged by pixels. A drag over half a thousand pixels doubles the width or moves the centre by one width, so that the feel
    /// is the same for Hounsfield units, 16-bit radiographs and PET counts.
    /// </summary>
    public static VoiWindow Dragged(VoiWindow window, int x, int y)
    {
        const double Sensitivity = 1.0 / 400;
        var narrowest = window.Function == VoiFunction.Linear ? 1 : 1e-6 * Math.Max(1e-6, Math.Abs(window.Center));
        var width = Math.Max(narrowest, window.Width * Math.Exp(x * Sensitivity));
        return window with { Width = width, Center = window.Center + (y * window.Width * Sensitivity), Explanation = null };
    }
}
