using System.Numerics;

namespace Appliance.Imaging;

/// <summary>A spectrum: complex points from high frequencies to low ones, as chemical shift is drawn from left to right. Immutable.</summary>
public sealed class Spectrum
{
    private readonly Complex[] _points;

    /// <summary>Makes a spectrum over points that the caller gives up.</summary>
    /// <param name="points">From the highest frequency to the lowest, over the whole width of the axis.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="note">What was wrong with the data though they can be shown; null when nothing was.</param>
    internal Spectrum(Complex[] points, SpectralAxis axis, string? note)
    {
        _points = points;
        Axis = axis;
        Note = note;
    }

    /// <summary>The points.</summary>
    public IReadOnlyList<Complex> Points => _points;

    /// <summary>The axis that the points lie on.</summary>
    public SpectralAxis Axis { get; }

    /// <summary>What was wrong with the data though they can be shown; null when nothing was.</summary>
    public string? Note { get; }

    /// <summary>The value on the axis of a point.</summary>
    public double ValueAt(double point) => Axis.ValueAt(Axis.OffsetAt(point, _points.Length));

    /// <summary>The point at a value on the axis, perhaps between two or beyond the ends; the inverse of <see cref="ValueAt"/>.</summary>
    public double PointAt(double value) => Axis.PointAt(Axis.OffsetOf(value), _points.Length);

    /// <summary>The spectrum with every point turned by an angle in degrees, counterclockwise.</summary>
    public Spectrum Turned(double degrees)
    {
        var turn = Complex.FromPolarCoordinates(1, double.DegreesToRadians(degrees));
        return new Spectrum(Array.ConvertAll(_points, point => point * turn), Axis, Note);
    }

    /// <summary>The points as one number each.</summary>
    public double[] Values(SpectrumMode mode) => mode switch
    {
        SpectrumMode.Real => Array.ConvertAll(_points, point => point.Real),
        SpectrumMode.Imaginary => Array.ConvertAll(_points, point => point.Imaginary),
        SpectrumMode.Magnitude => Array.ConvertAll(_points, Complex.Abs),
        SpectrumMode.Phase => Array.ConvertAll(_points, Degrees),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "is no part of a complex number"),
    };

    private static double Degrees(Complex point)
    {
        var angle = double.RadiansToDegrees(point.Phase);
        return angle <= -180 ? angle + 360 : angle;
    }
}
