using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>The outline of a shutter's shape in the image's coordinates. Pixels whose middle lies inside are visible.</summary>
internal static class ShutterPath
{
    // The outermost pixels of a circle lie exactly on it and are inside.
    private const double Rim = 0.01;

    /// <summary>The path; the caller disposes of it.</summary>
    public static SKPath Of(ShutterShape shape)
    {
        using var path = new SKPathBuilder();
        switch (shape)
        {
            case ShutterShape.Rectangle box:
                path.AddRect(new SKRect(box.Left - 1, box.Top - 1, box.Right, box.Bottom));
                break;
            case ShutterShape.Circle circle:
                var (x, y) = (circle.Column - 0.5, circle.Row - 0.5);
                var (across, down) = (circle.Radius + Rim, (circle.Radius + Rim) / circle.PixelAspectRatio);
                path.AddOval(new SKRect((float)(x - across), (float)(y - down), (float)(x + across), (float)(y + down)));
                break;
            case ShutterShape.Polygon polygon:
                path.AddPoly(polygon.Vertices.Select(vertex => new SKPoint(vertex.Column - 0.5f, vertex.Row - 0.5f)).ToArray(), true);
                break;
        }

        return path.Detach();
    }
}
