using System.Runtime.InteropServices;
using Appliance.Imaging;

namespace Appliance.Browser;

/// <summary>How a picture is told in character cells.</summary>
internal enum CellStyle
{
    /// <summary>Two square pixels a cell: the upper half block, with foreground above and background below.</summary>
    HalfBlocks,

    /// <summary>One grey a cell out of ten ASCII characters: for terminals without colour or without Unicode.</summary>
    Ascii,
}

/// <summary>A colour of a cell, 8 bits a channel.</summary>
internal readonly record struct CellColor(byte Red, byte Green, byte Blue)
{
    public static CellColor Black => default;

    /// <summary>ITU-R BT.601 luma.</summary>
    public int Luma => ((Red * 299) + (Green * 587) + (Blue * 114)) / 1000;
}

/// <summary>One character cell of a picture.</summary>
internal readonly record struct PictureCell(char Glyph, CellColor Foreground, CellColor Background);

/// <summary>
/// A rendered frame reduced to character cells. Each square sample is the mean of the pixels it covers, so that thin structures fade rather than
/// vanish; a picture smaller than the cells is repeated, never smoothed into something that is not there.
/// </summary>
internal sealed class CellPicture
{
    private const string Ramp = " .:-=+*#%@";
    private readonly PictureCell[] _cells;

    private CellPicture(int columns, int rows, PictureCell[] cells)
    {
        Columns = columns;
        Rows = rows;
        _cells = cells;
    }

    public int Columns { get; }

    public int Rows { get; }

    public PictureCell this[int column, int row] => _cells[(row * Columns) + column];

    /// <summary>
    /// The largest picture of the image's shape within <paramref name="maxColumns"/> x <paramref name="maxRows"/> cells, a cell being twice as
    /// high as it is wide.
    /// </summary>
    /// <param name="image">The rendered frame.</param>
    /// <param name="pixelAspectRatio">Height of a pixel over its width.</param>
    /// <param name="maxColumns">Cells across; at least 1.</param>
    /// <param name="maxRows">Cells down; at least 1.</param>
    /// <param name="style">Half blocks or ASCII.</param>
    public static CellPicture Of(RenderedImage image, double pixelAspectRatio, int maxColumns, int maxRows, CellStyle style)
    {
        maxColumns = Math.Max(maxColumns, 1);
        maxRows = Math.Max(maxRows, 1);
        var aspect = double.IsFinite(pixelAspectRatio) && pixelAspectRatio > 0 ? pixelAspectRatio : 1;
        var heightOverWidth = image.Height * aspect / image.Width;
        var columns = maxColumns;
        var halves = (int)Math.Round(columns * heightOverWidth);
        if (halves > maxRows * 2)
        {
            halves = maxRows * 2;
            columns = Math.Clamp((int)Math.Round(halves / heightOverWidth), 1, maxColumns);
        }

        var rows = Math.Clamp((halves + 1) / 2, 1, maxRows);
        var down = style == CellStyle.HalfBlocks ? rows * 2 : rows;
        var samples = Sample(image, columns, down);
        var cells = new PictureCell[columns * rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                cells[(row * columns) + column] = style == CellStyle.HalfBlocks
                    ? new PictureCell('▀', samples[(row * 2 * columns) + column], samples[(((row * 2) + 1) * columns) + column])
                    : Grey(samples[(row * columns) + column]);
            }
        }

        return new CellPicture(columns, rows, cells);
    }

    private static PictureCell Grey(CellColor color) =>
        new(Ramp[color.Luma * (Ramp.Length - 1) / 255], color, CellColor.Black);

    private static CellColor[] Sample(RenderedImage image, int across, int down)
    {
        var samples = new CellColor[across * down];
        var pixels = image.Pixels.AsSpan();
        for (var y = 0; y < down; y++)
        {
            var top = (int)((long)y * image.Height / down);
            var bottom = Math.Max(top + 1, (int)((long)(y + 1) * image.Height / down));
            for (var x = 0; x < across; x++)
            {
                var left = (int)((long)x * image.Width / across);
                var right = Math.Max(left + 1, (int)((long)(x + 1) * image.Width / across));
                samples[(y * across) + x] = image.IsColor
                    ? MeanColor(MemoryMarshal.Cast<byte, CellColor>(pixels), image.Width, left, top, right, bottom)
                    : MeanGrey(pixels, image.Width, left, top, right, bottom);
            }
        }

        return samples;
    }

    private static CellColor MeanGrey(ReadOnlySpan<byte> pixels, int width, int left, int top, int right, int bottom)
    {
        long sum = 0;
        for (var y = top; y < bottom; y++)
        {
            foreach (var value in pixels.Slice((y * width) + left, right - left))
            {
                sum += value;
            }
        }

        var mean = (byte)(sum / ((long)(right - left) * (bottom - top)));
        return new CellColor(mean, mean, mean);
    }

    private static CellColor MeanColor(ReadOnlySpan<CellColor> pixels, int width, int left, int top, int right, int bottom)
    {
        long red = 0, green = 0, blue = 0;
        for (var y = top; y < bottom; y++)
        {
            foreach (var pixel in pixels.Slice((y * width) + left, right - left))
            {
                red += pixel.Red;
                green += pixel.Green;
                blue += pixel.Blue;
            }
        }

        var count = (long)(right - left) * (bottom - top);
        return new CellColor((byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }
}
