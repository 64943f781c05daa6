using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>Made-up spectra with wrong bytes in their attributes and data: drawn, or refused by one of two exceptions. The seed is fixed.</summary>
public sealed class SpectroscopyMutationTests
{
    private const int Cases = 500;

    [Fact]
    public void Spectra_WithWrongBytesAnywhere_AreDrawnOrRefused()
    {
        var seeds = MadeUpKinds.All.Values.Select(kind => Bytes(kind().Dataset())).ToList();
        using var fonts = new FontBook([]);
        using var text = new TextPainter(fonts);
        using var bitmap = new SKBitmap(new SKImageInfo(200, 150, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        var place = new PagePlace(SKRect.Create(0, 0, 200, 150), text, 1);
        var random = new Random(20261);
        var drawn = 0;
        for (var round = 0; round < Cases; round++)
        {
            try
            {
                using var file = DicomFile.Parse(Mutated(seeds[random.Next(seeds.Count)], random));
                var spectroscopy = DicomSpectroscopy.Open(file.Dataset);
                var frame = random.Next(spectroscopy.NumberOfFrames);
                var state = new SpectrumPageState { AutomaticPhase = true, Settings = new SpectrumSettings { ExponentialWidth = 2, ZeroFillFactor = 2, RemoveOffset = true } };
                var page = new SpectrumPage(spectroscopy.GetFrame(frame), [], []);
                Assert.True(SpinWait.SpinUntil(() => page.Prepare(state, () => { }), TimeSpan.FromMinutes(1)));
                Assert.Null(page.Error);
                page.Draw(canvas, place, state);
                SpectroscopyFacts.LabelsOf(spectroscopy, frame);
                drawn++;
            }
            catch (Exception fault) when (fault is DicomImageException or DicomFormatException)
            {
                Assert.NotEmpty(fault.Message);
            }
        }

        Assert.InRange(drawn, Cases / 4, Cases);
    }

    // Attributes of sizes and axes are few among many data: most changes go to the end of the header, where they stand.
    private static byte[] Mutated(byte[] seed, Random random)
    {
        var bytes = (byte[])seed.Clone();
        var header = Math.Min(4500, bytes.Length);
        for (var count = random.Next(1, 8); count > 0; count--)
        {
            bytes[random.Next(random.Next(4) == 0 ? bytes.Length : header)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static byte[] Bytes(DicomDataset dataset)
    {
        using var stream = new MemoryStream();
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Write(stream);
        return stream.ToArray();
    }
}
