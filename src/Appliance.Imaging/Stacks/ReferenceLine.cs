namespace Appliance.Imaging;

/// <summary>
/// Where another frame cuts an image: a straight line on it, as localizers show it. In pixels of the image, (0, 0) being the centre of the
/// first one.
/// </summary>
/// <param name="FromColumn">Column of one end.</param>
/// <param name="FromRow">Row of one end.</param>
/// <param name="ToColumn">Column of the other end.</param>
/// <param name="ToRow">Row of the other end.</param>
public readonly record struct ReferenceLine(double FromColumn, double FromRow, double ToColumn, double ToRow)
{
    /// <summary>Planes at a smaller angle than this (its sine: some two degrees) count as parallel: their line would wander with every rounding.</summary>
    private const double LeastSine = 0.035;

    private const double HalfPixel = 0.5;

    /// <summary>The line in pixels.</summary>
    public double Length => Math.Sqrt(Math.Pow(ToColumn - FromColumn, 2) + Math.Pow(ToRow - FromRow, 2));

    /// <summary>
    /// The part of the image that another frame cuts, as far as both rectangles reach; null when they do not meet, lie parallel, or have no
    /// common frame of reference.
    /// </summary>
    /// <param name="image">The image that the line is drawn on.</param>
    /// <param name="other">The frame that cuts it.</param>
    public static ReferenceLine? Of(PlacedFrame image, PlacedFrame other) =>
        image.SharesSpaceWith(other) ? Cut(image, other) : null;

    /// <summary><see cref="Of"/> for two whose common frame of reference is the caller's business.</summary>
    internal static ReferenceLine? Cut(PlacedFrame image, PlacedFrame other) => OfPlane(image, other.Plane)?.Within(image, other);

    /// <summary>
    /// The line across the whole image in which an endless plane cuts it; null when the plane passes beside the image, or lies parallel. That
    /// the two have a common frame of reference is the caller's business.
    /// </summary>
    /// <param name="image">The image that the line is drawn on.</param>
    /// <param name="plane">The plane that cuts it.</param>
    public static ReferenceLine? OfPlane(PlacedFrame image, FramePlane plane)
    {
        if (image.Plane.Space != plane.Space || plane.Normal.Unit() is not { } normal || image.Plane.Normal.Unit() is not { } own
            || own.Cross(normal).Length < LeastSine)
        {
            return null;
        }

        // On the image the plane is the line  across * column + down * row = distance.
        var across = normal.Dot(image.Plane.RowDirection) * image.ColumnSpacing;
        var down = normal.Dot(image.Plane.ColumnDirection) * image.RowSpacing;
        var distance = normal.Dot(plane.Position - image.Plane.Position);
        var square = (across * across) + (down * down);

        // From the point nearest to the first pixel along the line, far beyond the image both ways, then cut at its edges.
        var (column, row) = (across * distance / square, down * distance / square);
        var reach = Math.Abs(column) + Math.Abs(row) + image.Columns + image.Rows;
        var (alongColumn, alongRow) = (-down * reach / Math.Sqrt(square), across * reach / Math.Sqrt(square));
        return new ReferenceLine(column - alongColumn, row - alongRow, column + alongColumn, row + alongRow).Clipped(image.Columns, image.Rows);
    }

    /// <summary>The part that lies on an image; null when none does.</summary>
    internal ReferenceLine? On(PlacedFrame image) => Clipped(image.Columns, image.Rows);

    // Both ends are brought into the other frame's pixels, cut there, and the shares left are what remains here.
    private ReferenceLine? Within(PlacedFrame image, PlacedFrame other)
    {
        var (fromColumn, fromRow) = other.PlaceOf(image.PointAt(FromColumn, FromRow));
        var (toColumn, toRow) = other.PlaceOf(image.PointAt(ToColumn, ToRow));
        return new ReferenceLine(fromColumn, fromRow, toColumn, toRow).Shares(other.Columns, other.Rows) is { } part ? Part(part.From, part.To) : null;
    }

    private ReferenceLine? Clipped(int columns, int rows) => Shares(columns, rows) is { } part ? Part(part.From, part.To) : null;

    private ReferenceLine Part(double from, double to) => new(
        FromColumn + (from * (ToColumn - FromColumn)),
        FromRow + (from * (ToRow - FromRow)),
        FromColumn + (to * (ToColumn - FromColumn)),
        FromRow + (to * (ToRow - FromRow)));

    // Liang and Barsky: the shares of the way at which it comes into the rectangle and leaves it; null when it misses it or only touches it.
    private (double From, double To)? Shares(int columns, int rows)
    {
        var (from, to) = (0.0, 1.0);
        foreach (var (start, way, size) in (ReadOnlySpan<(double, double, int)>)[(FromColumn, ToColumn - FromColumn, columns), (FromRow, ToRow - FromRow, rows)])
        {
            var (low, high) = (-HalfPixel - start, size - HalfPixel - start);
            if (way == 0)
            {
                if (low > 0 || high < 0)
                {
                    return null;
                }

                continue;
            }

            var (enters, leaves) = way > 0 ? (low / way, high / way) : (high / way, low / way);
            (from, to) = (Math.Max(from, enters), Math.Min(to, leaves));
        }

        return from < to ? (from, to) : null;
    }
}
