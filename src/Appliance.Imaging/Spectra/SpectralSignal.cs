using System.Numerics;

namespace Appliance.Imaging;

/// <summary>The data points of one voxel as the object holds them: sampled in time, or a spectrum from high frequencies to low ones.</summary>
/// <param name="Points">Row after row of data points. A part that the object does not hold (see <see cref="DataRepresentation"/>) is 0.</param>
/// <param name="PointColumns">Data points in a row, along the sampling axis.</param>
/// <param name="Domain">What a row runs along.</param>
/// <param name="RowDomain">What a column of data points runs along; means nothing when there is one row.</param>
/// <param name="Note">What was wrong with the data though they can be shown; null when nothing was.</param>
public sealed record SpectralSignal(
    IReadOnlyList<Complex> Points, int PointColumns, SignalDomain Domain, SignalDomain RowDomain = SignalDomain.Frequency, string? Note = null)
{
    /// <summary>Rows of data points: 1 for all but two-dimensional spectra.</summary>
    public int PointRows => Points.Count / PointColumns;
}
