namespace Appliance.Imaging;

/// <summary>The bytes of one frame as uncompressed little-endian pixel data, with the layout that they follow; what a codec gives.</summary>
/// <param name="Bytes">Samples as PS3.5 8.1.1 lays them out in a little-endian data set; may be short.</param>
/// <param name="Layout">How the bytes are to be read: the object's own layout, or what decompression made of it.</param>
/// <param name="Note">What was wrong, in words; null when nothing was.</param>
internal readonly record struct RawFrame(ReadOnlyMemory<byte> Bytes, ImageLayout Layout, string? Note = null);
