using System.Numerics;

namespace Appliance.RenderTests.Spectra;

/// <summary>A decaying rotation, whose spectrum is known: a Lorentzian line.</summary>
/// <param name="Offset">Offset from the transmitter frequency in Hz.</param>
/// <param name="Amplitude">Amplitude at time 0.</param>
/// <param name="Width">Full width at half height of the absorption line in Hz.</param>
/// <param name="Phase">Phase at time 0 in degrees.</param>
internal readonly record struct SpectralLine(double Offset, double Amplitude, double Width, double Phase = 0)
{
    /// <summary>The signal at a time in seconds: counterclockwise for positive offsets (PS3.3 C.8.14.4.1).</summary>
    public Complex SignalAt(double time) =>
        Complex.FromPolarCoordinates(Amplitude * Math.Exp(-Math.PI * Width * time), (2 * Math.PI * Offset * time) + double.DegreesToRadians(Phase));

    /// <summary>
    /// The transform of <paramref name="count"/> samples at another offset, worked out as the geometric series that it is: no sum, no
    /// Fourier transform.
    /// </summary>
    public Complex TransformAt(double offset, int count, double width)
    {
        var ratio = Complex.FromPolarCoordinates(Math.Exp(-Math.PI * Width / width), 2 * Math.PI * (Offset - offset) / width);
        return SignalAt(0) * (1 - Complex.Pow(ratio, count)) / (1 - ratio);
    }
}
