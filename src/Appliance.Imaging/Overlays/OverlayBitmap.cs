namespace Appliance.Imaging;

/// <summary>The part of an overlay plane that lies over its image, for one frame: a place and a byte for each pixel. Immutable.</summary>
public sealed class OverlayBitmap
{
    internal OverlayBitmap(int left, int top, int columns, int rows, byte[] coverage)
    {
        Left = left;
        Top = top;
        Columns = columns;
        Rows = rows;
        Coverage = coverage;
    }

    /// <summary>The image's column, 0-based, over which the first column lies.</summary>
    public int Left { get; }

    /// <summary>The image's row, 0-based, over which the first row lies.</summary>
    public int Top { get; }

    /// <summary>Columns; 0 when the plane lies beside the image.</summary>
    public int Columns { get; }

    /// <summary>Rows; 0 when the plane lies beside the image.</summary>
    public int Rows { get; }

    /// <summary>Row by row: 255 where the plane's bit is set, 0 where it is not.</summary>
    public ReadOnlyMemory<byte> Coverage { get; }

    /// <summary>Whether the plane is set over a pixel of the image; false beside the plane.</summary>
    /// <param name="column">The image's column, 0-based.</param>
    /// <param name="row">The image's row, 0-based.</param>
    public bool IsSet(int column, int row)
    {
        var (x, y) = (column - Left, row - Top);
        return x >= 0 && x < Columns && y >= 0 && y < Rows && Coverage.Span[(y * Columns) + x] != 0;
    }
}
