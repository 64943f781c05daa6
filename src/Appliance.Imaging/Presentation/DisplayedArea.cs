namespace Appliance.Imaging;

/// <summary>How large the displayed area is shown: Presentation Size Mode (0070,0100).</summary>
public enum PresentationSize
{
    /// <summary>SCALE TO FIT: as large as the window allows.</summary>
    ScaleToFit,

    /// <summary>TRUE SIZE: a millimetre is a millimetre on the display.</summary>
    TrueSize,

    /// <summary>MAGNIFY: by a given ratio.</summary>
    Magnify,
}

/// <summary>The part of an image that is to be shown, and how large (PS3.3 C.10.4). Places are pixels of the image as it was before it was turned.</summary>
/// <param name="Left">The first column shown, counted from 1; 0 or less, or beyond the image, shows empty room.</param>
/// <param name="Top">The first row shown.</param>
/// <param name="Right">The last column shown.</param>
/// <param name="Bottom">The last row shown.</param>
/// <param name="Size">How large.</param>
/// <param name="Magnification">Pixels of the display to one of the image, across; for <see cref="PresentationSize.Magnify"/>.</param>
/// <param name="Spacing">Millimetres between rows and between columns; null when an aspect ratio is given in their place.</param>
/// <param name="PixelAspectRatio">Height of a pixel divided by its width.</param>
public sealed record DisplayedArea(
    int Left, int Top, int Right, int Bottom, PresentationSize Size, double Magnification, (double Row, double Column)? Spacing, double PixelAspectRatio);
