using System.Runtime.InteropServices;
using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class FloatPixelTests
{
    [Theory]
    [InlineData(PixelKind.GrayF32)]
    [InlineData(PixelKind.GrayF64)]
    public void Range_WithNaNInfinityAndPadding_IsThatOfTheOtherValues(PixelKind kind)
    {
        var frame = Frame(kind, double.NaN, double.PositiveInfinity, -0.25, 3.5, double.NegativeInfinity, -1000, 0.5);
        Assert.Equal((-1000.0, 3.5), (frame.Min, frame.Max));
        Assert.Equal((-0.25, 3.5), frame.RangeWithout(new PixelPadding(-2000, -1)));
        Assert.Equal((-1000.0, 3.5), frame.RangeWithout(new PixelPadding(-2000, 2000)));
        Assert.True(double.IsNaN(frame.ValueAt(0, 0)));
        Assert.Equal(0.5, frame.ValueAt(6, 0));
    }

    [Theory]
    [InlineData(PixelKind.GrayF32)]
    [InlineData(PixelKind.GrayF64)]
    public void Range_WithoutAnyNumber_IsZero(PixelKind kind) =>
        Assert.Equal((0.0, 0.0), Frame(kind, double.NaN, double.NegativeInfinity).RangeWithout(new PixelPadding(0, 1)));

    [Theory]
    [InlineData(PixelKind.GrayF32)]
    [InlineData(PixelKind.GrayF64)]
    public void Renderer_NaNAndInfinity_AreBackgroundAlsoWhenInverted(PixelKind kind)
    {
        var frame = Frame(kind, double.NaN, -1, 0, 1, double.PositiveInfinity, double.NegativeInfinity);
        Assert.Equal([0, 0, 128, 255, 0, 0], Levels(frame, new GrayPipeline()));
        Assert.Equal([0, 255, 128, 0, 0, 0], Levels(frame, new GrayPipeline { Invert = true }));
    }

    [Fact]
    public void Range_WithPaddingOutsideTheKind_LeavesOutNothing()
    {
        var frame = new PixelFrame(3, 1, PixelKind.Gray8, 8, new byte[] { 0, 7, 255 });
        Assert.Equal((0.0, 255.0), frame.RangeWithout(new PixelPadding(-2000, -2000)));
        Assert.Equal((0.0, 255.0), frame.RangeWithout(new PixelPadding(256, 300)));
        Assert.Equal((7.0, 255.0), frame.RangeWithout(new PixelPadding(-2000, 0)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Object_OfFloatPixelData_GivesEveryFrameExactly(bool isDouble, bool bigEndian)
    {
        double[] values = [-1.5, 0.25, double.NaN, 1e30, 7, double.NegativeInfinity];
        var dataset = Dataset(isDouble, 3, values, bigEndian).Set(DicomTag.NumberOfFrames, 2);
        var image = DicomImage.Open(dataset);
        Assert.True(DicomImage.IsImage(dataset, out _));
        Assert.Empty(image.Notes);
        var second = image.GetFrame(1);
        Assert.Equal((isDouble ? PixelKind.GrayF64 : PixelKind.GrayF32, (string?)null), (second.Kind, second.Note));
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(isDouble ? values[i] : (float)values[i], image.GetFrame(i / 3).ValueAt(i % 3, 0));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Padding_OfFloatPixelData_IsBlackAndOutOfTheRange(bool isDouble)
    {
        var dataset = Dataset(isDouble, 5, [-3000, -2000.5, 0.5, 1.5, 1]);
        if (isDouble)
        {
            dataset.SetBytes(DicomTag.DoubleFloatPixelPaddingValue, DicomVR.FD, BitConverter.GetBytes(-2000.5)).SetBytes(DicomTag.DoubleFloatPixelPaddingRangeLimit, DicomVR.FD, BitConverter.GetBytes(-3000.0));
        }
        else
        {
            dataset.SetBytes(DicomTag.FloatPixelPaddingValue, DicomVR.FL, BitConverter.GetBytes(-2000.5f)).SetBytes(DicomTag.FloatPixelPaddingRangeLimit, DicomVR.FL, BitConverter.GetBytes(-3000.0f));
        }

        Assert.Equal([0, 0, 0, 255, 128], MadeUp.Render(dataset).Pixels.Select(level => (int)level));
    }

    [Fact]
    public void Object_CutInItsFloatPixelData_IsBackgroundWhereNothingIs()
    {
        var frame = DicomImage.Open(Dataset(false, 4, [1, 2, 3])).GetFrame(0);
        Assert.Contains("12 of 16 bytes", frame.Note, StringComparison.Ordinal);
        Assert.True(double.IsNaN(frame.ValueAt(3, 0)));
        Assert.Equal((1.0, 3.0), (frame.Min, frame.Max));
    }

    [Fact]
    public void Object_WhoseBitsAllocatedLie_IsReadByTheSizeOfItsNumbers()
    {
        var image = DicomImage.Open(Dataset(true, 2, [1, 2]).Set(DicomTag.BitsAllocated, 16));
        Assert.Contains(image.Notes, note => note.Contains("BitsAllocated", StringComparison.Ordinal));
        Assert.Equal(2, image.GetFrame(0).Max);
    }

    [Fact]
    public void Object_OfFloatColours_IsRefused() => Assert.Contains(
        "floating point", Assert.Throws<DicomImageException>(
            () => DicomImage.Open(Dataset(false, 1, [1, 2, 3]).Set(DicomTag.PhotometricInterpretation, "RGB").Set(DicomTag.SamplesPerPixel, 3))).Message,
        StringComparison.Ordinal);

    private static DicomDataset Dataset(bool isDouble, int columns, double[] values, bool bigEndian = false)
    {
        var bytes = values.SelectMany(value => Ordered(isDouble ? BitConverter.GetBytes(value) : BitConverter.GetBytes((float)value), bigEndian)).ToArray();
        return new DicomDataset(bigEndian ? DicomTransferSyntax.ExplicitVRBigEndian : null)
            .Set(DicomTag.SamplesPerPixel, 1).Set(DicomTag.PhotometricInterpretation, "MONOCHROME2").Set(DicomTag.Rows, 1).Set(DicomTag.Columns, columns)
            .Set(DicomTag.BitsAllocated, isDouble ? 64 : 32)
            .SetBytes(isDouble ? DicomTag.DoubleFloatPixelData : DicomTag.FloatPixelData, isDouble ? DicomVR.OD : DicomVR.OF, bytes);
    }

    private static byte[] Ordered(byte[] bytes, bool reversed) => reversed ? [.. bytes.Reverse()] : bytes;

    private static IEnumerable<int> Levels(PixelFrame frame, GrayPipeline pipeline) => ReferenceRenderer.Render(frame, pipeline).Pixels.Select(level => (int)level);

    private static PixelFrame Frame(PixelKind kind, params double[] values) => kind == PixelKind.GrayF32
        ? new PixelFrame(values.Length, 1, kind, 32, MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => (float)value)).ToArray())
        : new PixelFrame(values.Length, 1, kind, 64, MemoryMarshal.AsBytes<double>(values).ToArray());
}
