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
    /// <summary>What of a point the object holds.</summary>
    public DataRepresentation Representation { get; init; } = DataRepresentation.Complex;

    /// <summary>
    /// Whether there is a signal in time to filter and fill: the points themselves, or one that a spectrum can be taken back to. Magnitudes in
    /// frequency come of none.
    /// </summary>
    public bool CanBeFiltered => Domain == SignalDomain.Time || Representation != DataRepresentation.Magnitude;

    /// <summary>Rows of data points: 1 for all but two-dimensional spectra.</summary>
    public int PointRows => Points.Count / PointColumns;
}
