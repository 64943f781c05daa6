namespace Appliance.Imaging;

/// <summary>What is written over a frame: lines for the four corners, read from the top, and letters for the four edges. Pure text.</summary>
/// <param name="TopLeft">Where from, and whose: institution, equipment, patient.</param>
/// <param name="TopRight">What: study, series, date.</param>
/// <param name="BottomLeft">How: contrast, technique, spacing, position.</param>
/// <param name="BottomRight">Which: size, frame and image number, times.</param>
/// <param name="Left">Letters of the direction at the left edge; empty when not known.</param>
/// <param name="Right">Letters at the right edge.</param>
/// <param name="Top">Letters at the top edge.</param>
/// <param name="Bottom">Letters at the bottom edge.</param>
public sealed record FrameLabels(
    IReadOnlyList<string> TopLeft,
    IReadOnlyList<string> TopRight,
    IReadOnlyList<string> BottomLeft,
    IReadOnlyList<string> BottomRight,
    string Left,
    string Right,
    string Top,
    string Bottom);
