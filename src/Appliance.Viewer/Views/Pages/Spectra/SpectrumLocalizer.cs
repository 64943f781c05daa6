using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>An image that the voxels of a spectrum are drawn on.</summary>
/// <param name="Picture">The image as it is shown.</param>
/// <param name="Plane">Where it lies in the patient.</param>
/// <param name="Spacing">Distance between its rows and between its columns in millimetres.</param>
public sealed record SpectrumLocalizer(RenderedImage Picture, FramePlane Plane, (double Row, double Column) Spacing);
