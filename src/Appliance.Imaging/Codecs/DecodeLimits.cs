namespace Appliance.Imaging;

/// <summary>What has to hold before a decoder takes memory for a frame.</summary>
internal static class DecodeLimits
{
    /// <summary>A frame larger than <see cref="UnquestionedPixels"/> is refused when its compressed bytes would have to grow by more than this.</summary>
    public const long MostGrowth = 2048;

    /// <summary>Frames up to this many pixels are taken as they say they are.</summary>
    public const long UnquestionedPixels = 1L << 20;

    /// <summary>Holds a frame against the limits.</summary>
    /// <exception cref="DicomImageException">It would be larger than any frame that is shown, or than what its bytes can hold.</exception>
    public static void Check(long columns, long rows, int encodedLength)
    {
        if (columns * rows > ImageLayout.MaxPixels || (columns * rows > UnquestionedPixels && encodedLength < columns * rows / MostGrowth))
        {
            throw new DicomImageException(
                "Rows (0028,0010), Columns (0028,0011)", $"a frame of {columns}x{rows} cannot come out of {encodedLength} compressed bytes");
        }
    }
}
