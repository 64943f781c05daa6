using System.Diagnostics;
using Appliance.Browser;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.RenderTests.Imaging;
using Appliance.Tests;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.States;

/// <summary>Masks of presentation states (PS3.3 C.11.13, C.7.6.10) on frames of one grey each: 100, 200, 400, 800, 1600.</summary>
public sealed class MaskSubtractionTests
{
    private const int Frames = 5;
    private const string StateUid = "1.2.826.0.1.3680043.10.1444.1.4.1";

    [Theory]
    [InlineData(new[] { 1 }, 1, 3, 700)]
    [InlineData(new[] { 1, 2 }, 1, 2, 250)]
    [InlineData(new[] { 1, 2 }, 2, 2, 450)]
    [InlineData(new[] { 1, 2 }, 2, 4, 1450)]
    [InlineData(new[] { 5 }, 1, 0, -1500)]
    public void AverageOfMaskFrames_IsSubtractedFromTheAverageOfContrastFrames(int[] masks, int averaged, int frame, double difference) =>
        Assert.Equal(difference, Present(Average(masks).Set(DicomTag.ContrastFrameAveraging, averaged), frame).Subtracted!.ValueAt(7, 9));

    [Theory]
    [InlineData(null, 3, 400.0)]
    [InlineData(2, 4, 1200.0)]
    [InlineData(-1, 0, -100.0)]
    [InlineData(1, 0, null)]
    [InlineData(-1, 4, null)]
    public void FrameAtAnOffset_IsSubtracted_WhereThereIsOne(int? offset, int frame, double? difference)
    {
        var mask = Mask("TID");
        var way = Present(offset is { } given ? mask.SetBytes(DicomTag.TIDOffset, DicomVR.SS, BitConverter.GetBytes((short)given)) : mask, frame);
        Assert.Equal(difference, way.Subtracted?.ValueAt(0, 0));
        Assert.Equal(difference is null, way.Notes.Any(note => note.Contains("TIDOffset", StringComparison.Ordinal)));
    }

    [Fact]
    public void Subtraction_FollowsTheModalityStage_AndComesBeforeTheWindow()
    {
        // (2 * 800 + 5) - (2 * 100 + 5) = 1400: the middle of the window.
        var state = State(Average(1)).Set(DicomTag.RescaleSlope, 2).Set(DicomTag.RescaleIntercept, 5).Set(DicomTag.RescaleType, "US")
            .SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(1400.5, 101));
        var way = Present(state, 3);
        Assert.Equal(128, way.Pipeline.Level(way.Subtracted!.ValueAt(0, 0)));

        var table = State(Average(1)).SetSequence(DicomTag.ModalityLUTSequence, MadeUpState.Lut(0, 16, [.. Enumerable.Range(0, 4096).Select(i => i == 800 ? 70 : i == 100 ? 30 : 0)]));
        Assert.Equal(40, Present(table, 3).Subtracted!.ValueAt(0, 0));
    }

    [Fact]
    public void WithoutAWindow_DifferencesEitherWayAreSpreadOverAllGreys()
    {
        var pipeline = Present(State(Average(1)), 3).Pipeline;
        Assert.Equal([0, 128, 255], new double[] { -4095, 0, 4095 }.Select(value => (int)pipeline.Level(value)));
    }

    [Fact]
    public void Padding_StaysBackground()
    {
        var image = Image();
        image.Set(DicomTag.PixelPaddingValue, 800);
        var opened = DicomImage.Open(image);
        var way = PresentationState.Open(State(Average(1))).Present(opened, 3, opened.GetFrame(3));
        Assert.True(double.IsNaN(way.Subtracted!.ValueAt(0, 0)));
        Assert.Equal(0, way.Pipeline.Level(way.Subtracted.ValueAt(0, 0)));
    }

    [Theory]
    [InlineData("frames", "MaskFrameNumbers")]
    [InlineData("zero", "MaskFrameNumbers")]
    [InlineData("none", "MaskFrameNumbers")]
    [InlineData("operation", "MaskOperation")]
    public void Mask_ThatCannotBe_IsNotedAndNothingIsSubtracted(string kind, string keyword)
    {
        var way = Present(kind switch { "frames" => Average(1, 6), "zero" => Average(0), "none" => Mask("AVG_SUB"), _ => Mask("REV_TID") }, 3);
        Assert.Null(way.Subtracted);
        Assert.Contains(keyword, Assert.Single(way.Notes), StringComparison.Ordinal);
        Assert.EndsWith("the mask is not subtracted", way.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Shift_OfTheMask_IsNotedAsLeftOut()
    {
        var way = Present(Average(1).SetBytes(DicomTag.MaskSubPixelShift, DicomVR.FL, BitConverter.GetBytes(0.5f).Concat(BitConverter.GetBytes(0f)).ToArray()), 3);
        Assert.Equal(700, way.Subtracted!.ValueAt(0, 0));
        Assert.Contains("not shifted", Assert.Single(way.Notes), StringComparison.Ordinal);
        Assert.Empty(Present(Average(1).SetBytes(DicomTag.MaskSubPixelShift, DicomVR.FL, new byte[8]), 3).Notes);
    }

    [Fact]
    public void Visibility_OfTheMask_IsNotedAsLeftOut()
    {
        var way = Present(State(Average(1)).Set(DicomTag.MaskVisibilityPercentage, 20.0), 3);
        Assert.Equal(700, way.Subtracted!.ValueAt(0, 0));
        Assert.Contains("(0028,9478): 20 %", Assert.Single(way.Notes), StringComparison.Ordinal);
    }

    // States of XA/XRF have a mask for each range of frames (C.11.19).
    [Fact]
    public void Mask_IsThatOfTheRangeOfTheFrame()
    {
        var state = State(Average(1).Set(DicomTag.ApplicableFrameRange, 2, 3), Average(2).Set(DicomTag.ApplicableFrameRange, 5, 5))
            .Set(DicomTag.SOPClassUID, DicomUID.XAXRFGrayscaleSoftcopyPresentationStateStorage);
        Assert.Equal([null, 100.0, 300.0, null, 1400.0], Enumerable.Range(0, Frames).Select(frame => Present(state, frame).Subtracted?.ValueAt(0, 0)));
    }

    [Fact]
    public void Images_WantedAsTheyAreStored_AreShownSo() => Assert.Null(Present(State(Average(1)).Set(DicomTag.RecommendedViewingMode, "NAT"), 3).Subtracted);

    // DCMTK knows no masks: it calls the viewing mode SUB unsupported.
    [Fact]
    public async Task State_WithAMask_IsAcceptedByAValidator()
    {
        var folder = Directory.CreateTempSubdirectory("mask");
        try
        {
            var path = Path.Combine(folder.FullName, "state.dcm");
            using (var file = new DicomFile(State(Average(1, 2).Set(DicomTag.ContrastFrameAveraging, 1)), DicomTransferSyntax.ExplicitVRLittleEndian))
            {
                file.Save(path);
            }

            using var process = Process.Start(new ProcessStartInfo(Foreign.Need("dciodvfy", "dicom3tools"), [path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("Error", errors + await output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // 800 - 100 = 700 in a window of 0 to 1400 is the middle; the frame itself would be brighter.
    [Fact]
    public async Task Subtraction_IsShownByRenderByViewAndInATerminal()
    {
        using var store = new StateArchive();
        var state = State(Average(1)).SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(700.5, 1401));
        state.GetItems(DicomTag.ReferencedSeriesSequence)[0].SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(4));
        store.Store(Image(), state);
        var output = store.PathOf("out.png");
        foreach (var words in (string[][])[
            ["render", MadeUpState.ImageUid, "--state", StateUid, "--frame", "4", "-o", output],
            ["view", StateUid, "--no-text", "--one-to-one", "--size", "48x48", "--screenshot", output]])
        {
            var (code, _, error) = await store.RunAsync(words);
            Assert.True(code == 0, error);
            using var drawn = SKBitmap.Decode(output);
            Assert.InRange(drawn.GetPixel(20, 20).Red, 127, 128);
        }

        await store.BrowseAsync(source =>
        {
            using var picture = source.OpenPicture(BrowserLevel.Instances, StateUid, onlyOne: false, out _)!;
            Assert.Equal(3, picture.First);
            Assert.InRange(picture.Render(3).Pixels[0], 127, 128);
        });
    }

    private static FramePresentation Present(DicomDataset maskOrState, int frame)
    {
        var state = maskOrState.Contains(DicomTag.SOPClassUID) ? maskOrState : State(maskOrState);
        var image = DicomImage.Open(Image());
        return PresentationState.Open(state).Present(image, frame, image.GetFrame(frame));
    }

    private static DicomDataset State(params DicomDataset[] masks)
    {
        var state = MadeUpState.State().SetSequence(DicomTag.MaskSubtractionSequence, masks).Set(DicomTag.RecommendedViewingMode, "SUB");
        state.GetItems(DicomTag.ReferencedSeriesSequence)[0].SetSequence(
            DicomTag.ReferencedImageSequence, MadeUpState.Reference().Set(DicomTag.ReferencedSOPClassUID, DicomUID.MultiFrameGrayscaleWordSecondaryCaptureImageStorage));
        return state;
    }

    private static DicomDataset Mask(string operation) => new DicomDataset().Set(DicomTag.MaskOperation, operation);

    private static DicomDataset Average(params int[] frames) => Mask("AVG_SUB").Set(DicomTag.MaskFrameNumbers, frames);

    private static DicomDataset Image() => MadeUpState.Image(frames: Frames).SetBytes(
        DicomTag.PixelData, DicomVR.OW, Enumerable.Range(0, Frames).SelectMany(frame => MadeUp.Cells(16, (_, _) => 100 << frame)).ToArray());
}
