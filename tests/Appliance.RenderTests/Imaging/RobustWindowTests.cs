using System.Runtime.InteropServices;
using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>The window of images that bring none, on values whose percentiles are known beforehand.</summary>
public sealed class RobustWindowTests
{
    [Fact]
    public void Window_OfAnEvenSpread_LeavesHalfAPercentAtEitherEnd()
    {
        var window = Of(Enumerable.Range(0, 10000).Select(i => (short)i));
        AssertSpans(window, 50, 9949);
    }

    [Fact]
    public void Window_WithAFewHotPixels_IsNotStretchedByThem()
    {
        var window = Of(Enumerable.Range(0, 10000).Select(i => (short)(i < 20 ? 30000 : 100 + (i % 200))));
        AssertSpans(window, 101, 298, within: 1);
    }

    [Fact]
    public void Window_WithAirAround_LooksAtTheBody()
    {
        // Two thirds of the picture are the same value, as air outside of the field is.
        var window = Of(Enumerable.Range(0, 12000).Select(i => (short)(i < 8000 ? -1024 : i - 8000)));
        AssertSpans(window, 20, 3979);
    }

    [Fact]
    public void Window_WithASaturatedField_LooksAtTheRest()
    {
        var window = Of(Enumerable.Range(0, 12000).Select(i => (short)(i < 6000 ? 16383 : i - 6000)));
        AssertSpans(window, 30, 5969);
    }

    [Fact]
    public void Window_WithPadding_LeavesItOut()
    {
        var window = Of(Enumerable.Range(0, 10000).Select(i => (short)(i % 4 == 0 ? -2000 - (i % 16) : i)), new GrayPipeline { Padding = new PixelPadding(-2016, -2000) });
        AssertSpans(window, 50, 9949, within: 2);
    }

    [Fact]
    public void Window_OfAMask_SpansItsTwoValues() => AssertSpans(Of(Enumerable.Range(0, 10000).Select(i => (short)(i % 3 == 0 ? 1 : 0))), 0, 1);

    [Fact]
    public void Window_OfOneValue_IsThatValue() => Assert.Equal(VoiWindow.Spanning(7, 7), Of(Enumerable.Repeat((short)7, 100)));

    [Fact]
    public void Window_BehindARescale_IsInItsUnits() =>
        AssertSpans(Of(Enumerable.Range(0, 10000).Select(i => (short)i), new GrayPipeline { RescaleSlope = -0.5, RescaleIntercept = 10 }), 10 - (9949 * 0.5), 10 - (50 * 0.5));

    [Theory]
    [InlineData("PT", 0)]
    [InlineData("NM", 0)]
    [InlineData("MR", 1000 + 11)]
    public void Window_OfCounts_BeginsAtZero(string modality, double low)
    {
        var image = DicomImage.Open(MadeUp.Gray(16, 16).Set(DicomTag.Modality, modality)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, MadeUp.Cells(16, (x, y) => 1000 + (y * MadeUp.Side) + x)));
        var window = image.ViewPipelineOf(0, image.GetFrame(0)).Window!.Value;
        Assert.Equal(low, window.Center - (window.Width / 2), 6);
    }

    [Fact]
    public void Window_OverFrames_IsTheSameWhicheverComesFirst()
    {
        var dataset = MadeUp.Gray(16, 16).Set(DicomTag.NumberOfFrames, 40)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, Enumerable.Range(0, 40).SelectMany(frame => MadeUp.Cells(16, (x, _) => (frame * 100) + x)).ToArray());
        var (forward, backward) = (DicomImage.Open(dataset), DicomImage.Open(dataset));
        var window = forward.ViewPipelineOf(0, forward.GetFrame(0)).Window;
        Assert.Equal(window, backward.ViewPipelineOf(39, backward.GetFrame(39)).Window);
        Assert.Equal(window, forward.ViewPipelineOf(39, forward.GetFrame(39)).Window);
        Assert.True(window!.Value.Width > 3000, $"it does not span the frames: {window}");
    }

    [Fact]
    public void Window_OfTheObject_IsKept()
    {
        var image = DicomImage.Open(MadeUp.Gray(8, 8).Set(DicomTag.WindowCenter, 40).Set(DicomTag.WindowWidth, 30));
        Assert.Equal(40, image.ViewPipelineOf(0, image.GetFrame(0)).Window!.Value.Center);
    }

    [Fact]
    public void Window_WithAFrameThatCannotBeDecoded_ComesFromTheOthers()
    {
        var image = DicomImage.Open(MadeUp.Gray(8, 8).Set(DicomTag.NumberOfFrames, 3));
        Assert.True(image.ViewPipelineOf(0, image.GetFrame(0)).Window!.Value.Width > 100);
    }

    [Fact]
    public void Window_BesideSupplementalColours_LooksAtTheGreysOnly()
    {
        var palette = new PaletteLut(5000, [1, 2, 3, 4, 5, 6]);
        AssertSpans(Of(Enumerable.Range(0, 10000).Select(i => (short)i), new GrayPipeline { SupplementalPalette = palette }), 25, 4974);
    }

    private static VoiWindow Of(IEnumerable<short> values, GrayPipeline? pipeline = null)
    {
        var data = values.ToArray();
        var frame = new PixelFrame(data.Length, 1, PixelKind.GrayS16, 16, MemoryMarshal.AsBytes<short>(data).ToArray());
        return RobustWindow.Of([(frame, pipeline ?? new GrayPipeline())]);
    }

    private static void AssertSpans(VoiWindow window, double low, double high, double within = 1e-6)
    {
        Assert.Equal(VoiFunction.LinearExact, window.Function);
        Assert.InRange(window.Center - (window.Width / 2), low - within, low + within);
        Assert.InRange(window.Center + (window.Width / 2), high - within, high + within);
    }
}
