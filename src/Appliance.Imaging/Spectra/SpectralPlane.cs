namespace Appliance.Imaging;

/// <summary>A two-dimensional spectrum: one <see cref="Spectrum"/> for each row of data points, from high frequencies of the evolution axis to low ones.</summary>
/// <param name="Rows">The spectra, all of one length and on one axis.</param>
/// <param name="RowAxis">The evolution axis, that the rows lie on.</param>
public sealed record SpectralPlane(IReadOnlyList<Spectrum> Rows, SpectralAxis RowAxis)
{
    /// <summary>The value on the evolution axis of a row.</summary>
    public double ValueAt(double row) => RowAxis.ValueAt(RowAxis.OffsetAt(row, Rows.Count));
}
