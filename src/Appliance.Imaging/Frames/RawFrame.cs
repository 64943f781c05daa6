namespace Appliance.Imaging;

/// <summary>The bytes of one frame as uncompressed little-endian pixel data, with the layout that they follow; what a codec gives.</summary>
/// <param name="Bytes">Samples as PS3.5 8.1.1 lays them out in a little-endian data set, the first in the lowest bits; may be short.</param>
/// <param name="Layout">How the bytes are to be read: the object's own layout, or what decompression made of it.</param>
/// <param name="Note">What was wrong, in words; null when nothing was.</param>
internal readonly record struct RawFrame(ReadOnlyMemory<byte> Bytes, ImageLayout Layout, string? Note = null)
{
    /// <summary>True when nobody else has the bytes: the frame may be made in the same place.</summary>
    public bool IsOwned { get; init; }

    /// <summary>Two notes as one; null when there is neither.</summary>
    public static string? Joined(string? first, string? second) => first is null ? second : second is null ? first : $"{first}; {second}";
}
