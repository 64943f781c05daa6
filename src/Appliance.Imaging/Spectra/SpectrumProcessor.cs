using System.Numerics;

namespace Appliance.Imaging;

/// <summary>
/// Works spectra out of signals: apodisation, zero filling, Fourier transform, order, phase, offset, in this order. A signal
/// <c>exp(2 pi i f t)</c> gives a line at the offset f: positive rotation is a higher frequency (PS3.3 C.8.14.4.1). Amplitudes are those of
/// the plain sum of the transform. What is a spectrum already goes the way of time for apodisation and zero filling alone
/// (<see cref="SpectrumFilter"/>). Pure functions.
/// </summary>
public static class SpectrumProcessor
{
    /// <summary>The share of the points at either end that the offset is taken from.</summary>
    private const int EndShare = 10;

    /// <summary>Where water stands, in ppm, and how far its line reaches.</summary>
    private const double Water = 4.7;
    private const double WaterReach = 0.5;

    /// <summary>With less than this share beside it a spectrum is one of water.</summary>
    private const double LeastShareBesideWater = 0.05;

    /// <summary>The spectrum of a signal; of a two-dimensional one, of its first row of data points.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="axis">Its axis.</param>
    /// <param name="settings">How it is worked out.</param>
    public static Spectrum Transform(SpectralSignal signal, SpectralAxis axis, SpectrumSettings settings) => Row(signal, 0, axis, settings);

    /// <summary>The two-dimensional spectrum of a signal with rows of data points.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="axis">The axis along a row.</param>
    /// <param name="rowAxis">The axis along a column.</param>
    /// <param name="settings">How each row is worked out; columns are transformed as they are.</param>
    public static SpectralPlane TransformPlane(SpectralSignal signal, SpectralAxis axis, SpectralAxis rowAxis, SpectrumSettings settings)
    {
        var rows = new Complex[signal.PointRows][];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = [.. Row(signal, row, axis, settings).Points];
        }

        if (signal.RowDomain == SignalDomain.Time)
        {
            TransformColumns(rows);
        }

        var moved = Moved(axis, settings);
        return new SpectralPlane(Array.ConvertAll(rows, points => new Spectrum(points, moved, signal.Note)), rowAxis);
    }

    /// <summary>
    /// The zero order phase in degrees, to be added to what was applied, that turns the lines of a spectrum up and into absorption: of all
    /// angles the one with the most energy above the base line and the least below. What is left of suppressed water has a phase of its own,
    /// and is left out where it is not nearly all there is.
    /// </summary>
    public static double AutomaticPhase(Spectrum spectrum)
    {
        // Coarse steps find the right hill, halved steps its top: the measure has no second top within half a coarse step.
        var points = WithoutWater(spectrum);
        var best = 0.0;
        var highest = double.NegativeInfinity;
        for (var step = 8.0; step > 0.01; step /= 2)
        {
            var (from, to) = double.IsNegativeInfinity(highest) ? (-180.0, 180.0) : (best - step, best + step);
            for (var angle = from; angle <= to; angle += step)
            {
                var measure = Uprightness(points, double.DegreesToRadians(angle));
                if (measure > highest)
                {
                    (best, highest) = (angle, measure);
                }
            }
        }

        return best <= -180 ? best + 360 : best;
    }

    private static Spectrum Row(SpectralSignal signal, int row, SpectralAxis axis, SpectrumSettings settings)
    {
        var points = SpectrumFilter.Spectrum(signal, row, axis.Width, settings);
        Turn(points, axis, settings);
        if (settings.RemoveOffset)
        {
            TakeOffOffset(points);
        }

        return new Spectrum(points, Moved(axis, settings), signal.Note);
    }

    private static SpectralAxis Moved(SpectralAxis axis, SpectrumSettings settings) =>
        axis with { ChemicalShiftReference = axis.ChemicalShiftReference + settings.ReferenceShift };

    private static void TransformColumns(Complex[][] rows)
    {
        var column = new Complex[rows.Length];
        for (var i = 0; i < rows[0].Length; i++)
        {
            for (var row = 0; row < rows.Length; row++)
            {
                column[row] = rows[row][i];
            }

            FourierTransform.Forward(column);
            SpectrumFilter.HighToLow(column);
            for (var row = 0; row < rows.Length; row++)
            {
                rows[row][i] = column[row];
            }
        }
    }

    private static void Turn(Span<Complex> points, SpectralAxis axis, SpectrumSettings settings)
    {
        if (settings is { ZeroOrderPhase: 0, FirstOrderPhase: 0 })
        {
            return;
        }

        var pivot = settings.PhasePivot is { } value ? axis.OffsetOf(value) : 0;
        for (var i = 0; i < points.Length; i++)
        {
            var growth = settings.FirstOrderPhase == 0 ? 0 : settings.FirstOrderPhase * (axis.OffsetAt(i, points.Length) - pivot) / axis.Width;
            points[i] *= Complex.FromPolarCoordinates(1, double.DegreesToRadians(settings.ZeroOrderPhase + growth));
        }
    }

    private static void TakeOffOffset(Span<Complex> points)
    {
        var end = Math.Max(1, points.Length / EndShare);
        Complex[] outer = [.. points[..end], .. points[^end..]];
        var offset = new Complex(Median(Array.ConvertAll(outer, point => point.Real)), Median(Array.ConvertAll(outer, point => point.Imaginary)));
        for (var i = 0; i < points.Length; i++)
        {
            points[i] -= offset;
        }
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static IReadOnlyList<Complex> WithoutWater(Spectrum spectrum)
    {
        if (spectrum.Axis is not { Unit: SpectralUnit.Ppm, Nucleus: "1H" })
        {
            return spectrum.Points;
        }

        var others = new List<Complex>(spectrum.Points.Count);
        var (all, left) = (0.0, 0.0);
        for (var i = 0; i < spectrum.Points.Count; i++)
        {
            var point = spectrum.Points[i];
            var energy = (point.Real * point.Real) + (point.Imaginary * point.Imaginary);
            all += energy;
            if (Math.Abs(spectrum.ValueAt(i) - Water) > WaterReach)
            {
                left += energy;
                others.Add(point);
            }
        }

        return left > LeastShareBesideWater * all ? others : spectrum.Points;
    }

    private static double Uprightness(IReadOnlyList<Complex> points, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        var sum = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            var real = (points[i].Real * cos) - (points[i].Imaginary * sin);
            sum += real * Math.Abs(real);
        }

        return sum;
    }
}
