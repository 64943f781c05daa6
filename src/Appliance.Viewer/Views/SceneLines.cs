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
    /// <param name="area">Where the picture is in the window.</param>
    public static IReadOnlyList<SceneLine> Of(IReadOnlyList<ReferencePlane> planes, PlacedFrame? frame, ImageArea area)
    {
        if (frame is null || planes.Count == 0)
        {
            return [];
        }

        var cuts = planes.Select(plane => (Plane: plane, Line: ReferenceLine.Of(frame, plane.Place))).Where(cut => cut.Line is { Length: >= LeastPixels }).ToList();
        return
        [
            .. cuts.Where(cut => cuts.Count <= MaxLines || cut.Plane.IsMiddle).Take(MaxLines)
                .Select(cut => InWindow(cut.Line!.Value, frame, area, cut.Plane.Label)),
        ];
    }

    // The centre of pixel (0, 0) lies half a pixel inside the picture.
    private static SceneLine InWindow(ReferenceLine line, PlacedFrame frame, ImageArea area, string label)
    {
        double X(double column) => area.X + ((column + 0.5) * area.Width / frame.Columns);
        double Y(double row) => area.Y + ((row + 0.5) * area.Height / frame.Rows);
        return new SceneLine(X(line.FromColumn), Y(line.FromRow), X(line.ToColumn), Y(line.ToRow), label);
    }
}
