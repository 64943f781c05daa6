namespace Appliance.Imaging;

/// <summary>
/// The frequency axis of a spectrum (PS3.3 C.8.14.1): an offset from the transmitter frequency is a chemical shift of
/// <c>reference + offset in Hz / transmitter frequency in MHz</c> ppm.
/// </summary>
public sealed record SpectralAxis
{
    /// <summary>Spectral Width (0018,9052) in Hz; data points for <see cref="SpectralUnit.Points"/>. Greater than 0.</summary>
    public required double Width { get; init; }

    /// <summary>Transmitter Frequency (0018,9098) in MHz, which is the number of Hz in a ppm; 1 when the axis is not in ppm.</summary>
    public double TransmitterFrequency { get; init; } = 1;

    /// <summary>Chemical Shift Reference (0018,9053): the chemical shift at the transmitter frequency in ppm; 0 when the axis is not in ppm.</summary>
    public double ChemicalShiftReference { get; init; }

    /// <summary>The unit of <see cref="ValueAt"/>.</summary>
    public required SpectralUnit Unit { get; init; }

    /// <summary>Resonant Nucleus (0018,9100), <c>1H</c> for example; null when the object does not tell.</summary>
    public string? Nucleus { get; init; }

    /// <summary>The value on the axis of a frequency, given as its offset from the transmitter frequency in Hz.</summary>
    public double ValueAt(double offset) => ChemicalShiftReference + (offset / TransmitterFrequency);

    /// <summary>The offset from the transmitter frequency in Hz of a value on the axis.</summary>
    public double OffsetOf(double value) => (value - ChemicalShiftReference) * TransmitterFrequency;

    /// <summary>
    /// The offset in Hz of a point among <paramref name="count"/> ones that run from high frequencies to low ones. The offset is 0 at the
    /// point where a Fourier transform puts it when its result is centred and turned over (PS3.3 C.8.14.4.1, last note).
    /// </summary>
    /// <param name="point">From 0 on; may lie between two points.</param>
    /// <param name="count">Points of the whole width.</param>
    public double OffsetAt(double point, int count) => (count - 1 - (count / 2) - point) * Width / count;

    /// <summary>The point, perhaps between two, at an offset in Hz; the inverse of <see cref="OffsetAt"/>.</summary>
    public double PointAt(double offset, int count) => count - 1 - (count / 2) - (offset * count / Width);
}
