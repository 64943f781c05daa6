namespace Appliance.Imaging;

/// <summary>Encapsulated Uncompressed Explicit VR Little Endian: frames as they are, in fragments (PS3.5 A.4.11).</summary>
internal sealed class NativeCodec : IFrameCodec
{
    public bool IsFrameStart(ReadOnlySpan<byte> head) => false;

    public long FixedLength(ImageLayout layout) => layout.NativeFrameBytes;

    public RawFrame Decode(ReadOnlyMemory<byte> encoded, ImageLayout layout, int frame) => new(encoded, layout);
}
