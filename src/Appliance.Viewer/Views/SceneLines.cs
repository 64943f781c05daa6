using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The lines in which frames of other directions, and voxels of spectra, cut a picture: pure arithmetic.</summary>
internal static class SceneLines
{
    /// <summary>More frames than this hide what their lines lie on: those of the middle frames alone are left then.</summary>
    public const int MaxLines = 15;

    private const double LeastPixels = 2;

    // Borders closer together in the window than this hide what they lie on.
    private const double LeastGap = 5;

    /// <summary>The lines over a picture.</summary>
    /// <param name="planes">What may cut it.</param>
    /// <param name="frame">Where the picture's frame lies; null when it does not tell.</param>
    /// <param name="picture">Where the picture is in the window.</param>
    public static IReadOnlyList<SceneLine> Of(IReadOnlyList<ReferencePlane> planes, PlacedFrame? frame, PicturePlace picture)
    {
        if (frame is null || planes.Count == 0)
        {
            return [];
        }

        var cuts = planes.Select(plane => (Plane: plane, Lines: LinesOf(plane, frame, picture))).Where(cut => cut.Lines.Count > 0).ToList();
        return [.. cuts.Where(cut => cuts.Count <= MaxLines || cut.Plane.IsMiddle).Take(MaxLines).SelectMany(cut => cut.Lines)];
    }

    private static IReadOnlyList<SceneLine> LinesOf(ReferencePlane plane, PlacedFrame frame, PicturePlace picture)
    {
        if (plane.Place.Voxels is { } voxels)
        {
            return frame.SharesSpaceWith(plane.Place) ? OfVoxels(GridSection.Of(frame, voxels), plane.Label, picture) : [];
        }

        return ReferenceLine.Of(frame, plane.Place) is { Length: >= LeastPixels } line ? [InWindow(line, picture, plane.Label, SceneLineKind.Frame)] : [];
    }

    private static List<SceneLine> OfVoxels(GridSection section, string label, PicturePlace picture)
    {
        var borders = section.Borders.Select(line => InWindow(line, picture, "", SceneLineKind.Border)).ToList();
        var outline = section.Outline.Select(line => InWindow(line, picture, "", SceneLineKind.Frame)).ToList();
        if (outline.Count > 0)
        {
            // The label stands at the corner furthest to the right and below.
            var last = outline.MaxBy(line => Math.Max(line.FromX + line.FromY, line.ToX + line.ToY));
            outline[outline.IndexOf(last)] = last with { Label = label };
        }

        return [.. IsRoomy(borders) ? borders : [], .. section.Volume.Select(line => InWindow(line, picture, "", SceneLineKind.Volume)), .. outline];
    }

    // Neighbours follow each other in the list; a step from the columns to the rows is far.
    private static bool IsRoomy(List<SceneLine> borders) => borders.Zip(borders.Skip(1))
        .All(pair => Math.Abs(pair.Second.FromX - pair.First.FromX) + Math.Abs(pair.Second.FromY - pair.First.FromY) >= LeastGap);

    // The centre of pixel (0, 0) lies half a pixel inside the picture.
    private static SceneLine InWindow(ReferenceLine line, PicturePlace picture, string label, SceneLineKind kind)
    {
        var from = picture.ToWindow(line.FromColumn + 0.5, line.FromRow + 0.5);
        var to = picture.ToWindow(line.ToColumn + 0.5, line.ToRow + 0.5);
        return new SceneLine(from.X, from.Y, to.X, to.Y, label, kind);
    }
}
