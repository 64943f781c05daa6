using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>What draws.</summary>
public enum ViewerBackend
{
    /// <summary>The window when there is a display, else (for a screenshot) GL without one, else the CPU.</summary>
    Auto,

    /// <summary>The window only.</summary>
    Window,

    /// <summary>GL without a display only.</summary>
    Offscreen,

    /// <summary>The CPU only: a screenshot needs no display then, and a window no GL.</summary>
    Cpu,
}

/// <summary>In which order frames are looked through.</summary>
public enum FrameOrder
{
    /// <summary>As they are stored, stacks of single-frame images by place.</summary>
    Stored,

    /// <summary>As their dimensions say (PS3.3 C.7.6.17), where they have any.</summary>
    Dimension,
}

/// <summary>How the viewer begins.</summary>
public sealed record ViewerOptions
{
    /// <summary>The largest side of a window or screenshot that is asked for, in pixels.</summary>
    public const int MaxSide = 16384;

    /// <summary>Width of the drawable area in pixels, 16 to <see cref="MaxSide"/>.</summary>
    public int Width { get; init; } = 1024;

    /// <summary>Height of the drawable area in pixels, 16 to <see cref="MaxSide"/>.</summary>
    public int Height { get; init; } = 768;

    /// <summary>The frame shown first, 0-based; beyond the end it is the last.</summary>
    public int Frame { get; init; }

    /// <summary>The order of the frames; <see cref="Frame"/> counts in it.</summary>
    public FrameOrder Order { get; init; }

    /// <summary>The table of what varies over the frames is open from the start.</summary>
    public bool ShowTable { get; init; }

    /// <summary>Cine runs from the start.</summary>
    public bool Play { get; init; }

    /// <summary>Full screen from the start.</summary>
    public bool FullScreen { get; init; }

    /// <summary>How pictures are laid into the window. <see cref="ViewerFit.OneToOne"/> shows each pixel of the image as one of the window, unchanged.</summary>
    public ViewerFit Fit { get; init; } = ViewerFit.Window;

    /// <summary>The presentation state applied from the start, by its SOP Instance UID; null for none.</summary>
    public string? Presentation { get; init; }

    /// <summary>The window or VOI LUT that grey frames are shown with from the start; null for their own. An empty name is not shown.</summary>
    public VoiPreset? Window { get; init; }

    /// <summary>Grey frames are shown from black to white over the range of each from the start.</summary>
    public bool FullRange { get; init; }

    /// <summary>Overlays, shutters, text and letters over the picture.</summary>
    public bool ShowText { get; init; } = true;

    /// <summary>A magnified picture is blended between its pixels; else each pixel is a block.</summary>
    public bool Smooth { get; init; } = true;

    /// <summary>Where a screenshot is saved: .png, .pgm or .ppm. Needed by <see cref="ViewerWindow.Screenshot"/>.</summary>
    public string? ScreenshotPath { get; init; }

    /// <summary>Where the key E saves pictures; null: exporting is not possible here and says so.</summary>
    public string? ExportFolder { get; init; }

    /// <summary>Bytes of decoded frames that are kept in memory.</summary>
    public long MemoryBudget { get; init; } = 512L << 20;

    /// <summary>What draws.</summary>
    public ViewerBackend Backend { get; init; }

    /// <summary>The clock that cine follows.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where notes for the user go: what draws, what is missing. Null is standard error.</summary>
    public TextWriter? Notes { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not usable.</exception>
    internal PixelSize CheckedSize()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(Height, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Height, MaxSide);
        return new PixelSize(Width, Height);
    }
}

/// <summary>What a screenshot was made of.</summary>
/// <param name="Area">Where the image lies in the picture; all zero when there was none to show.</param>
/// <param name="Drawer">What drew it, in words.</param>
/// <param name="Error">The message shown in place of the image; null when the image is shown.</param>
public sealed record ScreenshotResult(ImageArea Area, string Drawer, string? Error);
