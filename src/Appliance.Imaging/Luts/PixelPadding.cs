namespace Appliance.Imaging;

/// <summary>
/// The stored values that mark pixels which are no part of the picture: Pixel Padding Value (0028,0120), widened to a range by Pixel
/// Padding Range Limit (0028,0121), PS3.3 C.7.5.1.1.2, or the four attributes of the same meaning for floating point pixels. Such pixels are
/// drawn as black whatever the photometric interpretation, and are left out of every search for a range.
/// </summary>
/// <param name="Low">The smallest padding value, inclusive.</param>
/// <param name="High">The largest padding value, inclusive.</param>
public readonly record struct PixelPadding(double Low, double High)
{
    /// <summary>True when a stored value is padding.</summary>
    public bool Contains(double stored) => stored >= Low && stored <= High;
}
