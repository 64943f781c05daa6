using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>
/// Made-up frames of every coding with wrong bytes in them and wrong numbers about them: a picture, or a <see cref="DicomImageException"/>, and
/// never more memory than the frame and the limits explain. The seed is fixed, so a failure comes again.
/// </summary>
public sealed class FrameMutationTests
{
    private const int Cases = 6000;

    /// <summary>Three components of two bytes for the pixels that are believed without asking, twice over, and a native frame of the size that is.</summary>
    private const long MostBytes = 160L << 20;

    [Fact]
    public void Frames_WithWrongBytesAndNumbers_AreDrawnOrRefusedInBoundedMemory()
    {
        var random = new Random(60301);
        var drawn = 0;
        for (var round = 0; round < Cases; round++)
        {
            var dataset = Seed(random, round % 7);
            Damage(dataset, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var image = DicomImage.Open(dataset);
                var frame = random.Next(Math.Min(image.NumberOfFrames, 3));
                var pixels = image.GetFrame(frame);
                ReferenceRenderer.Render(image, pixels, image.PipelineOf(frame, pixels));
                drawn++;
            }
            catch (DicomImageException fault)
            {
                Assert.NotEmpty(fault.Message);
            }

            var taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken < MostBytes, $"round {round} took {taken} bytes");
        }

        Assert.InRange(drawn, Cases / 3, Cases);
    }

    private static DicomDataset Seed(Random random, int kind)
    {
        var (columns, rows) = (random.Next(1, 40), random.Next(1, 30));
        var precision = random.Next(2, 17);
        var components = random.Next(3) == 0 ? 3 : 1;
        var samples = Enumerable.Range(0, columns * rows * components).Select(_ => random.Next(1 << Math.Min(precision, 6))).ToArray();
        var allocated = new[] { 1, 8, 12, 16, 32, 64 }[random.Next(6)];
        switch (kind)
        {
            case 0:
                return Sized(MadeUp.Pixels(1, allocated, allocated, random.Next(2) == 1, "MONOCHROME2", null), columns, rows)
                    .SetBytes(DicomTag.PixelData, DicomVR.OW, Noise(random, ((columns * rows * allocated) + 7) / 8));
            case 1:
                return Sized(MadeUp.Pixels(3, 8, 8, false, random.Next(2) == 1 ? "RGB" : "YBR_FULL_422", DicomTransferSyntax.ExplicitVRBigEndian), columns, rows)
                    .Set(DicomTag.PlanarConfiguration, random.Next(2)).SetBytes(DicomTag.PixelData, DicomVR.OW, Noise(random, columns * rows * 3));
            case 2:
                return Sized(MadeUp.Pixels(1, 32, 32, false, "MONOCHROME2", null), columns, rows).SetBytes(DicomTag.FloatPixelData, DicomVR.OF, Noise(random, columns * rows * 4));
            case 3:
                var planes = Sized(MadeUp.Pixels(1, 16, 12, false, "MONOCHROME2", DicomTransferSyntax.RLELossless), columns, rows);
                planes.SetFragments(DicomTag.PixelData, Rle(random, columns * rows), Rle(random, columns * rows));
                return planes.Set(DicomTag.NumberOfFrames, 2);
            default:
                var writer = new LosslessJpegWriter(columns, rows, components, precision) { Predictor = random.Next(1, 8), RestartLines = random.Next(4), Separate = random.Next(2) == 1 };
                var stream = Sized(MadeUp.Pixels(components, precision > 8 ? 16 : 8, precision, false, components == 3 ? "RGB" : "MONOCHROME2", DicomTransferSyntax.JPEGLossless14), columns, rows);
                stream.SetFragments(DicomTag.PixelData, writer.Write(samples));
                return stream;
        }
    }

    private static DicomDataset Sized(DicomDataset dataset, int columns, int rows) => dataset.Set(DicomTag.Rows, rows).Set(DicomTag.Columns, columns);

    private static byte[] Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    // Two segments of literal runs.
    private static byte[] Rle(Random random, int pixels)
    {
        var packed = Enumerable.Range(0, (pixels + 127) / 128).SelectMany(_ => new byte[] { 127 }.Concat(Noise(random, 128))).ToArray();
        return [2, 0, 0, 0, 64, 0, 0, 0, .. BitConverter.GetBytes(64 + packed.Length), .. new byte[52], .. packed, .. packed];
    }

    private static void Damage(DicomDataset dataset, Random random)
    {
        if (dataset[DicomTag.PixelData] is DicomFragmentSequence fragments)
        {
            var damaged = fragments.Fragments.Select(fragment => (ReadOnlyMemory<byte>)Broken(fragment.ToMemory().ToArray(), random)).ToList();
            dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, damaged, random.Next(3) == 0 ? Noise(random, 8) : default));
        }
        else if (dataset[DicomTag.PixelData] is DicomValueElement value)
        {
            dataset.SetBytes(DicomTag.PixelData, value.VR, Broken(value.Value.ToArray(), random));
        }

        var tags = new[]
        {
            DicomTag.Rows, DicomTag.Columns, DicomTag.BitsAllocated, DicomTag.BitsStored, DicomTag.HighBit, DicomTag.PixelRepresentation, DicomTag.SamplesPerPixel,
            DicomTag.PlanarConfiguration, DicomTag.NumberOfFrames,
        };
        for (var count = random.Next(3); count > 0; count--)
        {
            dataset.Set(tags[random.Next(tags.Length)], random.Next(4) == 0 ? random.Next(65536) : random.Next(70));
        }
    }

    private static byte[] Broken(byte[] bytes, Random random)
    {
        var broken = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
        for (var flips = random.Next(6); flips > 0 && broken.Length > 0; flips--)
        {
            broken[random.Next(random.Next(2) == 0 ? Math.Min(broken.Length, 100) : broken.Length)] = (byte)random.Next(256);
        }

        return broken;
    }
}
