using System.Diagnostics;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.RenderTests.States;
using Appliance.Tests;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Greys under presentation states against DCMTK's <c>dcmp2pgm</c>, and made-up states against two validators.</summary>
public sealed class DcmtkPresentationTests
{
    [Theory]
    [InlineData("presentation-state/imageForPrLUTs.dcm", "presentation-state/prLUTs.dcm")]
    [InlineData("presentation-state/real01.dcm", "presentation-state/real01.pr.dcm")]
    [InlineData("presentation-state/real02.dcm", "presentation-state/real02.pr.dcm")]
    [InlineData("overlay/ovly_p01.dcm", "presentation-state/prOverlay.dcm")]
    public void Greys_OfTheCorpus_AreThoseOfDcmtk(string image, string state) => AssertAgrees(Corpus.PathOf(image), Corpus.PathOf(state));

    // The state activates four overlays of the image, two of them in its pixel cells, and two of its own. dcmp2pgm leaves overlays out: the
    // numbers of set bits were counted with numpy.
    [Fact]
    public void Overlays_OfTheCorpus_AreAllSixThatTheStateActivates()
    {
        using var imageFile = DicomFile.Open(Corpus.PathOf("overlay/ovly_p01.dcm"));
        using var stateFile = DicomFile.Open(Corpus.PathOf("presentation-state/prOverlay.dcm"));
        var image = DicomImage.Open(imageFile.Dataset);
        var shown = PresentationState.Open(stateFile.Dataset).Present(image, 0, image.GetFrame(0));
        Assert.Equal(
            [532, 537, 603, 606, 680, 680],
            shown.Graphics.Cast<FrameGraphic.Bits>().Select(bits => bits.Bitmap.Coverage.ToArray().Count(value => value != 0)));
        Assert.Empty(shown.Notes);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("signed")]
    [InlineData("inverse")]
    [InlineData("monochrome1")]
    [InlineData("window")]
    [InlineData("rescale")]
    [InlineData("presentation LUT")]
    [InlineData("voi LUT")]
    [InlineData("turned")]
    [InlineData("turned and flipped")]
    [InlineData("frame")]
    [InlineData("annotated")]
    [InlineData("monochrome1 inverse")]
    [InlineData("monochrome1 window")]
    [InlineData("monochrome1 presentation LUT")]
    [InlineData("signed window inverse")]
    [InlineData("modality LUT")]
    [InlineData("voi LUT presentation LUT")]
    [InlineData("linear exact")]
    public void Greys_OfMadeUpStates_AreThoseOfDcmtkAndTheStatesAreValid(string kind)
    {
        var folder = Directory.CreateTempSubdirectory("state");
        try
        {
            var (image, state, frame) = Make(kind);
            var (imagePath, statePath) = (Path.Combine(folder.FullName, "image.dcm"), Path.Combine(folder.FullName, "state.dcm"));
            Save(image, imagePath);
            Save(state, statePath);
            AssertValid(statePath);
            AssertAgrees(imagePath, statePath, frame);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static TheoryData<string> StateNames => [.. StateKinds.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(StateNames))]
    public void StatesOfTheGoldenPictures_AreValid_AndTheirGreysAreThoseOfDcmtk(string name)
    {
        var kind = StateKinds.All.Single(kind => kind.Name == name);
        var folder = Directory.CreateTempSubdirectory("state");
        try
        {
            var (imagePath, statePath) = (Path.Combine(folder.FullName, "image.dcm"), Path.Combine(folder.FullName, "state.dcm"));
            Save(kind.Image(), imagePath);
            Save(kind.State(), statePath);
            AssertValid(imagePath, isState: false);

            // DCMTK knows grayscale states alone.
            var isGray = kind.State().GetUID(DicomTag.SOPClassUID) == DicomUID.GrayscaleSoftcopyPresentationStateStorage;
            AssertValid(statePath, isGray);
            if (isGray)
            {
                AssertAgrees(imagePath, statePath);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (DicomDataset Image, DicomDataset State, int Frame) Make(string kind)
    {
        var signed = kind.StartsWith("signed", StringComparison.Ordinal);
        var photometric = kind.StartsWith("monochrome1", StringComparison.Ordinal) ? "MONOCHROME1" : "MONOCHROME2";
        var (image, state) = (MadeUpState.Image(signed, photometric, kind == "frame" ? 3 : 1), MadeUpState.State());
        switch (kind)
        {
            case "inverse" or "monochrome1 inverse":
                state.Set(DicomTag.PresentationLUTShape, "INVERSE");
                break;
            case "signed window inverse":
                state.Set(DicomTag.PresentationLUTShape, "INVERSE").SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(-100, 1500));
                break;
            case "modality LUT":
                state.SetSequence(DicomTag.ModalityLUTSequence, MadeUpState.Lut(0, 16, [.. Enumerable.Range(0, 4096).Select(i => (int)Math.Round(Math.Sqrt(i / 4095.0) * 65535))]).Set(DicomTag.ModalityLUTType, "US"))
                    .SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(40000, 48000));
                break;
            case "voi LUT presentation LUT":
                state.Remove(DicomTag.PresentationLUTShape);
                state.SetSequence(DicomTag.SoftcopyVOILUTSequence, new DicomDataset().SetSequence(
                        DicomTag.VOILUTSequence, MadeUpState.Lut(100, 16, [.. Enumerable.Range(0, 3000).Select(i => 65535 - (i * 16))])))
                    .SetSequence(DicomTag.PresentationLUTSequence, MadeUpState.Lut(0, 16, [.. Enumerable.Range(0, 4096).Select(i => i * i / 256)]));
                break;
            case "linear exact":
                state.SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(2048, 1500).Set(DicomTag.VOILUTFunction, "LINEAR_EXACT"));
                break;
            case "window" or "monochrome1 window":
                state.SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(1000, 1500));
                break;
            case "rescale":
                state.Set(DicomTag.RescaleSlope, 2).Set(DicomTag.RescaleIntercept, -1000).Set(DicomTag.RescaleType, "US")
                    .SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(500, 2000));
                break;
            case "presentation LUT" or "monochrome1 presentation LUT":
                state.Remove(DicomTag.PresentationLUTShape);
                state.SetSequence(DicomTag.PresentationLUTSequence, MadeUpState.Lut(0, 12, [.. Enumerable.Range(0, 4096).Select(i => (int)Math.Round(4095 * Math.Pow(i / 4095.0, 2)))]));
                break;
            case "voi LUT":
                state.SetSequence(DicomTag.SoftcopyVOILUTSequence, new DicomDataset().SetSequence(
                    DicomTag.VOILUTSequence, MadeUpState.Lut(100, 16, [.. Enumerable.Range(0, 2000).Select(i => 65535 - (i * 32))])));
                break;
            case "turned":
                state.Set(DicomTag.ImageRotation, 90).Set(DicomTag.ImageHorizontalFlip, "N").SetSequence(DicomTag.DisplayedAreaSelectionSequence, MadeUpState.Area(1, 48, 48, 1));
                break;
            case "turned and flipped":
                state.Set(DicomTag.ImageRotation, 270).Set(DicomTag.ImageHorizontalFlip, "Y").SetSequence(DicomTag.DisplayedAreaSelectionSequence, MadeUpState.Area(48, 48, 1, 1));
                break;
            case "frame":
                state.SetSequence(
                    DicomTag.SoftcopyVOILUTSequence,
                    MadeUpState.Window(1000, 1500).SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(1, 3)),
                    MadeUpState.Window(2500, 800).SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(2)));
                foreach (var reference in state.GetItems(DicomTag.ReferencedSeriesSequence)[0].GetItems(DicomTag.ReferencedImageSequence)
                    .Concat(state.GetItems(DicomTag.SoftcopyVOILUTSequence).SelectMany(item => item.GetItems(DicomTag.ReferencedImageSequence))))
                {
                    reference.Set(DicomTag.ReferencedSOPClassUID, DicomUID.MultiFrameGrayscaleWordSecondaryCaptureImageStorage);
                }

                break;
            case "annotated":
                state.Annotate(
                    [MadeUpState.Figure("POLYLINE", true, "PIXEL", 5, 5, 20, 5, 20, 20, 5, 5), MadeUpState.Figure("ELLIPSE", false, "PIXEL", 10, 24, 40, 24, 25, 14, 25, 34)],
                    [MadeUpState.Text("mark", [20, 30, 40, 40], [10, 10])]);
                break;
        }

        return (image, state, kind == "frame" ? 2 : 1);
    }

    private static void AssertAgrees(string imagePath, string statePath, int frame = 1)
    {
        var theirs = Dcmtk.DrawPresented(imagePath, statePath, frame, out var error);
        Assert.True(theirs is not null, error);
        using var imageFile = DicomFile.Open(imagePath);
        using var stateFile = DicomFile.Open(statePath);
        var image = DicomImage.Open(imageFile.Dataset);
        var state = PresentationState.Open(stateFile.Dataset);
        Assert.True(state.AppliesTo(image.Dataset.GetString(DicomTag.SOPInstanceUID), frame - 1));
        var pixels = image.GetFrame(frame - 1);
        var shown = state.Present(image, frame - 1, pixels);
        var picture = ReferenceRenderer.Render(image, pixels, shown.Pipeline);

        // DCMTK draws shutters of bits, but none of shapes, and no annotations.
        var ours = PictureBurner.Burn(picture, shown with { Graphics = [.. shown.Graphics.OfType<FrameGraphic.Bits>().Where(bits => bits.IsShutter)] });
        Assert.Equal((theirs.Value.Width, theirs.Value.Height), (ours.Width, ours.Height));
        var apart = Enumerable.Range(0, ours.Pixels.Length).Max(i => Math.Abs(ours.Pixels[i] - theirs.Value.Pixels[i]));
        Assert.InRange(apart, 0, 1);
    }

    private static void AssertValid(string path, bool isState = true)
    {
        var said = Run(Foreign.Need("dciodvfy", "dicom3tools"), path);
        Assert.False(said.Contains("Error", StringComparison.Ordinal), said);
        if (!isState)
        {
            return;
        }

        said = Run(Foreign.Need("dcmpschk", "dcmtk"), path);
        Assert.False(said.Contains("Error", StringComparison.OrdinalIgnoreCase), said);
    }

    private static string Run(string program, string path)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var said = process.StandardError.ReadToEnd() + output.Result;
        process.WaitForExit();
        return said;
    }

    private static void Save(DicomDataset dataset, string path)
    {
        using var file = new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        file.Save(path);
    }
}
