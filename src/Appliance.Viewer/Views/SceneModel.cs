using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>Everything one picture of the window shows. Immutable; drawing it twice gives the same pixels.</summary>
internal sealed record SceneModel
{
    /// <summary>The drawable area.</summary>
    public required PixelSize Size { get; init; }

    /// <summary>How much larger than plain text is drawn.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The picture; null when there is none to show.</summary>
    public PictureDraw? Picture { get; init; }

    /// <summary>What is drawn over the picture, the lowest first.</summary>
    public IReadOnlyList<FrameGraphic> Graphics { get; init; } = [];

    /// <summary>The part of the image that the presentation state shows; null for all of it.</summary>
    public DisplayedArea? Shown { get; init; }

    /// <summary>A scale in millimetres; null for none.</summary>
    public ScaleBar? ScaleBar { get; init; }

    /// <summary>The page in place of a picture; null when there is none.</summary>
    public PageDraw? Page { get; init; }

    /// <summary>Frames to bring to the card after this picture, soonest first.</summary>
    public IReadOnlyList<PixelFrame> Upcoming { get; init; } = [];

    /// <summary>Words around the picture; null when they are switched off.</summary>
    public OverlayText? Text { get; init; }

    /// <summary>Lines the viewer adds at the bottom left: frame number, cine.</summary>
    public IReadOnlyList<string> FrameLines { get; init; } = [];

    /// <summary>Lines the viewer adds at the bottom right: window, zoom.</summary>
    public IReadOnlyList<string> WindowLines { get; init; } = [];

    /// <summary>Said in the middle of the window: loading, empty, or why a frame cannot be shown.</summary>
    public string? Message { get; init; }

    /// <summary>The message tells of an error.</summary>
    public bool MessageIsError { get; init; }

    /// <summary>Short notes at the bottom edge.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The place in the sequence and what of it is in memory; null for a single frame or with text switched off.</summary>
    public SceneTrack? Track { get; init; }

    /// <summary>Lines in which frames of other directions cut the picture.</summary>
    public IReadOnlyList<SceneLine> Lines { get; init; } = [];

    /// <summary>A table at the bottom of the picture; null when it is not open, or the frame has none.</summary>
    public SceneTable? Table { get; init; }

    /// <summary>A list over the picture: keys or elements.</summary>
    public ScenePanel? Panel { get; init; }
}

/// <summary>The strip that shows where in the sequence the picture is.</summary>
/// <param name="Index">The frame shown.</param>
/// <param name="Present">Which frames are in memory.</param>
internal sealed record SceneTrack(int Index, IReadOnlyList<bool> Present);

/// <summary>A list with two columns over the picture.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Rows">The rows; the painter shows those that fit, from <paramref name="First"/> on.</param>
/// <param name="First">The first row shown.</param>
internal sealed record ScenePanel(string Title, IReadOnlyList<(string Left, string Right)> Rows, int First = 0);
