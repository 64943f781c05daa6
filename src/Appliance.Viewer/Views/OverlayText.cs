using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// The words around a picture: lines for its four corners, and the letters that tell the patient's sides at its edges. The viewer adds
/// what it knows itself (window, zoom, frame number) below the bottom lines.
/// </summary>
public sealed record OverlayText
{
    /// <summary>No words.</summary>
    public static OverlayText None => new();

    /// <summary>Usually the patient: name, ID, birth date, sex.</summary>
    public IReadOnlyList<string> TopLeft { get; init; } = [];

    /// <summary>Usually the study: institution, description, date and time.</summary>
    public IReadOnlyList<string> TopRight { get; init; } = [];

    /// <summary>Usually the technique: thickness, position, echo and repetition time, tube voltage.</summary>
    public IReadOnlyList<string> BottomLeft { get; init; } = [];

    /// <summary>Usually the series: modality, description, number.</summary>
    public IReadOnlyList<string> BottomRight { get; init; } = [];

    /// <summary>The facts of a frame, as Imaging tells them, in their corners.</summary>
    public static OverlayText Of(FrameLabels labels) => new()
    {
        TopLeft = labels.TopLeft,
        TopRight = labels.TopRight,
        BottomLeft = labels.BottomLeft,
        BottomRight = labels.BottomRight,
        Orientation = new OrientationLetters(labels.Left, labels.Right, labels.Top, labels.Bottom),
    };

    /// <summary>The letters at the edges; empty ones are not drawn.</summary>
    public OrientationLetters Orientation { get; init; }
}

/// <summary>The sides of the patient (PS3.3 C.7.6.1.1.1: R, L, A, P, H, F and their combinations) towards which the picture's edges lie.</summary>
/// <param name="Left">At the left edge.</param>
/// <param name="Right">At the right edge.</param>
/// <param name="Top">At the top edge.</param>
/// <param name="Bottom">At the bottom edge.</param>
public readonly record struct OrientationLetters(string? Left, string? Right, string? Top, string? Bottom)
{
    /// <summary>The letters of the picture as turned.</summary>
    public OrientationLetters Turned(SpatialTransform turn)
    {
        var (left, right, top, bottom) = turn.Edges(Left, Right, Top, Bottom);
        return new OrientationLetters(left, right, top, bottom);
    }
}
