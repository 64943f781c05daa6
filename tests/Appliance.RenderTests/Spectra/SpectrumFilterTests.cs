using System.Numerics;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>Objects that hold spectra, filtered and filled by way of time: lines and ripples whose results are known in closed form.</summary>
public sealed class SpectrumFilterTests
{
    private const double Width = 2000;

    private static readonly SpectralAxis Axis = new() { Width = Width, TransmitterFrequency = 127.74, ChemicalShiftReference = 4.7, Unit = SpectralUnit.Ppm };

    [Theory]
    [InlineData(1024, 0, 1)]
    [InlineData(1024, 3, 1)]
    [InlineData(777, 3, 1)]
    [InlineData(512, 0, 4)]
    [InlineData(501, 2, 2)]
    public void ComplexLine_Filtered_IsTheGeometricSeriesOfAWiderLine(int count, double broadening, int zeroFill)
    {
        // A decay of w Hz, times one of b Hz, is a decay of w + b Hz: at every point, old or new, the series of as many samples as before.
        SpectralLine line = new(-343.6, 2.5, 7, Phase: 30);
        var given = Frequencies(count).Select(offset => line.TransformAt(offset, count, Width)).ToArray();
        var spectrum = SpectrumProcessor.Transform(
            new SpectralSignal(given, count, SignalDomain.Frequency), Axis, new SpectrumSettings { ExponentialWidth = broadening, ZeroFillFactor = zeroFill });
        Assert.Equal(count * zeroFill, spectrum.Points.Count);
        var wider = line with { Width = line.Width + broadening };
        Assert.All(spectrum.Points.Zip(Frequencies(count * zeroFill)), pair => Assert.Equal(0, (wider.TransformAt(pair.Second, count, Width) - pair.First).Magnitude, 1e-6));
    }

    [Theory]
    [InlineData(1024, 3, 1)]
    [InlineData(777, 3, 2)]
    public void ConjugatedLine_Filtered_IsTheConjugateOfTheWiderLine(int count, double broadening, int zeroFill)
    {
        // Stored with the imaginary part upside down: its signal runs backwards from time 0.
        SpectralLine line = new(-343.6, 2.5, 7, Phase: 30);
        var given = Frequencies(count).Select(offset => Complex.Conjugate(line.TransformAt(offset, count, Width))).ToArray();
        var spectrum = SpectrumProcessor.Transform(
            new SpectralSignal(given, count, SignalDomain.Frequency), Axis, new SpectrumSettings { ExponentialWidth = broadening, ZeroFillFactor = zeroFill });
        var wider = line with { Width = line.Width + broadening };
        Assert.All(
            spectrum.Points.Zip(Frequencies(count * zeroFill)),
            pair => Assert.Equal(0, (Complex.Conjugate(wider.TransformAt(pair.Second, count, Width)) - pair.First).Magnitude, 1e-6));
    }

    [Fact]
    public void Echo_OfAsMuchBeforeAsAfter_IsFilteredByTheDistanceFromItsMiddle()
    {
        // Two ripples, of 30 points before time 0 and of 30 after, of different phase: both weighed alike.
        const int count = 256, time = 30;
        static Complex Echo(double offset, double height) =>
            (Complex.FromPolarCoordinates(height, 2 * Math.PI * offset * time / Width) * new Complex(0.6, 0.8)) + Complex.FromPolarCoordinates(height, -2 * Math.PI * offset * time / Width);
        var signal = new SpectralSignal([.. Frequencies(count).Select(offset => Echo(offset, 2))], count, SignalDomain.Frequency);
        var spectrum = SpectrumProcessor.Transform(signal, Axis, new SpectrumSettings { ExponentialWidth = 5, ZeroFillFactor = 2 });
        var height = 2 * Math.Exp(-Math.PI * 5 * time / Width);
        Assert.All(spectrum.Points.Zip(Frequencies(2 * count)), pair => Assert.Equal(0, (Echo(pair.Second, height) - pair.First).Magnitude, 1e-9));
    }

    [Theory]
    [InlineData(DataRepresentation.Real, 256, 40, 1)]
    [InlineData(DataRepresentation.Real, 255, 40, 4)]
    [InlineData(DataRepresentation.Real, 256, 128, 4)]
    [InlineData(DataRepresentation.Real, 256, 0, 2)]
    [InlineData(DataRepresentation.Imaginary, 256, 40, 4)]
    [InlineData(DataRepresentation.Imaginary, 256, 128, 2)]
    public void Ripple_OfOnePart_DecaysByItsTimeAndIsDrawnThroughMorePoints(DataRepresentation part, int count, int time, int zeroFill)
    {
        // A cosine over the frequency axis is one echo at a time, before 0 and after: the filter weighs it by that time and changes nothing else.
        Complex Ripple(double offset, double height)
        {
            var value = height * Math.Cos(2 * Math.PI * offset * time / Width);
            return part == DataRepresentation.Imaginary ? new Complex(0, value) : value;
        }

        var signal = new SpectralSignal([.. Frequencies(count).Select(offset => Ripple(offset, 3))], count, SignalDomain.Frequency) { Representation = part };
        var settings = new SpectrumSettings { ExponentialWidth = 4, GaussianWidth = 2, ZeroFillFactor = zeroFill };
        var gaussian = Math.PI * 2 * time / Width / (2 * Math.Sqrt(Math.Log(2)));
        var height = 3 * Math.Exp((-Math.PI * 4 * time / Width) - (gaussian * gaussian));
        var spectrum = SpectrumProcessor.Transform(signal, Axis, settings);
        Assert.Equal(count * zeroFill, spectrum.Points.Count);
        Assert.All(spectrum.Points.Zip(Frequencies(count * zeroFill)), pair => Assert.Equal(0, (Ripple(pair.Second, height) - pair.First).Magnitude, 1e-9));
        Assert.All(spectrum.Points, point => Assert.Equal(0, part == DataRepresentation.Imaginary ? point.Real : point.Imaginary));
    }

    [Fact]
    public void RealLine_Broadened_IsTheLineInAbsorptionWithTheSumOfBothWidths()
    {
        // The absorption of a Lorentzian of w Hz is w/2 / ((w/2)^2 + f^2) / pi; folded with one of b Hz, w + b. The width holds it all but for its far tails.
        const int count = 4096;
        static double Absorption(double offset, double width) => width / 2 / ((width * width / 4) + (offset * offset)) / Math.PI;
        var signal = new SpectralSignal([.. Frequencies(count).Select(offset => (Complex)Absorption(offset, 10))], count, SignalDomain.Frequency) { Representation = DataRepresentation.Real };
        var spectrum = SpectrumProcessor.Transform(signal, Axis, new SpectrumSettings { ExponentialWidth = 6 });
        Assert.All(
            spectrum.Points.Zip(Frequencies(count)).Where(pair => Math.Abs(pair.Second) < 200),
            pair => Assert.Equal(Absorption(pair.Second, 16), pair.First.Real, 1e-5));
    }

    [Fact]
    public void Spectrum_FilteredTwice_HasTheSumOfExponentialsAndTheSquaresOfGaussians()
    {
        var points = Frequencies(600).Select(offset => new SpectralLine(120, 1, 3).TransformAt(offset, 600, Width)).ToArray();
        var once = Filtered(Filtered(points, new() { ExponentialWidth = 2, GaussianWidth = 3 }), new() { ExponentialWidth = 1, GaussianWidth = 4 });
        var both = Filtered(points, new() { ExponentialWidth = 3, GaussianWidth = 5 });
        Assert.All(once.Zip(both), pair => Assert.Equal(0, (pair.First - pair.Second).Magnitude, 1e-9));
    }

    [Fact]
    public void ZeroFilling_OfARealSpectrum_KeepsThePointsThatWereThere()
    {
        Complex[] points = [.. Enumerable.Range(0, 64).Select(i => (Complex)((i * 37 % 11) - 4))];
        var signal = new SpectralSignal(points, 64, SignalDomain.Frequency) { Representation = DataRepresentation.Real };
        var filled = SpectrumProcessor.Transform(signal, Axis, new SpectrumSettings { ZeroFillFactor = 4 });
        foreach (var (offset, i) in Frequencies(64).Select((offset, i) => (offset, i)))
        {
            Assert.Equal(points[i].Real, filled.Points[(int)Math.Round(Axis.PointAt(offset, 256))].Real, 1e-9);
        }
    }

    [Fact]
    public void Magnitudes_AreNotFiltered()
    {
        Complex[] points = [3, 1, 4, 1, 5];
        var signal = new SpectralSignal(points, 5, SignalDomain.Frequency) { Representation = DataRepresentation.Magnitude };
        Assert.Equal(points, SpectrumProcessor.Transform(signal, Axis, new SpectrumSettings { ExponentialWidth = 5, GaussianWidth = 2, ZeroFillFactor = 4 }).Points);
        Assert.False(signal.CanBeFiltered);
    }

    private static Complex[] Filtered(Complex[] points, SpectrumSettings settings) =>
        [.. SpectrumProcessor.Transform(new SpectralSignal(points, points.Length, SignalDomain.Frequency), Axis, settings).Points];

    // From high to low, 0 where a centred transform has it.
    private static IEnumerable<double> Frequencies(int count) => Enumerable.Range(0, count).Select(i => (count - 1 - (count / 2) - i) * Width / count);
}
