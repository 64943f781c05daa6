using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class LosslessJpegTests
{
    private const int Width = 23;
    private const int Height = 17;

    public static TheoryData<int, int> PredictorsAndPrecisions()
    {
        var all = new TheoryData<int, int>();
        for (var predictor = 1; predictor <= 7; predictor++)
        {
            foreach (var precision in new[] { 2, 7, 8, 9, 12, 15, 16 })
            {
                all.Add(predictor, precision);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(PredictorsAndPrecisions))]
    public void Stream_OfAnyPredictorAndPrecision_GivesTheValuesThatWentIn(int predictor, int precision)
    {
        var writer = new LosslessJpegWriter(Width, Height, 1, precision) { Predictor = predictor };
        var samples = Samples(writer, predictor);
        var frame = Decode(writer, samples);
        Assert.Null(frame.Note);
        Assert.Equal(samples, Values(frame));
    }

    [Theory]
    [InlineData(1, 0, 4, false)]
    [InlineData(1, 3, 0, false)]
    [InlineData(4, 2, 5, false)]
    [InlineData(7, 0, 1, false)]
    [InlineData(6, 4, 3, true)]
    public void Stream_WithPointTransformAndRestarts_GivesTheValuesThatWentIn(int predictor, int pointTransform, int restartLines, bool separate)
    {
        var writer = new LosslessJpegWriter(Width, Height, 1, 16) { Predictor = predictor, PointTransform = pointTransform, RestartLines = restartLines, Separate = separate };
        var samples = Samples(writer, 3);
        Assert.Equal(samples.Select(sample => sample >> pointTransform << pointTransform), Values(Decode(writer, samples)));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    public void Stream_OfThreeComponents_GivesTheColoursThatWentIn(bool separate, int restartLines)
    {
        var writer = new LosslessJpegWriter(Width, Height, 3, 8) { Predictor = 5, Separate = separate, RestartLines = restartLines };
        var samples = Samples(writer, 8);
        var frame = Decode(writer, samples);
        Assert.Equal(PixelKind.Rgb8, frame.Kind);
        Assert.Equal(samples.Select(sample => (byte)sample), frame.Data.ToArray());
    }

    [Fact]
    public void Stream_WithADamagedInterval_LosesItsLinesAlone()
    {
        var writer = new LosslessJpegWriter(Width, Height, 1, 12) { RestartLines = 4 };
        var samples = Samples(writer, 1);
        var stream = writer.Write(samples);

        // Ones from the second line of the first interval on: the code of 31 does not exist.
        var scan = stream.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]) + 10;
        var marker = stream.AsSpan().IndexOf([(byte)0xFF, (byte)0xD0]);
        for (var i = scan + (Width * 3); i < marker; i++)
        {
            stream[i] = 0xFE;
        }

        var frame = Image(stream, 1, 12).GetFrame(0);
        Assert.Contains("of 17 lines are whole", frame.Note, StringComparison.Ordinal);
        Assert.Equal(samples[(4 * Width)..], Values(frame)[(4 * Width)..]);
        Assert.Equal(samples[..Width], Values(frame)[..Width]);
    }

    [Fact]
    public void Stream_ThatLostAnInterval_HasTheOthersInTheirPlaces()
    {
        var writer = new LosslessJpegWriter(Width, Height, 1, 12) { RestartLines = 4 };
        var samples = Samples(writer, 1);
        var stream = writer.Write(samples);
        var (first, second) = (stream.AsSpan().IndexOf([(byte)0xFF, (byte)0xD0]), stream.AsSpan().IndexOf([(byte)0xFF, (byte)0xD1]));
        var frame = Image([.. stream[..first], .. stream[second..]], 1, 12).GetFrame(0);
        Assert.NotNull(frame.Note);
        Assert.Equal(samples[..(4 * Width)], Values(frame)[..(4 * Width)]);
        Assert.Equal(samples[(8 * Width)..], Values(frame)[(8 * Width)..]);
    }

    // The stream tells how samples are coded, the data set what they mean; what cannot both be true is noted.
    [Fact]
    public void Precision_AboveBitsAllocated_IsBelieved()
    {
        var writer = new LosslessJpegWriter(Width, Height, 1, 12);
        var samples = Samples(writer, 2);
        var frame = Image(writer.Write(samples), 1, 8).GetFrame(0);
        Assert.Equal(samples, Values(frame));
        Assert.Contains("Bits Allocated", frame.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Precision_BelowBitsStored_HoldsTheSignBit()
    {
        var writer = new LosslessJpegWriter(Width, Height, 1, 12);
        var samples = Samples(writer, 2);
        var dataset = Dataset(writer.Write(samples), 1, 16).Set(DicomTag.PixelRepresentation, 1);
        Assert.Equal(samples.Select(sample => sample < 2048 ? sample : sample - 4096), Values(DicomImage.Open(dataset).GetFrame(0)));
    }

    [Fact]
    public void Components_OtherThanTheDataSetSays_AreThoseOfTheStream()
    {
        var color = new LosslessJpegWriter(Width, Height, 3, 8);
        var frame = Image(color.Write(Samples(color, 1)), 1, 8).GetFrame(0);
        Assert.Equal(PixelKind.Rgb8, frame.Kind);
        Assert.Contains("3 components", frame.Note, StringComparison.Ordinal);
        var gray = new LosslessJpegWriter(Width, Height, 1, 8);
        frame = Image(gray.Write(Samples(gray, 1)), 3, 8).GetFrame(0);
        Assert.Equal(PixelKind.Gray8, frame.Kind);
        Assert.Contains("1 components", frame.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Width + 5, Height + 2)]
    [InlineData(Width - 5, Height - 2)]
    public void Size_OtherThanTheDataSetSays_ShowsWhatTheyShare(int width, int height)
    {
        var writer = new LosslessJpegWriter(width, height, 1, 12);
        var samples = Samples(writer, 1);
        var frame = Image(writer.Write(samples), 1, 12).GetFrame(0);
        Assert.Equal((Width, Height), (frame.Width, frame.Height));
        Assert.Contains($"{width}x{height}", frame.Note, StringComparison.Ordinal);
        for (var i = 0; i < Width * Height; i++)
        {
            var (x, y) = (i % Width, i / Width);
            Assert.Equal(x < width && y < height ? samples[(y * width) + x] : 0, frame.ValueAt(x, y));
        }
    }

    [Fact]
    public void Stream_OfAnotherKindThanTheTransferSyntaxSays_IsDecodedWithANote()
    {
        var writer = new LosslessJpegWriter(Width, Height, 1, 12);
        var samples = Samples(writer, 1);
        var dataset = MadeUp.Pixels(1, 16, 12, false, "MONOCHROME2", DicomTransferSyntax.RLELossless).Set(DicomTag.Rows, Height).Set(DicomTag.Columns, Width);
        dataset.SetFragments(DicomTag.PixelData, writer.Write(samples));
        var frame = DicomImage.Open(dataset).GetFrame(0);
        Assert.Equal(samples, Values(frame));
        Assert.Contains("promises RLE", frame.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_ThatAnnouncesMoreThanItCanHold_IsRefusedBeforeAnythingIsAllocated()
    {
        var stream = new LosslessJpegWriter(Width, Height, 1, 12).Write(Samples(new(Width, Height, 1, 12), 1));
        var size = stream.AsSpan().IndexOf([(byte)0xFF, (byte)0xC3]) + 5;
        stream.AsSpan(size, 4).Fill(0x3F);
        var image = Image(stream, 1, 12);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DicomImageException>(() => image.GetFrame(0));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static int[] Samples(LosslessJpegWriter shape, int seed)
    {
        // Noise over the whole range, with level parts and both extremes side by side: differences of every category.
        var random = new Random(seed);
        var max = (1 << shape.Precision) - 1;
        return [.. Enumerable.Range(0, shape.Width * shape.Height * shape.Components).Select(i => (i / 40 % 4) switch
        {
            0 => random.Next(max + 1),
            1 => max / 2,
            2 => i % 2 == 0 ? 0 : max,
            _ => Math.Clamp((max / 3) + random.Next(-3, 4), 0, max),
        })];
    }

    private static PixelFrame Decode(LosslessJpegWriter writer, int[] samples) =>
        Image(writer.Write(samples), writer.Components, writer.Precision).GetFrame(0);

    private static DicomImage Image(byte[] stream, int components, int bits) => DicomImage.Open(Dataset(stream, components, bits));

    private static DicomDataset Dataset(byte[] stream, int components, int bits)
    {
        var dataset = MadeUp.Pixels(components, bits > 8 ? 16 : 8, bits, false, components == 3 ? "RGB" : "MONOCHROME2", DicomTransferSyntax.JPEGLossless14)
            .Set(DicomTag.Rows, Height).Set(DicomTag.Columns, Width);
        dataset.SetFragments(DicomTag.PixelData, stream);
        return dataset;
    }

    private static int[] Values(PixelFrame frame) =>
        [.. Enumerable.Range(0, frame.Width * frame.Height).Select(i => (int)frame.ValueAt(i % frame.Width, i / frame.Width))];
}
