namespace Appliance.Imaging;

/// <summary>One shape of a display shutter (PS3.3 C.7.6.11). Numbers count pixels as the standard does: the first row and column are 1.</summary>
public abstract record ShutterShape
{
    /// <summary>Whether the shape leaves a pixel visible.</summary>
    /// <param name="column">Its column, counted from 1.</param>
    /// <param name="row">Its row, counted from 1.</param>
    public abstract bool Shows(int column, int row);

    /// <summary>RECTANGULAR: the edges are the outermost rows and columns that stay visible.</summary>
    public sealed record Rectangle(int Left, int Top, int Right, int Bottom) : ShutterShape
    {
        /// <inheritdoc/>
        public override bool Shows(int column, int row) => column >= Left && column <= Right && row >= Top && row <= Bottom;
    }

    /// <summary>CIRCULAR: a centre and a radius in columns; a circle on the display, also where pixels are not square.</summary>
    /// <param name="Column">The centre's column.</param>
    /// <param name="Row">The centre's row.</param>
    /// <param name="Radius">Along a row.</param>
    /// <param name="PixelAspectRatio">Height of a pixel divided by its width.</param>
    public sealed record Circle(int Column, int Row, double Radius, double PixelAspectRatio) : ShutterShape
    {
        /// <inheritdoc/>
        public override bool Shows(int column, int row)
        {
            var (x, y) = ((double)column - Column, (row - Row) * PixelAspectRatio);
            return (x * x) + (y * y) <= Radius * Radius;
        }
    }

    /// <summary>POLYGONAL: its corners in order; the last is joined to the first.</summary>
    public sealed record Polygon(IReadOnlyList<(int Column, int Row)> Vertices) : ShutterShape
    {
        /// <inheritdoc/>
        public override bool Shows(int column, int row)
        {
            var inside = false;
            for (int i = 0, before = Vertices.Count - 1; i < Vertices.Count; before = i++)
            {
                var (a, b) = (Vertices[i], Vertices[before]);
                if (a.Row > row != b.Row > row && column < a.Column + ((double)(b.Column - a.Column) * (row - a.Row) / (b.Row - a.Row)))
                {
                    inside = !inside;
                }
            }

            return inside;
        }
    }
}
