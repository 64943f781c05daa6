namespace Appliance.Imaging;

/// <summary>How a picture is turned before it is shown (PS3.3 C.10.6): by right angles clockwise, then flipped from left to right.</summary>
/// <param name="QuarterTurns">Right angles, 0 to 3.</param>
/// <param name="Flip">Left and right change places, after the rotation.</param>
public readonly record struct SpatialTransform(int QuarterTurns, bool Flip)
{
    /// <summary>True when nothing is turned.</summary>
    public bool IsIdentity => QuarterTurns == 0 && !Flip;

    /// <summary>True when columns run where rows ran.</summary>
    public bool SwapsAxes => (QuarterTurns & 1) != 0;

    /// <summary>Where a place of a picture comes to lie.</summary>
    /// <param name="x">Pixels from the left edge.</param>
    /// <param name="y">Pixels from the upper edge.</param>
    /// <param name="width">The picture's width before.</param>
    /// <param name="height">The picture's height before.</param>
    public (double X, double Y) Apply(double x, double y, double width, double height)
    {
        var (turnedX, turnedY) = QuarterTurns switch
        {
            1 => (height - y, x),
            2 => (width - x, height - y),
            3 => (y, width - x),
            _ => (x, y),
        };
        return (Flip ? (SwapsAxes ? height : width) - turnedX : turnedX, turnedY);
    }

    /// <summary>What stands at the edges afterwards, of what stood there before: letters of orientation for example.</summary>
    public (T Left, T Right, T Top, T Bottom) Edges<T>(T left, T right, T top, T bottom)
    {
        for (var turn = 0; turn < QuarterTurns; turn++)
        {
            (left, right, top, bottom) = (bottom, top, left, right);
        }

        return Flip ? (right, left, top, bottom) : (left, right, top, bottom);
    }

    /// <summary>A picture, turned.</summary>
    public RenderedImage Apply(RenderedImage picture)
    {
        if (IsIdentity)
        {
            return picture;
        }

        var (width, height) = SwapsAxes ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        var samples = picture.IsColor ? 3 : 1;
        var pixels = new byte[picture.Pixels.Length];
        for (var row = 0; row < picture.Height; row++)
        {
            for (var column = 0; column < picture.Width; column++)
            {
                // Middles of pixels fall on middles of pixels.
                var (x, y) = Apply(column + 0.5, row + 0.5, picture.Width, picture.Height);
                var (from, to) = (((row * picture.Width) + column) * samples, (((int)y * width) + (int)x) * samples);
                for (var sample = 0; sample < samples; sample++)
                {
                    pixels[to + sample] = picture.Pixels[from + sample];
                }
            }
        }

        return new RenderedImage(width, height, picture.IsColor, pixels);
    }
}
