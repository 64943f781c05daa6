using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Where the pixels of an image come to lie in the window: the way from the one's coordinates to the other's.</summary>
/// <param name="Area">What the whole picture takes, as turned.</param>
/// <param name="Columns">The image's columns.</param>
/// <param name="Rows">The image's rows.</param>
/// <param name="Turn">How it is turned.</param>
internal readonly record struct PicturePlace(ImageArea Area, int Columns, int Rows, SpatialTransform Turn)
{
    /// <summary>Width and height of the picture in pixels of the image, as turned.</summary>
    public (double Width, double Height) Turned => Turn.SwapsAxes ? (Rows, Columns) : (Columns, Rows);

    /// <summary>The area as Skia has it.</summary>
    public SKRect Bounds => SKRect.Create((float)Area.X, (float)Area.Y, (float)Area.Width, (float)Area.Height);

    /// <summary>From the image (0,0 is the upper left corner of its first pixel) to the window.</summary>
    public SKMatrix Matrix
    {
        get
        {
            var (from, right, below) = (ToWindow(0, 0), ToWindow(Columns, 0), ToWindow(0, Rows));
            return new SKMatrix(
                (right.X - from.X) / Columns, (below.X - from.X) / Rows, from.X,
                (right.Y - from.Y) / Columns, (below.Y - from.Y) / Rows, from.Y,
                0, 0, 1);
        }
    }

    /// <summary>The place in the window of a place in the image.</summary>
    public SKPoint ToWindow(double x, double y)
    {
        var (turnedX, turnedY) = Turn.Apply(x, y, Columns, Rows);
        var (width, height) = Turned;
        return new SKPoint((float)(Area.X + (turnedX * Area.Width / width)), (float)(Area.Y + (turnedY * Area.Height / height)));
    }

    /// <summary>What a part of the image takes in the window.</summary>
    public SKRect ToWindow(DisplayedArea part)
    {
        var (a, b) = (ToWindow(part.Left - 1, part.Top - 1), ToWindow(part.Right, part.Bottom));
        return new SKRect(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Max(a.X, b.X), Math.Max(a.Y, b.Y));
    }
}
