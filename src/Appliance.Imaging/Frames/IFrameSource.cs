namespace Appliance.Imaging;

/// <summary>Frames by number, wherever their bytes lie and however they are encoded. Implementations are safe on any thread.</summary>
internal interface IFrameSource
{
    /// <summary>Decodes one frame without decoding those before it.</summary>
    /// <param name="index">0-based, below the number of frames.</param>
    /// <exception cref="DicomImageException">The frame cannot be decoded.</exception>
    PixelFrame Decode(int index);
}
