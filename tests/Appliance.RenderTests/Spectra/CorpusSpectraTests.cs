using System.Numerics;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>
/// Real spectra. The numbers are numpy's: <c>x = frombuffer(SpectroscopyData, '&lt;f4')</c>, pairs taken as complex, and for signals in time
/// <c>fftshift(fft(x))[::-1]</c>.
/// </summary>
public sealed class CorpusSpectraTests
{
    private const string Siemens1 = "30001_1.3.12.2.1107.5.2.61.237021.2026060513334667167608226.dcm";
    private const string Siemens2 = "30002_1.3.12.2.1107.5.2.61.237021.2026060513334667645408229.dcm";

    [Theory]
    [InlineData(Siemens1, 0, 0, 0, 512, 4.6934272409990285, 1565012.4142724308, 257710.09904602228, 24818915702282.258)]
    [InlineData(Siemens2, 0, 0, 0, 512, 4.6934272409990285, 1568195.0654543722, 257909.1856638811, 25017655181270.84)]
    [InlineData("IM-0001-0002.dcm", 0, 0, 0, 511, 4.68, -0.5645468486054597, -0.4471416380249593, 1.726891441129353)]
    [InlineData("IM-0001-0002.dcm", 1, 0, 0, 510, 4.695283683819273, 424.9384923716789, 567.8349049186786, 1246339.0751602682)]
    [InlineData("BRSV001", 0, 0, 0, 2052, 4.652217485675769, -7669.943359375, -5392.0107421875, 2658504102.6602945)]
    [InlineData("BRTUMSP2", 0, 2, 6, 125, 0.06115410276941952, 2856.0, 0, 56373266.0)]
    public void Spectrum_OfARealObject_IsThatOfNumpy(string file, int frame, int row, int column, int highest, double ppm, double real, double imaginary, double energy)
    {
        using var opened = DicomFile.Open(Corpus.PathOf("mr-spectroscopy/" + file));
        var spectrum = DicomSpectroscopy.Open(opened.Dataset).GetSpectrum(new VoxelIndex(row, column, frame), SpectrumSettings.None);
        var magnitudes = spectrum.Values(SpectrumMode.Magnitude);
        Assert.Equal(highest, Array.IndexOf(magnitudes, magnitudes.Max()));
        Assert.Equal(ppm, spectrum.ValueAt(highest), 1e-9);
        Assert.Equal(0, (new Complex(real, imaginary) - spectrum.Points[highest]).Magnitude, magnitudes[highest] * 1e-12);
        Assert.Equal(energy, magnitudes.Sum(magnitude => magnitude * magnitude), energy * 1e-12);
    }

    [Fact]
    public void Grid_OfTheDemonstration_HasItsHighestPointsInTheirVoxels()
    {
        int[][] wanted =
        [
            [284, 545, 860, 1095, 1828, 2194, 1579, 685],
            [303, 641, 1162, 1421, 2924, 3595, 2399, 846],
            [352, 631, 1205, 1695, 3699, 4545, 2856, 714],
            [335, 712, 1493, 1987, 3341, 4061, 2674, 961],
            [353, 688, 1000, 1324, 1967, 2301, 1656, 788],
            [237, 423, 559, 450, 334, 461, 337, 339],
        ];
        using var opened = DicomFile.Open(Corpus.PathOf("mr-spectroscopy/BRTUMSP2"));
        var spectroscopy = DicomSpectroscopy.Open(opened.Dataset);
        Assert.Equal((6, 8, 256), (spectroscopy.Rows, spectroscopy.Columns, spectroscopy.DataPointColumns));
        Assert.Equal((SignalDomain.Frequency, DataRepresentation.Real), (spectroscopy.Domain, spectroscopy.Representation));
        for (var row = 0; row < 6; row++)
        {
            Assert.Equal(wanted[row], Enumerable.Range(0, 8).Select(column =>
                (int)spectroscopy.GetSpectrum(new VoxelIndex(row, column), SpectrumSettings.None).Values(SpectrumMode.Real).Max()));
        }
    }

    /// <summary>Lines that every brain and every brain phantom has: that they stand where they should proves the direction of the axis.</summary>
    [Theory]
    [InlineData("BRSV001", 0, 2.01, 0.03)]
    [InlineData("BRSV001", 0, 3.03, 0.03)]
    [InlineData("BRSV001", 0, 3.20, 0.03)]
    [InlineData("IM-0001-0002.dcm", 0, 1.85, 0.03)]
    [InlineData("IM-0001-0002.dcm", 0, 2.88, 0.03)]
    [InlineData(Siemens1, 0, 3.06, 0.03)]
    [InlineData(Siemens1, 0, 2.06, 0.03)]
    public void Line_OfAMetabolite_StandsAtItsChemicalShift(string file, int frame, double ppm, double within)
    {
        using var opened = DicomFile.Open(Corpus.PathOf("mr-spectroscopy/" + file));
        var spectrum = DicomSpectroscopy.Open(opened.Dataset).GetSpectrum(new VoxelIndex(0, 0, frame), new SpectrumSettings { ExponentialWidth = 2, ZeroFillFactor = 2 });
        var values = spectrum.Values(SpectrumMode.Magnitude);
        var (first, last) = ((int)spectrum.PointAt(ppm + 0.1), (int)spectrum.PointAt(ppm - 0.1));
        var top = first + Array.IndexOf(values[first..last], values[first..last].Max());
        Assert.Equal(ppm, spectrum.ValueAt(top), within);
        Assert.True(values[top] > values[top - 1] && values[top] > values[top + 1], "no line there");
    }

    [Fact]
    public void Grid_OfTheDemonstration_LiesOnItsLocalizer()
    {
        using var opened = DicomFile.Open(Corpus.PathOf("mr-spectroscopy/BRTUMSP2"));
        using var localizer = DicomFile.Open(Corpus.PathOf("enhanced-mr/BRTUM001"));
        Assert.Equal(opened.Dataset.GetString(DicomTag.FrameOfReferenceUID), localizer.Dataset.GetString(DicomTag.FrameOfReferenceUID));
        var (grid, image) = (DicomSpectroscopy.Open(opened.Dataset).GridOf(0)!, DicomImage.Open(localizer.Dataset));
        Assert.Equal((15, 15, 20), grid.VoxelSize);
        var planes = Enumerable.Range(0, image.NumberOfFrames).Select(image.PlaneOf).ToList();

        // The first voxel is centred at (-62.1, -40.5, 40.9): sagittal slices are reached where their x lies within 7.5 mm of its columns.
        for (var column = 0; column < 8; column++)
        {
            var x = -62.1 + (15 * column);
            var reached = planes.Where(plane => Math.Abs(plane!.Value.Position.X - x) < 7.5).ToList();
            var best = grid.BestPlane(2, column, planes);
            Assert.Equal(reached.Count == 0, best < 0);
            if (best >= 0)
            {
                Assert.Equal(reached.Min(plane => Math.Abs(plane!.Value.Position.X - x)), Math.Abs(planes[best]!.Value.Position.X - x), 1e-9);
                var outline = grid.BoxOf(2, column).Section(planes[best]!.Value, image.SpacingOf(best)!.Value);
                Assert.Equal(4, outline.Count);
                Assert.All(outline, corner => Assert.True(corner.Column > 0 && corner.Column < 256 && corner.Row > 0 && corner.Row < 256));
            }
        }
    }

    [Fact]
    public void Sequence_OfSpectraAndTheirLocalizer_DrawsTheSelectedVoxelOnTheSliceThroughIt()
    {
        string[] files = ["enhanced-mr/BRTUM001", "mr-spectroscopy/BRTUMSP2"];
        using var sequence = SubjectSequence.Of(files.Select(file => DicomSubject.OfFile(Corpus.PathOf(file))), (name, why) => Assert.Fail($"{name}: {why}"), TestContext.Current.CancellationToken);
        Assert.Equal(16, sequence.Count);
        var page = Assert.IsType<SpectrumPage>(Enumerable.Range(0, 16).Select(index => sequence.Get(index, TestContext.Current.CancellationToken)).OfType<PageFrame>().Single().Page);
        var localizer = page.LocalizerOf(new SpectrumPageState { Selected = (2, 4) })!;
        Assert.Equal((256, 256), (localizer.Picture.Width, localizer.Picture.Height));

        // Column 5 is centred at x = -62.1 + 4 x 15 = -2.1.
        Assert.InRange(localizer.Plane.Position.X, -9.6, 5.4);
    }

    [Theory]
    [InlineData("BRSV001")]
    [InlineData("IM-0001-0002.dcm")]
    public void AutomaticPhase_OfARealSpectrum_TurnsNaaUpright(string file)
    {
        using var opened = DicomFile.Open(Corpus.PathOf("mr-spectroscopy/" + file));
        var spectrum = DicomSpectroscopy.Open(opened.Dataset).GetSpectrum(default, SpectrumSettings.None);
        var turned = spectrum.Turned(SpectrumProcessor.AutomaticPhase(spectrum));
        var naa = turned.Values(SpectrumMode.Real).Where((_, i) => turned.ValueAt(i) is > 1.5 and < 2.6).ToList();
        Assert.True(naa.Max() > 10 * -naa.Min(), $"from {naa.Min()} to {naa.Max()}");
    }

    [Theory]
    [InlineData("BRSV001", 2.0)]
    [InlineData("BRTUMSP2", 0.061)]
    public void SpectrumOfARealObject_BroadenedByAHertz_KeepsItsHighestMetaboliteLine(string file, double ppm)
    {
        // NAA, some 3 to 5 Hz wide: a hertz more takes a quarter of its height at most, and moves it nowhere.
        using var opened = DicomFile.Open(Corpus.PathOf("mr-spectroscopy/" + file));
        var spectroscopy = DicomSpectroscopy.Open(opened.Dataset);
        var voxel = new VoxelIndex(spectroscopy.Rows / 2, spectroscopy.Columns / 2);
        var (plain, broad) = (Highest(SpectrumSettings.None), Highest(new SpectrumSettings { ExponentialWidth = 1, ZeroFillFactor = 2 }));
        Assert.Equal(plain.Ppm, broad.Ppm, 0.02);
        Assert.InRange(broad.Height, 0.75 * plain.Height, plain.Height);

        (double Ppm, double Height) Highest(SpectrumSettings settings)
        {
            var spectrum = spectroscopy.GetSpectrum(voxel, settings);
            return spectrum.Points.Select((point, i) => (Ppm: spectrum.ValueAt(i), Height: point.Magnitude)).Where(point => Math.Abs(point.Ppm - ppm) < 0.15).MaxBy(point => point.Height);
        }
    }

    [Fact]
    public void Sequence_OfSpectraAndTheirLocalizer_DrawsTheGridOnEverySliceAndTheSlicesOnTheGrid()
    {
        string[] files = ["enhanced-mr/BRTUM001", "mr-spectroscopy/BRTUMSP2"];
        using var sequence = SubjectSequence.Of(files.Select(file => DicomSubject.OfFile(Corpus.PathOf(file))), (name, why) => Assert.Fail($"{name}: {why}"), TestContext.Current.CancellationToken);
        var frames = Enumerable.Range(0, 16).Select(index => sequence.Get(index, TestContext.Current.CancellationToken)).ToList();
        foreach (var picture in frames.OfType<PictureFrame>())
        {
            // The grid is 20 mm thick about z = 40.9, and its rows reach from y = -48 to 42; the first pixel lies at y = -105, z = 105, 0.820312 mm from the next.
            var place = new PicturePlace(new ImageArea(0, 0, 256, 256), 256, 256, default);
            var outline = SceneLines.Of(sequence.ReferencePlanes, picture.Place, place).Where(line => line.Kind == SceneLineKind.Frame && line.ToX + line.FromX > 0).ToList();
            Assert.Equal(4, outline.Count);
            Assert.Equal("11:1", Assert.Single(outline, line => line.Label.Length > 0).Label);
            Assert.Equal(((105 - 48) / 0.820312) + 0.5, outline.Min(line => Math.Min(line.FromX, line.ToX)), 1e-3);
            Assert.Equal(((105 + 42) / 0.820312) + 0.5, outline.Max(line => Math.Max(line.FromX, line.ToX)), 1e-3);
            Assert.Equal(((105 - 50.9) / 0.820312) + 0.5, outline.Min(line => Math.Min(line.FromY, line.ToY)), 1e-3);
            Assert.Equal(((105 - 30.9) / 0.820312) + 0.5, outline.Max(line => Math.Max(line.FromY, line.ToY)), 1e-3);
        }

        // Of the sagittal slices the first, the middle and the last, at x = 40, -2 and -44: columns of 15 mm from -62.1 on.
        var page = (SpectrumPage)frames.OfType<PageFrame>().Single().Page;
        Assert.Equal(["1:1", "1:15", "1:8"], page.Cuts.Select(cut => cut.Label).Order(StringComparer.Ordinal));
        foreach (var (label, x) in new[] { ("1:1", 40.0), ("1:8", -2), ("1:15", -44) })
        {
            var line = page.Cuts.Single(cut => cut.Label == label).Line;
            Assert.Equal((x + 62.1) / 15, line.FromColumn, 1e-6);
            Assert.Equal(line.FromColumn, line.ToColumn, 1e-6);
            Assert.Equal([-0.5, 5.5], new[] { line.FromRow, line.ToRow }.Order().Select(row => Math.Round(row, 6)));
        }
    }

    [Fact]
    public void ChemicalShiftReference_OfZeroForProtons_IsNoted()
    {
        using var opened = DicomFile.Open(Corpus.PathOf("mr-spectroscopy/BRTUMSP2"));
        Assert.Contains("(0018,9053): 0 ppm", Assert.Single(DicomSpectroscopy.Open(opened.Dataset).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Corpus_EveryObjectWithSpectra_IsReadWhole()
    {
        foreach (var path in Corpus.Files("mr-spectroscopy"))
        {
            using var file = DicomFile.Open(path);
            var spectroscopy = DicomSpectroscopy.Open(file.Dataset);
            Assert.Equal(path.EndsWith("BRTUMSP2", StringComparison.Ordinal) ? 1 : 0, spectroscopy.Notes.Count);
            Assert.NotNull(spectroscopy.GridOf(0));
            Assert.Null(spectroscopy.GetSignal(new VoxelIndex(spectroscopy.Rows - 1, spectroscopy.Columns - 1, spectroscopy.NumberOfFrames - 1)).Note);
        }
    }
}
