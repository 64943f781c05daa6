namespace Appliance.Imaging;

/// <summary>Decompresses one frame of one family of transfer syntaxes. Implementations keep no state.</summary>
internal interface IFrameCodec
{
    /// <summary>Decompresses a frame.</summary>
    /// <param name="encoded">The frame's fragments, joined.</param>
    /// <param name="layout">What the data set says about the pixels.</param>
    /// <param name="frame">The frame's number for messages, 0-based.</param>
    /// <exception cref="DicomImageException">The bytes cannot be decoded at all. Damage that leaves a picture becomes a note.</exception>
    RawFrame Decode(ReadOnlyMemory<byte> encoded, ImageLayout layout, int frame);

    /// <summary>True when a fragment begins with what a frame begins with.</summary>
    bool IsFrameStart(ReadOnlySpan<byte> head);

    /// <summary>How many bytes every frame takes, where they all take the same; 0 where that depends on the frame.</summary>
    long FixedLength(ImageLayout layout) => 0;
}
