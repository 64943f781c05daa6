namespace Appliance.Imaging;

/// <summary>A picture ready to be shown: 8-bit grey or 8-bit red, green, blue.</summary>
public sealed class RenderedImage
{
    /// <summary>Makes a picture over bytes that the caller gives up.</summary>
    /// <exception cref="ArgumentException">The number of bytes does not fit the size.</exception>
    public RenderedImage(int width, int height, bool isColor, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.LongLength != (long)width * height * (isColor ? 3 : 1))
        {
            throw new ArgumentException($"a {width}x{height} {(isColor ? "colour" : "grey")} picture does not take {pixels.Length} bytes", nameof(pixels));
        }

        Width = width;
        Height = height;
        IsColor = isColor;
        Pixels = pixels;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>True for three bytes a pixel (red, green, blue), false for one.</summary>
    public bool IsColor { get; }

    /// <summary>The pixels, row by row from the top left, no gaps.</summary>
    public byte[] Pixels { get; }
}
