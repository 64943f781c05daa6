namespace Appliance;

/// <summary>A solid of a phantom, in units of half the field of view: centre and semi-axes along x (left), y (back) and z (up).</summary>
/// <param name="X">Centre.</param>
/// <param name="Y">Centre.</param>
/// <param name="Z">Centre.</param>
/// <param name="A">Semi-axis along x.</param>
/// <param name="B">Semi-axis along y.</param>
/// <param name="C">Semi-axis along z.</param>
/// <param name="Value">What fills it: Hounsfield units, or the number of a tissue.</param>
internal readonly record struct Ellipsoid(double X, double Y, double Z, double A, double B, double C, double Value)
{
    public bool Contains(double x, double y, double z)
    {
        double dx = (x - X) / A, dy = (y - Y) / B, dz = (z - Z) / C;
        return (dx * dx) + (dy * dy) + (dz * dz) <= 1;
    }
}
