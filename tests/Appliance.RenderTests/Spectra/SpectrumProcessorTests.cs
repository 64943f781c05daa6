using System.Numerics;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>Lines whose spectra are known in closed form, put through the processing.</summary>
public sealed class SpectrumProcessorTests
{
    private const double Width = 2000;

    private static readonly SpectralAxis Axis = new() { Width = Width, TransmitterFrequency = 127.74, ChemicalShiftReference = 4.7, Unit = SpectralUnit.Ppm };

    [Theory]
    [InlineData(1024, 1)]
    [InlineData(1000, 1)]
    [InlineData(777, 1)]
    [InlineData(512, 2)]
    [InlineData(500, 4)]
    public void Line_SampledInTime_HasTheSpectrumOfItsGeometricSeries(int count, int zeroFill)
    {
        SpectralLine line = new(-343.6, 2.5, 7, Phase: 30);
        var spectrum = SpectrumProcessor.Transform(Sampled(count, line), Axis, new SpectrumSettings { ZeroFillFactor = zeroFill });
        Assert.Equal(count * zeroFill, spectrum.Points.Count);
        for (var i = 0; i < spectrum.Points.Count; i++)
        {
            var offset = (spectrum.ValueAt(i) - 4.7) * 127.74;
            Assert.Equal(0, (line.TransformAt(offset, count, Width) - spectrum.Points[i]).Magnitude, 1e-6);
        }
    }

    [Fact]
    public void Line_AtAChemicalShift_StandsThereWithItsWidthAndHeight()
    {
        // 128 points a Hz: height A / (1 - exp(-pi w / SW)) and full width w, as the series has them, without a grid to speak of.
        SpectralLine line = new((2.01 - 4.7) * 127.74, 3, 5);
        var spectrum = SpectrumProcessor.Transform(Sampled(16384, line), Axis, new SpectrumSettings { ZeroFillFactor = 16 });
        var values = spectrum.Values(SpectrumMode.Real);
        var top = Array.IndexOf(values, values.Max());
        Assert.Equal(2.01, spectrum.ValueAt(top), 1e-4);
        Assert.Equal(3 / (1 - Math.Exp(-Math.PI * 5 / Width)), values[top], 0.01);
        var above = values.Count(value => value > values[top] / 2);
        Assert.Equal(5, above * Width / values.Length, 0.05);
    }

    [Fact]
    public void Lines_OfHigherChemicalShift_ComeFirst()
    {
        var spectrum = SpectrumProcessor.Transform(Sampled(1024, new SpectralLine(200, 1, 4), new SpectralLine(-200, 2, 4)), Axis, SpectrumSettings.None);
        var values = spectrum.Values(SpectrumMode.Magnitude);
        Assert.True(Array.IndexOf(values, values.Max()) > 512);
        Assert.True(spectrum.ValueAt(0) > spectrum.ValueAt(1023));
        Assert.Equal(4.7, spectrum.ValueAt(511), 1e-12);
        Assert.Equal(700, spectrum.PointAt(spectrum.ValueAt(700)), 1e-9);
    }

    [Fact]
    public void ExponentialWidth_OnALine_AddsToItsWidth() => AssertSame(
        SpectrumProcessor.Transform(Sampled(1024, new SpectralLine(100, 1, 4)), Axis, new SpectrumSettings { ExponentialWidth = 3 }),
        SpectrumProcessor.Transform(Sampled(1024, new SpectralLine(100, 1, 7)), Axis, SpectrumSettings.None));

    [Fact]
    public void GaussianWidth_OnALineWithoutAWidthOfItsOwn_IsItsFullWidthAtHalfHeight()
    {
        var spectrum = SpectrumProcessor.Transform(Sampled(4096, new SpectralLine(0, 1, 0)), Axis, new SpectrumSettings { GaussianWidth = 10, ZeroFillFactor = 16 });
        var values = spectrum.Values(SpectrumMode.Real);
        var (top, floor) = (values.Max(), values.Min());
        Assert.Equal(10, values.Count(value => value > floor + ((top - floor) / 2)) * Width / values.Length, 0.1);
    }

    [Fact]
    public void Sum_OfSignals_HasTheSumOfTheirSpectra()
    {
        var settings = new SpectrumSettings { ExponentialWidth = 2, ZeroFillFactor = 2, ZeroOrderPhase = 40, FirstOrderPhase = 90, PhasePivot = 3 };
        SpectralLine first = new(120, 1, 3), second = new(-310, 4, 9, 70);
        var (a, b) = (SpectrumProcessor.Transform(Sampled(600, first), Axis, settings), SpectrumProcessor.Transform(Sampled(600, second), Axis, settings));
        var both = SpectrumProcessor.Transform(Sampled(600, first, second), Axis, settings);
        Assert.All(Enumerable.Range(0, 1200), i => Assert.Equal(0, (a.Points[i] + b.Points[i] - both.Points[i]).Magnitude, 1e-9));
    }

    [Fact]
    public void ZeroOrderPhase_OppositeToThatOfALine_BringsItUpright() => AssertSame(
        SpectrumProcessor.Transform(Sampled(512, new SpectralLine(50, 1, 4, Phase: 65)), Axis, new SpectrumSettings { ZeroOrderPhase = -65 }),
        SpectrumProcessor.Transform(Sampled(512, new SpectralLine(50, 1, 4)), Axis, SpectrumSettings.None));

    [Fact]
    public void FirstOrderPhase_OfALateBeginning_SetsAllLinesRight()
    {
        // A signal that is first sampled after t has turned by 360 f t: over the whole width by 360 SW t degrees. Without decay, so that nothing else changes.
        const double late = 0.0004;
        double[] offsets = [300, 0, -450];
        var lines = offsets.Select(offset => new SpectralLine(offset, 1, 0, Phase: 360 * offset * late)).ToArray();
        var spectrum = SpectrumProcessor.Transform(Sampled(2000, lines), Axis, new SpectrumSettings { FirstOrderPhase = -360 * Width * late });
        foreach (var offset in offsets)
        {
            var point = spectrum.Points[(int)Math.Round(Axis.PointAt(offset, 2000))];
            Assert.Equal(2000, point.Real, 1e-6);
            Assert.Equal(0, point.Imaginary, 1e-6);
        }
    }

    [Fact]
    public void FirstOrderPhase_AtItsPivot_TurnsNothing()
    {
        var signal = Sampled(1000, new SpectralLine(200, 1, 4));
        var pivot = Axis.ValueAt(200);
        var (plain, turned) = (SpectrumProcessor.Transform(signal, Axis, SpectrumSettings.None),
            SpectrumProcessor.Transform(signal, Axis, new SpectrumSettings { FirstOrderPhase = 500, PhasePivot = pivot }));
        var at = (int)Math.Round(plain.PointAt(pivot));
        Assert.Equal(0, (plain.Points[at] - turned.Points[at]).Magnitude, 1e-9);
        Assert.Equal(double.DegreesToRadians(500 * 0.25), (turned.Points[at - 250] / plain.Points[at - 250]).Phase, 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(37)]
    [InlineData(-90)]
    [InlineData(179)]
    public void AutomaticPhase_OfLinesTurnedAlike_TurnsThemBack(double phase)
    {
        var lines = MadeUpSpectroscopy.Brain().Select(line => line with { Phase = phase }).ToArray();
        var spectrum = SpectrumProcessor.Transform(Sampled(2048, lines), Axis, SpectrumSettings.None);
        var turn = SpectrumProcessor.AutomaticPhase(spectrum);
        Assert.Equal(0, Math.IEEERemainder(turn + phase, 360), 1.0);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(200, -120)]
    public void AutomaticPhase_BesideWaterOfAnotherPhase_IsThatOfTheRestUnlessWaterIsNearlyAll(double water, double wanted)
    {
        // Lines of phase 0 with a fifth of the energy of what is left of the water, then with next to nothing.
        SpectralLine[] lines = [.. MadeUpSpectroscopy.Brain(1, 0.6, 0.5), new SpectralLine(0, water, 5, Phase: 120)];
        var spectrum = SpectrumProcessor.Transform(Sampled(2048, lines), Axis with { Nucleus = "1H" }, SpectrumSettings.None);
        Assert.Equal(wanted, SpectrumProcessor.AutomaticPhase(spectrum), 5.0);
    }

    [Fact]
    public void ReferenceShift_OnAnAxis_MovesTheScaleAndNoPoint()
    {
        var signal = Sampled(256, new SpectralLine(100, 1, 4));
        var (plain, moved) = (SpectrumProcessor.Transform(signal, Axis, SpectrumSettings.None), SpectrumProcessor.Transform(signal, Axis, new SpectrumSettings { ReferenceShift = -0.25 }));
        Assert.Equal(plain.Points, moved.Points);
        Assert.Equal(plain.ValueAt(17) - 0.25, moved.ValueAt(17), 1e-12);
    }

    [Fact]
    public void RemoveOffset_OfALineOnALevel_LeavesTheLine()
    {
        var points = Enumerable.Range(0, 200).Select(i => new Complex(i == 90 ? 15 : 5, -3)).ToArray();
        var spectrum = SpectrumProcessor.Transform(new SpectralSignal(points, 200, SignalDomain.Frequency), Axis, new SpectrumSettings { RemoveOffset = true });
        Assert.Equal(new Complex(10, 0), spectrum.Points[90]);
        Assert.Equal(Complex.Zero, spectrum.Points[0]);
    }

    [Fact]
    public void Spectrum_GivenAsSuch_IsNotTransformedButCanBePhased()
    {
        Complex[] points = [new(1, 2), new(3, -4), new(0, 1), new(-5, 0)];
        var signal = new SpectralSignal(points, 4, SignalDomain.Frequency);
        Assert.Equal(points, SpectrumProcessor.Transform(signal, Axis, SpectrumSettings.None).Points);
        var turned = SpectrumProcessor.Transform(signal, Axis, new SpectrumSettings { ZeroOrderPhase = 90 });
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(0, ((points[i] * Complex.ImaginaryOne) - turned.Points[i]).Magnitude, 1e-12));
    }

    [Fact]
    public void Values_OfEachMode_AreThatPartOfThePoints()
    {
        var spectrum = SpectrumProcessor.Transform(new SpectralSignal([new(3, 4), new(-1, 0)], 2, SignalDomain.Frequency), Axis, SpectrumSettings.None);
        Assert.Equal([3, -1], spectrum.Values(SpectrumMode.Real));
        Assert.Equal([4, 0], spectrum.Values(SpectrumMode.Imaginary));
        Assert.Equal([5, 1], spectrum.Values(SpectrumMode.Magnitude));
        Assert.Equal([double.RadiansToDegrees(Math.Atan2(4, 3)), 180], spectrum.Values(SpectrumMode.Phase));
    }

    [Fact]
    public void Plane_OfASignalInTwoTimes_HasItsLineWhereBothFrequenciesMeet()
    {
        const int rows = 32, columns = 64;
        var rowAxis = Axis with { Width = 1000, ChemicalShiftReference = 0 };
        var points = Enumerable.Range(0, rows * columns)
            .Select(i => new SpectralLine(250, 1, 0).SignalAt(i % columns / Width) * new SpectralLine(-125, 1, 0).SignalAt(i / columns / 1000.0)).ToArray();
        var plane = SpectrumProcessor.TransformPlane(new SpectralSignal(points, columns, SignalDomain.Time, SignalDomain.Time), Axis, rowAxis, SpectrumSettings.None);
        var (column, row) = ((int)Math.Round(Axis.PointAt(250, columns)), (int)Math.Round(rowAxis.PointAt(-125, rows)));
        Assert.Equal(rows * columns, plane.Rows[row].Points[column].Real, 1e-6);
        Assert.Equal(rowAxis.ValueAt(-125), plane.ValueAt(row), 1e-12);
        Assert.Equal(rows * columns, plane.Rows.Sum(spectrum => spectrum.Points.Sum(point => point.Magnitude)), 1e-6);
    }

    private static void AssertSame(Spectrum actual, Spectrum wanted) =>
        Assert.All(wanted.Points.Zip(actual.Points), pair => Assert.Equal(0, (pair.First - pair.Second).Magnitude, 1e-9));

    private static SpectralSignal Sampled(int count, params SpectralLine[] lines) =>
        new([.. Enumerable.Range(0, count).Select(i => MadeUpSpectroscopy.Signal(lines, i / Width))], count, SignalDomain.Time);
}
