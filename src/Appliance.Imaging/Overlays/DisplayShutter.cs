namespace Appliance.Imaging;

/// <summary>What of a frame is covered before it is shown (PS3.3 C.7.6.11, C.7.6.15): pixels outside of any of the shapes, or set in the bitmap.</summary>
/// <param name="Shapes">Every one of them has to leave a pixel visible.</param>
/// <param name="Bitmap">The overlay that covers where it is set; null for none.</param>
/// <param name="Color">What is shown in place of covered pixels.</param>
public sealed record DisplayShutter(IReadOnlyList<ShutterShape> Shapes, OverlayPlane? Bitmap, DisplayColor Color)
{
    /// <summary>Whether the shapes leave a pixel visible; both numbers count from 1.</summary>
    public bool Shows(int column, int row) => Shapes.All(shape => shape.Shows(column, row));
}
