using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.RenderTests.Imaging;
using Appliance.Tests;
using Appliance.Viewer;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.States;

/// <summary>States with wrong bytes and wrong values anywhere: they are applied, what is wrong noted, or refused by one of two exceptions. The seeds are fixed.</summary>
public sealed class StateMutationTests : IDisposable
{
    private const int Cases = 1500;
    private static readonly string[] Terms = ["", "Y", "N", "PIXEL", "DISPLAY", "MAGNIFY", "TRUE SIZE", "ELLIPSE", "CIRCLE", "INTERPOLATED", "BITMAP", "1e308", "-1e-308", "NaN", "999999999999", "\\\\\\"];
    private readonly FontBook _fonts = new([]);
    private readonly TextPainter _text;
    private readonly GraphicsPainter _painter;
    private readonly SKSurface _surface = SKSurface.Create(new SKImageInfo(64, 64));

    public StateMutationTests()
    {
        _text = new TextPainter(_fonts);
        _painter = new GraphicsPainter(_text);
    }

    public void Dispose()
    {
        _surface.Dispose();
        _painter.Dispose();
        _text.Dispose();
        _fonts.Dispose();
    }

    [Fact]
    public void States_WithWrongBytesAnywhere_AreAppliedOrRefused()
    {
        var seeds = MadeUp.Select(make => Written(make())).Concat(Corpus.Files("presentation-state").Select(File.ReadAllBytes).Where(bytes => bytes.Length < 200_000)).ToList();
        var random = new Random(20263);
        var applied = 0;
        for (var round = 0; round < Cases; round++)
        {
            var bytes = (byte[])seeds[random.Next(seeds.Count)].Clone();
            for (var count = random.Next(1, 12); count > 0; count--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            applied += IsApplied(() => DicomFile.Parse(bytes)) ? 1 : 0;
        }

        Assert.InRange(applied, Cases / 4, Cases);
    }

    [Fact]
    public void States_WithWrongValuesAnywhere_AreAppliedOrRefused()
    {
        var random = new Random(20264);
        var applied = 0;
        for (var round = 0; round < Cases; round++)
        {
            var state = MadeUp[random.Next(MadeUp.Count)]();
            for (var count = random.Next(1, 5); count > 0; count--)
            {
                Spoil(state, random);
            }

            applied += IsApplied(() => new DicomFile(state, DicomTransferSyntax.ExplicitVRLittleEndian)) ? 1 : 0;
        }

        Assert.InRange(applied, Cases / 4, Cases);
    }

    private bool IsApplied(Func<DicomFile> open)
    {
        try
        {
            using var file = open();
            var state = PresentationState.Open(file.Dataset);
            foreach (var image in Images)
            {
                Show(state, image);
            }

            return true;
        }
        catch (Exception fault) when (fault is DicomImageException or DicomFormatException)
        {
            Assert.NotEmpty(fault.Message);
            return false;
        }
    }

    private static readonly DicomImage[] Images = [DicomImage.Open(StateKinds.Image()), DicomImage.Open(StateKinds.ColorImage()), DicomImage.Open(MadeUpState.Image(frames: 3))];

    private void Show(PresentationState state, DicomImage image)
    {
        var pixels = image.GetFrame(0);
        var way = state.Present(image, 0, pixels);
        var turned = way.Turn.Apply(ReferenceRenderer.Render(image, way.Subtracted ?? pixels, way.Pipeline));
        var cut = way.Area?.CutFrom(turned, way.Turn) ?? turned;
        Assert.InRange(cut.Pixels.Length, 1, turned.Pixels.Length);
        Assert.All(way.Notes, Assert.NotEmpty);
        Assert.True(way.PixelAspectRatio > 0 && double.IsFinite(way.PixelAspectRatio), $"aspect ratio {way.PixelAspectRatio}");
        var area = ViewGeometry.Place(pixels.Width, pixels.Height, way, new PixelSize(64, 64), new ViewPlacement(), 4);
        Assert.True(double.IsFinite(area.X + area.Y + area.Width + area.Height) && area.Width > 0, $"{area}");
        _painter.Draw(_surface.Canvas, way.Graphics, new PicturePlace(area, pixels.Width, pixels.Height, way.Turn), way.Area, 1);
    }

    // The value of an element at any depth becomes another, of the right kind or of none.
    private static void Spoil(DicomDataset dataset, Random random)
    {
        var elements = dataset.Where(element => element.Tag.Group > 8 || element is DicomSequence).ToList();
        if (elements.Count == 0)
        {
            return;
        }

        var element = elements[random.Next(elements.Count)];
        if (element is DicomSequence { Items.Count: > 0 } sequence && random.Next(8) > 0)
        {
            Spoil(sequence.Items[random.Next(sequence.Items.Count)], random);
            return;
        }

        switch (random.Next(4))
        {
            case 0:
                dataset.Remove(element.Tag);
                break;
            case 1:
                dataset.Set(element.Tag, DicomVR.LO, Terms[random.Next(Terms.Length)]);
                break;
            default:
                var bytes = new byte[random.Next(12) * 2];
                random.NextBytes(bytes);
                dataset.SetBytes(element.Tag, element is DicomSequence ? DicomVR.UN : element.VR, bytes);
                break;
        }
    }

    private static readonly IReadOnlyList<Func<DicomDataset>> MadeUp = [.. StateKinds.All.Select(kind => kind.State), Masked];

    private static DicomDataset Masked() => MadeUpState.State().Set(DicomTag.RecommendedViewingMode, "SUB").SetSequence(
        DicomTag.MaskSubtractionSequence,
        new DicomDataset().Set(DicomTag.MaskOperation, "AVG_SUB").Set(DicomTag.MaskFrameNumbers, 2, 3).Set(DicomTag.ContrastFrameAveraging, 2).Set(DicomTag.ApplicableFrameRange, 1, 3));

    private static byte[] Written(DicomDataset dataset)
    {
        var syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
        return [.. DicomFile.BuildHeader(dataset.GetUID(DicomTag.SOPClassUID)!.Value, dataset.GetUID(DicomTag.SOPInstanceUID)!.Value, syntax, "TEST"), .. DicomDatasetWriter.Write(dataset, syntax)];
    }
}
