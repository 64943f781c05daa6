namespace Appliance.Viewer;

/// <summary>A table at the bottom of the picture: a heading of column names, and the rows around the one that is marked.</summary>
/// <param name="Title">Above it.</param>
/// <param name="Columns">Names of the columns from the first one shown on; the painter shows those that fit.</param>
/// <param name="Rows">The rows to show, a cell for each column.</param>
/// <param name="Marked">The row of the frame looked at, among <paramref name="Rows"/>.</param>
internal sealed record SceneTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, int Marked);

/// <summary>A line over the picture, in pixels of the window.</summary>
/// <param name="FromX">One end.</param>
/// <param name="FromY">One end.</param>
/// <param name="ToX">The other end.</param>
/// <param name="ToY">The other end.</param>
/// <param name="Label">Written beside it; may be empty.</param>
/// <param name="Kind">What it stands for.</param>
internal readonly record struct SceneLine(double FromX, double FromY, double ToX, double ToY, string Label, SceneLineKind Kind = SceneLineKind.Frame);

/// <summary>What a line over the picture stands for.</summary>
internal enum SceneLineKind
{
    /// <summary>A frame that cuts the picture, or the outline of a grid of voxels.</summary>
    Frame,

    /// <summary>The border between voxels.</summary>
    Border,

    /// <summary>The outline of the volume that spectra were excited in.</summary>
    Volume,
}
