using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>The outlines of graphic objects (PS3.3 C.10.5.2) over places that lie in the window already.</summary>
internal static class FigurePath
{
    /// <summary>The path; the caller disposes of it.</summary>
    /// <param name="kind">The figure.</param>
    /// <param name="points">As many places as it needs, or more.</param>
    /// <param name="dot">Radius of a point.</param>
    public static SKPath Of(GraphicKind kind, SKPoint[] points, float dot)
    {
        using var path = new SKPathBuilder();
        switch (kind)
        {
            case GraphicKind.Point:
                path.AddCircle(points[0].X, points[0].Y, dot);
                break;
            case GraphicKind.Circle:
                path.AddCircle(points[0].X, points[0].Y, SKPoint.Distance(points[0], points[1]));
                break;
            case GraphicKind.Ellipse:
                return Ellipse(points);
            case GraphicKind.Interpolated when points.Length > 2:
                AddCurve(path, points);
                break;
            default:
                path.AddPoly(points, points[0] == points[^1]);
                break;
        }

        return path.Detach();
    }

    // Laid along the axes first, then turned about its middle.
    private static SKPath Ellipse(SKPoint[] points)
    {
        var centre = new SKPoint((points[0].X + points[1].X) / 2, (points[0].Y + points[1].Y) / 2);
        var (major, minor) = (SKPoint.Distance(points[0], points[1]) / 2, SKPoint.Distance(points[2], points[3]) / 2);
        using var builder = new SKPathBuilder();
        builder.AddOval(new SKRect(centre.X - major, centre.Y - minor, centre.X + major, centre.Y + minor));
        var path = builder.Detach();
        path.Transform(SKMatrix.CreateRotation(MathF.Atan2(points[1].Y - points[0].Y, points[1].X - points[0].X), centre.X, centre.Y));
        return path;
    }

    // Catmull and Rom: through every place, in each along the line from its neighbour before to the one behind.
    private static void AddCurve(SKPathBuilder path, SKPoint[] points)
    {
        var closed = points[0] == points[^1];
        var last = points.Length - 1;
        path.MoveTo(points[0]);
        for (var i = 0; i < last; i++)
        {
            var before = i > 0 ? points[i - 1] : closed ? points[last - 1] : points[0];
            var behind = i + 2 <= last ? points[i + 2] : closed ? points[1] : points[last];
            path.CubicTo(
                points[i].X + ((points[i + 1].X - before.X) / 6), points[i].Y + ((points[i + 1].Y - before.Y) / 6),
                points[i + 1].X - ((behind.X - points[i].X) / 6), points[i + 1].Y - ((behind.Y - points[i].Y) / 6),
                points[i + 1].X, points[i + 1].Y);
        }

        if (closed)
        {
            path.Close();
        }
    }
}
