using System.Numerics;
using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Spectra;

public sealed class SpectroscopyTests
{
    [Fact]
    public void Voxels_OfAGridInFrames_AreReadFromTheirOwnPlaces()
    {
        var made = new MadeUpSpectroscopy { Rows = 3, Columns = 4, Frames = 2, Points = 5, Point = (at, _, point) => new(At(at), point) };
        var spectroscopy = DicomSpectroscopy.Open(made.Dataset());
        Assert.Equal((3, 4, 2), (spectroscopy.Rows, spectroscopy.Columns, spectroscopy.NumberOfFrames));
        foreach (var (frame, row, column) in new[] { (0, 0, 0), (0, 0, 3), (0, 2, 1), (1, 0, 0), (1, 2, 3) })
        {
            var signal = spectroscopy.GetSignal(new VoxelIndex(row, column, frame));
            Assert.Equal([.. Enumerable.Range(0, 5).Select(point => new Complex(At((frame, row, column)), point))], signal.Points);
            Assert.Null(signal.Note);
        }

        static double At((int Frame, int Row, int Column) at) => (100 * at.Frame) + (10 * at.Row) + at.Column;
    }

    [Fact]
    public void Volume_InFrames_HasItsVoxelsInTheirSlabs()
    {
        var volume = DicomSpectroscopy.Open(MadeUpKinds.Volume().Dataset());
        Assert.Equal((3, 2, 3), (volume.NumberOfFrames, volume.Rows, volume.Columns));
        for (var frame = 0; frame < 3; frame++)
        {
            Assert.Equal(new PatientVector(4, -15, 40 + (20 * frame)), volume.GridOf(frame)!.BoxOf(1, 2).Centre);

            // At the place of NAA every voxel holds what its own three lines come to, as geometric series.
            for (var voxel = 0; voxel < 6; voxel++)
            {
                var spectrum = volume.GetSpectrum(new VoxelIndex(voxel / 3, voxel % 3, frame), SpectrumSettings.None);
                var point = (int)Math.Round(spectrum.PointAt(2.01));
                var offset = (spectrum.ValueAt(point) - MadeUpSpectroscopy.Reference) * MadeUpSpectroscopy.Transmitter;
                var lines = MadeUpSpectroscopy.Brain(naa: 4 + (4 * frame), choline: 2 + (voxel % 3) + (3 * (voxel / 3)));
                var wanted = lines.Aggregate(Complex.Zero, (sum, line) => sum + line.TransformAt(offset, 512, 2000));
                Assert.Equal(0, (wanted - spectrum.Points[point]).Magnitude, wanted.Magnitude * 1e-5);
            }
        }
    }

    [Theory]
    [InlineData("COMPLEX", 3, 4)]
    [InlineData("REAL", 3, 0)]
    [InlineData("IMAGINARY", 0, 4)]
    [InlineData("MAGNITUDE", 5, 0)]
    public void Points_OfEachRepresentation_AreTakenAsTheirPart(string representation, double real, double imaginary)
    {
        var made = new MadeUpSpectroscopy { Points = 2, Representation = representation, Domain = "FREQUENCY", Point = (_, _, _) => new(3, 4) };
        Assert.Equal([new(real, imaginary), new(real, imaginary)], DicomSpectroscopy.Open(made.Dataset()).GetSignal(default).Points);
    }

    [Fact]
    public void Points_InBigEndian_AreTheSame()
    {
        var made = new MadeUpSpectroscopy { Points = 3, Syntax = DicomTransferSyntax.ExplicitVRBigEndian, Point = (_, _, point) => new(point + 0.5, -point) };
        Assert.Equal([new(0.5, 0), new(1.5, -1), new(2.5, -2)], DicomSpectroscopy.Open(made.Dataset()).GetSignal(default).Points);
    }

    [Fact]
    public void Line_InTime_StandsAtItsChemicalShiftWithItsHeight()
    {
        var line = MadeUpSpectroscopy.Brain()[0];
        var spectrum = DicomSpectroscopy.Open(MadeUpSpectroscopy.OfLines(line).Dataset()).GetSpectrum(default, new SpectrumSettings { ZeroFillFactor = 8 });
        var values = spectrum.Values(SpectrumMode.Real);
        var top = Array.IndexOf(values, values.Max());
        Assert.Equal(2.01, spectrum.ValueAt(top), 2e-3);
        Assert.Equal(line.TransformAt((spectrum.ValueAt(top) - 4.7) * 127.74, 1024, 2000).Real, values[top], 1e-3);
    }

    [Fact]
    public void Axis_OfAnObject_IsThatOfItsAttributes()
    {
        var axis = DicomSpectroscopy.Open(MadeUpSpectroscopy.OfLines(default(SpectralLine)).Dataset()).Axis;
        Assert.Equal(
            new SpectralAxis { Width = 2000, TransmitterFrequency = 127.74, ChemicalShiftReference = 4.7, Unit = SpectralUnit.Ppm, Nucleus = "1H" }, axis);
    }

    [Fact]
    public void TransmitterFrequency_Missing_IsWorkedOutFromTheField()
    {
        var dataset = Plain();
        dataset.Remove(DicomTag.TransmitterFrequency);
        var spectroscopy = DicomSpectroscopy.Open(dataset);
        Assert.Equal(127.73, spectroscopy.Axis.TransmitterFrequency, 0.01);
        Assert.Contains(spectroscopy.Notes, note => note.Contains("worked out for 1H", StringComparison.Ordinal));
    }

    [Fact]
    public void Axis_WithoutATransmitterFrequencyOrWidth_IsInHertzOrPoints()
    {
        var dataset = Plain().Set(DicomTag.ResonantNucleus, "14N");
        dataset.Remove(DicomTag.TransmitterFrequency);
        Assert.Equal((SpectralUnit.Hertz, 2000.0), (DicomSpectroscopy.Open(dataset).Axis.Unit, DicomSpectroscopy.Open(dataset).Axis.Width));
        dataset.Set(DicomTag.SpectralWidth, 0.0);
        var spectroscopy = DicomSpectroscopy.Open(dataset);
        Assert.Equal((SpectralUnit.Points, 1024.0), (spectroscopy.Axis.Unit, spectroscopy.Axis.Width));
        Assert.Contains(spectroscopy.Notes, note => note.Contains("(0018,9052): 0 is not greater than 0", StringComparison.Ordinal));
    }

    [Fact]
    public void TwoDimensionalSpectrum_OfAnObject_IsReadRowByRow()
    {
        var made = new MadeUpSpectroscopy { Points = 4, PointRows = 3, RowDomain = "FREQUENCY", Domain = "FREQUENCY", Point = (_, row, point) => new(row, point) };
        var spectroscopy = DicomSpectroscopy.Open(made.Dataset());
        var plane = SpectrumProcessor.TransformPlane(spectroscopy.GetSignal(default), spectroscopy.Axis, spectroscopy.RowAxis!, SpectrumSettings.None);
        Assert.Equal(new Complex(2, 3), plane.Rows[2].Points[3]);
        Assert.Equal(3, plane.Rows.Count);
    }

    [Fact]
    public void Voxel_OfALargeObject_IsReadWithoutTheOthers()
    {
        var made = new MadeUpSpectroscopy { Rows = 16, Columns = 16, Points = 512, Point = (at, _, point) => new(at.Column, point) };
        var stream = new MemoryStream();
        var dataset = made.Dataset();
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Write(stream);
        using var source = new CountingSource(stream.ToArray());
        using var file = DicomFile.Open(source, new DicomReadOptions { DeferThreshold = 4096 });
        var spectroscopy = DicomSpectroscopy.Open(file.Dataset);
        source.Count = 0;
        Assert.Equal(new Complex(9, 511), spectroscopy.GetSignal(new VoxelIndex(7, 9)).Points[511]);
        Assert.Equal(512 * 8, source.Count);
    }

    [Theory]
    [InlineData("Rows")]
    [InlineData("Columns")]
    [InlineData("DataPointColumns")]
    [InlineData("DataRepresentation")]
    [InlineData("SignalDomainColumns")]
    [InlineData("SpectroscopyData")]
    public void Attribute_Missing_IsNamed(string keyword)
    {
        var dataset = Plain();
        dataset.Remove(DicomTag.Parse(keyword));
        Assert.Contains(keyword, Assert.Throws<DicomImageException>(() => DicomSpectroscopy.Open(dataset)).Attribute, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Rows", "0")]
    [InlineData("DataPointColumns", "0")]
    [InlineData("DataPointColumns", "4294967295")]
    [InlineData("NumberOfFrames", "99999999")]
    [InlineData("DataRepresentation", "POLAR")]
    [InlineData("SignalDomainColumns", "SPACE")]
    public void Attribute_ThatNoSpectrumCanBeMadeOf_IsNamed(string keyword, string value)
    {
        var tag = DicomTag.Parse(keyword);
        var dataset = long.TryParse(value, out var number) ? Plain().Set(tag, number) : Plain().Set(tag, value);
        var fault = Assert.Throws<DicomImageException>(() => DicomSpectroscopy.Open(dataset));
        Assert.Contains(keyword, fault.Attribute, StringComparison.Ordinal);
        Assert.Contains(value, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_BeyondTheLimitTogether_AreRefused()
    {
        Assert.Contains("DataPointColumns", Fault(Plain().Set(DicomTag.DataPointColumns, 1 << 21).Set(DicomTag.DataPointRows, 4)), StringComparison.Ordinal);
        Assert.Contains("Rows", Fault(Plain().Set(DicomTag.Rows, 65535).Set(DicomTag.Columns, 65535)), StringComparison.Ordinal);
        Assert.Contains("NumberOfFrames", Fault(Plain().Set(DicomTag.Rows, 1000).Set(DicomTag.Columns, 1000).Set(DicomTag.NumberOfFrames, 8000000)), StringComparison.Ordinal);

        static string Fault(DicomDataset dataset) => Assert.Throws<DicomImageException>(() => DicomSpectroscopy.Open(dataset)).Attribute;
    }

    [Fact]
    public void Sizes_FarBeyondTheData_AreRefusedBeforeTheyAreAllocated()
    {
        var spectroscopy = DicomSpectroscopy.Open(Plain().Set(DicomTag.DataPointColumns, 1 << 22));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.Throws<DicomImageException>(() => spectroscopy.GetSignal(default));
        Assert.Contains("8192 bytes", fault.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Data_ThatEndEarly_AreShownAsFarAsTheyGoWithANote()
    {
        var dataset = new MadeUpSpectroscopy { Columns = 2, Points = 8, Point = (_, _, point) => new(point, 1) }.Dataset();
        dataset.SetBytes(DicomTag.SpectroscopyData, DicomVR.OF, dataset.GetBytes(DicomTag.SpectroscopyData)[..(8 * 11)]);
        var spectroscopy = DicomSpectroscopy.Open(dataset);
        Assert.Contains(spectroscopy.Notes, note => note.Contains("88 bytes where 1 frames of 2x1 voxels of 8 data points take 128", StringComparison.Ordinal));
        var signal = spectroscopy.GetSignal(new VoxelIndex(0, 1));
        Assert.Equal([new(0, 1), new(1, 1), new(2, 1), 0, 0, 0, 0, 0], signal.Points);
        Assert.Contains("only 3 of 8 data points", signal.Note, StringComparison.Ordinal);
        Assert.Contains("only 3 of 8 data points", spectroscopy.GetSpectrum(new VoxelIndex(0, 1), SpectrumSettings.None).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Voxel_BeyondTheData_IsRefusedByItsPlace()
    {
        var dataset = Plain().Set(DicomTag.Columns, 3);
        var fault = Assert.Throws<DicomImageException>(() => DicomSpectroscopy.Open(dataset).GetSignal(new VoxelIndex(0, 2)));
        Assert.Contains("voxel 1,3 of frame 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_ThatAreNoNumbers_AreTakenAsNothingWithANote()
    {
        var made = new MadeUpSpectroscopy { Points = 4, Point = (_, _, point) => point switch { 1 => new(double.NaN, 0), 2 => new(0, double.PositiveInfinity), _ => new(1, 1) } };
        var signal = DicomSpectroscopy.Open(made.Dataset()).GetSignal(default);
        Assert.Equal([new(1, 1), 0, 0, new(1, 1)], signal.Points);
        Assert.Contains("2 data points are no finite number", signal.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_OfAFrame_TellHowItWasMeasuredAndLeaveThePatientOutWhenAsked()
    {
        var spectroscopy = DicomSpectroscopy.Open(MadeUpKinds.TwoFrames().Dataset());
        var labels = SpectroscopyFacts.LabelsOf(spectroscopy, 1);
        Assert.Equal(["PRESS TE 30 TR 2000 ms Avg 16", "1H 127.74 MHz width 2000 Hz 4.7 ppm at its middle", "WATER suppressed", "voxel 12 x 15 x 20 mm"], labels.BottomLeft);
        Assert.Equal(["single voxel", "1024 points COMPLEX TIME", "Frame 2/2 Instance #1", "20260105120000"], labels.BottomRight);
        Assert.Contains(labels.TopLeft, line => line.Contains("Formula^Made", StringComparison.Ordinal));
        Assert.DoesNotContain(SpectroscopyFacts.LabelsOf(spectroscopy, 1, withIdentity: false).TopLeft, line => line.Contains("Formula^Made", StringComparison.Ordinal));
    }

    [Fact]
    public void Image_AsSpectra_SaysWhatItIs()
    {
        var dataset = new DicomDataset().Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage);
        Assert.False(DicomSpectroscopy.IsSpectroscopy(dataset, out var whyNot));
        Assert.Contains("CT Image Storage", whyNot, StringComparison.Ordinal);
    }

    private static DicomDataset Plain() => MadeUpSpectroscopy.OfLines(new SpectralLine(10, 1, 1)).Dataset();

    private sealed class CountingSource(byte[] bytes) : IByteSource
    {
        private readonly MemoryByteSource _bytes = new(bytes);

        public long Count { get; set; }

        public long Length => _bytes.Length;

        public int Read(long offset, Span<byte> destination)
        {
            var read = _bytes.Read(offset, destination);
            Count += read;
            return read;
        }

        public void Dispose() => _bytes.Dispose();
    }
}
