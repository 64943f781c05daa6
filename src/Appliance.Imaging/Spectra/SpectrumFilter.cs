using System.Numerics;

namespace Appliance.Imaging;

/// <summary>
/// The way from data points to a spectrum: apodisation and zero filling in time, then the Fourier transform. A spectrum that is to be filtered
/// is taken back to time by the inverse transform first:
/// <list type="bullet">
/// <item>A complex spectrum is that of a signal which decays from time 0 on, in whichever direction it does: where most of it lies just after 0 as
/// signals in time do (PS3.3 C.8.14.4.1), where most of it lies just before 0 backwards, as in spectra that were stored conjugated, which no
/// attribute tells; where neither outweighs the other, an echo, to both sides.</item>
/// <item>A real (or imaginary) spectrum is that of a signal with as much before time 0 as after it: it is filtered by the distance from 0, which folds the
/// spectrum with the line shape in absorption, and filled in the middle, which draws the same curve through more points.</item>
/// <item>Magnitudes are the spectrum of no signal, and stay as they are.</item>
/// </list>
/// What was done before stays done: widths of exponentials add up to it, of Gaussians their squares, and zero filling adds points between
/// points but no knowledge.
/// </summary>
internal static class SpectrumFilter
{
    /// <summary>Zero filling never makes a signal longer than this.</summary>
    private const int MaxFilledPoints = SpectroscopyLayout.MaxPointsOfVoxel;

    /// <summary>How much more of a signal lies on one side of time 0 than on the other when it is said to run to that side.</summary>
    private const double Outweighing = 2;

    /// <summary>The spectrum of a row of data points, from high frequencies to low ones.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="row">The row.</param>
    /// <param name="width">Spectral width in Hz.</param>
    /// <param name="settings">How it is worked out.</param>
    public static Complex[] Spectrum(SpectralSignal signal, int row, double width, SpectrumSettings settings)
    {
        var factor = FactorOf(signal.Points.Count, settings);
        if (signal.Domain == SignalDomain.Time)
        {
            var points = Copy(signal, row, signal.PointColumns * factor);
            Apodise(points.AsSpan(0, signal.PointColumns), width, settings);
            return InFrequency(points);
        }

        var spectrum = Copy(signal, row, signal.PointColumns);
        return !signal.CanBeFiltered || (factor == 1 && !IsApodised(settings)) ? spectrum
            : signal.Representation == DataRepresentation.Complex ? InFrequency(FilteredComplex(InTime(spectrum), factor, width, settings))
            : OfOnePart(InFrequency(FilteredTwoSided(InTime(spectrum), factor, width, settings)), signal.Representation);
    }

    // Of a two-dimensional signal all rows grow alike.
    private static int FactorOf(int points, SpectrumSettings settings) =>
        Math.Clamp(settings.ZeroFillFactor, 1, Math.Clamp(MaxFilledPoints / points, 1, SpectrumSettings.MaxZeroFillFactor));

    /// <summary>Brings the result of a transform, 0 to the highest, then the lowest to just below 0, into the order of a spectrum.</summary>
    public static void HighToLow(Span<Complex> points)
    {
        points.Reverse();
        var negative = points[..(points.Length / 2)].ToArray();
        points[(points.Length / 2)..].CopyTo(points);
        negative.CopyTo(points[^negative.Length..]);
    }

    // The inverse of HighToLow.
    private static void LowToHigh(Span<Complex> points)
    {
        var negative = points[^(points.Length / 2)..].ToArray();
        points[..^negative.Length].CopyTo(points[negative.Length..]);
        negative.CopyTo(points);
        points.Reverse();
    }

    private static Complex[] InTime(Complex[] spectrum)
    {
        LowToHigh(spectrum);
        FourierTransform.Inverse(spectrum);
        return spectrum;
    }

    private static Complex[] InFrequency(Complex[] signal)
    {
        FourierTransform.Forward(signal);
        HighToLow(signal);
        return signal;
    }

    private static Complex[] FilteredComplex(Complex[] signal, int factor, double width, SpectrumSettings settings)
    {
        var (after, before) = (Energy(signal.AsSpan(0, Quarter(signal))), Energy(signal.AsSpan(signal.Length - Quarter(signal))));
        if (Math.Max(after, before) < Outweighing * Math.Min(after, before))
        {
            return FilteredTwoSided(signal, factor, width, settings);
        }

        return after >= before ? FilteredOneSided(signal, factor, width, settings) : Backwards(FilteredOneSided(Backwards(signal), factor, width, settings));
    }

    private static int Quarter(Complex[] signal) => Math.Max(1, signal.Length / 4);

    private static double Energy(ReadOnlySpan<Complex> points)
    {
        var sum = 0.0;
        foreach (var point in points)
        {
            sum += (point.Real * point.Real) + (point.Imaginary * point.Imaginary);
        }

        return sum;
    }

    // Time runs the other way about 0, which stays.
    private static Complex[] Backwards(Complex[] points)
    {
        points.AsSpan(1).Reverse();
        return points;
    }

    private static Complex[] FilteredOneSided(Complex[] signal, int factor, double width, SpectrumSettings settings)
    {
        Apodise(signal, width, settings);
        Array.Resize(ref signal, signal.Length * factor);
        return signal;
    }

    private static Complex[] FilteredTwoSided(Complex[] signal, int factor, double width, SpectrumSettings settings)
    {
        var after = (signal.Length / 2) + 1;
        Apodise(signal.AsSpan(0, after), width, settings);

        // What lies before time 0 comes last, the point nearest to it at the very end.
        var before = signal.AsSpan(after);
        before.Reverse();
        ApodiseFrom(before, 1, width, settings);
        before.Reverse();

        var filled = new Complex[signal.Length * factor];
        signal.AsSpan(0, after).CopyTo(filled);
        before.CopyTo(filled.AsSpan(filled.Length - before.Length));
        if (factor > 1 && signal.Length % 2 == 0)
        {
            // The point of an even count that is as far before as after belongs to both.
            filled[after - 1] /= 2;
            filled[filled.Length - after + 1] = filled[after - 1];
        }

        return filled;
    }

    // The part that the object does not hold is rounding.
    private static Complex[] OfOnePart(Complex[] points, DataRepresentation part) =>
        Array.ConvertAll(points, point => part == DataRepresentation.Imaginary ? new Complex(0, point.Imaginary) : new Complex(point.Real, 0));

    private static Complex[] Copy(SpectralSignal signal, int row, int length)
    {
        var points = new Complex[length];
        for (var i = 0; i < signal.PointColumns; i++)
        {
            points[i] = signal.Points[(row * signal.PointColumns) + i];
        }

        return points;
    }

    private static bool IsApodised(SpectrumSettings settings) => settings is not { ExponentialWidth: 0, GaussianWidth: 0 };

    private static void Apodise(Span<Complex> points, double width, SpectrumSettings settings) => ApodiseFrom(points, 0, width, settings);

    // A Gaussian of this form in time has the full width at half height of GaussianWidth in frequency.
    private static void ApodiseFrom(Span<Complex> points, int first, double width, SpectrumSettings settings)
    {
        if (!IsApodised(settings))
        {
            return;
        }

        var gaussian = Math.PI * settings.GaussianWidth / (2 * Math.Sqrt(Math.Log(2)));
        for (var i = 0; i < points.Length; i++)
        {
            var time = (first + i) / width;
            points[i] *= Math.Exp((-Math.PI * settings.ExponentialWidth * time) - (gaussian * time * gaussian * time));
        }
    }
}
