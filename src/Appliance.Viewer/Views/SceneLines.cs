using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The lines in which frames of other directions cut a picture: pure arithmetic.</summary>
internal static class SceneLines
{
    /// <summary>More lines than this hide what they lie on: those of the middle frames alone are left then.</summary>
    public const int MaxLines = 15;

    private const double LeastPixels = 2;

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

        var cuts = planes.Select(plane => (Plane: plane, Line: ReferenceLine.Of(frame, plane.Place))).Where(cut => cut.Line is { Length: >= LeastPixels }).ToList();
        return
        [
            .. cuts.Where(cut => cuts.Count <= MaxLines || cut.Plane.IsMiddle).Take(MaxLines)
                .Select(cut => InWindow(cut.Line!.Value, picture, cut.Plane.Label)),
        ];
    }

    // The centre of pixel (0, 0) lies half a pixel inside the picture.
    private static SceneLine InWindow(ReferenceLine line, PicturePlace picture, string label)
    {
        var from = picture.ToWindow(line.FromColumn + 0.5, line.FromRow + 0.5);
        var to = picture.ToWindow(line.ToColumn + 0.5, line.ToRow + 0.5);
        return new SceneLine(from.X, from.Y, to.X, to.Y, label);
    }
}
