using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>An image that the voxels of a spectrum are drawn on.</summary>
/// <param name="Picture">The image as it is shown.</param>
/// <param name="Plane">Where it lies in the patient.</param>
/// <param name="Spacing">Distance between its rows and between its columns in millimetres.</param>
public sealed record SpectrumLocalizer(RenderedImage Picture, FramePlane Plane, (double Row, double Column) Spacing)
{
    /// <summary>The image as a rectangle in the space that it shares with the voxels.</summary>
    internal PlacedFrame Place => new(Plane, Picture.Height, Picture.Width, Spacing.Row, Spacing.Column, "");
}

/// <summary>The line in which an image cuts the grid of voxels.</summary>
/// <param name="Line">The line, a voxel being a pixel.</param>
/// <param name="Label">Which image: its series and number.</param>
public sealed record SpectrumCut(ReferenceLine Line, string Label);
